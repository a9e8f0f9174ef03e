"""S1.2 to S1.4, S3.7, S4: every credit carries the days its wallet promises, and what falls due happens on its day, not before or after."""

from __future__ import annotations

from datetime import date, timedelta

from generators.cases import Case, cases, run
from generators.model_calendar import last_usable, later
from hypothesis import given

from rulekit.engine.entry import Entry
from rulekit.ledger.event import OPENING, Event
from rulekit.program.model import Expiry, Wallet

GONE = date(2011, 12, 30)
"""Samoa went over the date line: this day does not exist there, what falls on it happens on the next."""


@given(cases())
def test_every_credit_carries_the_days_its_wallet_promises(case: Case):
    """Available day and last usable day follow from the day of the credit alone."""
    openings = {event.event_id: event for event in case.events if event.reason == OPENING}
    for entry in run(case.program, case.events).entries:
        if entry.wallet is not None and entry.available_on is not None and entry.kind != "available":
            assert days_of(entry) == promised(case.program.wallet(entry.wallet), entry, openings.get(entry.event_id))
        if entry.kind == "issue" and entry.code is not None:
            valid = case.program.reward(entry.reward or "").valid
            expected = later(date.fromordinal(entry.day), valid) if valid else None
            assert (None if entry.usable_until is None else date.fromordinal(entry.usable_until)) == expected


def days_of(entry: Entry) -> tuple[date, date | None]:
    """The two days an entry names."""
    assert entry.available_on is not None
    return date.fromordinal(entry.available_on), None if entry.usable_until is None else date.fromordinal(entry.usable_until)


def promised(wallet: Wallet, entry: Entry, opening: Event | None) -> tuple[date, date | None]:
    """The two days a wallet promises for a credit of this day; what is added by hand is available at once (S4.5).

    An opening brings its last usable day along, or the day it was earned on; where activity moves the date, it is the wallet's.
    """
    day = date.fromordinal(entry.day)
    available_on = later(day, wallet.available) if wallet.available and entry.kind != "adjust" else day
    if is_moved(wallet):
        return available_on, None
    if opening is not None and opening.usable_until is not None:
        return available_on, date.fromordinal(opening.usable_until)
    if wallet.expires is None:
        return available_on, None
    if opening is not None and opening.earned_on is not None:
        return available_on, last_usable(wallet.expires, date.fromordinal(opening.earned_on))
    waits = isinstance(wallet.expires, Expiry) and wallet.expires.anchor == "available"
    return available_on, last_usable(wallet.expires, available_on if waits else day)


def is_moved(wallet: Wallet) -> bool:
    """Whether the wallet has one date, moved by activity (S4.4)."""
    return isinstance(wallet.expires, Expiry) and wallet.expires.anchor == "last activity"


@given(cases())
def test_a_date_is_moved_by_purchases_and_redemptions_alone(case: Case):
    """S4.4: each extension is as long as its wallet says; between two of them, a credit only where there was none, or it was past."""
    dates: dict[tuple[str, str], date | None] = {}
    bought = set()
    for entry in run(case.program, case.events).entries:
        if entry.kind == "leave":
            dates.update(dict.fromkeys([key for key in dates if key[0] == entry.member_id]))
        if entry.kind == "issue" and entry.rule == "auto":
            bought.add((entry.member_id, entry.event_id))
        if entry.kind != "extend":
            continue
        wallet, day, before = case.program.wallet(entry.wallet or ""), date.fromordinal(entry.day), dates.get((entry.member_id, entry.wallet or ""))
        assert is_moved(wallet)
        assert wallet.expires is not None
        assert entry.usable_until == last_usable(wallet.expires, day).toordinal()
        assert before != date.fromordinal(entry.usable_until)
        cause = next((event for event in case.events if event.event_id == entry.event_id), None)
        is_activity = cause is not None and cause.kind in ("purchase", "redeem") and cause.member_id == entry.member_id
        is_bought = (entry.member_id, entry.event_id) in bought
        assert is_activity or is_bought or before is None or before < day
        dates[entry.member_id, wallet.name] = date.fromordinal(entry.usable_until)


@given(cases())
def test_what_falls_due_happens_on_its_day(case: Case):
    """What the calendar makes available, expire or lapse does so on the very day."""
    due: dict[tuple[str, int | str], Entry] = {}
    for entry in run(case.program, case.events).entries:
        if entry.kind == "extend":
            due[entry.member_id, entry.wallet or ""] = entry
        if entry.available_on is not None and entry.kind != "available" and entry.lot is not None:
            due[entry.member_id, entry.lot] = entry
        if entry.kind == "issue" and entry.code is not None:
            due[entry.member_id, entry.code] = entry
        if not entry.event_id.startswith("@"):
            continue
        day = date.fromordinal(entry.day)
        if entry.kind == "available":
            assert day == acting(days_of(due[entry.member_id, entry.lot or 0])[0], case)
        elif entry.kind == "expire" and entry.wallet is not None:
            lot = due[entry.member_id, entry.lot or 0]
            whole = is_moved(case.program.wallet(entry.wallet)) and lot.usable_until is None  # an opening has a date of its own
            assert day == day_after(due[entry.member_id, entry.wallet] if whole else lot, case)
        elif entry.kind == "lapse":
            assert day == day_after(due[entry.member_id, entry.code or ""], case)


def day_after(entry: Entry, case: Case) -> date:
    """The day on which what this entry gave is gone."""
    assert entry.usable_until is not None
    return acting(date.fromordinal(entry.usable_until) + timedelta(days=1), case)


def acting(day: date, case: Case) -> date:
    """The day itself, or the next that exists."""
    return day + timedelta(days=1) if day == GONE and case.program.timezone == "Pacific/Apia" else day
