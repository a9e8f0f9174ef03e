"""Reasons and traces: plain sentences, whether they hold, and what they belong to. Data, ready for text and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Reason:
    """`holds` is None for a statement or a calculation; for a condition it says whether it is fulfilled.

    `miss` says in short what was lacking, and how much of it, where something was.
    """

    text: str
    holds: bool | None = None
    details: tuple[Reason, ...] = ()
    miss: str | None = None

    def record(self) -> dict[str, Any]:
        """The reason as plain data, for JSON."""
        details = [detail.record() for detail in self.details]
        return {"text": self.text, "holds": self.holds, "miss": self.miss, "details": details}


@dataclass(frozen=True, slots=True)
class Trace:
    """One rule or counter at one event: whether it worked, what it gave in words, and why."""

    name: str
    kind: Literal["rule", "bonus", "card", "milestone", "challenge", "reward"]
    gives: str
    reasons: tuple[Reason, ...]

    @property
    def gives_something(self) -> bool:
        """Whether anything came of it."""
        return self.gives != "nothing"

    def record(self) -> dict[str, Any]:
        """The trace as plain data, for JSON."""
        return {"name": self.name, "kind": self.kind, "gives": self.gives, "why": [r.record() for r in self.reasons]}
