"""`segments:` — named conditions on members. A segment may use others, without circles and within bounds."""

from __future__ import annotations

from collections.abc import Mapping

from rulekit.program.expression import Node
from rulekit.semantics.checker import Checker
from rulekit.semantics.expression import check_condition
from rulekit.semantics.fields import pairs, scalar
from rulekit.semantics.nodes import extent, used_segments
from rulekit.semantics.place import SEGMENT
from rulekit.semantics.spelling import declare
from rulekit.syntax.tree import Mapping as Branches
from rulekit.syntax.tree import Scalar

DEEPEST = 100
LARGEST = 2000
"""Bounds of one segment with all it uses: levels of nesting, and parts."""


def declare_segments(checker: Checker, tree: Branches) -> None:
    """Declare the names of the segments."""
    for pair in pairs(checker, tree.get("segments"), "`segments:`"):
        with checker.within(f"in segment `{pair.key.text}`"):
            declare(checker, "segment", pair.key.text, pair.key.span)


def check_segments(checker: Checker, tree: Branches) -> Mapping[str, Node]:
    """Every segment that has no mistake."""
    found: dict[str, Node] = {}
    keys: dict[str, Scalar] = {}
    for pair in pairs(checker, tree.get("segments"), "`segments:`"):
        with checker.within(f"in segment `{pair.key.text}`"):
            place = scalar(checker, pair.value, "a segment")
            node = check_condition(checker, place, SEGMENT.under(f"segments.{pair.key.text}")) if place else None
            if node is not None:
                found[pair.key.text], keys[pair.key.text] = node, pair.key
    measured: dict[str, tuple[int, int]] = {}
    for name in found:
        _measure(checker, name, found, keys, measured)
    return found


def _measure(
    checker: Checker,
    name: str,
    segments: Mapping[str, Node],
    keys: Mapping[str, Scalar],
    measured: dict[str, tuple[int, int]],
) -> None:
    """Depth and size of a segment with all it uses, each found once; a circle and what is too large are reported."""
    open_: list[str] = [name]
    while open_:
        current = open_[-1]
        used = [other for other in used_segments(segments[current]) if other in segments]
        waiting = [other for other in used if other not in measured]
        circle = next((other for other in waiting if other in open_), None)
        if circle is not None:
            _report_circle(checker, keys, [*open_[open_.index(circle) :], circle])
            measured.update(dict.fromkeys(open_, (0, 0)))
            return
        if current in measured or not waiting:
            open_.pop()
            depth, size = extent(segments[current])
            depth += max((measured[other][0] for other in used), default=0)
            size += sum(measured[other][1] for other in used)
            if depth > DEEPEST or size > LARGEST:
                with checker.within(f"in segment `{current}`"):
                    message = "this segment has too many parts, counted with the segments it uses"
                    checker.report("RK219", keys[current].span, message, help="use fewer segments inside segments")
                depth, size = 0, 0
            measured[current] = depth, size
        else:
            open_.append(waiting[0])


def _report_circle(checker: Checker, keys: Mapping[str, Scalar], path: list[str]) -> None:
    with checker.within(f"in segment `{path[0]}`"):
        shown = " uses ".join(f"`{name}`" for name in path)
        message = "this segment uses itself" if len(path) == 2 else f"segments in a circle: {shown}"
        checker.report("RK308", keys[path[0]].span, message, help="write one of them without the others")
