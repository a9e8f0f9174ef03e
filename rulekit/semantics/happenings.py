"""Drafts of a test's events -> the events in their order of time: repeated, named, refunds joined to what they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rulekit.diagnostics import closest
from rulekit.ledger.event import Event, LedgerSchema
from rulekit.ledger.parse_event import EventParser
from rulekit.program.tests import GivenEvent
from rulekit.semantics.checker import Checker
from rulekit.semantics.fields import key_of
from rulekit.semantics.given import Draft
from rulekit.values.calendar import LAST_DAY, Day, Duration, add, iso_day
from rulekit.values.money import format_amount, parse_amount


@dataclass(slots=True)
class _Happening:
    """One occurrence of a draft. `left`: what is not refunded yet of a purchase, in ten-thousandths; `is_back`: all of it is."""

    draft: Draft
    instant: int
    event_id: str
    record: dict[str, object]
    left: int = 0
    is_back: bool = False


def happenings(checker: Checker, schema: LedgerSchema, drafts: Sequence[Draft]) -> tuple[tuple[GivenEvent, ...], Day | None]:
    """The events of a test in total order, and the day of the last; events with a mistake are said and left out."""
    found = [one for draft in drafts for one in _repeated(schema, draft)]
    found.sort(key=lambda one: (one.instant, one.draft.given))
    parser, before, events = EventParser(schema), dict[str, _Happening](), []
    last: Day | None = None
    for one in found:
        if not one.draft.is_sound:
            before.setdefault(one.event_id, one)  # what refers to it is not wrong too
            continue
        if not _joined(checker, one, before):
            continue
        event = parser.parse(one.record)
        if not isinstance(event, Event):
            checker.report("RK342", one.draft.owner.pairs[0].key.span, event.reason, help="mend this event of the test")
            continue
        if one.event_id in before and one.draft is not before[one.event_id].draft:
            place = key_of(one.draft.owner, "id").span if one.draft.owner.get("id") else one.draft.owner.pairs[0].key.span
            checker.report("RK203", place, f"the id `{one.event_id}` is taken by another event", help="choose another `id:`")
            continue
        one.left = event.amount or 0
        before[one.event_id] = one
        last = event.day
        events.append(GivenEvent(one.draft.given, one.record))
    return tuple(events), last


def _repeated(schema: LedgerSchema, draft: Draft) -> Iterator[_Happening]:
    day = draft.at.toordinal()
    for number in range(draft.times):
        then = add(day, Duration(draft.pause.count * number, draft.pause.unit))
        if then > LAST_DAY:
            return
        at = draft.at.replace(*_date(then))
        name = draft.event_id if draft.times == 1 else f"{draft.event_id}-{number + 1}"
        record = {"event_id": name, "at": f"{at:%Y-%m-%d %H:%M}", **draft.record}
        yield _Happening(draft, schema.zone.instant(at), name, {key: value for key, value in record.items() if value is not None})


def _date(day: Day) -> tuple[int, int, int]:
    year, month, number = iso_day(day).split("-")
    return int(year), int(month), int(number)


# ---------------------------------------------------------------- what a refund belongs to


def _joined(checker: Checker, one: _Happening, before: dict[str, _Happening]) -> bool:
    """Name what a refund or use belongs to, and what is left of it; False where there is no such event."""
    ref = one.record.get("ref")
    target = before.get(str(ref)) if ref is not None else None
    if ref is not None and target is None:
        near = closest(str(ref), before)
        help_text = f"did you mean `{near}`?" if near else "give the event before it an `id:`, and write that id here"
        _complain(checker, one, f"no event `{ref}` comes before this one", help_text)
        return False
    if one.draft.kind != "refund":
        return True
    target = target or _latest_purchase(one, before)
    if target is None:
        who = one.record.get("member_id", "nobody")
        _complain(checker, one, f"{who} has bought nothing before this refund", "write the purchase first")
        return False
    return _refunds(checker, one, target)


def _refunds(checker: Checker, one: _Happening, target: _Happening) -> bool:
    one.record["ref"] = target.event_id
    if target.draft.kind == "redeem":
        if not one.draft.is_rest:
            _complain(checker, one, "the refund of a redemption has no amount", "write `refund: all`")
        return one.draft.is_rest
    if target.draft.kind != "purchase":
        message = f"`{target.event_id}` is `{target.draft.kind}`; a refund belongs to a purchase or a redemption"
        _complain(checker, one, message, "name another event")
        return False
    if one.draft.is_rest:
        one.record["amount"] = format_amount(target.left)
    target.left = max(0, target.left - (parse_amount(str(one.record.get("amount", "0"))) or 0))
    target.is_back = not target.left
    return True


def _latest_purchase(one: _Happening, before: dict[str, _Happening]) -> _Happening | None:
    """The member's last purchase of which something is left to bring back; the last of all where nothing is left of any."""
    own = [
        other
        for other in reversed(before.values())
        if other.draft.kind == "purchase" and other.record.get("member_id") == one.record.get("member_id")
    ]
    return next((other for other in own if not other.is_back), next(iter(own), None))


def _complain(checker: Checker, one: _Happening, message: str, help_text: str) -> None:
    key = "ref" if one.draft.owner.get("ref") is not None else one.draft.kind
    checker.report("RK343", key_of(one.draft.owner, key).span, message, help=help_text)
