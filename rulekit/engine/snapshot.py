"""State in and out: one versioned canonical record per member (S10.2). `resume` continues from it as if never stopped (I7).

Of every event a record keeps all that is needed to work a late one in (S11), or with `late: reject` the hash of its content.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from heapq import heapify

from rulekit.diagnostics import UsageError
from rulekit.engine.book import ANONYMOUS, Book
from rulekit.engine.entry import compact_json
from rulekit.engine.purchases import count_earlier
from rulekit.engine.state import Member, Shared
from rulekit.engine.state_record import from_plain, to_plain
from rulekit.ledger.event import Event, LedgerSchema
from rulekit.values.calendar import iso_day
from rulekit.values.collector import collector_paused

VERSION = 2

UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError)
"""What reading a record raises that no snapshot wrote."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of every member as canonical JSON text, by member id.

    `program` is the hash of the program it belongs to, or those of its editions with spaces between them.
    `shared` is what all members share: used budgets and stock.
    """

    program: str
    records: tuple[tuple[str, str], ...]
    version: int = VERSION
    shared: str = "{}"


def take_snapshot(book: Book) -> Snapshot:
    """Write down the whole state, members in order of their id bytes."""
    schema, needs_events = book.plan.schema, book.recomputes_late
    records = []
    with collector_paused():
        for member_id in sorted(book.members, key=str.encode):
            member = book.members[member_id]
            keeps_events = needs_events and member_id != ANONYMOUS
            records.append((member_id, _text(member if keeps_events else _with_hashes(member, schema))))
    shared = _text(book.shared) if book.plan.is_shared else "{}"
    return Snapshot(" ".join(_hashes(book)), tuple(records), VERSION, shared)


def _hashes(book: Book) -> list[str]:
    return [plan.program.hash for plan in book.plans]


def restore(book: Book, snapshot: Snapshot) -> None:
    """Fill an empty book from a snapshot; UsageError if another version wrote it or another program, or nobody did."""
    if snapshot.version != VERSION:
        raise UsageError(f"the snapshot has version {snapshot.version}, this rulekit reads version {VERSION}")
    known = snapshot.program.split(" ")
    if known != _hashes(book)[: len(known)]:
        help_text = "load the program as it was, or replay the ledger through the new one"
        raise UsageError("the snapshot belongs to another program, or to another text of this one", help=help_text)
    try:
        book.shared = from_plain(Shared, json.loads(snapshot.shared))
    except UNREADABLE as problem:
        raise UsageError("what the snapshot says of budgets and stock cannot be read") from problem
    with collector_paused():
        _restore_members(book, len(known), snapshot)
    if book.plan.is_shared:
        members, begins = book.members.items(), book.edition_days
        book.due = [(day, name) for name, one in members for day in (*one.due_days, *begins[one.edition :])]
        heapify(book.due)


def _restore_members(book: Book, known_editions: int, snapshot: Snapshot) -> None:
    for member_id, text in snapshot.records:
        try:
            member = from_plain(Member, json.loads(text))
        except UNREADABLE as problem:
            raise UsageError(f"the snapshot's record of {member_id} cannot be read") from problem
        if member.member_id != member_id or member_id in book.members:
            raise UsageError(f"the snapshot's record of {member_id} is another member's, or stands there twice")
        if known_editions < len(book.plans) and member.advanced_to >= book.edition_days[known_editions - 1]:
            begins_on = iso_day(book.edition_days[known_editions - 1])
            help_text = "let the new edition begin on a later day, or replay the ledger through all of them"
            raise UsageError(f"{member_id} has been advanced beyond {begins_on}, when the new edition begins", help=help_text)
        if member_id != ANONYMOUS and not count_earlier(book, member, book.plans[known_editions:]):
            help_text = "replay the ledger through all of them, or ask without `where ( … )`"
            message = "the new edition asks about single purchases of the past, which this snapshot does not keep"
            raise UsageError(message, help=help_text)
        book.members[member_id] = member
        book.owners.update(dict.fromkeys(member.seen, member_id))
        for event in member.seen.values():
            if isinstance(event, Event) and event.kind == "enrol" and event.referred_by is not None:
                book.namings.setdefault(event.referred_by, []).append(member_id)


def _with_hashes(member: Member, schema: LedgerSchema) -> Member:
    """The member with only the hash of each event's content."""
    hashes = {name: event.content_hash(schema) if isinstance(event, Event) else event for name, event in member.seen.items()}
    return replace(member, seen=dict[str, Event | str](hashes))


def _text(value: Member | Shared) -> str:
    return compact_json(to_plain(type(value), value))
