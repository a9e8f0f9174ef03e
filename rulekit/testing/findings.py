"""Verdicts as findings: failures with their place in the file, ready for every renderer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rulekit.diagnostics import Diagnostic, Label
from rulekit.testing.places import Places
from rulekit.testing.run import Verdict


def failing(verdicts: Iterable[Verdict], places: Places) -> Iterator[Diagnostic]:
    """One finding for each failure, in the order of the tests."""
    for verdict in verdicts:
        for failure in verdict.failures:
            span = places.value(failure.path)
            labels = (Label(span, failure.found),) if span else ()
            yield Diagnostic("RK345", failure.message, span, labels, None, f"in test `{verdict.name}`", failure.notes)
