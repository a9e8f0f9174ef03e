"""The story of one member: a replay's entries, events and explanations -> chapters in order of time, one per event or due day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rulekit.engine.book import Explanation
from rulekit.engine.entry import Entry
from rulekit.engine.trace.chapter import Chapter
from rulekit.engine.trace.conditions import Judge
from rulekit.engine.trace.refunds import refund_reasons
from rulekit.engine.trace.rules import trace_event
from rulekit.engine.trace.wording import amount_text, clock, money, steps_text
from rulekit.ledger.event import OPENING, Event, Rejection
from rulekit.program.model import Program
from rulekit.values.calendar import Day, iso_day
from rulekit.values.money import SCALE
from rulekit.values.rounding import ratio


def tell(
    program_on: Callable[[Day], Program], program: Program, member_id: str, events: Iterable[Event], entries: Sequence[Entry],
    explanations: Iterable[Explanation], rejections: Iterable[Rejection],
) -> list[Chapter]:  # fmt: skip
    """The chapters of a member. `events` are those of the member and those that caused an entry, in total order.

    `entries` are the member's alone, in order of `seq`; `program_on` tells the edition that rules on a day, `program` knows
    the words of all of them.
    """
    known = {event.event_id: event for event in events}
    by_id = {event_id: _chapter(event, member_id, program_on(event.day), program) for event_id, event in known.items()}
    for rejection in rejections:
        if rejection.event_id in by_id:
            by_id[rejection.event_id].rejections.append(rejection)
    accepted = {event_id: event for event_id, event in known.items() if not by_id[event_id].rejections}
    for event_id, event in accepted.items():
        if event.kind == "refund":
            bought = accepted.get(event.ref or "", event)
            by_id[event_id].reasons += refund_reasons(event, accepted, entries, program_on(bought.day))
    due: dict[Day, Chapter] = {}
    for entry in entries:
        chapter = by_id.get(entry.event_id) or _due_chapter(due, entry.at, entry.day, program)
        chapter.entries.append(entry)
    for explanation in explanations:
        cause = explanation.event
        chapter = by_id.get(cause.event_id) or _due_chapter(due, cause.at, cause.day, program)
        chapter.traces += trace_event(Judge(explanation.plan), explanation, chapter.entries)
    return sorted([*by_id.values(), *due.values()], key=_order)


def _due_chapter(due: dict[Day, Chapter], at: int, day: Day, program: Program) -> Chapter:
    """What falls due on a day; made where there is nothing yet, as rules of the calendar may have given nothing."""
    if day not in due:
        due[day] = Chapter(None, at, day, iso_day(day), "what falls due on this day", program)
    return due[day]


def _order(chapter: Chapter) -> tuple[int, bool, int]:
    """By time, what is due first; events of one instant by their first entry, as far as they have one."""
    return chapter.at, chapter.event_id is not None, chapter.entries[0].seq if chapter.entries else 0


def _chapter(event: Event, member_id: str, edition: Program, program: Program) -> Chapter:
    when = f"{iso_day(event.day)} {clock(event.minute)}"
    owner = f" by {event.member_id}" if event.member_id not in (None, member_id) else ""
    return Chapter(event.event_id, event.at, event.day, when, event_title(event, edition) + owner, program)


def event_title(event: Event, program: Program) -> str:
    """An event in a few words, e.g. `purchase p1 of 12.40 EUR`."""
    is_opening = event.kind == "adjust" and event.reason == OPENING
    parts = [f"{OPENING if is_opening else event.kind} {event.event_id}"]
    if event.amount is not None:
        parts.append(f"of {money(event.amount, program)}")
    if event.activity is not None:
        parts.append(f"`{event.activity}`")
    if event.points is not None:
        price = next((reward.price for reward in program.rewards if reward.name == event.reward), None)
        name = event.wallet if event.wallet is not None or price is None else price.wallet
        parts.append(_amount(event.points, name, program, with_counters=is_opening))
    if event.tier is not None:
        parts.append(f"{'and' if len(parts) > 1 else 'of'} level {event.tier}")
    if event.reward is not None:
        parts.append(f"{'of' if event.points is None else 'by'} {event.reward}")
    if event.ref is not None:
        parts.append(f"for {event.ref}")
    if event.referred_by is not None:
        parts.append(f"referred by {event.referred_by}")
    return " ".join(parts)


def _amount(points: int, name: str | None, program: Program, *, with_counters: bool) -> str:
    """`of 120 points`, `of 4 stamps on coffee card`, or where it goes, if the program does not know it."""
    counter = next((one for one in program.counters if with_counters and one.name == name), None)
    wallet = next((one for one in program.wallets if one.name == name), None)
    decimals = counter.decimals if counter else wallet.decimals if wallet else 0
    units = ratio(points * 10**decimals, SCALE)
    if counter is not None and isinstance(units, int):
        return f"of {steps_text(units, counter, program)} on {name}"
    return f"of {amount_text(units, wallet)}" if wallet else f"in {name}"
