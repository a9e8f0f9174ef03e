"""What a condition can look at: the event, its basket, and the member's state before it (S3.1).

State is read through numbered readers, so that what a purchase saw can be kept and seen again (S5.2 recompute, explanations).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rulekit.engine.basket import Basket
from rulekit.engine.state import Member, ReadValue
from rulekit.ledger.event import NO_ATTRIBUTES, Line
from rulekit.values.attribute import AttributeValue
from rulekit.values.calendar import Day

Reader = Callable[[Member, Day], ReadValue]

NO_BASKET = Basket(())


class Facts:
    """The facts of one event for one member."""

    __slots__ = ("attributes", "basket", "day", "line", "member", "minute", "readers", "reads")

    def __init__(
        self,
        readers: list[Reader],
        member: Member,
        day: Day,
        minute: int,
        basket: Basket = NO_BASKET,
        attributes: Mapping[str, AttributeValue] = NO_ATTRIBUTES,
    ) -> None:
        self.readers = readers
        self.member = member
        self.day = day
        self.minute = minute
        self.basket = basket
        self.attributes = attributes
        self.line: Line | None = None
        self.reads: dict[int, ReadValue] = {}

    def read(self, index: int) -> ReadValue:
        """A state fact, read once."""
        if index not in self.reads:
            self.reads[index] = self.readers[index](self.member, self.day)
        return self.reads[index]

    def read_all(self) -> None:
        """Read every state fact now, before the state changes."""
        for index in range(len(self.readers)):
            self.read(index)
