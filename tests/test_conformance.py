"""The conformance suite: every block of tests/conformance on every backend, whole and in every chunking.

A block passes where its entries, balances, members, rewards, rejections and summary are as written, whatever way its
ledger reaches the engine: as it stands, with rows in another order, delivered twice, in two files, one event at a time,
cut in two at any event, or only up to any of its days (S2.2, S2.4, S10.2, I4 to I8). Late events lead to the same state
(S11). The independent auditor has to agree as well (I12).
"""

from __future__ import annotations

import csv
import difflib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from conformance_blocks import Block, Table, as_csv, read_blocks
from generators.compare import differences
from generators.orders import Delivery, deliver, replayed, states

from rulekit.diagnostics import Severity, Source
from rulekit.engine import Engine, Entry
from rulekit.engine.auditor import audit
from rulekit.engine.plan import schema_of
from rulekit.ledger import Ledger, LoadedLedger, read_ledger
from rulekit.ledger.event import Event
from rulekit.program.model import Program
from rulekit.replay import replay, resume
from rulekit.result import Result, read_snapshot
from rulekit.semantics.check_program import check_program
from rulekit.values.calendar import iso_day, parse_day
from rulekit.values.zone import Zone

BACKENDS: tuple[Literal["interpreter"], ...] = ("interpreter",)
BLOCKS = read_blocks()
SHUFFLES = 2

on_every_block = pytest.mark.parametrize("block", BLOCKS, ids=[block.name for block in BLOCKS])
on_every_backend = pytest.mark.parametrize("backend", BACKENDS)


@on_every_backend
@on_every_block
def test_whole(block: Block, backend: Literal["interpreter"], tmp_path: Path) -> None:
    result = replay(program_of(block), ledger_of(block, tmp_path), until=block.until, backend=backend)
    for table in block.tables:
        compare(block, table, found_in(result, table, tmp_path))
    compare_summary(block, result.summary)


@on_every_backend
@on_every_block
def test_rows_in_another_order(block: Block, backend: Literal["interpreter"], tmp_path: Path) -> None:
    for seed in range(SHUFFLES + 1):
        rows = list(reversed(block.rows))
        if seed:
            random.Random(seed).shuffle(rows)
        other = replace(block, rows=tuple(rows))
        result = replay(program_of(block), ledger_of(other, tmp_path), until=block.until, backend=backend)
        compare_entries(block, records(result.entries_list), f"rows shuffled with seed {seed}", tmp_path)


@on_every_backend
@on_every_block
def test_delivered_twice(block: Block, backend: Literal["interpreter"], tmp_path: Path) -> None:
    again = replace(block, rows=block.rows[::-1])
    twice = read_ledger([write_ledger(block, tmp_path / "first.csv"), write_ledger(again, tmp_path / "second.csv")])
    result = replay(program_of(block), twice, until=block.until, backend=backend)
    compare_entries(block, records(result.entries_list), "everything delivered twice", tmp_path)


@on_every_backend
@on_every_block
def test_in_two_files(block: Block, backend: Literal["interpreter"], tmp_path: Path) -> None:
    halves = read_ledger([write_ledger(half, tmp_path / f"{number}.csv") for number, half in enumerate(split(block))])
    result = replay(program_of(block), halves, until=block.until, backend=backend)
    compare_entries(block, records(result.entries_list), "split into two files", tmp_path)


@on_every_block
def test_one_event_at_a_time(block: Block, tmp_path: Path) -> None:
    loaded = loaded_of(block, tmp_path)
    engine = Engine(program_of(block))
    found: list[Entry] = []
    for event in loaded.events:
        promised = engine.preview(event)
        outcome = engine.apply(event)
        assert promised == outcome, f"{block.name}: the preview of {event.event_id} differs from what it did"
        assert engine.apply(event).entries == (), f"{block.name}: {event.event_id} did something when applied again"
        found.extend(outcome)
    if (horizon := horizon_of(block, loaded)) is not None:
        found.extend(engine.advance(horizon))
    compare_entries(block, records(in_order(found)), "one event at a time", tmp_path)


