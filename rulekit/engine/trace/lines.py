"""Traces as lines of text: the one printer of all explanations. Conditions begin with yes or no, calculations with nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rulekit.diagnostics.display import visible
from rulekit.engine.trace.misses import missing
from rulekit.engine.trace.reason import Reason, Trace

_MARKS = {True: "yes  ", False: "no   ", None: ""}


def trace_lines(trace: Trace, indent: int = 0) -> Iterator[str]:
    """A rule or counter: what it gives, then why; where it gives nothing, what was lacking, which is then not told twice."""
    yield f"{' ' * indent}{visible(trace.name)}: {visible(trace.gives)}"
    lacking = missing(trace)
    yield from reason_lines([reason for reason in trace.reasons if reason.text not in lacking], indent + 4)
    if lacking:
        yield f"{' ' * (indent + 4)}missing: {visible('; '.join(lacking))}"


def reason_lines(reasons: Iterable[Reason], indent: int) -> Iterator[str]:
    """Reasons, those below a reason further to the right."""
    for reason in reasons:
        yield f"{' ' * indent}{_MARKS[reason.holds]}{visible(reason.text)}"
        yield from reason_lines(reason.details, indent + 5)
