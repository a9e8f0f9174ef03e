"""Reasons and traces: plain sentences, whether they hold, and what they belong to. Data, ready for text and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from rulekit.values.rounding import Exact


@dataclass(frozen=True, slots=True)
class Reason:
    """`holds` is None for a statement or a calculation; for a condition it says whether it is fulfilled.

    `miss` says in short what was lacking, and how much of it, where something was; `gap` is the share of what was wanted that
    lacks, 1 where that cannot be measured.
    """

    text: str
    holds: bool | None = None
    details: tuple[Reason, ...] = ()
    miss: str | None = None
    gap: Exact = 1

    @classmethod
    def lacks(cls, text: str) -> Reason:
        """A statement that is itself what was lacking."""
        return cls(text, miss=text)

    def record(self) -> dict[str, Any]:
        """The reason as plain data, for JSON."""
        details = [detail.record() for detail in self.details]
        return {"text": self.text, "holds": self.holds, "miss": self.miss, "details": details}


@dataclass(frozen=True, slots=True)
class Trace:
    """One rule or counter at one event: whether it worked, what it gave in words, and why."""

    name: str
    kind: Literal["rule", "bonus", "card", "milestone", "challenge", "reward", "auto", "referral"]
    gives: str
    reasons: tuple[Reason, ...]
    is_refused: bool = False
    """Whether a gift was refused although it counted: a counter goes on where its limit or the stock leaves nothing to give."""

    @property
    def gives_something(self) -> bool:
        """Whether anything came of it."""
        return self.gives != "nothing"

    @property
    def misses(self) -> bool:
        """Whether something it could have given was not given."""
        return self.is_refused or not self.gives_something

    def record(self) -> dict[str, Any]:
        """The trace as plain data, for JSON."""
        return {"name": self.name, "kind": self.kind, "gives": self.gives, "why": [r.record() for r in self.reasons]}
