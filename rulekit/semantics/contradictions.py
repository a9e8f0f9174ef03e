"""Conditions that can never be true, where that is easy to see: `x > 5 EUR and x < 3 EUR`, `x is app and x is web`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rulekit.program.expression import (
    AllOf,
    Among,
    AnyOf,
    Between,
    Compare,
    Comparison,
    DaysSinceLastPurchase,
    Fact,
    History,
    InSegment,
    Literal_,
    Missing,
    Node,
    Not,
    TierAtLeast,
    ValueType,
)

_MIRRORED: dict[str, Comparison] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_LEVEL = Fact(type=ValueType("tier"), text="member.tier", scope="member", name="tier")
_NOTHING: Mapping[Node, int] = {}
_NEVER_NEGATIVE = ("purchases", "visits", "activities", "refunds", "refunded")


@dataclass(slots=True)
class _Room:
    """What is left of the values of one fact: an interval of integers, or a set of texts (None: all)."""

    low: int | None = None
    low_open: bool = False
    high: int | None = None
    high_open: bool = False
    texts: frozenset[str] | None = None
    excluded: frozenset[int | str] = frozenset()
    missing: bool = False

    def is_empty(self) -> bool:
        if self.texts is not None:
            return self.missing or self.texts <= self.excluded
        if self.low is None or self.high is None:
            return False
        is_open = self.low_open or self.high_open or self.low in self.excluded
        return self.low > self.high or (self.low == self.high and is_open)


def contradiction(node: Node, levels: tuple[str, ...] = (), below: Mapping[Node, int] = _NOTHING) -> str | None:
    """Why a condition is never true, in words; None where that is not certain.

    `levels`: the levels of members, lowest first; `below`: what some facts never reach. Between two numbers there are always
    others (quantities have decimals), so `x > 2 and x < 3` is no contradiction.
    """
    if isinstance(node, AnyOf):
        reasons = [contradiction(part, levels, below) for part in node.conditions]
        return reasons[0] if all(reasons) else None
    rooms = {fact: _Room(high=limit, high_open=True) for fact, limit in below.items()}
    said: dict[Node, list[str]] = {}
    plain: dict[Node, str] = {}
    for part in _parts(node):
        if isinstance(part, AnyOf):
            inner = contradiction(part, levels, below)
            if inner is not None:
                return inner
        opposite = plain.get(_opposite(part))
        if opposite is not None:
            return _reason([opposite, f"`{part.text}`"])
        plain[part] = f"`{part.text}`"
        narrowed = _narrow(part, rooms, levels)
        if narrowed is None:
            continue
        said.setdefault(narrowed, []).append(f"`{part.text}`")
        if rooms[narrowed].is_empty():
            return _reason(said[narrowed])
    return None


def _opposite(part: Node) -> Node:
    """The condition that is true where this one is not."""
    if isinstance(part, Not):
        return part.condition
    if isinstance(part, InSegment):
        return replace(part, negated=not part.negated)
    return Not(type=part.type, text=part.text, condition=part)


def _reason(texts: list[str]) -> str:
    if len(texts) == 1:
        return f"no value fulfils {texts[0]}"
    return (
        f"no value fulfils both {texts[-2]} and {texts[-1]}"
        if len(texts) == 2
        else f"no value fulfils {', '.join(texts)} at once"
    )


def _parts(node: Node) -> Iterator[Node]:
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, AllOf):
            stack.extend(reversed(current.conditions))
        else:
            yield current


def _narrow(part: Node, rooms: dict[Node, _Room], levels: tuple[str, ...]) -> Node | None:
    """Take away what a part forbids; returns the fact it speaks of."""
    if isinstance(part, TierAtLeast):
        _keep_texts(_room(_LEVEL, rooms), levels[levels.index(part.level) :] if part.level in levels else levels)
        return _LEVEL
    if isinstance(part, Missing):
        _room(part.item, rooms).missing = True
        return part.item
    if isinstance(part, Between) and isinstance(part.low, Literal_) and isinstance(part.high, Literal_):
        room = _room(part.item, rooms)
        _bound(room, ">=", part.low.value)
        _bound(room, "<=", part.high.value)
        return part.item
    if isinstance(part, Among) and part.item.type.kind in ("text", "choice", "tier"):
        room, values = _room(part.item, rooms), [option.value for option in part.options if isinstance(option, Literal_)]
        if part.negated:
            room.excluded |= frozenset(map(str, values))
        else:
            _keep_texts(room, values)
        return part.item
    if not isinstance(part, Compare):
        return None
    left, right, operator = part.left, part.right, part.operator
    if isinstance(left, Literal_):
        left, right, operator = right, left, _MIRRORED[operator]
    if not isinstance(right, Literal_) or isinstance(left, Literal_ | Missing):
        return None
    room = _room(left, rooms)
    if operator == "!=":
        room.excluded |= {str(right.value) if isinstance(right.value, bool) else right.value}
    elif isinstance(right.value, bool | str):
        if operator == "=":
            _keep_texts(room, [right.value])
    else:
        _bound(room, operator, right.value)
    return left


def _room(item: Node, rooms: dict[Node, _Room]) -> _Room:
    return rooms.setdefault(item, _Room(low=0) if _never_negative(item) else _Room())


def _never_negative(item: Node) -> bool:
    if isinstance(item, Fact):
        return item.scope == "basket" and item.name in ("total", "lines")
    return isinstance(item, DaysSinceLastPurchase) or (isinstance(item, History) and item.measure in _NEVER_NEGATIVE)


def _bound(room: _Room, operator: Comparison, value: int | str | bool) -> None:
    if isinstance(value, str):
        return
    if operator in (">", ">=", "=") and (room.low is None or (value, operator == ">") > (room.low, room.low_open)):
        room.low, room.low_open = value, operator == ">"
    if operator in ("<", "<=", "=") and (room.high is None or (value, operator != "<") < (room.high, not room.high_open)):
        room.high, room.high_open = value, operator == "<"


def _keep_texts(room: _Room, values: Sequence[int | str | bool]) -> None:
    texts = frozenset(str(value) for value in values)
    room.texts = texts if room.texts is None else room.texts & texts
