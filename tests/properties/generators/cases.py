"""A program and a ledger for it, and the ways to run them: at once, event by event, in two halves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from generators.ledgers import MEMBERS, Row, ledgers
from generators.programs import ANYTHING, Wish, programs, yaml_text
from rulekit.diagnostics import Severity, Source
from rulekit.engine import Engine, Entry, Snapshot
from rulekit.engine.plan import schema_of
from rulekit.ledger.event import Event, LedgerSchema, Rejection
from rulekit.ledger.parse_event import parse_event
from rulekit.program.model import Program
from rulekit.semantics.check_program import check_program
from rulekit.values.calendar import iso_day
from rulekit.values.zone import Zone


class Shown:
    """Hypothesis prints an example as its own repr."""

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        printer.text(repr(self).replace("\n", "\n    "))


@dataclass(frozen=True, repr=False)
class Case(Shown):
    """One example; its repr is what a person needs to run it again by hand."""

    text: str
    rows: list[Row]

    def __repr__(self) -> str:
        rows = "\n".join(json.dumps(row, ensure_ascii=False) for row in self.rows)
        return f"\n# program.yaml\n{self.text}\n# ledger.jsonl\n{rows}\n"

    @property
    def program(self) -> Program:
        """The program, checked."""
        return checked(self.text)

    @property
    def schema(self) -> LedgerSchema:
        """What the ledger reader needs of the program."""
        return schema_of([self.program], zone(self.program.timezone))

    @property
    def events(self) -> list[Event]:
        """The readable events in their total order (S2.4), further deliveries included."""
        return in_order(self.rows, self.schema)


@st.composite
def cases(draw: Any, wish: Wish = ANYTHING, *, conflicts: bool = True, members: tuple[str, ...] = MEMBERS) -> Case:
    """A program and a ledger."""
    spec = draw(programs(wish))
    rows = draw(ledgers(tuple(spec["wallets"]), friends="referral" in spec, conflicts=conflicts, members=members))
    return Case(yaml_text(spec), rows)


@lru_cache(maxsize=16)
def checked(text: str) -> Program:
    """Check a generated program; one that is refused is a mistake of the generator or of the checker."""
    program, findings = check_program(Source("program.yaml", text))
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    assert program is not None, [(error.code, error.message) for error in errors]
    return program


@lru_cache(maxsize=16)
def zone(name: str) -> Zone:
    """Zones are costly to open."""
    return Zone(name)


def in_order(rows: Iterable[Row], schema: LedgerSchema) -> list[Event]:
    """The events of those rows that can be read, in their total order."""
    parsed = [parse_event(row, schema) for row in rows]
    events = [event for event in parsed if not isinstance(event, Rejection)]
    return sorted(events, key=lambda event: event.sort_key(schema))


# ---------------------------------------------------------------- ways to run


@dataclass(frozen=True)
class Run:
    """What came out: entries as they were written, the events that were accepted, rejections by id and code, the engine as it ended."""

    entries: tuple[Entry, ...]
    accepted: tuple[Event, ...]
    rejections: tuple[tuple[str | None, str], ...]
    engine: Engine

    def of(self, member_id: str) -> tuple[Entry, ...]:
        """The entries of one member."""
        return tuple(entry for entry in self.entries if entry.member_id == member_id)


def run(program: Program | Sequence[Program], events: Sequence[Event], until: int | None = None, snapshot: Snapshot | None = None) -> Run:
    """Apply events one by one, then let everything happen that is due up to the last day (S2.8)."""
    engine = Engine(program, snapshot)
    entries: list[Entry] = []
    accepted: list[Event] = []
    rejections: list[tuple[str | None, str]] = []
    for event in events:
        outcome = engine.apply(event)
        entries += outcome.entries
        accepted += [event] if outcome.status == "created" else []
        rejections += [(rejection.event_id, rejection.code) for rejection in outcome.rejections]
    horizon = until if until is not None else max((event.day for event in events), default=None)
    if horizon is not None:
        entries += engine.advance(iso_day(horizon))
    return Run(tuple(entries), tuple(accepted), tuple(rejections), engine)


def by_member(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """The canonical lines of each member's entries, which is what a digest sees (S10.3)."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.member_id, []).append(entry.line())
    return found


def through_json(snapshot: Snapshot) -> Snapshot:
    """A snapshot as it comes back from a file."""
    text = json.dumps({"program": snapshot.program, "records": snapshot.records, "version": snapshot.version, "shared": snapshot.shared})
    back = json.loads(text)
    return Snapshot(back["program"], tuple((name, record) for name, record in back["records"]), back["version"], back["shared"])
