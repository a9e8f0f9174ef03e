"""Where a condition stands, and which facts are known there."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """`purchase`: facts of the basket and the purchase are known; `line`: those of one line.

    `path` leads to the sentence in the program, such as `rules.lucky.if`. `who` completes "… sees no purchase", e.g. "a segment".
    """

    who: str
    purchase: bool = False
    line: bool = False
    path: str = ""

    def of_line(self) -> Place:
        """The same place, looking at one line of the purchase."""
        return replace(self, line=True)

    def under(self, path: str) -> Place:
        """The same place in a part of the program."""
        return replace(self, path=path)

    def at_key(self, key: str) -> Place:
        """The same place, at a key of that part."""
        return replace(self, path=f"{self.path}.{key}")


PURCHASE = Place("a rule `on: purchase`", purchase=True)
PAST_PURCHASE = Place("a purchase of the past", purchase=True)
SEGMENT = Place("a segment")
REWARD = Place("the condition of a reward")
REFERRAL = Place("a side of the referral")