@on_every_block
def test_cut_at_every_event(block: Block, tmp_path: Path) -> None:
    loaded = loaded_of(block, tmp_path)
    program = program_of(block)
    horizon = horizon_of(block, loaded)
    for cut in range(len(loaded.events) + 1):
        first = replay(program, part_of(loaded, loaded.events[:cut]))
        snapshot = first.snapshot
        if cut == len(loaded.events) // 2:  # one of them goes through a file
            first.write(tmp_path / "result")
            snapshot = read_snapshot(tmp_path / "result" / "state.parquet")
        second = resume(program, snapshot, part_of(loaded, loaded.events[cut:]), until=horizon)
        found = in_order([*first.entries_list, *second.entries_list])
        compare_entries(block, records(found), f"cut before event {cut + 1} of {len(loaded.events)}", tmp_path)


@on_every_block
def test_no_look_ahead(block: Block, tmp_path: Path) -> None:
    loaded = loaded_of(block, tmp_path)
    program = program_of(block)
    whole = whole_records(block, tmp_path)
    for day in sorted({event.day for event in loaded.events}):
        until = iso_day(day)
        part = part_of(loaded, [event for event in loaded.events if event.day <= day])
        found = records(replay(program, part, until=until).entries_list)
        expected = [row for row in whole if str(row["day"]) <= until]
        assert found == expected, f"{block.name}: the entries up to {until} depend on later events"


@on_every_block
def test_any_event_late(block: Block, tmp_path: Path) -> None:
    """S11: backwards, or with one event after all else has happened, the state is a replay's, and the auditor follows."""
    programs, loaded = program_of(block), loaded_of(block, tmp_path)
    horizon = horizon_of(block, loaded)
    if horizon is None or not Engine(programs).book.recomputes_late:
        return
    for how, told in late_orders(loaded.events, parse_day(horizon)):
        engine, entries = deliver(programs, loaded.events, told)
        found = audit([*entries, *engine.advance(horizon)])
        wrong = [*map(str, found.findings), *differences(found, engine)]
        if states(engine) != states(replayed(programs, loaded.events, engine, horizon)):
            wrong.append("another state than that of a replay")
        assert not wrong, f"{block.name}: {how}\n" + "\n".join(wrong)


def late_orders(events: Sequence[Event], horizon: int | None) -> Iterator[tuple[str, list[Delivery]]]:
    yield "backwards", [(event, None, False) for event in reversed(events)]
    for late in events[:-1]:
        others = [(event, None, False) for event in events if event is not late]
        yield f"{late.event_id} after everything else", [*others, (late, horizon, False)]


@on_every_block
def test_the_auditor_finds_nothing(block: Block, tmp_path: Path) -> None:
    result = replay(program_of(block), ledger_of(block, tmp_path), until=block.until)
    findings = audit(result.entries_list).findings
    assert not findings, f"{block.name}\n" + "\n".join(map(str, findings))


# ---------------------------------------------------------------- a block as program and ledger


@cache
def checked(text: str) -> tuple[Program | None, tuple[str, ...]]:
    program, findings = check_program(Source("program.yaml", text))
    return program, tuple(f"{one.code}: {one.message}" for one in findings if one.severity is Severity.ERROR)


def program_of(block: Block) -> tuple[Program, ...]:
    """The program of a block; several are editions that follow one another."""
    found = []
    for text in block.programs:
        program, findings = checked(text)
        if program is None:
            pytest.fail(f"{block.name}\n\n{text}\n" + "\n".join(findings), pytrace=False)
        found.append(program)
    return tuple(found)


def write_ledger(block: Block, path: Path) -> Path:
    path.write_text(as_csv(block.header, block.rows), encoding="utf-8")
    return path


def split(block: Block) -> tuple[Block, Block]:
    """Every second event into the second file; rows without ids stay together, as equal ones count per file (S2.3)."""
    if "event_id" not in block.header:
        return block, replace(block, rows=())
    index = block.header.index("event_id")
    ids = list(dict.fromkeys(row[index] for row in block.rows))
    first, second = (tuple(row for row in block.rows if row[index] in set(ids[part::2])) for part in (0, 1))
    return replace(block, rows=first), replace(block, rows=second)


def ledger_of(block: Block, folder: Path) -> Ledger:
    return read_ledger(write_ledger(block, folder / "ledger.csv"))


