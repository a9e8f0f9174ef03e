"""A mapping drafted from a file's header and first rows, for `rulekit import`: path -> commented YAML.

Every guess says what it rests on. The draft is valid; where its guesses are right it works as it is. Columns without a guess
are there, commented out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rulekit.ledger.faults import shown
from rulekit.ledger.guess_columns import ATTRIBUTE_ROLES, TYPED_ROLES, TYPES, folded, guess_roles, is_standard
from rulekit.ledger.guess_formats import guess_numbers, guess_text, guess_times
from rulekit.ledger.mapping_keys import DELIMITERS, ENCODINGS, PREFIXES
from rulekit.ledger.number_format import MARKS, NumberFormat
from rulekit.ledger.table import Table, TextFormat, file_kind, open_table
from rulekit.ledger.time_format import TimeFormat

SAMPLED_BATCHES = 4
COMMENT_COLUMN = 40

_REFERENCES = ("currency", "ref", "referred_by")
_LINE_ROLES = ("sku", "quantity", "unit_price", "line_amount", "line.category")
_PLAIN = re.compile(r"[A-Za-z_](?:[\w./()-]| (?:[*<] -?)?(?=[\w(]))*")
_OPERAND = re.compile(r"[A-Za-z_](?:[\w./()-]| (?=[\w(]))*")

Cells = Mapping[str, Sequence[str]]
"""The cells of each column in the first rows; an empty one is an empty text."""


def draft_mapping(path: str | Path) -> str:
    """Draft a mapping file for a foreign export. Raises UsageError where the file cannot be read."""
    path = Path(path)
    delimiter, encoding = "comma", "utf-8"
    text_format = None
    if path.is_file() and file_kind(path)[0] == "csv":
        delimiter, encoding = guess_text(path, packed=file_kind(path)[1])
        text_format = TextFormat(DELIMITERS[delimiter], ENCODINGS[encoding])
    table = open_table(path, text_format)
    cells = _sample(table)
    draft = _Draft(table, cells, guess_roles([column for column in table.columns if column and column != "lines"]))
    return "\n".join([*draft.head(), *draft.format(delimiter, encoding), *draft.columns(), *draft.rest()]) + "\n"


def _sample(table: Table) -> dict[str, list[str]]:
    """The first rows, column by column."""
    columns = [column for column in table.columns if column != "lines"]
    cells: dict[str, list[str]] = {column: [] for column in columns}
    for batch in islice(table.batches(columns), SAMPLED_BATCHES):
        for column, found in zip(columns, batch.columns, strict=True):
            cells[column].extend((cell if isinstance(cell, str) else "").strip() for cell in found)
    return cells


@dataclass(frozen=True, slots=True)
class _Draft:
    """The guesses for one file and the lines of YAML they make."""

    table: Table
    cells: Cells
    roles: dict[str, str]

    @property
    def is_standard(self) -> bool:
        return is_standard(self.table.columns)

    def head(self) -> list[str]:
        name = _comment(Path(self.table.name).name)
        rows = max((len(found) for found in self.cells.values()), default=0)
        return [
            f"# A draft for {name}: every line is a guess from the header and the first {rows:,} rows.",
            "# Check each one, correct it, and replay with `--mapping`. Every key is explained in docs/ledger.md.",
            *self._about_standard(),
            "",
        ]

    def _about_standard(self) -> list[str]:
        """What a file with the columns of rulekit itself needs to know."""
        if not self.is_standard:
            return []
        lines = ["# The columns are those of rulekit itself: the file can be replayed without a mapping, with the same result."]
        if "lines" in self.table.columns:
            lines.append("# Its column `lines` cannot be mapped, so replay it without.")
        return lines

    def format(self, delimiter: str, encoding: str) -> list[str]:
        times, other = self._times()
        numbers = self._numbers() or NumberFormat()
        marks = {mark: name for name, mark in MARKS.items()}
        lines = []
        if delimiter != "comma":
            lines.append(_line(2, "delimiter", delimiter, "the sign that stands in the header most often"))
        if encoding != "utf-8":
            lines.append(_line(2, "encoding", encoding, "the file is not UTF-8"))
        if numbers.decimal != ".":
            lines.append(_line(2, "decimal", marks[numbers.decimal], "as in the first rows"))
        if numbers.thousands:
            lines.append(_line(2, "thousands", marks[numbers.thousands], "as in the first rows"))
        if times is not None:
            odd = next((cell for cell in self._moments() if times.iso(cell) is None), None)
            fitting = next(cell for cell in self._moments() if times.iso(cell) is not None)
            doubt = f"could also be {other}" if other else f"as in {shown(fitting)}"
            doubt += f"; does not fit {shown(odd)}" if odd is not None else ""
            lines.append(_line(2, "times", _scalar(times.said), doubt))
        remark = "if the times are not local to the program's time zone"
        if lines:
            return ["format:", *lines, _line(2, "# timezone", "Europe/Berlin", remark), ""]
        return ["# format:", _line(0, "#   timezone", "Europe/Berlin", remark), ""]

    def columns(self) -> list[str]:
        lines = ["columns:"]
        for target, filling, remark in self._targets():
            lines.append(_line(2, target, filling, remark))
        if "at" not in self.roles:
            lines.append(_line(2, "at", "", "which column is the time? the mapping works once this is said"))
        if not any(target in ("amount", "line_amount") for target, _, _ in self._targets()):
            lines.append(_line(2, "# amount", "…", "which column is the money paid?"))
        prefix = "line" if self._has_lines() else "purchase"
        used = set(self.roles.values())
        for column in self.table.columns:
            if column and column not in used and column != "lines":
                name = re.sub(r"[^\w -]", "", column).strip()[:40] or "name"
                remark = f"e.g. {self._example(column)}; declare it under `attributes`"
                lines.append(_line(2, f"# {prefix}.{name}", _scalar(column), remark))
        return [*lines, ""]

    def rest(self) -> list[str]:
        lines = []
        if "currency" not in self.roles:
            lines += ["# constants:", _line(0, "#   currency", "EUR", "if another currency than the program's is to be told"), ""]
        lines += self._types()
        refund = self._refund()
        if refund is not None:
            condition, remark = refund
            lines += ["type:", _line(2, "refund", _scalar(condition), remark), ""]
            lines += ["refunds:", *self._about_signs(), _line(2, "amounts", "negative", "as in these rows")]
            link = _line(2, "link", "same member and sku", "if no column names the purchase that is returned")
            lines += [link if {"member_id", "sku"} <= self.roles.keys() else f"  # {link.strip()}", ""]
        if self._times_differ():
            lines += [_line(0, "at", "earliest", "some events have rows with different times"), ""]
        lines += ["# skip:", _line(0, "#   test sale", "column = 999", "rows that are no sale, each reason with its condition")]
        return lines

    def _types(self) -> list[str]:
        """The types of events, by the words of a column; English names of rulekit itself need no conditions."""
        if "kind" not in self.roles or self._says_types():
            return []
        column = self.roles["kind"]
        lines = []
        for word in dict.fromkeys(self._filled(column)):
            kind = next((kind for kind, words in TYPES.items() if folded(word) in words), None)
            if kind is None:
                lines.append(_line(2, "# activity", _scalar(f"{_operand(column)} = {word}"), "which type of event is this?"))
            elif kind != "purchase":
                lines.append(_line(2, kind, _scalar(f"{_operand(column)} = {word}"), "by its word; what is left is a purchase"))
        return ["type:", *lines, ""] if any("#" not in line[:3] for line in lines) else []

    def _says_types(self) -> bool:
        """Whether the column of types holds the very names of types."""
        return "kind" in self.roles and set(self._filled(self.roles["kind"])) <= TYPES.keys()

    def _targets(self) -> list[tuple[str, str, str]]:
        """Each column of events with what fills it and why."""
        found = []
        own = [role for role in self.roles if role.startswith(PREFIXES) and role not in ATTRIBUTE_ROLES]
        guessed = ("event_id", "at", "member_id", "sku", "quantity", *ATTRIBUTE_ROLES, *own, *_REFERENCES, *TYPED_ROLES)
        if not self.is_standard and self._says_types():
            found.append(("type", _scalar(self.roles["kind"]), f"e.g. {self._example(self.roles['kind'])}"))
        for role in self.roles if self.is_standard else guessed:
            if role in self.roles:
                column = self.roles[role]
                clock = self.roles.get("clock") if role == "at" else None
                if clock is not None:
                    found.append(
                        (role, f"[{_scalar(column)}, {_scalar(clock)}]", f"e.g. {self._example(column)}, {self._example(clock)}")
                    )
                elif role in ("event_id", "at", "member_id") or "." not in role:
                    found.append((role, _scalar(column), f"e.g. {self._example(column)}"))
                else:
                    remark = f"e.g. {self._example(column)}; declare it under `attributes`"
                    found.append((role, _scalar(_operand(column)), remark))
        return found if self.is_standard else [*found, *self._amounts()]

    def _amounts(self) -> list[tuple[str, str, str]]:
        roles = self.roles
        if "line_amount" in roles:
            return [("line_amount", _scalar(_operand(roles["line_amount"])), f"e.g. {self._example(roles['line_amount'])}")]
        amount = roles.get("amount")
        if amount is not None:
            target = "line_amount" if self._has_lines() and self._amount_varies(amount) else "amount"
            return [(target, _scalar(_operand(amount)), f"e.g. {self._example(amount)}")]
        if "unit_price" in roles:
            price = roles["unit_price"]
            target = "line_amount" if self._has_lines() else "amount"
            factors = [roles[role] for role in ("quantity", "unit_price") if role in roles]
            calculation = " * ".join(map(_operand, factors))
            return [(target, _scalar(calculation), f"e.g. a price of {self._example(price)}; calculated exactly")]
        return []

    def _has_lines(self) -> bool:
        return "event_id" in self.roles and any(role in self.roles for role in _LINE_ROLES)

    def _amount_varies(self, amount: str) -> bool:
        """Whether rows of one event differ in what they have in this column, so that it belongs to the line."""
        known: dict[str, str] = {}
        pairs = zip(self.cells[self.roles["event_id"]], self.cells[amount], strict=True)
        return any(known.setdefault(event_id, cell) != cell for event_id, cell in pairs if event_id and cell)

    def _times_differ(self) -> bool:
        if not self._has_lines() or "at" not in self.roles:
            return False
        return self._amount_varies(self.roles["at"])

    def _times(self) -> tuple[TimeFormat | None, str | None]:
        return guess_times(self._moments()[:1000])

    def _moments(self) -> list[str]:
        """The different times in the first rows, date and clock joined as in the mapping."""
        if "at" not in self.roles:
            return []
        cells = self.cells[self.roles["at"]]
        if "clock" in self.roles:
            pairs = zip(cells, self.cells[self.roles["clock"]], strict=True)
            cells = [f"{date} {clock}" for date, clock in pairs if date and clock]
        return sorted({cell for cell in cells if cell})

    def _numbers(self) -> NumberFormat | None:
        columns = [self.roles[role] for role in ("amount", "line_amount", "unit_price", "quantity") if role in self.roles]
        return guess_numbers(sorted({cell for column in columns for cell in self._filled(column)}))

    def _refund(self) -> tuple[str, str] | None:
        """How refunds are known: ids with a letter of their own, or a number below zero."""
        if self.roles.keys() & {"type", "kind"}:
            return None
        column = next((self.roles[role] for role in ("quantity", "amount", "line_amount") if role in self.roles), None)
        if column is None:
            return None
        below = [cell.startswith("-") for cell in self.cells[column]]
        if not any(below):
            return None
        if "event_id" in self.roles:
            ids = self.cells[self.roles["event_id"]]
            for letter in sorted(
                {event_id[:1] for event_id, minus in zip(ids, below, strict=True) if minus and event_id[:1].isalpha()}
            ):
                verdicts = [minus for event_id, minus in zip(ids, below, strict=True) if event_id.startswith(letter)]
                if all(verdicts) and 2 * len(verdicts) >= sum(below):
                    name = _operand(self.roles["event_id"])
                    return f'{name} starts with "{letter}"', f"the first {len(verdicts):,} such rows are all below 0"
            minus_ids = {event_id for event_id, minus in zip(ids, below, strict=True) if minus}
            if any(event_id in minus_ids and not minus for event_id, minus in zip(ids, below, strict=True)):
                return None  # negative lines beside others lower their own receipt
        return f"{_operand(column)} < 0", f"{sum(below):,} of the first rows"

    def _about_signs(self) -> list[str]:
        """A warning where rows have a minus on the units and none on the money, so that one rule of signs cannot fit both."""
        roles = self.roles
        money = next((roles[role] for role in ("line_amount", "amount", "unit_price") if role in roles), None)
        if money is None or "quantity" not in roles:
            return []
        is_price = not {"line_amount", "amount"} & roles.keys()
        pairs = zip(self.cells[roles["quantity"]], self.cells[money], strict=True)
        unlike = sum(cell.startswith("-") == is_price for units, cell in pairs if units.startswith("-") and cell)
        if not unlike:
            return []
        names = f"`{_comment(roles['quantity'])}`", f"`{_comment(money)}`"
        what = f"a minus in both {names[0]} and {names[1]}" if is_price else f"a minus in {names[0]} and none in {names[1]}"
        return [
            f"  # Careful: {unlike:,} of the first rows have {what}, so their money is above 0.",
            "  # `amounts: negative` turns units and money alike, so these rows are rejected. To count them, take the",
            "  # column `quantity` out above and write `amounts: positive`.",
        ]

    def _filled(self, column: str) -> list[str]:
        return [cell for cell in self.cells[column] if cell]

    def _example(self, column: str) -> str:
        return shown(next(iter(self._filled(column)), "an empty cell"))


def _line(indent: int, key: str, value: str, remark: str) -> str:
    text = f"{' ' * indent}{key}: {value}"
    return f"{text.ljust(COMMENT_COLUMN - 2)}  # {_comment(remark)}"


def _scalar(text: str) -> str:
    """A YAML scalar that reads as exactly this text."""
    if _PLAIN.fullmatch(text):
        return text
    return "'" + text.replace("'", "''") + "'" if text.isprintable() else json.dumps(text)


def _operand(column: str) -> str:
    """A column name inside a calculation or condition."""
    return column if _OPERAND.fullmatch(column) else '"' + column.replace('"', '""') + '"'


def _comment(text: str) -> str:
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
