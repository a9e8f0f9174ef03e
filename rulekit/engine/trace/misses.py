"""What stood in the way: a trace that gave nothing -> the parts of its conditions that do not hold, each with its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rulekit.engine.trace.reason import Reason, Trace


def unmet(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """The reasons that do not hold, down to the comparisons that decided.

    >>> [reason.text for reason in unmet([Reason("all of", False, (Reason("a", True), Reason("b", False)))])]
    ['b']
    """
    for reason in reasons:
        if reason.holds is False:
            inner = list(unmet(reason.details)) if not reason.text.startswith("not ") else []
            yield from inner or [reason]


def misses(trace: Trace) -> list[str]:
    """Why a rule or counter gave nothing, as short as possible; where every condition held, how the calculation went."""
    found = [reason.text for reason in unmet(trace.reasons)]
    return found or [reason.text for reason in trace.reasons if reason.holds is None]
