"""Where a condition stands, and which facts are known there."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """`purchase`: facts of the basket and the purchase are known; `line`: those of one line.

    `who` completes "… sees no purchase", e.g. "a segment".
    """

    who: str
    purchase: bool = False
    line: bool = False

    def of_line(self) -> Place:
        """The same place, looking at one line of the purchase."""
        return replace(self, line=True)


PURCHASE = Place("a rule `on: purchase`", purchase=True)
PAST_PURCHASE = Place("a purchase of the past", purchase=True)
SEGMENT = Place("a segment")
REWARD = Place("the condition of a reward")
REFERRAL = Place("a side of the referral")