def loaded_of(block: Block, folder: Path) -> LoadedLedger:
    programs = program_of(block)
    until = parse_day(block.until) if block.until else None
    return ledger_of(block, folder).load(schema_of(programs, Zone(programs[0].timezone)), until_day=until)


@dataclass(frozen=True, slots=True)
class LoadedAsLedger(Ledger):
    """A ledger that has been read already."""

    tables: tuple[Any, ...] = ()
    loaded: LoadedLedger | None = None

    def load(self, *_: object, **__: object) -> LoadedLedger:
        assert self.loaded is not None
        return self.loaded


def loaded_as_ledger(loaded: LoadedLedger) -> Ledger:
    return LoadedAsLedger(loaded=loaded)


def part_of(loaded: LoadedLedger, events: list[Any]) -> Ledger:
    return loaded_as_ledger(replace(loaded, events=events, last_day=max((event.day for event in events), default=None)))


def horizon_of(block: Block, loaded: LoadedLedger) -> str | None:
    if block.until is not None:
        return block.until
    return None if loaded.last_day is None else iso_day(loaded.last_day)


# ---------------------------------------------------------------- expected and found


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.member_id.encode(), entry.seq))


Record = Mapping[str, object]
WHOLE: dict[str, Sequence[Record]] = {}
"""The entries of each block as it stands, by its name."""


def records(entries: Iterable[Entry]) -> list[Record]:
    return [entry.record() for entry in entries]


def found_in(result: Result, table: Table, folder: Path) -> list[Record]:
    """The rows of one result table as the result folder has them; entries as they are in memory."""
    if table.name == "entries":
        return records(result.entries_list)
    target = folder / "result"
    if not target.exists():
        result.write(target)
    with (target / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compare_entries(block: Block, found: Sequence[Record], how: str, folder: Path) -> None:
    """The entries have to be as written, and in every column as those of the ledger as it stands."""
    for table in block.tables:
        if table.name == "entries":
            compare(block, table, found, how)
    assert found == whole_records(block, folder), f"{block.name}: other entries, {how}"


def whole_records(block: Block, folder: Path) -> Sequence[Record]:
    if block.name not in WHOLE:
        result = replay(program_of(block), ledger_of(block, folder), until=block.until)
        WHOLE[block.name] = records(result.entries_list)
    return WHOLE[block.name]


def compare(block: Block, table: Table, found: Sequence[Record], how: str = "as it stands") -> None:
    chosen = [row for row in found if not table.kinds or row["kind"] in table.kinds]
    unknown = [column for column in table.columns if chosen and column not in chosen[0]]
    cells = [["" if row.get(name) is None else str(row[name]) for name in table.columns] for row in chosen]
    if unknown or [tuple(row) for row in cells] != list(table.rows):
        expected_text, found_text = as_csv(table.columns, table.rows), as_csv(table.columns, cells)
        fail(block, table.title, table.line, how, difference(expected_text, found_text))


def compare_summary(block: Block, summary: Mapping[str, Any]) -> None:
    wrong = list(deviations(block.summary, summary))
    if wrong:
        report = "\n".join(f"- {path}: {expected!r}\n+ {path}: {found!r}" for path, expected, found in wrong)
        fail(block, "summary", block.line, "as it stands", report)


def deviations(expected: Mapping[str, Any], found: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    for key, value in expected.items():
        here = f"{path}.{key}".lstrip(".")
        other = found.get(key) if isinstance(found, Mapping) else None
        if isinstance(value, Mapping) and value:
            yield from deviations(value, other, here)
        elif other != value:
            yield here, value, other


def difference(expected: str, found: str) -> str:
    lines = difflib.ndiff(expected.splitlines(), found.splitlines())
    return "\n".join(line for line in lines if not line.startswith("?"))


def fail(block: Block, what: str, line: int, how: str, report: str) -> None:
    ledger, programs = as_csv(block.header, block.rows), "\n".join(block.programs)
    pytest.fail(
        f"{block.file}:{line} {what}, {how}\n\n{block.title}\n{block.prose}\n\n{programs}\n{ledger}\n"
        f"- expected, + found\n{report}",
        pytrace=False,
    )
