"""The book: the plan, every member's state, and the entries written so far. The one place where entries are made."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from heapq import heappush
from typing import Literal, NamedTuple

from rulekit.engine.basket import Basket
from rulekit.engine.entry import Entry, new_entry
from rulekit.engine.facts import NO_BASKET, Facts
from rulekit.engine.grant import Grant, Rooms
from rulekit.engine.plan import Plan, PreparedRule
from rulekit.engine.state import IssuedReward, Member, Shared, WalletState
from rulekit.ledger.event import NO_ATTRIBUTES, Event, Rejection
from rulekit.values.calendar import Day, iso_day

ANONYMOUS = ""
EVERYBODY = ""
"""As `explain_member`: no member has this id, so the explanations of all are kept."""


class DueWork(NamedTuple):
    """What falls due on a day: `@mechanism/day/member`, at the day's first instant."""

    event_id: str
    at: int
    day: Day


Cause = Event | DueWork
"""Why something happens."""


Trigger = Literal["enrol", "purchase", "activity", "redeem", "auto", "use", "referral", "calendar", "reaching"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What stood behind the entries of one event: kept only while somebody wants to know.

    An event that enrols has one for the enrolment, and one for itself.
    """

    trigger: Trigger
    event: Cause
    facts: Facts
    grants: tuple[Grant, ...]
    first_seq: int
    rules: tuple[PreparedRule, ...]
    """The rules that were looked at: those of the trigger; none for a redemption or a side of a referral."""
    plan: Plan
    """The edition of the program that ruled."""
    rooms: Rooms
    """What was left of every limit of these rules or of the reward that is bought, and the `balance` that has to cover it.

    Of a purchase that a reward is used for, or that points pay: what is `left` of it, and the `minimum` it has to have.
    """
    reward: str | None = None
    """The reward that is bought, by the member or by itself, or that could not be used."""
    origins: Mapping[str, Day] = field(default_factory=dict)
    """The day from which the calendar counted, by rule: a birthday, the joining, the last purchase."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is never undone of a recomputed member (S11): accepted redemptions, and used rewards by the event that used them."""

    redemptions: AbstractSet[str] = frozenset()
    uses: Mapping[str, IssuedReward] = field(default_factory=dict)


NOTHING_KEPT = Kept()


class Book:
    """All state of one run. `secret` makes reward codes; `explain_member` is whose explanations are kept.

    `plans` are the editions of the program in order of their first days; `plan` is the one that rules for the member at hand.
    """

    def __init__(self, plans: Sequence[Plan], secret: str, explain_member: str | None = None) -> None:
        self.plans = tuple(plans)
        self.plan = self.plans[0]
        self.edition_days = [plan.zone.acting_day(plan.program.starts or 0) for plan in self.plans[1:]]
        self.secret = secret
        self.members: MutableMapping[str, Member] = {}
        self.owners: MutableMapping[str, str] = {}
        self.shared = Shared()
        self.due: list[tuple[Day, str]] = []
        """Days on which something falls due, with whom: kept where the order counts over all members (S2.4)."""
        self.entries: list[Entry] = []
        self.rejections: list[Rejection] = []
        self.credit_dates: dict[tuple[str, Day], tuple[Day, Day | None]] = {}
        self.namings: dict[str, list[str]] = {}
        """Who was named as a referrer, rightly or not, with those who did."""
        self.kept = NOTHING_KEPT
        self.explain_member = explain_member
        self.explanations: list[Explanation] = []

    def member(self, member_id: str) -> Member:
        """The state of a member, made where there is none."""
        found = self.members.get(member_id)
        if found is None:
            found = self.members[member_id] = Member(member_id)
            if self.plan.is_shared:
                for begins_on in self.edition_days:
                    heappush(self.due, (begins_on, member_id))
        return found

    @property
    def recomputes_late(self) -> bool:
        """Whether late events are worked in (S11): not where members share a budget or a stock, as what others got would change.

        An edition that rejects them does so for all, as state keeps no events then.
        """
        return not self.plan.is_shared and all(plan.program.late == "recompute" for plan in self.plans)

    def own(self, member: Member, event: Event) -> None:
        """Note that an event is accepted, and whose it is."""
        self.owners[event.event_id] = member.member_id
        member.seen[event.event_id] = event
        if event.kind == "enrol" and event.referred_by is not None:
            self.namings.setdefault(event.referred_by, []).append(member.member_id)

    def edition_on(self, day: Day) -> int:
        """Which edition rules on a day."""
        return bisect_right(self.edition_days, day)

    def plan_on(self, day: Day) -> Plan:
        """The edition that rules on a day: what a purchase earned is taken back by the one of its day."""
        return self.plans[self.edition_on(day)]

    def wallet(self, member: Member, name: str) -> WalletState:
        """The state of one of a member's wallets."""
        found = member.wallets.get(name)
        if found is None:
            found = member.wallets[name] = WalletState()
        return found

    def facts(self, member: Member, event: Cause, basket: Basket = NO_BASKET) -> Facts:
        """What conditions see at an event, or as a day begins: the state as it is now."""
        if isinstance(event, DueWork):
            return Facts(self.plan.readers, member, event.day, self.plan.zone.local(event.at)[1], event_id=event.event_id)
        attributes = event.attributes or NO_ATTRIBUTES
        return Facts(self.plan.readers, member, event.day, event.minute, basket, attributes, event.event_id)

    def schedule(self, member: Member, day: Day) -> None:
        """Remember that something falls due on a day."""
        due = self.plan.zone.acting_day(day)
        place = bisect_left(member.due_days, due)
        if place == len(member.due_days) or member.due_days[place] != due:
            member.due_days.insert(place, due)
            if self.plan.is_shared:
                heappush(self.due, (due, member.member_id))

    def write(
        self,
        member: Member,
        cause: Cause,
        kind: str,
        *,
        wallet: str | None = None,
        amount: int | None = None,
        balance: int | None = None,
        lot: int | None = None,
        rule: str | None = None,
        reward: str | None = None,
        code: str | None = None,
        available_on: Day | None = None,
        usable_until: Day | None = None,
        cut: int | None = None,
        reason: str | None = None,
        decimals: int = 0,
    ) -> Entry:
        """Append an entry to a member's account."""
        member.seq += 1
        entry = new_entry((
            member.member_id, member.seq, cause.at, cause.day, kind, wallet, amount, balance, lot, rule, cause.event_id,
            reward, code, available_on, usable_until, cut, reason, decimals,
        ))  # fmt: skip
        self.entries.append(entry)
        return entry

    def explain(
        self, trigger: Trigger, event: Cause, facts: Facts, grants: list[Grant], rules: Sequence[PreparedRule], rooms: Rooms,
        reward: str | None = None, origins: Mapping[str, Day] | None = None,
    ) -> None:  # fmt: skip
        """Keep what stood behind the entries that follow, while somebody wants to know."""
        if self.explain_member in (EVERYBODY, facts.member.member_id):
            facts.read_all()
            first_seq = facts.member.seq + 1
            looked_at, since = tuple(rules), origins or {}
            kept = Explanation(trigger, event, facts, tuple(grants), first_seq, looked_at, self.plan, rooms, reward, since)
            self.explanations.append(kept)

    def reject(self, event: Event, code: str, reason: str) -> None:
        """An event, or a part of one, that contradicts ledger facts (S2.6)."""
        self.rejections.append(Rejection(None, None, event.event_id, code, reason))

    def decline(self, member: Member, event: Event, reason: str) -> None:
        """Write that the program refuses an action, and why (S2.6)."""
        self.write(member, event, "declined", rule=event.kind, reward=event.reward, code=event.code, reason=reason)

    def known_members(self) -> Iterator[Member]:
        """Everybody with a member id, in order of the id's bytes."""
        for member_id in sorted(self.members, key=str.encode):
            if member_id != ANONYMOUS:
                yield self.members[member_id]


def due_work(book: Book, mechanism: str, member: Member, day: Day) -> DueWork:
    """The cause of what the calendar does (S2.4)."""
    return DueWork(f"@{mechanism}/{iso_day(day)}/{member.member_id}", book.plan.zone.first_instant(day), day)
