"""IFRS 15: points are a promise of their own, so a part of each sale's price is theirs, and revenue only when they are redeemed.

The price is split by standalone selling prices (IFRS 15.74, B42); the part of the points is earned as they are redeemed, in
proportion to all that are expected to be (B46). When the expectation changes, what was earned so far is corrected at once
(Example 52). Exact ratios; money in any one unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Allocation:
    """The price of a sale, split."""

    goods: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class Step:
    """The end of a period: what the points earned in it and so far, and what is still owed."""

    revenue: Fraction
    revenue_so_far: Fraction
    contract_liability: Fraction


def allocate(price: Fraction, goods_alone: Fraction, points_alone: Fraction) -> Allocation:
    """Split a price by the standalone selling prices of goods and points; that of points counts those expected to be redeemed.

    Example 52: 100,000 for goods worth 100,000 with points worth 9,500.

    >>> found = allocate(Fraction(100_000), Fraction(100_000), Fraction(9_500))
    >>> round(found.goods), round(found.points)
    (91324, 8676)
    """
    points = price * points_alone / (goods_alone + points_alone)
    return Allocation(price - points, points)


def recognise(points_price: Fraction, periods: Iterable[tuple[int | Fraction, int | Fraction]]) -> tuple[Step, ...]:
    """What the points' part of a price earns, from (points redeemed so far, expected to be redeemed in all) of each period.

    >>> [float(step.contract_liability) for step in recognise(Fraction(900), [(50, 90), (80, 100)])]
    [400.0, 180.0]
    """
    steps: list[Step] = []
    before = Fraction(0)
    for redeemed, expected in periods:
        so_far = points_price * Fraction(redeemed, expected)
        steps.append(Step(so_far - before, so_far, points_price - so_far))
        before = so_far
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class Points:
    """The points of one wallet at the end of a period: open ones, what one is worth, and the fate of those that are decided."""

    wallet: str
    value: Fraction
    still_open: Fraction
    redeemed: Fraction
    expired: Fraction

    @property
    def expected(self) -> Fraction:
        """Open points that will be redeemed, if they fare like those before; all of them until some were."""
        if self.redeemed <= 0:
            return self.still_open
        return self.still_open * self.redeemed / (self.redeemed + self.expired)

    @property
    def alone(self) -> Fraction:
        """Standalone selling price of all that were or will be redeemed."""
        return (self.redeemed + self.expected) * self.value


def contract_liabilities(paid: Fraction, wallets: Iterable[Points]) -> dict[str, tuple[Fraction, Fraction]]:
    """What members' purchases so far still owe for the open points of each wallet, as numerator and denominator.

    All of `paid` is one portfolio (IFRS 15.4) whose goods alone would have cost what was paid; the points of a wallet alone are
    worth their `value`, as far as they were or will be redeemed. The estimate is made anew at the end of each period.
    """
    wallets = list(wallets)
    whole = paid + sum((one.alone for one in wallets), Fraction(0))
    return {one.wallet: (_owed(paid, whole, one) * whole, whole) for one in wallets}


def _owed(paid: Fraction, whole: Fraction, points: Points) -> Fraction:
    """What one wallet's part of the price still owes; goods and other wallets have the rest of the `whole`."""
    if not points.alone:
        return Fraction(0)
    price = allocate(paid, whole - points.alone, points.alone).points
    [step] = recognise(price, [(points.redeemed, points.redeemed + points.expected)])
    return step.contract_liability
