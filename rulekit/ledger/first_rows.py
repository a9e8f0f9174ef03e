"""What the first rows of a foreign export show: which row belongs to which event, formats, returns, and what is doubtful."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rulekit.ledger.faults import shown
from rulekit.ledger.guess_columns import TYPES, guess_roles, is_standard
from rulekit.ledger.guess_formats import guess_numbers, guess_times
from rulekit.ledger.number_format import NumberFormat
from rulekit.ledger.table import Table
from rulekit.ledger.time_format import TimeFormat

SAMPLED_BATCHES = 4

_LINE_ROLES = ("sku", "quantity", "unit_price", "line_amount", "line.category")
_MONEY_ROLES = ("line_amount", "amount", "unit_price")
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:[.,' ]?[0-9]{3})*(?:[.,][0-9]+)?")
_DECIMALS = re.compile(r"[.,][0-9]{1,2}$")


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The cells of each column in the first rows, an empty one as an empty text, and the column guessed for each role."""

    cells: Mapping[str, Sequence[str]]
    roles: Mapping[str, str]

    def __len__(self) -> int:
        return max((len(found) for found in self.cells.values()), default=0)

    def filled(self, column: str) -> list[str]:
        """The cells of a column that are not empty."""
        return [cell for cell in self.cells[column] if cell]

    def example(self, column: str) -> str:
        """A cell of a column, as remarks show it."""
        return shown(next(iter(self.filled(column)), "an empty cell"))

    # ---------------------------------------------------------------- events

    def id_columns(self) -> tuple[str, ...]:
        """The columns that together name an event: also what tells those apart that have the same number."""
        if "event_id" not in self.roles:
            return ()
        event_id, store = self.roles["event_id"], self.roles.get("purchase.store")
        if is_standard(tuple(self.cells)):
            return (event_id,)
        known = (store, event_id) if store and _varies(self.cells[event_id], self.cells[store]) else (event_id,)
        other = self._separator(self._joined(known))
        return known if other is None else (other, *known)

    def _separator(self, event_ids: Sequence[str]) -> str | None:
        """The column without a role that has one value for each id and time, where ids have several times."""
        moments = self._moments()
        if not self.has_lines() or not _varies(event_ids, moments):
            return None
        dated = _pairs(event_ids, moments)
        found = []
        for column in self.cells.keys() - set(self.roles.values()):
            cells = self.cells[column]
            is_whole = all(cell for event_id, cell in zip(event_ids, cells, strict=True) if event_id)
            if is_whole and not _varies(_pairs(event_ids, cells), moments) and not _varies(dated, cells):
                found.append((len(set(cells)), column))
        return min(found)[1] if found else None  # the coarsest of many

    def event_ids(self) -> list[str]:
        """The id of the event of each row; empty where a part of it is."""
        return self._joined(self.id_columns())

    def _joined(self, columns: Sequence[str]) -> list[str]:
        parts = zip(*(self.cells[column] for column in columns), strict=True)
        return ["\n".join(part) if all(part) else "" for part in parts]

    def has_lines(self) -> bool:
        """Whether several rows can be one event."""
        return "event_id" in self.roles and any(role in self.roles for role in _LINE_ROLES)

    def is_of_line(self, column: str) -> bool:
        """Whether a column without a role most likely says something about lines: also where every event has one row."""
        ids = [event_id for event_id in self.event_ids() if event_id]
        return self.has_lines() and (
            len(ids) == len(set(ids)) or _varies(self.event_ids(), [cell or "empty" for cell in self.cells[column]])
        )

    def varies(self, column: str) -> bool:
        """Whether rows of one event differ in what they have in this column, so that it belongs to the line."""
        return _varies(self.event_ids(), self.cells[column])

    def times_differ(self) -> bool:
        """Whether rows of one event differ in their time."""
        return self.has_lines() and _varies(self.event_ids(), self._moments())

    def says_types(self) -> bool:
        """Whether the column of types holds the very names of types."""
        return "kind" in self.roles and set(self.filled(self.roles["kind"])) <= TYPES.keys()

    # ---------------------------------------------------------------- formats

    def times(self) -> tuple[TimeFormat | None, str | None]:
        """How times are written, None for ISO 8601; and another format that fits as well."""
        return guess_times(self.moments()[:1000])

    def moments(self) -> list[str]:
        """The different times, date and clock joined as in the mapping."""
        return sorted({cell for cell in self._moments() if cell})

    def _moments(self) -> list[str]:
        """The time of each row; empty where a part of it is."""
        if "at" not in self.roles:
            return [""] * len(self)
        cells = self.cells[self.roles["at"]]
        if "clock" not in self.roles:
            return list(cells)
        pairs = zip(cells, self.cells[self.roles["clock"]], strict=True)
        return [f"{date} {clock}" if date and clock else "" for date, clock in pairs]

    def numbers(self) -> NumberFormat:
        """How numbers are written; as rulekit itself writes them, where nothing shows it."""
        columns = [self.roles[role] for role in (*_MONEY_ROLES, "quantity") if role in self.roles]
        if not any(role in self.roles for role in _MONEY_ROLES):
            columns += [column for column in self.cells.keys() - set(self.roles.values()) if self._has_decimals(column)]
        return guess_numbers(sorted({cell for column in columns for cell in self.filled(column)})) or NumberFormat()

    def _has_decimals(self, column: str) -> bool:
        """Whether every cell of a column is a number, and some have decimals behind a comma or a point."""
        cells = self.filled(column)
        return any(_DECIMALS.search(cell) for cell in cells) and all(_NUMBER.fullmatch(cell) for cell in cells)

    def unclear_thousands(self) -> list[str]:
        """Amounts such as `1.250` in a file where no amount shows what its mark means: whole thousands are written so too."""
        mark = self.numbers().decimal
        if self.numbers().thousands:
            return []
        cells = [cell for role in _MONEY_ROLES if role in self.roles for cell in self.filled(self.roles[role]) if mark in cell]
        unclear = re.compile(rf"-?[1-9][0-9]{{0,2}}{re.escape(mark)}[0-9]{{3}}")
        return cells if all(unclear.fullmatch(cell) for cell in cells) else []

    # ---------------------------------------------------------------- returned goods

    def refunds(self) -> tuple[str, str, int] | None:
        """How refunds are known: a column, the letter its ids begin with, and in how many rows; no letter: a number below 0."""
        if self.roles.keys() & {"type", "kind"}:
            return None
        column = next((self.roles[role] for role in ("quantity", "amount", "line_amount") if role in self.roles), None)
        if column is None:
            return None
        below = [cell.startswith("-") for cell in self.cells[column]]
        if not any(below):
            return None
        if "event_id" in self.roles:
            name = self.roles["event_id"]
            numbers = list(zip(self.cells[name], below, strict=True))
            for letter in sorted({number[:1] for number, minus in numbers if minus and number[:1].isalpha()}):
                verdicts = [minus for number, minus in numbers if number.startswith(letter)]
                if all(verdicts) and 2 * len(verdicts) >= sum(below):
                    return name, letter, len(verdicts)
            rows = list(zip(self.event_ids(), below, strict=True))
            minus_ids = {event_id for event_id, minus in rows if minus}
            if any(event_id in minus_ids and not minus for event_id, minus in rows):
                return None  # negative lines beside others lower their own receipt
        return column, "", sum(below)

    def unlike_signs(self) -> tuple[str, str, int] | None:
        """The columns of units and money that differ in their sign, or multiply to a plus, and in how many rows."""
        money = next((self.roles[role] for role in _MONEY_ROLES if role in self.roles), None)
        if money is None or "quantity" not in self.roles:
            return None
        units = self.roles["quantity"]
        pairs = zip(self.cells[units], self.cells[money], strict=True)
        unlike = sum(cell.startswith("-") == self.calculates() for unit, cell in pairs if unit.startswith("-") and cell)
        return (units, money, unlike) if unlike else None

    def calculates(self) -> bool:
        """Whether the money of a row is units times price."""
        return not {"line_amount", "amount"} & self.roles.keys()


def read_first_rows(table: Table) -> FirstRows:
    """The first rows of a table, column by column; raises UsageError where it cannot be read."""
    columns = [column for column in table.columns if column != "lines"]
    cells: dict[str, list[str]] = {column: [] for column in columns}
    for batch in islice(table.batches(columns), SAMPLED_BATCHES):
        for column, found in zip(columns, batch.columns, strict=True):
            cells[column].extend((cell if isinstance(cell, str) else "").strip() for cell in found)
    return FirstRows(cells, guess_roles([column for column in columns if column]))


def _pairs(event_ids: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Each id with a cell of its row; empty where one of them is."""
    return [f"{event_id}\n{cell}" if event_id and cell else "" for event_id, cell in zip(event_ids, cells, strict=True)]


def _varies(event_ids: Sequence[str], cells: Sequence[str]) -> bool:
    known: dict[str, str] = {}
    pairs = zip(event_ids, cells, strict=True)
    return any(known.setdefault(event_id, cell) != cell for event_id, cell in pairs if event_id and cell)
