"""Profiles: `ci` (the default: the same examples every time), `quick` (fewer of them), `long` (new examples every time, many)
and `hunt` (as `ci`, without making a failure smaller: for planted bugs).

HYPOTHESIS_PROFILE=long chooses the long one. A failure prints the program, the ledger and what reproduces it.

Every example is drawn afresh: Hypothesis would rather vary each example five times, and in programs and ledgers of a few hundred
choices such neighbours mostly do the same. Shrinking is as always.
"""

import os

from generators.fresh import FreshProvider
from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS

SLOW_IS_FINE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much)


AVAILABLE_PROVIDERS["fresh"] = f"{FreshProvider.__module__}.FreshProvider"


def register(name: str, max_examples: int, *, derandomize: bool, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    """Register one profile."""
    settings.register_profile(
        name,
        max_examples=max_examples,
        derandomize=derandomize,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=SLOW_IS_FINE,
        backend="fresh",
        phases=phases,
    )


register("ci", 300, derandomize=True)
register("quick", 60, derandomize=True)
register("long", 20_000, derandomize=False)
register("hunt", 300, derandomize=True, phases=(Phase.explicit, Phase.generate))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
