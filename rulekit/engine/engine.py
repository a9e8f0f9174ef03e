"""The engine for embedding: one event at a time, nothing lost, nothing counted twice."""

from __future__ import annotations

import copy
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import RLock
from typing import Literal, overload

from rulekit.diagnostics import UsageError
from rulekit.engine import interpreter, late
from rulekit.engine.book import ANONYMOUS, Book
from rulekit.engine.correction import Correction
from rulekit.engine.entry import Entry
from rulekit.engine.forecast import Forecast, forecast
from rulekit.engine.plan import prepare
from rulekit.engine.snapshot import Snapshot, restore, take_snapshot
from rulekit.engine.state import Member
from rulekit.engine.trace.chapter import Chapter
from rulekit.engine.trace.retelling import retell
from rulekit.engine.view import MemberView, view
from rulekit.ledger.event import Event, Rejection
from rulekit.ledger.parse_event import EventParser
from rulekit.program.editions import editions_of
from rulekit.program.model import Program
from rulekit.values.calendar import FIRST_DAY, LAST_DAY, Day, iso_day, parse_day

Status = Literal["created", "exists", "conflict", "rejected"]


@dataclass(frozen=True, slots=True)
class Outcome(Sequence[Entry]):
    """What an event led to: its entries (it is a sequence of them), or why it was rejected (S2.2, S2.6).

    A created event can carry rejections too: a referral that does not count, while the enrolment stands. `ignored` are the keys
    of the mapping that mean nothing to the program. `corrections` say, for each member a late event changes, which entries it
    makes undone and which it brings (S11).
    """

    status: Status
    entries: tuple[Entry, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    ignored: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        return self.entries[index]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


class Engine:
    """A program at work: for tills, shops and CRM systems that apply events as they happen.

    `program` may be a list of editions that follow one another, each from its `starts` day on; earlier ones stay in it.
    Give it a snapshot to go on where another engine stopped. `secret` makes the reward codes unguessable; by default it is the
    hash of the (first) program. Raises UsageError for a snapshot of another version or another program. Threads may share an
    engine: one call runs at a time. Two processes must not apply events to copies of one state.
    """

    def __init__(
        self, program: Program | Sequence[Program], snapshot: Snapshot | None = None, *, secret: str | None = None,
        explain_member: str | None = None,
    ) -> None:  # fmt: skip
        editions = editions_of(program)
        plans = [prepare(edition, editions) for edition in editions]
        self.book = Book(plans, secret or editions[0].hash, explain_member)
        self._parser = EventParser(self.book.plan.schema)
        self._lock = RLock()
        if snapshot is not None:
            restore(self.book, snapshot)

    def apply(self, event: Event | Mapping[str, object]) -> Outcome:
        """Apply one event, or a mapping with the ledger's column names; applying it again changes nothing (I4).

        What cannot be used is a rejection, never an exception; anything but an Event or a mapping raises TypeError. An event
        older than what its member has been advanced to is worked in as if it had come in time, and the entries correct the
        account (S11); with `late: reject` it is rejected as `event.late`. With a budget or a stock all events come in their
        order, older ones are rejected, and what falls due for others before the event is among the entries.
        """
        with self._lock:
            return self._outcome(event, self._run(event, keep=True))

    def preview(self, event: Event | Mapping[str, object]) -> Outcome:
        """What `apply` would do, without keeping anything of it."""
        with self._lock:
            return self._outcome(event, self._run(event, keep=False))

    def advance(self, day: str | date) -> tuple[Entry, ...]:
        """Let everything happen that is due up to and including a local day, members in order of their id (S2.4).

        `day` is a date or its ISO text, `2024-12-31`; a day that is past already changes nothing. Raises UsageError for anything
        else.
        """
        target = checked_day(day)
        with self._lock:
            interpreter.advance_all(self.book, target)
            return self._taken_entries(self.book)

    def forecast(self, member_id: str | None = None, *, days: int) -> tuple[Forecast, ...]:
        """What expires, lapses or drops in the next days, if nothing else happens: of one member, or of all by their id.

        Days count from the last one that the member has been advanced to, or for all the last that anybody has: call `advance`
        every day. KeyError for somebody who never had an event, UsageError for a number of days below 1 or beyond the calendar.
        """
        with self._lock:
            if member_id == ANONYMOUS:
                raise KeyError(member_id)
            members = list(self.book.known_members()) if member_id is None else [self.book.members[member_id]]
            since = max([FIRST_DAY, self.book.shared.advanced_to, *(member.advanced_to for member in members)])
            if not isinstance(days, int) or not 0 < days <= LAST_DAY - since:
                raise UsageError(f"`{str(days)[:40]}` is no number of days to look ahead", help="write a number such as 90")
            return tuple(forecast(self.book, members, since, since + days))

    def member(self, member_id: str) -> MemberView:
        """A member as of the last event or advance; KeyError for somebody who never had an event."""
        with self._lock:
            if member_id == ANONYMOUS:
                raise KeyError(member_id)
            return view(self.book, self.book.members[member_id])

    def explain(self, member_id: str) -> tuple[Chapter, ...]:
        """Why each entry of a member came out as it did: one chapter for each event and each due day, in order of time.

        The member's events are gone through again in their order: after a late event the story is that of a replay, not that of
        the corrections. KeyError for somebody who never had an event; UsageError where the state came from a snapshot that keeps
        no events, with `late: reject`, a budget or a stock.
        """
        with self._lock:
            if member_id == ANONYMOUS or member_id not in self.book.members:
                raise KeyError(member_id)
            return retell(self.book, member_id)

    def snapshot(self) -> Snapshot:
        """The whole state, to store and to give to another engine."""
        with self._lock:
            return take_snapshot(self.book)

    def delivered(self, event: Event) -> Outcome | None:
        """A further delivery of a known id: a duplicate, or a conflict in which the first stays (S2.2); None for a new one."""
        owner_id = self.book.owners.get(event.event_id)
        if owner_id is None:
            return None
        schema = self.book.plan.schema
        first = self.book.members[owner_id].seen[event.event_id]
        first_hash = first.content_hash(schema) if isinstance(first, Event) else first
        if first_hash == event.content_hash(schema):
            return Outcome("exists")
        rejection = Rejection(None, None, event.event_id, "event.conflict", "the same id came before with other content")
        return Outcome("conflict", (), (rejection,))

    def _run(self, event: Event | Mapping[str, object], *, keep: bool) -> Outcome:
        parsed = self._parsed(event)
        if isinstance(parsed, Rejection):
            return Outcome("rejected", (), (parsed,))
        known = self.delivered(parsed)
        if known is not None:
            return known
        if late.is_late(self.book, parsed):
            return self._recompute(parsed, keep=keep)
        book = self.book if keep else self._copy_for(parsed)
        accepted = interpreter.apply(book, parsed)
        rejections = tuple(book.rejections)
        book.rejections.clear()
        return Outcome("created" if accepted else "rejected", self._taken_entries(book), rejections)

    def _recompute(self, event: Event, *, keep: bool) -> Outcome:
        found = late.recompute(self.book, event)
        if keep:
            late.keep(self.book, found)
        status: Status = "created" if found.members else "rejected"
        return Outcome(status, found.entries, found.rejections, corrections=found.corrections)

    def _outcome(self, event: Event | Mapping[str, object], outcome: Outcome) -> Outcome:
        return outcome if isinstance(event, Event) else replace(outcome, ignored=self._parser.ignored(event))

    def _parsed(self, event: Event | Mapping[str, object]) -> Event | Rejection:
        if isinstance(event, Event):
            return self._parser.check(event)
        if not isinstance(event, Mapping):
            raise TypeError("an event is a rulekit.Event, or a mapping with the ledger's column names")
        return self._parser.parse(event, needs_id=True)

    def _taken_entries(self, book: Book) -> tuple[Entry, ...]:
        """The entries written since the last call: they are the caller's now."""
        entries = tuple(book.entries)
        book.entries.clear()
        return entries

    def _copy_for(self, event: Event) -> Book:
        """A book of its own that shares all members but those the event can change."""
        book = Book(self.book.plans, self.book.secret)
        book.owners = ChainMap({}, self.book.owners)
        book.shared, book.due = copy.deepcopy(self.book.shared), list(self.book.due)
        copies: dict[str, Member] = {}
        owner_id = self.book.owners.get(event.ref or "")
        for name in (event.member_id or owner_id or ANONYMOUS, owner_id or ANONYMOUS):
            member = self.book.members.get(name)
            if name == ANONYMOUS:
                copies[name] = _anonymous_with(member, event.ref)
            elif member is not None:
                copies[name] = copy.deepcopy(member)
                for referrer_id in (member.referred_by, member.qualified.referrer_id if member.qualified else None):
                    if referrer_id is not None:
                        copies[referrer_id] = copy.deepcopy(self.book.members[referrer_id])
        for day, name in book.due:
            if day <= event.day and name not in copies:
                copies[name] = copy.deepcopy(self.book.members[name])
        book.members = ChainMap(copies, self.book.members)
        return book


def checked_day(day: object) -> Day:
    """A date or its ISO text as a day within the calendar; raises UsageError for anything else."""
    if isinstance(day, datetime):
        help_text = "give the local day, `moment.date()` in the time zone of the program"
        raise UsageError("a day is wanted, not a moment of it", help=help_text)
    found = parse_day(day) if isinstance(day, str) else None
    if isinstance(day, date):
        found = day.toordinal()
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        limits = f"from {iso_day(FIRST_DAY)} to {iso_day(LAST_DAY)}"
        raise UsageError(f"`{str(day)[:40]}` is not a day {limits}", help="write it as 2024-12-31")
    return found


def _anonymous_with(anonymous: Member | None, ref: str | None) -> Member:
    """The anonymous sales, cut down to the one purchase a refund names."""
    found = Member(ANONYMOUS)
    if anonymous is not None and ref in anonymous.purchases:
        found.purchases[ref] = copy.deepcopy(anonymous.purchases[ref])
    return found
