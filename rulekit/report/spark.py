"""A sparkline: the course of a figure -> the points of a line in a box of 100 x 24, drawn by the page without a script."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

WIDTH = 100
HEIGHT = 24
EDGE = 3


def spark(values: Sequence[Fraction | None]) -> str | None:
    """The points of the line; what cannot be observed is left out. None where there are fewer than three points.

    >>> spark([Fraction(0), None, Fraction(1), Fraction(2)])
    '0.0,21.0 66.7,12.0 100.0,3.0'
    """
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 3:
        return None
    low, high = min(value for _, value in known), max(value for _, value in known)
    span = (high - low) or Fraction(1)
    room = HEIGHT - 2 * EDGE
    points = [(place * WIDTH / (len(values) - 1), HEIGHT - EDGE - (value - low) / span * room) for place, value in known]
    return " ".join(f"{float(x):.1f},{float(y):.1f}" for x, y in points)
