"""One thing of a program that tests can reach."""

from __future__ import annotations

from dataclasses import dataclass

from rulekit.program.tests import Path

Answer = tuple[int, str | int]
"""Which of the things a `give:` lists, and the key in it, or the number of the key."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that can give: a rule, the gift of a card or a step of a ladder, a reward, a side of the referral, a level.

    Or one `answer` of the `give:` at the path; or a limit, budget or stock that can end it.
    """

    path: Path
    message: str
    is_reached: bool
    answer: Answer | None = None
