"""Cells of a foreign source as a mapping wants them: numbers, times and conditions as functions of text. Sums are exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rulekit.ledger.cells import Cells
from rulekit.ledger.event import LedgerSchema
from rulekit.ledger.faults import Fault, RowFault, shown
from rulekit.ledger.mapping import SourceFormat
from rulekit.ledger.mapping_sentence import Column, Constant, Product, Term, Test
from rulekit.ledger.memo import Memo
from rulekit.values.money import SCALE_DECIMALS, format_units, parse_amount
from rulekit.values.zone import utc_text

Exact = tuple[int, int]
"""An integer and its decimals."""


class MappedCells:
    """Reads the cells of one source as its format says."""

    def __init__(self, written: SourceFormat, schema: LedgerSchema) -> None:
        self.written = written
        self._zone_cells = Cells(LedgerSchema(schema.currency, written.zone)) if written.zone else None
        self._dates = written.times.date() if written.times else None
        self._numbers: Memo[str, int | None] = Memo(self._parsed)

    def plain_number(self, name: str, text: str) -> str:
        """A number attribute as plain decimal text."""
        plain = self.written.numbers.plain(text)
        if plain is None:
            raise RowFault("row.attribute", f"{name} {shown(text)} is not a number as the mapping describes it")
        return plain

    def time(self, text: str) -> str:
        """A time of the source as ISO 8601 text, an instant where the mapping names the zone."""
        return self.zoned(self.iso("at", text))

    def zoned(self, iso: str) -> str:
        """An ISO 8601 time as an instant where the mapping names the zone."""
        return iso if self._zone_cells is None else utc_text(self._zone_cells.moment(iso)[0])

    def iso(self, name: str, text: str) -> str:
        """A time of the source as ISO 8601 text without its zone."""
        if self.written.times is None:
            return text
        iso = self.written.times.iso(text)
        if iso is None and self._dates is not None and name != "at":
            iso = self._dates.iso(text)
        if iso is None:
            code = "row.attribute" if "." in name else "row.time"
            raise RowFault(code, f"{name} {shown(text)} is not a time written {shown(self.written.times.said)}")
        return iso

    def calculated(self, target: str, term: Term, names: Sequence[str], texts: Sequence[str | None]) -> str | None:
        """A number calculated from the columns `names`; empty where one of their cells is empty."""
        values: dict[str, int] = {}
        for name, text in zip(names, texts, strict=True):
            if is_empty(text):
                return None
            assert text is not None, "an empty cell was asked for"
            value = self.number(text)
            if value is None:
                code = "row.amount" if target in ("amount", "line_amount") else "row.number"
                raise RowFault(code, f"{name} {shown(text)} is not a number as the mapping describes it")
            values[name] = value
        return _decimal_text(*_value(term, values))

    def number(self, text: str) -> int | None:
        """The number of a cell in ten-thousandths; None if it is none."""
        found = self._numbers[text]
        assert not isinstance(found, Fault), "reading a number raises nothing"
        return found

    def holds(self, test: Test, text: str | None) -> bool:
        """Whether a comparison holds for a cell. An empty cell fits only `is empty` and `!=`."""
        if test.comparison == "is empty":
            return is_empty(text)
        if text is None or is_empty(text):
            return test.comparison == "!="
        if test.comparison == "starts with":
            return text.startswith(test.texts)
        if test.comparison == "ends with":
            return text.endswith(test.texts)
        if test.comparison == "contains":
            return any(part in text for part in test.texts)
        if test.comparison in ("=", "!="):
            return self._equals(test, text) == (test.comparison == "=")
        number, bound = self.number(text), test.numbers[0]
        assert bound is not None, "an order is only read with a number"
        if number is None:
            return False
        return {"<": number < bound, "<=": number <= bound, ">": number > bound, ">=": number >= bound}[test.comparison]

    def _equals(self, test: Test, text: str) -> bool:
        """Bare numbers compare as numbers, everything else as text."""
        if text in test.texts:
            return True
        bare = [number for number in test.numbers if number is not None]
        return bool(bare) and self.number(text) in bare

    def _parsed(self, text: str) -> int | None:
        plain = self.written.numbers.plain(text)
        return None if plain is None else parse_amount(plain)


def is_empty(text: str | None) -> bool:
    """Whether a cell holds nothing but blanks."""
    return not text or text.isspace()


def _value(term: Term, values: Mapping[str, int]) -> Exact:
    """The exact value of a term; columns and constants are ten-thousandths."""
    if isinstance(term, Column):
        return values[term.name], SCALE_DECIMALS
    if isinstance(term, Constant):
        return term.value, SCALE_DECIMALS
    if isinstance(term, Product):
        product, decimals = 1, 0
        for part in term.parts:
            value, more = _value(part, values)
            product, decimals = product * value, decimals + more
        return product, decimals
    parts = [(_value(part, values), added) for part, added in term.parts]
    most = max(decimals for (_, decimals), _ in parts)
    total = 0
    for (value, decimals), added in parts:
        scaled = value * 10 ** (most - decimals)
        total += scaled if added else -scaled
    return total, most


def _decimal_text(value: int, decimals: int) -> str:
    """An exact number as decimal text without trailing zeros."""
    whole, _, fraction = format_units(value, decimals).partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole
