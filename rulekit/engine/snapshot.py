"""State in and out: one versioned canonical record per member (S10.2). `resume` continues from it as if never stopped (I7).

Of every event a record keeps all that is needed to work a late one in (S11), or with `late: reject` the hash of its content.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from heapq import heapify
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from rulekit.diagnostics import UsageError
from rulekit.engine.book import ANONYMOUS, Book
from rulekit.engine.purchases import count_earlier
from rulekit.engine.state import Member, Shared
from rulekit.ledger.event import Event, LedgerSchema, Line
from rulekit.values.calendar import iso_day

VERSION = 2

_EVENT_FIELDS = tuple(field.name for field in fields(Event) if field.compare)
_PLAIN = frozenset((int, str, bool, NoneType))


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
    ids = sorted(book.members, key=str.encode)
    records = tuple(
        (member_id, _text(_encode(book.members[member_id], None if needs_events and member_id != ANONYMOUS else schema)))
        for member_id in ids
    )
    shared = _text(_encode(book.shared, schema)) if book.plan.is_shared else "{}"
    return Snapshot(" ".join(_hashes(book)), records, VERSION, shared)


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
        book.shared = _decode(Shared, json.loads(snapshot.shared))
    except (ValueError, TypeError, AttributeError) as problem:
        raise UsageError("what the snapshot says of budgets and stock cannot be read") from problem
    for member_id, text in snapshot.records:
        try:
            member = _decode(Member, json.loads(text))
        except (ValueError, TypeError, AttributeError, KeyError) as problem:
            raise UsageError(f"the snapshot's record of {member_id} cannot be read") from problem
        if not isinstance(member, Member) or member.member_id != member_id:
            raise UsageError(f"the snapshot's record of {member_id} is another member's")
        if len(known) < len(book.plans) and member.advanced_to >= book.edition_days[len(known) - 1]:
            begins_on = iso_day(book.edition_days[len(known) - 1])
            help_text = "let the new edition begin on a later day, or replay the ledger through all of them"
            raise UsageError(f"{member_id} has been advanced beyond {begins_on}, when the new edition begins", help=help_text)
        if member_id != ANONYMOUS and not count_earlier(book, member, book.plans[len(known) :]):
            help_text = "replay the ledger through all of them, or ask without `where ( … )`"
            message = "the new edition asks about single purchases of the past, which this snapshot does not keep"
            raise UsageError(message, help=help_text)
        book.members[member_id] = member
        book.owners.update(dict.fromkeys(member.seen, member_id))
        for event in member.seen.values():
            if isinstance(event, Event) and event.kind == "enrol" and event.referred_by is not None:
                book.namings.setdefault(event.referred_by, []).append(member_id)
    if book.plan.is_shared:
        members, begins = book.members.items(), book.edition_days
        book.due = [(day, name) for name, one in members for day in (*one.due_days, *begins[one.edition :])]
        heapify(book.due)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _encode(value: Any, schema: LedgerSchema | None) -> Any:
    """Plain JSON of a value; what is most frequent comes first, as a state holds millions of numbers and texts.

    With a `schema` an event is only the hash of its content.
    """
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list | tuple):
        return [item if type(item) in _PLAIN else _encode(item, schema) for item in value]
    if isinstance(value, Event):
        return _event(value) if schema is None else value.content_hash(schema)
    if is_dataclass(value):
        return {field.name: _encode(getattr(value, field.name), schema) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _encode(item, schema) for key, item in value.items()}
    raise AssertionError(f"the state holds {value!r}, which a snapshot cannot keep")


def _event(event: Event) -> dict[str, Any]:
    """The fields of an event that say something; where it was read is no part of it."""
    fields_said = ((name, getattr(event, name)) for name in _EVENT_FIELDS)
    return {name: _encode(value, None) for name, value in fields_said if value or value == 0}


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(kind: Any, value: Any) -> Any:
    """Rebuild a value of a declared type from plain JSON."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _decode_union(get_args(kind), value)
    if origin is Literal or value is None:
        return value
    if kind is Line:
        hints = _hints(Line)
        return Line(*(_decode(hints[name], item) for name, item in zip(Line._fields, value, strict=True)))
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]  # a dataclass here is always a class
        return kind(**{name: _decode(hints[name], item) for name, item in value.items()})  # type: ignore[operator]
    if origin in (dict, Mapping):
        key_kind, item_kind = get_args(kind)
        return {(int(key) if key_kind is int else key): _decode(item_kind, item) for key, item in value.items()}
    if origin is list:
        return [_decode(get_args(kind)[0], item) for item in value]
    if origin is tuple:
        kinds = get_args(kind)
        each = kinds[:1] * len(value) if kinds[-1] is Ellipsis else kinds
        return tuple(_decode(item_kind, item) for item_kind, item in zip(each, value, strict=True))
    return value


def _decode_union(options: tuple[Any, ...], value: Any) -> Any:
    """Of a union only None and one structured type occur; text, numbers and booleans are themselves."""
    if isinstance(value, str | int | bool | NoneType):
        return value
    structured = [option for option in options if option not in (NoneType, str, int, bool)]
    return _decode(structured[0], value)
