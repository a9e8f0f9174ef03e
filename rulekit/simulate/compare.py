"""Compare: a ledger + programs -> variants side by side, each against the first.

The same purchases run through every variant: how members would have behaved otherwise is not guessed, and every output says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rulekit.diagnostics import UsageError
from rulekit.kpi import Figure, catalogue, measure, of_result
from rulekit.kpi.figure import decimal_text
from rulekit.kpi.kpis import by_of
from rulekit.kpi.periods import By
from rulekit.ledger import Ledger
from rulekit.program.model import Program
from rulekit.replay import replay
from rulekit.result import Result
from rulekit.simulate.benefit import Benefit, benefits_of, compared

HELD = "Behaviour is held as it was: the same purchases run through every variant, and nobody buys more or less because of it."

_SHOWN = frozenset(kpi.id for kpi in catalogue().values() if kpi.model != "lifetime")
"""Behaviour is held, so predictions of it are the same in every variant."""

Progress = Callable[[str, str, int, int | None], None]
"""Called with the variant's name, the phase, what is done and what there is in all."""

FigureKey = tuple[str, str, str, str]
"""A figure's id, scope, subject and period."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One program over the ledger. `members`: how many are better off, worse off and unchanged against the first."""

    name: str
    program: Program
    summary: Mapping[str, Any]
    figures: Mapping[FigureKey, Figure]
    benefits: Mapping[str, Benefit]
    members: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Variants in the order they were given; differences are against the first."""

    variants: tuple[Variant, ...]
    by: By | None

    def rows(self) -> Iterator[tuple[str, str, str, str | None, str | None]]:
        """The rows of variants.csv: (variant, kpi, period, value, difference); the kpi with scope and subject where needed."""
        first = self.variants[0]
        for variant in self.variants:
            for key, figure in variant.figures.items():
                yield variant.name, name_of(figure), figure.period.label, figure.value, difference(figure, first.figures.get(key))

    def record(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "assumption": HELD,
            "variants": [
                {"name": one.name, "hash": one.program.hash, "members": dict(one.members), "summary": one.summary}
                for one in self.variants
            ],
            "kpis": [
                dict(zip(("variant", "kpi", "period", "value", "difference"), row, strict=True)) for row in self.rows()
            ],
        }  # fmt: skip


def simulate(
    ledger: Ledger, programs: Sequence[Program] | Mapping[str, Program], *, by: str | None = None,
    until: str | date | None = None, progress: Progress | None = None,
) -> Comparison:  # fmt: skip
    """Replay a ledger through every program and compare with the first.

    A mapping names the variants; a sequence has them named after their programs, numbered where names repeat. Raises UsageError
    where there is none, or their currencies differ. `by` is as for `rk.kpis`.
    """
    named = dict(programs) if isinstance(programs, Mapping) else _named(programs)
    if not named:
        raise UsageError("there is no program", help="give one or more programs")
    if len({program.currency for program in named.values()}) > 1:
        raise UsageError("the variants have different currencies", help="compare programs of one currency")
    length = by_of(by)
    variants: list[Variant] = []
    for name, program in named.items():
        tell = None if progress is None else _teller(progress, name)
        result = replay(program, ledger, until=until, progress=tell)
        variants.append(_variant(name, program, result, variants[0] if variants else None, length))
    return Comparison(tuple(variants), length)


def _teller(progress: Progress, name: str) -> Callable[[str, int, int | None], None]:
    return lambda phase, done, total: progress(name, phase, done, total)


def _variant(name: str, program: Program, result: Result, first: Variant | None, by: By | None) -> Variant:
    found = measure(of_result(result), by=by, ids=_SHOWN)
    figures = {(one.kpi.id, one.scope, one.subject or "", one.period.label): one for one in found}
    benefits = benefits_of(result)
    return Variant(name, program, result.summary, figures, benefits, compared(benefits, first.benefits if first else benefits))


def _named(programs: Sequence[Program]) -> dict[str, Program]:
    named: dict[str, Program] = {}
    for program in programs:
        name, number = program.name, 2
        while name in named:
            name, number = f"{program.name} ({number})", number + 1
        named[name] = program
    return named


def name_of(figure: Figure) -> str:
    """`retention.strict`, `points.issued (points)`, `aov.gross (members)`."""
    extras = [figure.subject or "", figure.scope if figure.scope != figure.kpi.scopes[0] else ""]
    more = ", ".join(extra for extra in extras if extra)
    return f"{figure.kpi.id} ({more})" if more else figure.kpi.id


def difference(figure: Figure, first: Figure | None) -> str | None:
    """A figure less that of the first variant; None where one of them cannot be observed."""
    if first is None or figure.exact is None or first.exact is None:
        return None
    return decimal_text(figure.exact - first.exact)
