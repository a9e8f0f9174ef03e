"""Opening state (S4.5): what a member brings along from another program, by an `adjust` whose reason is `opening`.

Points become a lot with the dates it had, steps stand on their card or ladder, a level is kept as long as was promised, and money
spent so far is history. Nothing is given for any of it.
"""

from __future__ import annotations

from rulekit.engine import adjustments, counters, expiry, tiers, wallets
from rulekit.engine.book import Book
from rulekit.engine.plan import PreparedCounter
from rulekit.engine.state import GivenThreshold, Member, StepGroup
from rulekit.engine.steps import bring_steps
from rulekit.ledger.event import OPENING, Event
from rulekit.values.money import SCALE


def bring_in(book: Book, member: Member, event: Event) -> None:
    """Each part by itself: what cannot be brought in is declined, the others stand."""
    counter = next((each for each in book.plan.counters if each.counter.name == event.wallet), None)
    reasons = [
        None if event.points is None else _steps(book, member, event, counter) if counter else _points(book, member, event),
        None if event.tier is None else _level(book, member, event, event.tier),
    ]
    for reason in filter(None, reasons):
        book.decline(member, event, reason)
    if event.amount:
        member.history.add_spend(event.day if event.earned_on is None else event.earned_on, event.amount)


def _points(book: Book, member: Member, event: Event) -> str | None:
    """A lot with its own dates, which are those of the wallet where activity moves them; or the reason why not."""
    named = wallets.named_amount(book, event)
    if isinstance(named, str):
        return named
    wallet, amount = named
    if amount < 0:
        return "below zero"
    usable_until = event.usable_until
    if usable_until is None:
        earned_on = event.day if event.earned_on is None else event.earned_on
        usable_until = wallets.last_usable_day(wallet, earned_on, earned_on)
    if usable_until is not None and usable_until < event.day:
        return "expired"
    if wallet in book.plan.activity_wallets and usable_until is not None:  # one date for all lots (S4.4)
        expiry.bring(book, member, event, wallet, usable_until)
        usable_until = None
    adjustments.add_lot(book, member, event, wallet, amount, usable_until)
    return None


def _steps(book: Book, member: Member, event: Event, prepared: PreparedCounter) -> str | None:
    """Steps on a round that is open; the thresholds of a ladder that they pass were given by the other program."""
    counter, state = prepared.counter, counters.state_of(book, member, prepared.counter)
    count, rest = divmod(event.points or 0, SCALE // 10**counter.decimals)
    if rest:
        return "decimals"
    if count < 0:
        return "below zero"
    if counter.then != "stop" and state.steps + count >= counter.thresholds[-1].at:
        return "no open round"
    count = min(count, counter.thresholds[-1].at - state.steps)
    bring_steps(book, member, event, counter, StepGroup(event.event_id, event.earned_on or event.day, count), OPENING)
    given = {threshold.at for threshold in state.given}
    passed = [one.at for one in counter.thresholds if one.at <= state.steps and one.at not in given]
    state.given += [GivenThreshold(at, is_final=True) for at in passed]
    return None


def _level(book: Book, member: Member, event: Event, name: str) -> str | None:
    """A higher level than the member has, kept through `usable_until` or as if reached today."""
    ladder = book.plan.program.tiers
    names = [level.name for level in ladder.levels] if ladder else []
    if ladder is None or name not in names:
        return "unknown level"
    if names.index(name) <= member.tier.level:
        return "no higher level"
    if event.usable_until is not None and event.usable_until < event.day:
        return "expired"
    member.tier.level = names.index(name)
    book.write(member, event, "tier_up", rule=name, reason=OPENING)
    if event.usable_until is None:
        tiers.keep_anew(book, ladder, member, event.day)
    else:
        tiers.keep_until(book, ladder, member, event.usable_until + 1)
    return None
