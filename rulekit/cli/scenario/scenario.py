"""What a sentence for `rulekit try` says: plain data, before any assumption is made for what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rulekit.program.model import Trigger
from rulekit.values.calendar import Day
from rulekit.values.money import SCALE


@dataclass(slots=True)
class Item:
    """Something that is bought: money for all of it, quantity (both ten-thousandths), line attributes as text."""

    amount_minor: int
    quantity: int = SCALE
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Scenario:
    """A member and what happens. None and empty mean: not said. Balances are ten-thousandths of a point."""

    action: Literal["purchase", "enrol", "activity", "redeem", "calendar"] = "purchase"
    subject: str | None = None
    """The activity's name, or the reward that is bought for points."""
    trigger: Trigger | None = None
    """The day of the calendar, such as a birthday."""
    items: list[Item] = field(default_factory=list)
    loose: Item | None = None
    """What was said about an item before its money: quantity and attributes, to be joined with the one item."""
    attributes: dict[str, str] = field(default_factory=dict)
    profile: dict[str, str] = field(default_factory=dict)
    is_new: bool = False
    level: str | None = None
    joined: Day | None = None
    balances: dict[str, int] = field(default_factory=dict)
    stamps: dict[str, int] = field(default_factory=dict)
    purchases_before: int | None = None
    referrer: str | None = None
    paid: tuple[str, int] | None = None
    """A reward that pays a part of the purchase, and how much of its wallet, in ten-thousandths."""
    day: Day | None = None
    weekday: int | None = None
    minute: int | None = None
