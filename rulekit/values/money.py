"""Exact decimal text in and out: money, quantities and points as integers of 0.0001.

Every door (YAML, CSV, JSON, Parquet, Python) uses `parse_amount`; no float is ever touched.
"""

from __future__ import annotations

import re

SCALE = 10_000
"""Ten-thousandths: the unit of money, quantities and plain numbers everywhere in rulekit."""

SCALE_DECIMALS = 4

_AMOUNT = re.compile(r"(-?)([0-9]{1,10})(?:\.([0-9]{1,4}))?")


def parse_amount(text: str) -> int | None:
    """Read decimal text (at most 10 digits before and 4 after the point) as integer ten-thousandths; None if it is not that.

    >>> parse_amount(" 12.5 "), parse_amount("-0.0001"), parse_amount("1e3"), parse_amount("12,50")
    (125000, -1, None, None)
    """
    match = _AMOUNT.fullmatch(text.strip(" \t"))
    if match is None:
        return None
    sign, whole, fraction = match.groups()
    units = int(whole) * SCALE + (int(fraction.ljust(SCALE_DECIMALS, "0")) if fraction else 0)
    return -units if sign else units


def format_units(units: int, decimals: int) -> str:
    """Integer smallest units as decimal text with exactly `decimals` places.

    >>> format_units(-1250, 2), format_units(7, 0)
    ('-12.50', '7')
    """
    if decimals == 0:
        return str(units)
    sign = "-" if units < 0 else ""
    whole, fraction = divmod(abs(units), 10**decimals)
    return f"{sign}{whole}.{fraction:0{decimals}d}"


def format_amount(minor: int, least_decimals: int = 0) -> str:
    """Ten-thousandths as decimal text without trailing zeros beyond `least_decimals`.

    >>> format_amount(125000), format_amount(125000, 2), format_amount(10000)
    ('12.5', '12.50', '1')
    """
    text = format_units(minor, SCALE_DECIMALS)
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0").ljust(least_decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole
