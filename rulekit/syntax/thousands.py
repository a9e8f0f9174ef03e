"""`1.500`, as Germans write fifteen hundred: it would silently be one and a half, so it is asked which is meant."""

from __future__ import annotations

import re

_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


def thousands_problem(number: str, unit: str = "", decimals: int = 3) -> tuple[str, str] | None:
    """What is unclear about a number with three decimals, and what to write; None for all others.

    `decimals`: how many the unit has. With fewer than three, every third decimal is in doubt; else only a zero, which
    nobody would write.

    >>> thousands_problem("1.500", " EUR")
    ('`1.500` could be 1500 or 1.5', 'write `1500 EUR`, or `1.5 EUR`')
    >>> thousands_problem("1.125"), thousands_problem("0.500"), thousands_problem("1.50")
    (None, None, None)
    >>> thousands_problem("1.125", " EUR", decimals=2)[1]
    'write `1125 EUR`, or `1.1250 EUR`'
    """
    if not _THOUSANDS.fullmatch(number) or (decimals >= 3 and not number.endswith("0")):
        return None
    large, small = number.replace(".", ""), number.rstrip("0").rstrip(".")
    said = f"{number}0" if small == number else small
    return f"`{number}` could be {large} or {small}", f"write `{large}{unit}`, or `{said}{'' if small == '1' else unit}`"
