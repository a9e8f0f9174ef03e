"""Corrections (S11): what a member's entries would be with a late event, less what they were -> `correct` entries.

A correction restates, per lot and kind of change, what all events in their order come to. Its `reason` begins with that kind, its
amount is the difference with the sign of that kind, and it moves what an entry of that kind moves: so balances stay the sum of
entries (S10.2). It is booked on the day the member has been advanced to; `event_id` names the late event.
"""

from __future__ import annotations

from collections import Counter as Multiset
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from rulekit.engine.book import Book, DueWork
from rulekit.engine.entry import Entry
from rulekit.engine.state import CounterState, IssuedReward, Lot, Member, WalletState
from rulekit.ledger.event import Event

CREDITS = ("earn", "bonus", "referral", "adjust", "advance")
"""The kinds that make lots; the last lends what an accepted redemption lacks."""

KINDS_OF_CHANGE = (
    *CREDITS, "available", "spend", "adjust taken", "expire", "expire pending", "take_back", "take_back pending",
    "take_back expired", "debt", "repay", "write_off",
)  # fmt: skip
"""What a correction of a wallet can restate, in the order of its entries, a lot's credit first; the one date comes after them."""

MOVES_BALANCE = frozenset(("available", "spend", "adjust", "adjust taken", "expire", "take_back", "debt"))

DECLINED = "declined: "
"""How the reason of a correction begins that says what the program would have refused."""

Key = TypeVar("Key")

ENDS = {"used": "use", "lapsed": "lapse", "taken back": "revoke"}


