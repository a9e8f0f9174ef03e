"""Values as people read them: exact numbers, money, points, days, limits, time windows -> short English."""

from __future__ import annotations

from typing import Any

from rulekit.engine.entry import Entry
from rulekit.program.expression import ValueType
from rulekit.program.model import Active, Budget, Counter, Limit, Program, Slot, Wallet
from rulekit.semantics.currencies import money_text
from rulekit.values.calendar import iso_day
from rulekit.values.money import SCALE_DECIMALS, format_amount, format_units
from rulekit.values.rounding import Exact

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MOST_DECIMALS = 12
_CURRENCY_WORDS = {"EUR": "euro", "GBP": "pound", "USD": "dollar"}


def exact_text(value: Exact, decimals: int = 0, least_decimals: int = 0) -> str:
    """An exact number of 10^-`decimals`: as a decimal where it ends, else as a whole and a fraction.

    >>> from fractions import Fraction
    >>> exact_text(Fraction(25, 2)), exact_text(Fraction(37, 3)), exact_text(1250, 2), exact_text(Fraction(-1, 3))
    ('12.5', '12 1/3', '12.5', '-1/3')
    """
    sign, size = ("-", -value) if value < 0 else ("", value)
    numerator, denominator = size.numerator, size.denominator * 10**decimals
    scaled, rest = divmod(numerator * 10**_MOST_DECIMALS, denominator)
    if rest:
        whole, part = divmod(numerator, denominator)
        divisor = _common(part, denominator)
        return f"{sign}{f'{whole} ' if whole else ''}{part // divisor}/{denominator // divisor}"
    text, _, fraction = format_units(scaled, _MOST_DECIMALS).partition(".")
    fraction = fraction.rstrip("0").ljust(least_decimals, "0")
    return f"{sign}{text}.{fraction}" if fraction else sign + text


def amount_text(units: Exact, wallet: Wallet) -> str:
    """Smallest units of a wallet with the wallet's word.

    >>> points = Wallet("points", "point", "points")
    >>> amount_text(1, points), amount_text(-12, points)
    ('1 point', '-12 points')
    """
    number = exact_text(units, wallet.decimals, wallet.decimals if wallet.is_money else 0)
    return f"{number} {wallet.singular if number in ('1', '-1') else wallet.plural}"


def money(minor: int, program: Program) -> str:
    """Money with its currency, e.g. `12.40 EUR`."""
    return f"{money_text(minor, program.currency)} {program.currency}"


def money_step(per_minor: int, program: Program) -> str:
    """What a rate counts, as it follows `each full`: `euro`, or `5 EUR`."""
    if per_minor == 10**SCALE_DECIMALS:
        return _CURRENCY_WORDS.get(program.currency, program.currency)
    return f"{format_amount(per_minor)} {program.currency}"


def show(value: Any, kind: ValueType, program: Program) -> str:
    """The value of an expression as its author would write it; `missing` where there is none."""
    if value is None:
        return "none" if kind.kind == "tier" else "missing"
    if kind.kind == "yes/no":
        return "yes" if value else "no"
    if kind.kind == "text":
        return f'"{value}"'
    if kind.kind == "date":
        return iso_day(value)
    if kind.kind == "time":
        return clock(value)
    if kind.kind in ("choice", "tier"):
        return str(value)
    if kind.kind == "points":
        return amount_text(value, program.wallet(kind.wallet or ""))
    if kind.kind == "money" and isinstance(value, int):
        return money(value, program)
    number = exact_text(value, 2 if kind.kind == "percent" else SCALE_DECIMALS)
    return number + {"money": f" {program.currency}", "percent": "%"}.get(kind.kind, "")


def clock(minute: int) -> str:
    """A minute of the day as `15:05`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def limit_text(limit: Limit, program: Program) -> str:
    """A limit as its author would write it.

    >>> limit_text(Limit("times", 1, "year"), None), limit_text(Limit("stamps", 2, "day"), None)
    ('once per year', '2 stamps per day')
    """
    period = "" if limit.period == "member" else f" per {limit.period}"
    if limit.or_nothing:
        period += " or nothing"
    if limit.kind == "amount":
        return amount_text(limit.count, program.wallet(limit.wallet or "")) + period
    if limit.kind == "times":
        return ("once" if limit.count == 1 else f"{limit.count} times") + period
    return f"{limit.count} stamp{'s' * (limit.count != 1)}{period}"


def budget_text(budget: Budget, program: Program) -> str:
    """A budget as its author would write it.

    >>> budget_text(Budget("times", 500), None)
    '500 times'
    """
    if budget.wallet is None:
        return plural(str(budget.count), "time")
    return amount_text(budget.count, program.wallet(budget.wallet))


def steps_text(count: int, counter: Counter, program: Program) -> str:
    """Steps of a counter with their word: stamps of a card, else what a ladder counts."""
    basis = counter.step.basis
    if counter.kind == "card":
        return f"{exact_text(count, counter.decimals)} stamp{'s' * (count != 1)}"
    if basis == "spend":
        return money(count, program)
    if basis == "earned":
        return amount_text(count, program.wallet(counter.step.subject or ""))
    number = exact_text(count, counter.decimals)
    word = "time" if basis == "activity" else basis
    return f"{number} {word}{'s' * (number != '1')}"


def steps_cut_text(entry: Entry, counter: Counter, program: Program) -> str:
    """Which limit cut steps, and what it left; what a limit in stamps leaves is what the entry gives."""
    if entry.reason != "limit":
        return f"{steps_text(entry.cut or 0, counter, program)} are too many for one event, and cut"
    names = [f"`{limit_text(limit, program)}`" for limit in counter.limits if limit.kind == "stamps"]
    room = steps_text(entry.amount or 0, counter, program)
    return f"the limit{'s' * (len(names) > 1)} {' and '.join(names)} {'leaves' if len(names) == 1 else 'leave'} room for {room}"


def plural(number: str, word: str) -> str:
    """A number with its word: `1 line`, `2 lines`."""
    return f"{number} {word}{'s' * (number != '1')}"


def days_text(active: Active) -> str:
    """The first and last day of something, e.g. `from 2024-06-01 until 2024-08-31`."""
    parts = []
    if active.from_day is not None:
        parts.append(f"from {iso_day(active.from_day)}")
    if active.until_day is not None:
        parts.append(f"until {iso_day(active.until_day)}")
    return " ".join(parts)


def slots_text(slots: tuple[Slot, ...]) -> str:
    """Weekly time windows, e.g. `Sat-Sun; Mon-Fri 14:00-17:00`."""
    return "; ".join(_slot_text(slot) for slot in slots)


def _slot_text(slot: Slot) -> str:
    days = "" if len(slot.weekdays) == len(WEEKDAYS) else _weekdays_text(sorted(slot.weekdays))
    if slot.start_minute is None or slot.end_minute is None:
        return days or "every day"
    hours = f"{clock(slot.start_minute)}-{clock(slot.end_minute)}"
    return f"{days} {hours}" if days else hours


def _weekdays_text(days: list[int]) -> str:
    """Neighbouring days joined: `Mon-Wed, Sat`."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(WEEKDAYS[run[0]] if len(run) == 1 else f"{WEEKDAYS[run[0]]}-{WEEKDAYS[run[-1]]}" for run in runs)


def _common(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a
