"""An amount as somebody says it: text and its unit -> ten-thousandths, or a question where it could be two amounts."""

from __future__ import annotations

import re

from rulekit.diagnostics import UsageError
from rulekit.program.model import Wallet
from rulekit.semantics.currencies import CURRENCIES
from rulekit.syntax.thousands import thousands_problem
from rulekit.values.money import SCALE, parse_amount

_COMMA_BETWEEN_DIGITS = re.compile(r"(?<![\d:])\d[\d.]*,\d[\d.,]*(?<=\d)")
_DECIMAL_COMMA = re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+),\d+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(\.\d+)?")
_MILLS = 3
"""A unit of so many decimals is written with all of them, and nothing is unclear."""


def refuse_commas(text: str) -> None:
    """UsageError for a comma between digits: parts of a sentence stand between commas too."""
    comma = _COMMA_BETWEEN_DIGITS.search(text)
    if comma is not None:
        number = _without_comma(comma[0])
        help_text = f"{f'write `{number}` for a number, or ' if number else ''}put a space behind the comma"
        raise UsageError(f"`{comma[0]}` could be one number or two", help=help_text)


def _without_comma(number: str) -> str | None:
    """`12,50` and `1.250,50` with a decimal point, `1,250` and `1,250.50` without the comma; None for what is no number so."""
    if _GROUPED.fullmatch(number):
        return number.replace(",", "")
    return number.replace(".", "").replace(",", ".") if _DECIMAL_COMMA.fullmatch(number) else None


def said_money(written: str, currency: str) -> int | None:
    """Money; None where it is no amount. UsageError where nobody knows whether thousands are meant.

    >>> said_money("12.5", "EUR"), said_money("1.250", "KWD"), said_money("x", "EUR")
    (125000, 12500, None)
    """
    problem = _unclear(written, currency, CURRENCIES[currency])
    if problem is not None:
        raise UsageError(problem[0], help=problem[1])
    return parse_amount(written)


def said_points(written: str, wallet: Wallet) -> int | None:
    """An amount of a wallet, likewise; UsageError also where the wallet has no such decimals."""
    problem = _unclear(written, wallet.plural, wallet.decimals)
    if problem is not None:
        fits = len(written.rstrip("0").partition(".")[2]) <= wallet.decimals
        raise UsageError(problem[0], help=problem[1] if fits else f"write `{written.replace('.', '')} {wallet.plural}`")
    amount = parse_amount(written)
    if amount is not None and amount * 10**wallet.decimals % SCALE:
        has, write = ("no decimals", "a whole number") if not wallet.decimals else (f"at most {wallet.decimals} decimals",) * 2
        raise UsageError(f"`{wallet.name}` has {has}; this is {written}", help=f"write {write}")
    return amount


def _unclear(written: str, unit: str, decimals: int) -> tuple[str, str] | None:
    return thousands_problem(written, f" {unit}", decimals) if decimals < _MILLS else None