@dataclass(frozen=True, slots=True)
class Correction:
    """What a late event changes for one member.

    `gone` are entries that were written and would not have been, `come` those that would have been written, both as a replay of
    all events has them, but with the lots of the account. `entries` are those that are appended instead.
    """

    member_id: str
    event: Event
    gone: tuple[Entry, ...] = ()
    come: tuple[Entry, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def is_correction(self) -> bool:
        """False where the late event touches nothing that came after it: then its entries are those of a replay."""
        return any(entry.kind == "correct" for entry in self.entries) or bool(self.gone)


@dataclass(frozen=True, slots=True)
class LotName:
    """What makes a lot the same in two accounts: who is the cause, by which rule, and which of several it is."""

    wallet: str
    event_id: str
    kind: str
    rule: str | None
    ordinal: int


@dataclass(slots=True)
class Account:
    """One member's entries, added up per (wallet, lot, kind of change) and (counter, kind of change, decimals)."""

    lots: dict[int, LotName] = field(default_factory=dict)
    wallets: dict[tuple[str, LotName | None, str], int] = field(default_factory=dict)
    counters: dict[tuple[str, str, int], int] = field(default_factory=dict)


def correct(event: Event, old: Member | None, was: list[Entry], now: list[Entry], after: Book, member: Member) -> Correction:
    """Number a recomputed member as the account goes on, and append what it differs by from the `old` one.

    `was` and `now` are its entries without and with the late event; `member` is the one of `after`, the fold with it.
    """
    old = old or Member(member.member_id)
    if now[: len(was)] == was and all(old.corrected_at is None or entry.at >= old.corrected_at for entry in now[len(was) :]):
        entries = _continued(old, member, now[len(was) :])
        return Correction(member.member_id, event, (), tuple(entries), tuple(entries))
    gone, come = _only_in(was, now), _only_in(now, was)
    replayed_seq, member.seq = member.seq, old.seq
    writer = _Writer(event, old, after, member, _added_up(was), _added_up(now))
    written = [*writer.write(), *(writer.declined(entry) for entry in come if entry.kind == "declined")]
    member.offset = member.seq - replayed_seq
    member.corrected_at = writer.cause.at
    return Correction(member.member_id, event, _with_lots(old, gone), _with_lots(member, come), tuple(written))


def _continued(old: Member, member: Member, entries: list[Entry]) -> list[Entry]:
    """Entries that only go on where the account stands, with its numbers."""
    member.offset, member.corrected_at = old.offset, old.corrected_at
    member.seq += old.offset
    for name, state in member.wallets.items():
        known = old.wallets[name].lots if name in old.wallets else {}
        for lot in state.lots.values():
            lot.number = known[lot.lot_id].number if lot.lot_id in known else lot.lot_id + old.offset
    return [entry._replace(seq=entry.seq + old.offset) for entry in _with_lots(member, entries)]


def _with_lots(member: Member, entries: list[Entry]) -> tuple[Entry, ...]:
    """Entries of a fold with the numbers that the account has for their lots."""
    return tuple(
        entry
        if entry.lot is None or entry.wallet is None
        else entry._replace(lot=member.wallets[entry.wallet].lots[entry.lot].number)
        for entry in entries
    )


def _only_in(entries: Iterable[Entry], others: Iterable[Entry]) -> list[Entry]:
    """The entries that others lack, whatever their numbers and balances are."""
    left = Multiset(_content(entry) for entry in others)
    found = []
    for entry in entries:
        content = _content(entry)
        if left[content]:
            left[content] -= 1
        else:
            found.append(entry)
    return found


def _content(entry: Entry) -> Entry:
    return entry._replace(seq=0, balance=None, lot=None)


def _added_up(entries: Iterable[Entry]) -> Account:
    """An account from its entries alone; a lot gets its name where it is made."""
    account = Account()
    balances: dict[str, int] = {}
    seen: Multiset[LotName] = Multiset()
    for entry in entries:
        amount = entry.amount or 0
        if entry.wallet is None:
            if entry.balance is not None and entry.rule is not None:
                kind = "dropped" if entry.reason == "dropped" else entry.kind
                name = entry.rule, kind, entry.decimals
                account.counters[name] = account.counters.get(name, 0) + amount
            continue
        if entry.lot is not None and entry.lot == entry.seq:
            lot = LotName(entry.wallet, entry.event_id, entry.kind, entry.rule, 0)
            seen[lot] += 1
            account.lots[entry.lot] = replace(lot, ordinal=seen[lot])
        kind = _kind_of_change(entry, balances.get(entry.wallet, 0))
        balances[entry.wallet] = entry.balance or 0
        key = entry.wallet, account.lots.get(entry.lot or 0), kind
        account.wallets[key] = account.wallets.get(key, 0) + (-(entry.cut or 0) if kind == "take_back expired" else amount)
    return account


def _kind_of_change(entry: Entry, balance_before: int) -> str:
    if entry.kind == "take_back" and not entry.amount:
        return "take_back expired"
    if entry.kind == "adjust" and entry.lot != entry.seq:
        return "adjust taken"
    if entry.kind in ("expire", "take_back") and entry.balance == balance_before:
        return f"{entry.kind} pending"
    return entry.kind


def _cause(book: Book, old: Member, member: Member, event_id: str) -> DueWork:
    """A correction is booked where the account stands, so that its time never runs back."""
    known = [book.plan.zone.first_instant(member.advanced_to), old.corrected_at or 0]
    known += [one.last_key[0] for one in (old, member) if one.last_key is not None]
    return DueWork(event_id, max(known), member.advanced_to)


class _Writer:
    """Appends the difference of two accounts to a member's."""

    def __init__(self, event: Event, old: Member, book: Book, member: Member, was: Account, now: Account) -> None:
        self.old, self.book, self.member, self.was, self.now = old, book, member, was, now
        self.plan = book.plans[member.edition]
        self.cause = _cause(book, old, member, event.event_id)
        self.numbers = {name: _lot(old, name, lot_id).number for lot_id, name in was.lots.items()}
        self.made = {name: _lot(member, name, lot_id) for lot_id, name in now.lots.items()}
        for name, lot in self.made.items():
            lot.number = self.numbers.get(name, 0)

    def write(self) -> list[Entry]:
        """Membership, wallets, counters, tier, rewards: those that differ."""
        return [*self._membership(), *self._wallets(), *self._counters(), *self._tier(), *self._rewards()]

    def declined(self, entry: Entry) -> Entry:
        """What the program would have refused."""
        return self._write(f"{DECLINED}{entry.reason}", rule=entry.rule, reward=entry.reward, code=entry.code)

    def _write(self, reason: str, **columns: object) -> Entry:
        return self.book.write(self.member, self.cause, "correct", reason=reason, **columns)  # type: ignore[arg-type]

    def _membership(self) -> Iterator[Entry]:
        old, new = self.old, self.member
        if new.enrolled and (not old.enrolled or new.joined != old.joined):
            yield self._write("enrol", available_on=new.joined)
        elif old.enrolled and not new.enrolled:
            yield self._write("leave")

    def _wallets(self) -> Iterator[Entry]:
        for name, wallet in self.plan.held.items():
            before, state = self.old.wallets.get(name) or WalletState(), self.member.wallets.get(name) or WalletState()
            balance = before.balance
            difference = _difference(self.was.wallets, self.now.wallets)
            changes = [(lot, kind, amount) for (owner, lot, kind), amount in difference.items() if owner == name]
            for lot, kind, amount in sorted(changes, key=self._place):
                balance += amount if kind in MOVES_BALANCE else 0
                yield self._wallet_entry(name, lot, kind, amount, balance)
            assert balance == state.balance, "S10.2: balances are the sum of entries"
            if before.usable_until != state.usable_until:
                until, decimals = state.usable_until, wallet.decimals
                yield self._write("extend", wallet=name, balance=balance, usable_until=until, decimals=decimals)

    def _place(self, change: tuple[LotName | None, str, int]) -> tuple[bool, bool, int, int]:
        """Lots by their number, new ones after them, what belongs to no lot last."""
        name, kind, _ = change
        lot_id = self.made[name].lot_id if name in self.made else 0
        number = self.numbers.get(name, 0) if name else 0
        return name is None, not number, number or lot_id, KINDS_OF_CHANGE.index(kind)

    def _wallet_entry(self, wallet: str, name: LotName | None, kind: str, amount: int, balance: int) -> Entry:
        lot = self.made.get(name) if name else None
        is_new = lot is not None and lot.number == 0
        if lot is not None and is_new:
            lot.number = self.member.seq + 1
        number = lot.number if lot is not None else self.numbers.get(name) if name else None
        is_expired = kind == "take_back expired"
        return self._write(
            kind, wallet=wallet, amount=0 if is_expired else amount, balance=balance, lot=number,
            rule=name.rule if name is not None and kind in CREDITS[:3] else None, cut=-amount if is_expired else None,
            available_on=lot.available_on if lot is not None and is_new else None,
            usable_until=lot.usable_until if lot is not None and is_new else None,
            decimals=self.plan.held[wallet].decimals,
        )  # fmt: skip

    def _counters(self) -> Iterator[Entry]:
        """In program order, those of earlier editions first."""
        difference = _difference(self.was.counters, self.now.counters)
        for counter in dict.fromkeys(counter.name for plan in self.book.plans for counter in plan.program.counters):
            steps = (self.old.counters.get(counter) or CounterState()).steps
            for (name, kind, decimals), amount in difference.items():
                if name == counter:
                    steps += amount
                    yield self._write(kind, rule=name, amount=amount, balance=steps, decimals=decimals)

    def _tier(self) -> Iterator[Entry]:
        was, now = self._level(self.old), self._level(self.member)
        if was != now:
            yield self._write(f"tier from {was}", rule=now)

    def _level(self, member: Member) -> str:
        tiers, level = self.book.plans[member.edition].program.tiers, member.tier.level
        return tiers.levels[level].name if tiers is not None and level >= 0 else "none"

    def _rewards(self) -> Iterator[Entry]:
        """Gifts that would not have been given are revoked, lapsed ones too; others are issued, or end, as they would have."""
        for code, issued in self.old.rewards.items():
            if code not in self.member.rewards and issued.status != "taken back":
                yield self._reward_entry("revoke", issued)
        for code, issued in self.member.rewards.items():
            was = self.old.rewards.get(code)
            if was is None or _particulars(was) != _particulars(issued) or (was.status != "open" and issued.status == "open"):
                yield self._reward_entry("issue", issued)
            elif was.status == issued.status:
                continue
            if issued.status != "open":
                yield self._reward_entry(ENDS[issued.status], issued)

    def _reward_entry(self, kind: str, issued: IssuedReward) -> Entry:
        is_issue = kind == "issue"
        return self._write(
            kind, rule=issued.source, reward=issued.reward, code=issued.code,
            available_on=issued.issued_on if is_issue else None, usable_until=issued.usable_until if is_issue else None,
        )  # fmt: skip


def _difference(was: Mapping[Key, int], now: Mapping[Key, int]) -> dict[Key, int]:
    found = {key: now.get(key, 0) - was.get(key, 0) for key in {**now, **was}}
    return {key: amount for key, amount in found.items() if amount}


def _lot(member: Member, name: LotName, lot_id: int) -> Lot:
    return member.wallets[name.wallet].lots[lot_id]


def _particulars(issued: IssuedReward) -> tuple[str, int, int | None, str, str]:
    return issued.reward, issued.issued_on, issued.usable_until, issued.source, issued.event_id
