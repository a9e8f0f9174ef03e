"""S11: whatever order events come in, the state they lead to is that of a replay, and the auditor can follow."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from generators.cases import Case, cases, run, through_json
from generators.compare import differences
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rulekit.engine import Engine, Entry, Snapshot
from rulekit.engine.auditor import audit
from rulekit.ledger.event import Event
from rulekit.values.calendar import iso_day

Delivery = tuple[Event, int | None, bool]
"""An event, the day the engine is told before it, whether the engine stops and goes on before it."""


@st.composite
def deliveries(draw: Any, case: Case) -> list[Delivery]:
    """The events of a case out of order: some wait for a while, others do not; now and then a day begins."""
    events = case.events
    delays = [draw(st.sampled_from((0, 0, 0, 0, 1, 2, 3, 5, 20))) for _ in events]
    places = sorted(range(len(events)), key=lambda place: (place + delays[place], place))
    days = sorted({event.day for event in events}) or [0]
    return [
        (events[place], draw(st.sampled_from((None, None, None, *days))), draw(st.integers(0, 9)) == 0) for place in places
    ]


def deliver(case: Case, told: Iterable[Delivery]) -> tuple[Engine, list[Entry]]:
    """Apply events as they come; what was rejected is sent again until it makes no difference any more."""
    engine, entries, rest = Engine(case.program), [], []
    for event, day, stops in told:
        if day is not None:
            entries += engine.advance(iso_day(day))
        if stops:
            engine = Engine(case.program, through_json(engine.snapshot()))
        promised = engine.preview(event)
        outcome = engine.apply(event)
        assert promised == outcome
        entries += outcome.entries
        rest += [event] if outcome.status == "rejected" else []
        rest += known(case.events, [one.event_id for one in outcome.rejections])
    return engine, entries + settle(engine, case.events, rest)


def settle(engine: Engine, events: Sequence[Event], rest: list[Event]) -> list[Entry]:
    """Send what was rejected again until nothing is accepted any more."""
    entries: list[Entry] = []
    while True:
        accepted = []
        for event in list(rest):
            outcome = engine.apply(event)
            entries += outcome.entries
            accepted += [event] if outcome.status == "created" else []
            rest += known(events, [one.event_id for one in outcome.rejections if one.event_id != event.event_id])
        if not accepted:
            break
    if events:
        entries += engine.advance(iso_day(max(event.day for event in events)))
    return entries


def known(events: Sequence[Event], ids: Iterable[str | None]) -> list[Event]:
    """The events of some ids."""
    return [event for event in events if event.event_id in set(ids)]


@pytest.mark.xfail(reason="open: late events beside every other construct; the state can differ from a replay's", strict=False)
@settings(phases=[Phase.generate], max_examples=40)
@given(st.data(), cases(conflicts=False))
def test_events_in_any_order_lead_to_the_state_of_a_replay(data: Any, case: Case):
    """S11 to the letter; where something had been redeemed that the order of the events would refuse, the next test looks."""
    engine, _ = deliver(case, data.draw(deliveries(case)))
    replayed = run(case.program, case.events).engine
    if redeemed(engine) == redeemed(replayed):
        assert records(engine.snapshot()) == records(replayed.snapshot())


@pytest.mark.xfail(reason="open: late events beside every other construct; the state can differ from a replay's", strict=False)
@settings(phases=[Phase.generate], max_examples=40)
@given(st.data(), cases(conflicts=False))
def test_the_auditor_follows_corrections(data: Any, case: Case):
    """I12, I1 and I2 for accounts with corrections."""
    engine, entries = deliver(case, data.draw(deliveries(case)))
    found = audit(entries)
    assert [(f.member_id, f.seq, f.message) for f in found.findings] == []
    assert differences(found, engine) == []


def redeemed(engine: Engine) -> list[tuple[str, str, object]]:
    """What was redeemed and used: never undone, so a replay may differ in it."""
    members = engine.book.members.items()
    done = [(name, key, one.status == "declined") for name, m in members for key, one in m.redemptions.items()]
    return sorted([*done, *((name, code, one.used_by) for name, m in members for code, one in m.rewards.items() if one.used_by)])


def records(snapshot: Snapshot) -> dict[str, Any]:
    """A state without what only numbers entries, and without the order in which dicts were filled."""
    return {member_id: _record(json.loads(text)) for member_id, text in snapshot.records if member_id}


def _record(record: dict[str, Any]) -> dict[str, Any]:
    record["seq"] -= record.pop("offset")
    record.pop("corrected_at")
    record["due_days"] = sorted(set(record["due_days"]))
    record["open_rewards"] = sorted(code for code, one in record["rewards"].items() if one["status"] == "open")
    for wallet in record["wallets"].values():
        for lot in wallet["lots"].values():
            lot.pop("number")
    return record
