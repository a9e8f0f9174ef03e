"""Reads the conformance files: Markdown in, blocks out.

A block is a heading, prose, a program, a ledger and what is expected. A file may start with a program shared by the
blocks after it. Fences: `yaml program` (several: editions that follow one another), `csv ledger [until=DAY]`, `csv entries [kind=A,B]` (any number, with different
kinds), `csv balances`, `csv members`, `csv rewards`, `csv rejected`, `json summary`. Anything else in a fence is a
mistake in the file and stops the run.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "conformance"

TABLES = ("entries", "balances", "members", "rewards", "rejected")

_HEADING = re.compile(r"^##? (?P<title>.+)$")
_FENCE = re.compile(r"^```(?P<info>.+)$")


class MalformedFileError(Exception):
    """A conformance file that does not say what it should; names the file and line."""


@dataclass(frozen=True, slots=True)
class Table:
    """One expected table: only the columns of its header are compared; `kinds` restricts entries to those kinds."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...] = ()
    line: int = 0

    @property
    def title(self) -> str:
        return f"{self.name} kind={','.join(self.kinds)}" if self.kinds else self.name


@dataclass(frozen=True, slots=True)
class Block:
    """One case. `summary` holds the keys of summary.json that must be there with these values."""

    file: str
    line: int
    title: str
    prose: str
    programs: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    until: str | None
    tables: tuple[Table, ...]
    summary: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.file}: {self.title}"


@dataclass(slots=True)
class _Section:
    """What stands under one heading."""

    file: str
    line: int
    title: str
    prose: list[str] = field(default_factory=list)
    programs: tuple[str, ...] = ()
    ledger: tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None = None
    until: str | None = None
    tables: list[Table] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)

    def fail(self, problem: str, line: int | None = None) -> MalformedFileError:
        return MalformedFileError(f"{self.file}:{line or self.line}: {problem}")

    def take(self, info: str, body: str, line: int) -> None:
        language, _, rest = info.partition(" ")
        name, _, options = rest.partition(" ")
        if (language, name) == ("yaml", "program") and not options:
            self.programs += (body,)
        elif (language, name) == ("csv", "ledger") and self.ledger is None:
            self.until = self._option(options, "until", line)
            self.ledger = self._table(body, line)
        elif language == "csv" and name in TABLES:
            kinds = self._option(options, "kind", line)
            columns, rows = self._table(body, line)
            self.tables.append(Table(name, columns, rows, tuple(kinds.split(",")) if kinds else (), line))
        elif (language, name) == ("json", "summary") and not options:
            self.summary = json.loads(body)
        else:
            raise self.fail(f"a fence says `{info}`, which is unknown or stands twice", line)

    def block(self, shared_programs: tuple[str, ...]) -> Block:
        programs = self.programs or shared_programs
        if not programs or self.ledger is None or not (self.tables or self.summary):
            raise self.fail("a block needs a program, a ledger and something expected")
        if not self.prose:
            raise self.fail("a block says in a sentence what it is about")
        header, rows = self.ledger
        prose = " ".join(self.prose)
        return Block(self.file, self.line, self.title, prose, programs, header, rows, self.until, tuple(self.tables), self.summary)

    def _option(self, text: str, name: str, line: int) -> str | None:
        if not text:
            return None
        key, _, value = text.partition("=")
        if key != name or not value:
            raise self.fail(f"`{text}` is no `{name}=…`", line)
        return value

    def _table(self, body: str, line: int) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        header, *rows = [tuple(row) for row in csv.reader(io.StringIO(body)) if row]
        for number, row in enumerate(rows, line + 2):
            if len(row) != len(header):
                raise self.fail(f"{len(row)} cells under {len(header)} columns", number)
        return header, tuple(rows)


def read_blocks(folder: Path = FOLDER) -> list[Block]:
    """All blocks of a folder, files in order of their names."""
    blocks = [block for path in sorted(folder.glob("*.md")) for block in read_file(path)]
    names = [block.name for block in blocks]
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        raise MalformedFileError(f"headings stand twice: {sorted(doubled)}")
    return blocks


def read_file(path: Path) -> list[Block]:
    """The blocks of one file."""
    head, *sections = _sections(path)
    if head.ledger or head.tables:
        raise head.fail("what stands before the first `##` heading may be a program alone")
    return [section.block(head.programs) for section in sections]


def as_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as CSV text."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def _sections(path: Path) -> Iterator[_Section]:
    section: _Section | None = None
    lines = iter(enumerate(path.read_text(encoding="utf-8").splitlines(), 1))
    for number, text in lines:
        heading, fence = _HEADING.match(text), _FENCE.match(text)
        if heading:
            if section:
                yield section
            section = _Section(path.name, number, heading["title"])
        elif section is None:
            raise MalformedFileError(f"{path.name}:{number}: a file starts with a heading")
        elif fence:
            section.take(fence["info"], _body(lines, section), number)
        elif text.strip():
            section.prose.append(text.strip())
    if section:
        yield section


def _body(lines: Iterator[tuple[int, str]], section: _Section) -> str:
    body = []
    for _, text in lines:
        if text == "```":
            return "\n".join(body) + "\n"
        body.append(text)
    raise section.fail("a fence is not closed")
