"""The generators draw the whole language: a construct that no generated program has, no invariant ever meets."""

from __future__ import annotations

from constructs import universe, uses_of
from generators.programs import Spec, Wish, programs, yaml_text
from hypothesis import Phase, given, settings

ENOUGH = 250


def test_generated_programs_have_every_construct() -> None:
    """As tests/constructs.py counts them for the conformance suite; the same programs in every run."""
    seen: set[str] = set()

    @settings(max_examples=ENOUGH, phases=[Phase.generate], derandomize=True)
    @given(programs(Wish(rejects_late=True)))
    def look(spec: Spec) -> None:
        for use in uses_of(yaml_text(spec)):
            seen.update(use.shows)

    look()
    assert sorted(universe() - seen) == []
