"""Exact ratios and THE rounding function (S3.5)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

Exact = int | Fraction
"""An exact number: an integer where it is one, else a ratio in lowest terms."""

Rounding = Literal["down", "up", "half up", "half even"]


def ratio(numerator: int, denominator: int) -> Exact:
    """The exact quotient, as an integer where it is one.

    >>> ratio(6, 3), ratio(1, 2)
    (2, Fraction(1, 2))
    """
    whole, rest = divmod(numerator, denominator)
    return Fraction(numerator, denominator) if rest else whole


def simplest(value: Exact) -> Exact:
    """The same number, as an integer where it is one."""
    return value if isinstance(value, int) or value.denominator != 1 else value.numerator


def round_exact(value: Exact, mode: Rounding) -> int:
    """Round to an integer; down and up mean toward and away from zero, halves away from zero or to the even neighbour.

    >>> [round_exact(Fraction(5, 2), mode) for mode in ("down", "up", "half up", "half even")]
    [2, 3, 3, 2]
    >>> [round_exact(Fraction(-5, 2), mode) for mode in ("down", "up", "half up", "half even")]
    [-2, -3, -3, -2]
    """
    if isinstance(value, int):
        return value
    numerator, denominator = abs(value.numerator), value.denominator
    whole, rest = divmod(numerator, denominator)
    if mode == "up":
        away = rest > 0
    elif mode == "half up":
        away = 2 * rest >= denominator
    elif mode == "half even":
        away = 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
    else:
        away = False
    size = whole + 1 if away else whole
    return -size if value < 0 else size


def rounded(value: Fraction, decimals: int) -> Decimal:
    """To so many decimals, halves away from zero.

    >>> rounded(Fraction(-1, 8), 2)
    Decimal('-0.13')
    """
    return Decimal(round_exact(value * 10**decimals, "half up")).scaleb(-decimals)
