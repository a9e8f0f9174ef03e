"""The forecast: what expires, lapses or drops for members in the next days, if nothing else happens.

It lets that time pass on copies of the members and reads the entries: so it cannot differ from what `advance` will do. Only what
members hold already is told, and what they can keep by coming: no gift that is still to be given, no step that leaves the
window of a challenge.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from rulekit.engine import interpreter
from rulekit.engine.book import Book
from rulekit.engine.entry import Entry
from rulekit.engine.state import Member
from rulekit.semantics.currencies import money_text
from rulekit.values.calendar import Day
from rulekit.values.money import SCALE, SCALE_DECIMALS

ForecastKind = Literal["expire", "lapse", "card expires", "tier falls"]


@dataclass(frozen=True, slots=True)
class Forecast:
    """One thing a member loses after `day`, the last day it can be used.

    `what` is the wallet, reward, card or ladder, or the level that is lost; `amount` points, pieces or steps, None for a level;
    `worth` money, where the program says what a point or a reward is worth.
    """

    member_id: str
    day: date
    kind: ForecastKind
    what: str
    amount: Decimal | None = None
    worth: Decimal | None = None


def forecast(book: Book, members: Sequence[Member], since: Day, until: Day) -> list[Forecast]:
    """What members lose after `since` and up to `until`, by member, day, kind and name; what is lost together is one line.

    Where members share a budget or a stock, time passes for everybody: what one gets is no more there for the next.
    """
    together = [tuple(book.known_members())] if book.plan.is_shared else [(member,) for member in members]
    asked = frozenset(member.member_id for member in members)
    found: dict[tuple[str, date, ForecastKind, str], Forecast] = {}
    for those in together:
        future = _copy(book, those)
        interpreter.advance_all(future, since)
        future.entries.clear()
        last_seq = {member_id: member.seq for member_id, member in future.members.items()}
        interpreter.advance_all(future, until)
        for line in _losses([entry for entry in future.entries if _is_held(future, entry, since, last_seq)], future):
            key = line.member_id, line.day, line.kind, line.what
            if line.member_id in asked:
                found[key] = _together(found[key], line) if key in found else line
    return [found[key] for key in sorted(found)]


def _copy(book: Book, members: Iterable[Member]) -> Book:
    """A book of these members alone; what due work never writes to is shared."""
    future = Book(book.plans, book.secret)
    for member in members:
        bare = copy.copy(member)
        bare.seen, bare.purchases = {}, {}
        copied = copy.deepcopy(bare)
        copied.seen, copied.purchases = member.seen, member.purchases
        future.members[member.member_id] = copied
    future.shared, future.due = copy.deepcopy(book.shared), list(book.due)
    return future


def _is_held(book: Book, entry: Entry, since: Day, last_seq: Mapping[str, int]) -> bool:
    """Whether an entry takes something that a member holds; `last_seq` numbers the last entry, so the last lot, up to `since`."""
    if entry.kind == "lapse":
        return book.members[entry.member_id].rewards[entry.code or ""].issued_on <= since
    if entry.wallet is not None:
        return (entry.lot or 0) <= last_seq[entry.member_id]
    counters = book.plan_on(entry.day).program.counters
    return not any(counter.name == entry.rule and counter.within for counter in counters)


def _losses(entries: Iterable[Entry], book: Book) -> Iterator[Forecast]:
    for entry in entries:
        member, before = book.members[entry.member_id], date.fromordinal(entry.day - 1)
        if entry.kind == "expire" and entry.wallet is not None:
            points = _points(book, entry, before)
            yield Forecast(member.member_id, _last_day(member, entry, before), "expire", entry.wallet, *points)
        elif entry.kind == "expire":
            amount = Decimal(-(entry.amount or 0)).scaleb(-entry.decimals)
            yield Forecast(member.member_id, before, "card expires", entry.rule or "", amount)
        elif entry.kind == "lapse":
            issued = member.rewards[entry.code or ""]
            day = before if issued.usable_until is None else date.fromordinal(issued.usable_until)
            worth = book.plan_on(issued.issued_on).rewards[issued.reward].reward.worth_minor
            money = None if worth is None else Decimal(money_text(worth, book.plan.program.currency))
            yield Forecast(member.member_id, day, "lapse", issued.reward, Decimal(1), money)
        elif entry.kind == "tier_down":
            yield Forecast(member.member_id, before, "tier falls", (entry.reason or "").removeprefix("from "))


def _last_day(member: Member, entry: Entry, before: date) -> date:
    """The last usable day of a lot: the day before it expires, but for days that a calendar skips (S1.2)."""
    lots = member.wallets[entry.wallet or ""].lots.values()
    days = [lot.usable_until for lot in lots if lot.number == entry.lot and lot.usable_until is not None]
    return date.fromordinal(days[0]) if days else before


def _points(book: Book, entry: Entry, before: date) -> tuple[Decimal, Decimal | None]:
    """How many points, and what they are worth on their last day; money without a `value` is worth its face."""
    wallet, units = book.plan_on(before.toordinal()).held[entry.wallet or ""], -(entry.amount or 0)
    value = SCALE if wallet.value_minor is None and wallet.is_money else wallet.value_minor
    points = Decimal(units).scaleb(-entry.decimals)
    if value is None:
        return points, None
    return points, Decimal(money_text(units * value, book.plan.program.currency, wallet.decimals + SCALE_DECIMALS))


def _together(one: Forecast, other: Forecast) -> Forecast:
    amount = None if one.amount is None or other.amount is None else one.amount + other.amount
    worth = None if one.worth is None or other.worth is None else one.worth + other.worth
    return Forecast(one.member_id, one.day, one.kind, one.what, amount, worth)
