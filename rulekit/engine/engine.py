"""The engine for embedding: one event at a time, nothing lost, nothing counted twice."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, overload

from rulekit.engine import interpreter
from rulekit.engine.book import Book
from rulekit.engine.entry import Entry
from rulekit.engine.plan import prepare
from rulekit.engine.snapshot import Snapshot, restore, take_snapshot
from rulekit.engine.state import IssuedReward, Member
from rulekit.ledger.event import Event, Rejection
from rulekit.program.model import Program

Status = Literal["created", "exists", "conflict", "rejected"]


@dataclass(frozen=True, slots=True)
class Outcome(Sequence[Entry]):
    """What an event led to: its entries (it is a sequence of them), or why it was rejected (S2.2, S2.6).

    A created event can carry rejections too: a referral that does not count, while the enrolment stands.
    """

    status: Status
    entries: tuple[Entry, ...] = ()
    rejections: tuple[Rejection, ...] = ()

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


@dataclass(frozen=True, slots=True)
class WalletView:
    """A member's wallet in whole points (or money): exact decimals, as in balances.csv."""

    balance: Decimal
    pending: Decimal
    debt: Decimal
    earned: Decimal
    adjusted: Decimal
    spent: Decimal
    expired: Decimal
    taken_back: Decimal
    written_off: Decimal


@dataclass(frozen=True, slots=True)
class MemberView:
    """What a till may show of a member. `steps` are the steps of each counter's open round, `rewards` all ever issued."""

    member_id: str
    is_enrolled: bool
    joined: date | None
    tier: str | None
    wallets: Mapping[str, WalletView]
    steps: Mapping[str, Decimal]
    rewards: tuple[IssuedReward, ...]


class Engine:
    """A program at work. Give it a snapshot to go on where another engine stopped.

    Purpose: tills, shops and CRM systems that apply events as they happen. `secret` makes the reward codes unguessable; by
    default it is the hash of the program. Raises ValueError for a snapshot of
    another version or another program.
    """

    def __init__(
        self, program: Program, snapshot: Snapshot | None = None, *, secret: str | None = None,
        explain_member: str | None = None,
    ) -> None:  # fmt: skip
        self.book = Book(prepare(program), secret or program.hash, explain_member)
        if snapshot is not None:
            restore(self.book, snapshot)

    def apply(self, event: Event | Mapping[str, object]) -> Outcome:
        """Apply one event, or a mapping with the ledger's column names; applying it again changes nothing (I4)."""
        parsed = self._parsed(event)
        if isinstance(parsed, Rejection):
            return Outcome("rejected", (), (parsed,))
        known = self.delivered(parsed)
        if known is not None:
            return known
        book = self.book
        first_entry, first_rejection = len(book.entries), len(book.rejections)
        accepted = interpreter.apply(book, parsed)
        entries, rejections = tuple(book.entries[first_entry:]), tuple(book.rejections[first_rejection:])
        del book.entries[first_entry:], book.rejections[first_rejection:]  # they are the caller's now
        return Outcome("created" if accepted else "rejected", entries, rejections)

    def preview(self, event: Event | Mapping[str, object]) -> Outcome:
        """What `apply` would do, without keeping anything of it."""
        parsed = self._parsed(event)
        if isinstance(parsed, Rejection):
            return Outcome("rejected", (), (parsed,))
        book = self.book
        kept, owners, entries, rejections = book.members, book.owners, book.entries, book.rejections
        explanations = list(book.explanations)
        involved = self._involved(parsed)
        book.members = kept | {name: copy.deepcopy(kept[name]) for name in sorted(involved & kept.keys())}
        book.owners, book.entries, book.rejections = dict(owners), [], []
        try:
            return self.apply(parsed)
        finally:
            book.members, book.owners, book.entries, book.rejections = kept, owners, entries, rejections
            book.explanations = explanations

    def advance(self, day: str | date) -> tuple[Entry, ...]:
        """Let everything happen that is due up to and including a local day, members in order of their id (S2.4)."""
        target = (date.fromisoformat(day) if isinstance(day, str) else day).toordinal()
        first_entry = len(self.book.entries)
        for member in list(self.book.known_members()):
            interpreter.advance(self.book, member, target)
        entries = tuple(self.book.entries[first_entry:])
        del self.book.entries[first_entry:]
        return entries

    def member(self, member_id: str) -> MemberView:
        """A member as of the last event or advance; KeyError for somebody who never had an event."""
        return _view(self.book, self.book.members[member_id])

    def snapshot(self) -> Snapshot:
        """The whole state, to store and to give to another engine."""
        return take_snapshot(self.book)

    def _parsed(self, event: Event | Mapping[str, object]) -> Event | Rejection:
        if isinstance(event, Event):
            return event
        from rulekit.ledger.parse_event import parse_event  # noqa: PLC0415  only embedded engines read mappings

        return parse_event(event, self.book.plan.schema)

    def delivered(self, event: Event) -> Outcome | None:
        """A further delivery of a known id: a duplicate, or a conflict in which the first stays (S2.2)."""
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

    def _involved(self, event: Event) -> set[str]:
        """The members an event can change: its own, the purchase's, and their referrer."""
        book = self.book
        names = {event.member_id or "", book.owners.get(event.ref or "", "")}
        return names | {book.members[name].referred_by or "" for name in names if name in book.members}


def _view(book: Book, member: Member) -> MemberView:
    program = book.plan.program
    levels = program.tiers.levels if program.tiers else ()
    wallets = {}
    for wallet in program.wallets:
        state = book.wallet(member, wallet.name)
        numbers = {name: _decimal(getattr(state, name), wallet.decimals) for name in WalletView.__slots__}
        wallets[wallet.name] = WalletView(**numbers)
    steps = {
        counter.name: _decimal(member.counters[counter.name].steps if counter.name in member.counters else 0, counter.decimals)
        for counter in program.counters
    }
    return MemberView(
        member.member_id,
        member.enrolled,
        date.fromordinal(member.joined) if member.joined is not None else None,
        levels[member.tier.level].name if member.tier.level >= 0 else None,
        wallets,
        steps,
        tuple(copy.copy(issued) for issued in member.rewards.values()),
    )


def _decimal(units: int, decimals: int) -> Decimal:
    return Decimal(units).scaleb(-decimals)
