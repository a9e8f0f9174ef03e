"""Late events (S11): an event older than what its member has been advanced to -> the members as a replay of all events has them.

A member is folded anew from all of its events in their order, once as before and once with the late one; `correction` appends the
difference. What was redeemed or used already stays: what is missing then is lent, as debt. Friends only matter by the events with
which they change their referrer, so the cost is bounded by the events of a few members and one purchase of each of their friends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from rulekit.engine import interpreter
from rulekit.engine.book import ANONYMOUS, Book, Kept
from rulekit.engine.correction import Correction, correct
from rulekit.engine.entry import Entry
from rulekit.engine.state import Member
from rulekit.ledger.event import Event, Rejection


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a late event leads to; nothing of it is in the book before `keep`.

    `rejections`: of the late event, if `members` is empty; else of what it makes impossible, and of referrals. `dropped` are the
    ids of earlier events that contradict the ledger now.
    """

    event: Event
    members: tuple[Member, ...] = ()
    entries: tuple[Entry, ...] = ()
    corrections: tuple[Correction, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    dropped: tuple[str, ...] = ()


def is_late(book: Book, event: Event) -> bool:
    """Whether an event concerns a member who has been advanced beyond it: its own, or the referrer it rewards.

    It also is where it may enrol somebody whom others named as their referrer before, or names somebody enrolled after it.
    """
    member_id = interpreter.whose(book, event)
    if member_id == ANONYMOUS or not book.recomputes_late:
        return False
    named = book.members.get(event.referred_by or ANONYMOUS)
    if event.kind == "enrol" and named is not None and _is_past(named, event):
        return True
    member = book.members.get(member_id)
    if member is None or member.joined is None:
        return member_id in book.namings or (member is not None and _is_past(member, event))
    if _is_past(member, event):
        return True
    if event.kind not in ("purchase", "refund"):
        return False
    return any(_is_past(book.members[name], event) for name in _referrers(member))


def _is_past(member: Member, event: Event) -> bool:
    """Also beyond its correction, which may stand at the instant of an event that is the member's no more."""
    return interpreter.is_past(member, event) or (member.corrected_at is not None and event.at < member.corrected_at)


def recompute(book: Book, event: Event) -> Recomputed:
    """Work a late event in; the book stays as it is."""
    circle = _Circle(book, interpreter.whose(book, event), event)
    after = circle.fold([event])
    owner = after.members.get(interpreter.whose(book, event))
    if owner is None or event.event_id not in owner.seen:
        own = tuple(rejection for rejection in after.rejections if rejection.event_id == event.event_id)
        return Recomputed(event, rejections=own)
    before = circle.fold([])
    known = {(rejection.event_id, rejection.code) for rejection in before.rejections}
    rejections = tuple(one for one in after.rejections if (one.event_id, one.code) not in known)
    was, now = _by_member(before), _by_member(after)
    members: list[Member] = []
    corrections: list[Correction] = []
    entries: list[Entry] = []
    for member_id in circle.members:
        member = after.members[member_id]
        found = correct(event, book.members.get(member_id), was.get(member_id, []), now.get(member_id, []), after, member)
        entries += found.entries
        corrections += [found] if found.is_correction else []
        members.append(member)
    dropped = tuple(one.event_id for one in circle.events if one.event_id not in after.owners)
    return Recomputed(event, tuple(members), tuple(entries), tuple(corrections), rejections, dropped)


def _by_member(book: Book) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in book.entries:
        found.setdefault(entry.member_id, []).append(entry)
    return found


def refold(book: Book, member_id: str) -> Book:
    """A member as its events made it, in a book of its own that holds the entries and what stood behind them."""
    return _Circle(book, member_id).fold([], explain_member=member_id)


def apply(book: Book, event: Event) -> None:
    """Apply an event, late or not, as `interpreter.apply` does those that are not."""
    if not is_late(book, event):
        interpreter.apply(book, event)
        return
    found = recompute(book, event)
    keep(book, found)
    book.entries += found.entries
    book.rejections += found.rejections


def keep(book: Book, found: Recomputed) -> None:
    """Put recomputed members into the book."""
    for member in found.members:
        book.members[member.member_id] = member
    for event_id in found.dropped:
        del book.owners[event_id]
    if found.members:
        member_id = interpreter.whose(book, found.event)
        book.own(book.members[member_id], found.event)


def _referrers(member: Member) -> set[str]:
    """Whom a member's purchases and refunds can reward, or could."""
    qualified = member.qualified.referrer_id if member.qualified else None
    return {name for name in (member.referred_by, qualified) if name is not None}


class _Circle:
    """The members a late event can change, the friends whose purchases reward them, and the events of all of these."""

    def __init__(self, book: Book, member_id: str, late: Event | None = None) -> None:
        self.book = book
        self.late = late
        core = {member_id} if late is None else {member_id, *self._friends_concerned(member_id, late)}
        named = {referrer for name in core for referrer in self._named_by(name)} if late is not None else set()
        named.update(*(_referrers(book.members[name]) for name in core if name in book.members and late is not None))
        self.own = frozenset((core | {name for name in named if name in book.members}) - {ANONYMOUS})
        self.members = sorted(self.own, key=str.encode)
        self.events = [event for name in self.members for event in self._events_of(name)]
        self.friends = {
            friend: name for name in self.members for friend in book.namings.get(name, ()) if self._rewarded(friend, name)
        }
        self.rewarding = {friend: self._rewarding(friend) for friend in self.friends}

    def fold(self, late: list[Event], explain_member: str | None = None) -> Book:
        """All of these members from their first event on, in a book of their own."""
        book = Book(self.book.plans, self.book.secret, explain_member)
        book.credit_dates = self.book.credit_dates
        book.kept = self._kept()
        self._show_foreign(book)
        bystanders = deque(self._bystanders())
        for event in sorted([*self.events, *late, *chain.from_iterable(self.rewarding.values())], key=interpreter.key_of):
            while bystanders and bystanders[0][0] <= interpreter.key_of(event):
                member = bystanders.popleft()[1]
                shown = book.members.get(member.member_id)
                if shown is not None:
                    member.purchases, member.redemptions = shown.purchases, shown.redemptions
                book.members[member.member_id] = member
            interpreter.apply(book, event)
        for name in self.members:
            if name in self.book.members:
                interpreter.advance(book, book.members[name], self.book.members[name].advanced_to)
        return book

    def _bystanders(self) -> list[tuple[interpreter.EventKey, Member]]:
        """Members that are not recomputed, from the event on that made them known: friends, and who is named as a referrer."""
        members = [
            Member(friend, enrolled=True, joined=self.rewarding[friend][0].day, referred_by=referrer)
            for friend, referrer in self.friends.items()
        ]
        named = {referrer for name in self.members for referrer in self._named_by(name)} - {*self.members, *self.friends}
        members += [Member(name, joined=0) for name in named if name in self.book.members]
        found = [(self._known_from(member.member_id), member) for member in members]
        return sorted(((key, member) for key, member in found if key is not None), key=itemgetter(0))

    def _known_from(self, name: str) -> interpreter.EventKey | None:
        """The event that enrolled somebody for the first time; None where none did (S2.7)."""
        own = (event for event in self._events_of(name) if interpreter.enrols(self.book.plan_on(event.day), event))
        return min(map(interpreter.key_of, own), default=None)

    def _show_foreign(self, book: Book) -> None:
        """Show the owner of a purchase that the late event names and that is somebody else's, so that it is known as such."""
        ref = self.late.ref if self.late is not None else None
        owner_id = self.book.owners.get(ref or "")
        if ref is None or owner_id is None or owner_id in self.own:
            return
        if any(event.event_id == ref for event in self.rewarding.get(owner_id, ())):
            return
        owner, shown = self.book.members[owner_id], Member(owner_id)
        shown.purchases.update({ref: owner.purchases[ref]} if ref in owner.purchases else {})
        shown.redemptions.update({ref: owner.redemptions[ref]} if ref in owner.redemptions else {})
        book.members[owner_id], book.owners[ref] = shown, owner_id

    def _kept(self) -> Kept:
        members = [self.book.members[name] for name in self.members if name in self.book.members]
        return Kept(
            {key for member in members for key, one in member.redemptions.items() if one.status != "declined"},
            {one.used_by: one for member in members for one in member.rewards.values() if one.used_by is not None},
        )

    def _friends_concerned(self, member_id: str, late: Event) -> list[str]:
        """The friends for whom it matters when a member was enrolled first, if that may change."""
        known = self._known_from(member_id)
        return self.book.namings.get(member_id, []) if known is None or interpreter.key_of(late) < known else []

    def _events_of(self, name: str) -> Iterator[Event]:
        member = self.book.members.get(name)
        for event in member.seen.values() if member is not None else ():
            assert isinstance(event, Event), "a program that recomputes keeps its events"
            yield event

    def _named_by(self, name: str) -> Iterator[str]:
        """Whom a member's enrolments name as referrers."""
        late = [self.late] if self.late is not None and name == interpreter.whose(self.book, self.late) else []
        for event in (*self._events_of(name), *late):
            if event.kind == "enrol" and event.referred_by is not None:
                yield event.referred_by

    def _rewarded(self, friend: str, name: str) -> bool:
        """Whether somebody who is not recomputed had a purchase that was to reward a member who is."""
        qualified = self.book.members[friend].qualified
        return qualified is not None and qualified.counts and qualified.referrer_id == name and friend not in self.own

    def _rewarding(self, friend: str) -> list[Event]:
        """The friend's qualifying purchase, and its refunds."""
        qualified = self.book.members[friend].qualified
        assert qualified is not None, "it was looked at before"
        purchase_id = qualified.event_id
        events = self._events_of(friend)
        found = [one for one in events if one.event_id == purchase_id or (one.kind == "refund" and one.ref == purchase_id)]
        return sorted(found, key=interpreter.key_of)
