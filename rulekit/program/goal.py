"""A goal of a program: a figure, and what it should be at least or at most."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

Bound = Literal["at least", "at most"]
GoalPeriod = Literal["day", "week", "month", "quarter", "year"]
GOAL_PERIODS: tuple[GoalPeriod, ...] = get_args(GoalPeriod)


@dataclass(frozen=True, slots=True)
class Goal:
    """`figure` is its id in the catalogue (`figure_units`); `period` None: over the whole time.

    `target` in the figure's unit: 60% is 3/5, money and points whole ones. `wallet`: whose points, None for any.
    """

    figure: str
    period: GoalPeriod | None
    bound: Bound
    target: Fraction
    wallet: str | None = None

    @property
    def name(self) -> str:
        """As its key in the program."""
        return self.figure if self.period is None else f"{self.figure} per {self.period}"
