"""The difference of two means with its 95 % confidence interval (Welch 1947): sums and squares are exact, the root is a float.

The sides may differ in size and spread. Below 30 on a side the interval would promise too much, and there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from rulekit.kpi.clv.statistics_library import special

FEWEST = 30
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Side:
    """Some members: how many, the sum of their values, and of the squares of these."""

    count: int
    total: Fraction
    squares: Fraction

    @property
    def mean(self) -> Fraction:
        """The mean value."""
        return self.total / self.count

    @property
    def variance_of_mean(self) -> Fraction:
        """The sample variance, divided by the count."""
        return (self.squares - self.total**2 / self.count) / (self.count - 1) / self.count


def is_observable(first: Side, second: Side) -> bool:
    """Whether both sides are large enough to be compared."""
    return min(first.count, second.count) >= FEWEST


def difference(first: Side, second: Side) -> Fraction:
    """The mean of the first less that of the second."""
    return first.mean - second.mean


def reach(first: Side, second: Side) -> float:
    """How far the confidence interval reaches to either side. Raises UsageError without scipy."""
    parts = [first.variance_of_mean, second.variance_of_mean]
    whole = sum(parts, Fraction(0))
    if not whole:
        return 0.0
    freedom = whole**2 / (parts[0] ** 2 / (first.count - 1) + parts[1] ** 2 / (second.count - 1))
    return float(special().stdtrit(float(freedom), (1 + LEVEL) / 2)) * sqrt(whole)
