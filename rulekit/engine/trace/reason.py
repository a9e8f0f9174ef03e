"""A reason: one plain sentence, whether it holds, and the reasons below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """`holds` is None for a statement or a calculation; for a condition it says whether it is fulfilled."""

    text: str
    holds: bool | None = None
    details: tuple[Reason, ...] = ()

    def record(self) -> dict[str, Any]:
        """The reason as plain data, for JSON."""
        return {"text": self.text, "holds": self.holds, "details": [detail.record() for detail in self.details]}
