"""What a condition can look at: the event, its basket, and the member's state before it (S3.1).

State is read through numbered readers, so that what a purchase saw can be kept and seen again (S5.2 recompute, explanations).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rulekit.engine.basket import Basket, Selection
from rulekit.engine.state import Member, ReadValue
from rulekit.ledger.event import LINE_AMOUNT, LINE_QUANTITY, NO_ATTRIBUTES, Line
from rulekit.values.attribute import AttributeValue
from rulekit.values.calendar import Day

Reader = Callable[[Member, Day], ReadValue]

LineTest = Callable[["Facts"], Any]
"""A condition on the line at hand."""

NO_BASKET = Basket((), 0, 0, 0)


class Facts:
    """The facts of one event for one member."""

    __slots__ = ("_selections", "attributes", "basket", "day", "event_id", "line", "member", "minute", "readers", "reads")

    def __init__(
        self,
        readers: list[Reader],
        member: Member,
        day: Day,
        minute: int,
        basket: Basket = NO_BASKET,
        attributes: Mapping[str, AttributeValue] = NO_ATTRIBUTES,
        event_id: str = "",
    ) -> None:
        self.readers = readers
        self.member = member
        self.day = day
        self.minute = minute
        self.basket = basket
        self.attributes = attributes
        self.event_id = event_id
        self.line: Line | None = None
        self.reads: dict[int, ReadValue] = {}
        self._selections: dict[tuple[LineTest | None, LineTest | None], Selection] = {}

    def read(self, index: int) -> ReadValue:
        """A state fact, read once."""
        if index not in self.reads:
            self.reads[index] = self.readers[index](self.member, self.day)
        return self.reads[index]

    def read_all(self) -> None:
        """Read every state fact now, before the state changes."""
        for index in range(len(self.readers)):
            self.read(index)

    def select(self, first: LineTest | None, second: LineTest | None = None) -> Selection:
        """What the lines that fulfil both conditions come to; without any condition the whole basket."""
        if first is None and second is None:
            return self.basket.everything
        key = (first, second)
        found = self._selections.get(key)
        if found is None:
            found = self._selections[key] = self._sum(first, second)
        return found

    def _sum(self, first: LineTest | None, second: LineTest | None) -> Selection:
        if first is None:
            return self.select(second)
        kept = []
        for line in self.basket.lines:
            self.line = line
            if first(self) and (second is None or second(self)):
                kept.append(line)
        return Selection(sum(map(LINE_AMOUNT, kept)), sum(map(LINE_QUANTITY, kept)), len(kept))
