"""Verdicts and coverage as findings with their place in the file, ready for every renderer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rulekit.diagnostics import Diagnostic, Label
from rulekit.semantics.lints import heed_ignored_coverage
from rulekit.testing.coverage import Condition, Coverage
from rulekit.testing.places import Places
from rulekit.testing.run import Verdict


def failing(verdicts: Iterable[Verdict], places: Places) -> Iterator[Diagnostic]:
    """One finding for each failure, in the order of the tests."""
    for verdict in verdicts:
        for failure in verdict.failures:
            span = places.value(failure.path)
            labels = (Label(span, failure.found),) if span else ()
            yield Diagnostic("RK345", failure.message, span, labels, None, f"in test `{verdict.name}`", failure.notes)


def unreached(coverage: Coverage, places: Places) -> list[Diagnostic]:
    """One warning for all that no test reached, in file order, but for what a comment silences."""
    found = [
        Diagnostic("RK346", part.message, places.answer(part.path, part.answer) if part.answer else places.key(part.path))
        for part in coverage.parts if not part.is_reached
    ]  # fmt: skip
    found += [Diagnostic("RK348", part.message, places.key(part.path)) for part in coverage.bounds if not part.is_reached]
    for condition in coverage.conditions:
        if len(condition.seen) < 2:
            span = places.part(condition.path, condition.text)
            found.append(Diagnostic("RK347", _one_way(condition), span, (), None, f"in {condition.owner}"))
    for source, tree in places.files:
        found = heed_ignored_coverage(source, tree, found)
    return sorted(found, key=lambda finding: finding.order)


def too_little(coverage: Coverage, least: int, places: Places, *, is_listed: bool = False) -> Iterator[Diagnostic]:
    """An error where less is covered than is asked for; `is_listed`: what is missing is told with it."""
    if coverage.percent < least:
        message = f"the tests cover {coverage.percent}%, and {least}% are asked for"
        place = places.key(("tests",)) or places.key(("program",))
        advice = None if is_listed else "`rulekit test --coverage` shows what no test reached"
        yield Diagnostic("RK349", message, place, help=advice)


def _one_way(condition: Condition) -> str:
    if not condition.seen:
        return "no test gets as far as this condition"
    return f"this is {'always' if True in condition.seen else 'never'} true in the tests"
