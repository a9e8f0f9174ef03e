"""A mapping drafted from a file's header and first rows, for `rulekit import`: path -> commented YAML.

Every guess says what it rests on. The draft is valid; where its guesses are right it works as it is. Columns without a guess
are there, commented out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from rulekit.diagnostics.display import padded
from rulekit.ledger.faults import shown
from rulekit.ledger.first_rows import FirstRows, read_first_rows
from rulekit.ledger.guess_columns import ATTRIBUTE_ROLES, TYPED_ROLES, TYPES, folded, is_standard
from rulekit.ledger.guess_formats import guess_text
from rulekit.ledger.mapping_keys import DELIMITERS, ENCODINGS, PREFIXES
from rulekit.ledger.number_format import MARKS
from rulekit.ledger.table import Table, TextFormat, file_kind, open_table

COMMENT_COLUMN = 40
MOST_UNKNOWN = 12
"""Words of a column of types that are listed without a guess."""

_REFERENCES = ("currency", "ref", "referred_by")
_PLAIN = re.compile(r"[A-Za-z_](?:[\w./()-]| (?:[*<] -?)?(?=[\w(]))*")
_OPERAND = re.compile(r"[A-Za-z_](?:[\w./()-]| (?=[\w(]))*")


def draft_mapping(path: str | Path) -> str:
    """Draft a mapping file for a foreign export. Raises UsageError where the file cannot be read."""
    path = Path(path)
    delimiter, encoding = "comma", "utf-8"
    text_format = None
    if path.is_file() and file_kind(path)[0] == "csv":
        delimiter, encoding = guess_text(path, packed=file_kind(path)[1])
        text_format = TextFormat(DELIMITERS[delimiter], ENCODINGS[encoding])
    table = open_table(path, text_format)
    draft = _Draft(table, read_first_rows(table))
    return "\n".join([*draft.head(), *draft.format(delimiter, encoding), *draft.columns(), *draft.rest()]) + "\n"


@dataclass(frozen=True, slots=True)
class _Draft:
    """The guesses for one file and the lines of YAML they make."""

    table: Table
    rows: FirstRows

    @property
    def is_standard(self) -> bool:
        return is_standard(self.table.columns)

    def head(self) -> list[str]:
        name = _comment(Path(self.table.name).name)
        return [
            f"# A draft for {name}: every line is a guess from the header and the first {len(self.rows):,} rows.",
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
        times, other = self.rows.times()
        numbers = self.rows.numbers()
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
            odd = next((cell for cell in self.rows.moments() if times.iso(cell) is None), None)
            fitting = next(cell for cell in self.rows.moments() if times.iso(cell) is not None)
            doubt = f"could also be {other}" if other else f"as in {shown(fitting)}"
            doubt += f"; does not fit {shown(odd)}" if odd is not None else ""
            lines.append(_line(2, "times", _scalar(times.said), doubt))
        remark = "if the times are not local to the program's time zone"
        doubts = self._about_thousands()
        if lines:
            return [*doubts, "format:", *lines, _line(2, "# timezone", "Europe/Berlin", remark), ""]
        return [*doubts, "# format:", _line(0, "#   timezone", "Europe/Berlin", remark), ""]

    def _about_thousands(self) -> list[str]:
        """A warning where `1.250` could be whole thousands."""
        unclear = self.rows.unclear_thousands()
        if not unclear:
            return []
        mark = self.rows.numbers().decimal
        decimal, thousands = ("comma", "point") if mark == "." else ("point", "comma")
        written = unclear[0].lstrip("-")
        read, thousand = written.replace(mark, "."), written.replace(mark, "")
        return [
            f"# Careful: {len(unclear):,} amounts of the first rows are written like {written} and read as {read}.",
            f"# If {thousand} is meant, write `decimal: {decimal}` and `thousands: {thousands}` under `format`.",
        ]

    def columns(self) -> list[str]:
        lines = ["columns:"]
        for target, filling, remark in self._targets():
            lines.append(_line(2, target, filling, remark))
        if "at" not in self.rows.roles:
            lines.append(_line(2, "at", "", "which column is the time? the mapping works once this is said"))
        if not any(target in ("amount", "line_amount") for target, _, _ in self._targets()):
            lines.append(_line(2, "# amount", "…", "which column is the money paid?"))
        used = set(self.rows.roles.values())
        for column in self.table.columns:
            if column and column not in used and column != "lines":
                name = re.sub(r"[^\w -]", "", column).strip()[:40] or "name"
                remark = f"e.g. {self.rows.example(column)}; declare it under `attributes`"
                prefix = "line" if self.rows.is_of_line(column) else "purchase"
                lines.append(_line(2, f"# {prefix}.{name}", _scalar(column), remark))
        return [*lines, ""]

    def rest(self) -> list[str]:
        lines = []
        if "currency" not in self.rows.roles:
            lines += ["# constants:", _line(0, "#   currency", "EUR", "if another currency than the program's is to be told"), ""]
        lines += self._types()
        refunds = self.rows.refunds()
        if refunds is not None:
            column, letter, count = refunds
            condition = f'{_operand(column)} starts with "{letter}"' if letter else f"{_operand(column)} < 0"
            remark = f"the first {count:,} such rows are all below 0" if letter else f"{count:,} of the first rows"
            lines += ["type:", _line(2, "refund", _scalar(condition), remark), ""]
            lines += ["refunds:", *self._about_signs(), _line(2, "amounts", "negative", "as in these rows")]
            link = _line(2, "link", "same member and sku", "if no column names the purchase that is returned")
            lines += [link if {"member_id", "sku"} <= self.rows.roles.keys() else f"  # {link.strip()}", ""]
        if self.rows.times_differ():
            lines += [_line(0, "at", "earliest", "some events have rows with different times"), ""]
        lines += ["# skip:", _line(0, "#   test sale", "column = 999", "rows that are no sale, each reason with its condition")]
        return lines

    def _types(self) -> list[str]:
        """The types of events, by the words of a column; English names of rulekit itself need no conditions."""
        if "kind" not in self.rows.roles or self.rows.says_types():
            return []
        column = self.rows.roles["kind"]
        lines, unknown = [], []
        for word in dict.fromkeys(self.rows.filled(column)):
            kind = next((kind for kind, words in TYPES.items() if folded(word) in words), None)
            if kind is None:
                unknown.append(_line(2, "# activity", _scalar(f"{_operand(column)} = {word}"), "which type of event is this?"))
            elif kind != "purchase":
                lines.append(_line(2, kind, _scalar(f"{_operand(column)} = {word}"), "by its word; what is left is a purchase"))
        if not lines and unknown:
            return ["# type:", *(f"#   {line.removeprefix('  # ')}" for line in unknown[:MOST_UNKNOWN]), ""]
        return ["type:", *lines, *unknown[:MOST_UNKNOWN], ""] if lines else []

    def _targets(self) -> list[tuple[str, str, str]]:
        """Each column of events with what fills it and why."""
        found = []
        own = [role for role in self.rows.roles if role.startswith(PREFIXES) and role not in ATTRIBUTE_ROLES]
        guessed = ("event_id", "at", "member_id", "sku", "quantity", *ATTRIBUTE_ROLES, *own, *_REFERENCES, *TYPED_ROLES)
        if not self.is_standard and self.rows.says_types():
            found.append(("type", _scalar(self.rows.roles["kind"]), f"e.g. {self.rows.example(self.rows.roles['kind'])}"))
        roles = list(self.rows.roles) if self.is_standard else guessed
        found += [self._target(role) for role in roles if role in self.rows.roles]
        return found if self.is_standard else [*found, *self._amounts()]

    def _target(self, role: str) -> tuple[str, str, str]:
        column = self.rows.roles[role]
        if role in ("event_id", "ref") and not self.is_standard:
            columns = [*self.rows.id_columns()[:-1], column]
        else:
            columns = [column, self.rows.roles["clock"]] if role == "at" and "clock" in self.rows.roles else [column]
        remark = f"e.g. {', '.join(map(self.rows.example, columns))}"
        if len(columns) > 1:
            why = self._why_joined() if role == "event_id" else "; as in `event_id`" if role == "ref" else ""
            return role, f"[{', '.join(map(_scalar, columns))}]", f"{remark}{why}"
        if role.startswith(PREFIXES):
            return role, _scalar(_operand(column)), f"{remark}; declare it under `attributes`"
        return role, _scalar(column), remark

    def _why_joined(self) -> str:
        first = self.rows.id_columns()[0]
        is_store = first == self.rows.roles.get("purchase.store")
        return f"; the same number stands {'at several stores' if is_store else f'beside several `{_comment(first)}`'}"

    def _amounts(self) -> list[tuple[str, str, str]]:
        roles = self.rows.roles
        if "line_amount" in roles:
            return [("line_amount", _scalar(_operand(roles["line_amount"])), f"e.g. {self.rows.example(roles['line_amount'])}")]
        amount = roles.get("amount")
        if amount is not None:
            target = "line_amount" if self.rows.has_lines() and self.rows.varies(amount) else "amount"
            return [(target, _scalar(_operand(amount)), f"e.g. {self.rows.example(amount)}")]
        if "unit_price" in roles:
            price = roles["unit_price"]
            target = "line_amount" if self.rows.has_lines() else "amount"
            factors = [roles[role] for role in ("quantity", "unit_price") if role in roles]
            calculation = " * ".join(map(_operand, factors))
            return [(target, _scalar(calculation), f"e.g. a price of {self.rows.example(price)}; calculated exactly")]
        return []

    def _about_signs(self) -> list[str]:
        """A warning where rows have a minus on the units and none on the money, so that one rule of signs cannot fit both."""
        unlike = self.rows.unlike_signs()
        if unlike is None:
            return []
        names, count = [f"`{_comment(column)}`" for column in unlike[:2]], unlike[2]
        both = f"a minus in both {names[0]} and {names[1]}"
        what = both if self.rows.calculates() else f"a minus in {names[0]} and none in {names[1]}"
        return [
            f"  # Careful: {count:,} of the first rows have {what}, so their money is above 0.",
            "  # `amounts: negative` turns units and money alike, so these rows are rejected. To count them, take the",
            "  # column `quantity` out above and write `amounts: positive`.",
        ]


def _line(indent: int, key: str, value: str, remark: str) -> str:
    text = f"{' ' * indent}{key}: {value}"
    return f"{padded(text, COMMENT_COLUMN - 2)}  # {_comment(remark)}"


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
