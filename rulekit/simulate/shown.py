"""Shown values: a row of exact values -> the same rounded, with enough decimals to see how far they differ.

Differences are taken of the rounded values, so that whoever reckons with what is shown comes to the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from rulekit.values.rounding import rounded

CLOSE = 5
"""A difference is told about right where rounding changes it by no more than a fifth."""

MORE = 2
"""So many further decimals a row may have for that; what differs by still less looks equal."""


def shown(unit: str, values: Sequence[Fraction | None], exact: int | None) -> tuple[list[Decimal | None], int]:
    """The values of a figure, shares in percent, and their decimals: no more than it takes to tell the differences to the first.

    `exact`: as many as the unit has, such as that of money or of a wallet; None where it has no such decimals.

    >>> shown("ratio", [Fraction(153, 10**6), Fraction(225, 10**6)], None)
    ([Decimal('0.015'), Decimal('0.023')], 3)
    >>> shown("count", [Fraction(3), Fraction(4), None], None)
    ([Decimal('3'), Decimal('4'), None], 0)
    >>> shown("points", [Fraction(3), Fraction(5, 2)], 3)
    ([Decimal('3.000'), Decimal('2.500')], 3)
    """
    numbers = [None if value is None else value * 100 if unit == "ratio" else value for value in values]
    if exact is not None:
        decimals = exact
    else:
        is_whole = all(number is None or number.denominator == 1 for number in numbers)
        least = 1 if unit in ("ratio", "days") else 0 if is_whole else 2
        decimals = max(range(least, least + MORE + 1), key=lambda places: (_told(numbers, places), -places))
    return [None if number is None else rounded(number, decimals) for number in numbers], decimals


def _told(numbers: Sequence[Fraction | None], decimals: int) -> int:
    """Of how many the difference to the first is told about right."""
    first = numbers[0]
    if first is None:
        return 0
    start = rounded(first, decimals)
    known = [(other - first, Fraction(rounded(other, decimals) - start)) for other in numbers[1:] if other is not None]
    return sum(1 for exact, seen in known if abs(seen - exact) * CLOSE <= abs(exact))
