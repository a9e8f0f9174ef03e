"""`1.500`, as Germans write fifteen hundred: in a program it would silently be one and a half, so it is asked which is meant."""

from __future__ import annotations

import re

_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{2}0")


def thousands_problem(number: str, unit: str = "") -> tuple[str, str] | None:
    """What is unclear about a number with a zero as its third decimal, and what to write; None for all others.

    >>> thousands_problem("1.500", " EUR")
    ('`1.500` could be 1500 or 1.5', 'write `1500 EUR`, or `1.5 EUR`')
    >>> thousands_problem("1.125"), thousands_problem("0.500"), thousands_problem("1.50")
    (None, None, None)
    """
    if not _THOUSANDS.fullmatch(number):
        return None
    large, small = number.replace(".", ""), number.rstrip("0").rstrip(".")
    return f"`{number}` could be {large} or {small}", f"write `{large}{unit}`, or `{small}{'' if small == '1' else unit}`"
