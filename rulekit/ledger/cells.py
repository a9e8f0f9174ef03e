"""Cells to exact values: text -> amounts, instants, whole numbers, attributes. Every door reads through `Cells`.

A cell is text; None and text of blanks are empty and never get here. What cannot be read raises RowFault with its code (S2.6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from rulekit.diagnostics import closest
from rulekit.ledger.event import NO_ATTRIBUTES, LedgerSchema
from rulekit.ledger.faults import RowFault, shown
from rulekit.values.attribute import AttributeType, AttributeValue
from rulekit.values.calendar import FIRST_DAY, LAST_DAY, Day, parse_day
from rulekit.values.money import parse_amount
from rulekit.values.zone import instant_of

CACHED_TEXTS = 50_000
"""So many different texts are remembered before a cache starts anew: memory stays bounded on hostile files."""

_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6}0*)?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_LONG_FRACTION = re.compile(r"(\.[0-9]{6})0+")
_MIDNIGHT = re.compile(r"(?<=[0-9])[T ]00:00(?::00(?:\.0+)?)?$")
_WHOLE = re.compile(r"-?[0-9]{1,18}")

Key = TypeVar("Key")
Value = TypeVar("Value")
Moment = tuple[int, Day, int]
"""An instant in UTC microseconds, its local day and its minute of that day."""


class Cells:
    """Reads the cells of one ledger; equal texts are read once."""

    def __init__(self, schema: LedgerSchema) -> None:
        self.schema = schema
        self._amounts: dict[str, int] = {}
        self._moments: dict[str, Moment] = {}
        self._attributes: dict[tuple[str, tuple[str, ...], tuple[str | None, ...]], Mapping[str, AttributeValue]] = {}

    def amount(self, text: str, column: str) -> int:
        """Money, quantities and points in ten-thousandths; the fault is `row.amount` for money, else `row.number`."""
        found = self._amounts.get(text)
        if found is None:
            found = parse_amount(text)
            if found is None:
                money = column in ("amount", "line_amount")
                raise RowFault("row.amount" if money else "row.number", f"{column} {shown(text)} {_amount_problem(text)}")
            _remember(self._amounts, text, found)
        return found

    def whole(self, text: str, column: str) -> int:
        """The whole number of an `order` or `line` cell."""
        if not _WHOLE.fullmatch(text.strip(" \t")):
            raise RowFault("row.number", f"{column} {shown(text)} is not a whole number")
        return int(text)

    def day(self, text: str, column: str) -> Day:
        """A day of the calendar."""
        found = parse_day(text.strip(" \t"))
        if found is None or not FIRST_DAY <= found <= LAST_DAY:
            raise RowFault("row.time", f"{column} {shown(text)} is not a day such as 2024-03-01")
        return found

    def moment(self, text: str) -> Moment:
        """An ISO 8601 time; one without offset is local to the program's time zone (S1.1)."""
        found = self._moments.get(text)
        if found is None:
            found = self._read_moment(text)
            _remember(self._moments, text, found)
        return found

    def attributes(
        self, kinds: Mapping[str, AttributeType], names: tuple[str, ...], texts: tuple[str | None, ...], prefix: str
    ) -> Mapping[str, AttributeValue]:
        """The declared attributes of one member, purchase or line; equal ones share one mapping. Empty cells are absent."""
        key = (prefix, names, texts)
        found = self._attributes.get(key)
        if found is None:
            values: dict[str, AttributeValue] = {}
            for name, text in zip(names, texts, strict=True):
                if text is not None and text.strip(" \t"):
                    values[name] = _attribute(kinds[name], text, f"{prefix}.{name}")
            found = values or NO_ATTRIBUTES
            _remember(self._attributes, key, found)
        return found

    def _read_moment(self, text: str) -> Moment:
        trimmed = text.strip(" \t")
        if not _TIME.fullmatch(trimmed):
            raise RowFault("row.time", f"at {shown(text)} is not a time such as 2024-03-01 14:30")
        try:
            value = datetime.fromisoformat(_LONG_FRACTION.sub(r"\1", trimmed))
            at = instant_of(value) if value.tzinfo else self.schema.zone.instant(value)
            day, minute = self.schema.zone.local(at)
        except (ValueError, OverflowError):
            raise RowFault("row.time", f"at {shown(text)} is a time that does not exist") from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise RowFault("row.time", f"at {shown(text)} is not between 1900 and 2399")
        return at, day, minute


def _remember(cache: dict[Key, Value], key: Key, value: Value) -> None:
    if len(cache) >= CACHED_TEXTS:
        cache.clear()
    cache[key] = value


def _attribute(kind: AttributeType, text: str, column: str) -> AttributeValue:
    value = kind.parse(_MIDNIGHT.sub("", text.strip(" \t")) if kind.kind == "date" else text)
    if value is None:
        near = closest(text, kind.choices)
        hint = f"; did you mean {shown(near)}?" if near else ""
        raise RowFault("row.attribute", f"{column} {shown(text)} is not {_described(kind)}{hint}")
    return value


def _described(kind: AttributeType) -> str:
    if kind.kind == "choice":
        return "one of " + ", ".join(shown(choice) for choice in kind.choices[:10]) + (", …" if len(kind.choices) > 10 else "")
    return {
        "number": "a number such as 12.5",
        "money": "an amount such as 12.50",
        "date": "a date such as 2024-03-01",
        "yes/no": "`yes` or `no`",
    }.get(kind.kind, "text")


def _amount_problem(text: str) -> str:
    """Why a text is no amount, as helpfully as the text allows."""
    trimmed = text.strip(" \t")
    if re.fullmatch(r"-?[0-9.']*,[0-9]{1,4}", trimmed):
        return "has a decimal comma; say `decimal: comma` in a mapping"
    if re.fullmatch(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?", trimmed):
        return "has thousands separators; say `thousands: comma` in a mapping"
    if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", trimmed):
        whole, _, fraction = trimmed.lstrip("-").partition(".")
        return "has more than 4 decimals" if len(whole) <= 10 and fraction else "has more than 10 digits before the point"
    return "is not a number such as 12.50"
