"""Events out of order (S11): ways to deliver them late, and the state they have to lead to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from generators.cases import through_json
from rulekit.engine import Engine, Entry
from rulekit.engine.book import Kept
from rulekit.engine.trace import correction_report
from rulekit.ledger.event import Event
from rulekit.program.model import Program
from rulekit.values.calendar import iso_day

Delivery = tuple[Event, int | None, bool]
"""An event, the day the engine is told before it, whether the engine stops and goes on before it."""

Programs = Program | Sequence[Program]


def deliver(program: Programs, events: Sequence[Event], told: Iterable[Delivery]) -> tuple[Engine, list[Entry]]:
    """Apply events as they come; what was rejected is sent again until it makes no difference any more."""
    engine, entries, rest = Engine(program), [], []
    for event, day, stops in told:
        if day is not None:
            entries += engine.advance(iso_day(day))
        if stops:
            engine = Engine(program, through_json(engine.snapshot()))
        promised = engine.preview(event)
        outcome = engine.apply(event)
        assert promised == outcome
        entries += outcome.entries
        correction_report(program, outcome.corrections)  # there are words for everything
        rest += [event] if outcome.status == "rejected" else []
        rest += known(events, [one.event_id for one in outcome.rejections])
    return engine, entries + settle(engine, events, rest)


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


def replayed(program: Programs, events: Iterable[Event], delivered: Engine, until: str) -> Engine:
    """A replay of all events in their order; where it refuses what an engine had redeemed, one that keeps it (S11)."""
    engine, kept = Engine(program), redeemed(delivered)
    _replay(engine, events, until)
    if redeemed(engine) != kept:
        engine = Engine(program)
        engine.book.kept = kept
        _replay(engine, events, until)
    return engine


def _replay(engine: Engine, events: Iterable[Event], until: str) -> None:
    for event in events:
        engine.apply(event)
    engine.advance(until)


def redeemed(engine: Engine) -> Kept:
    """What was redeemed, and used by which event."""
    members = engine.book.members.values()
    done = {key for member in members for key, one in member.redemptions.items() if one.status != "declined"}
    return Kept(done, {one.used_by: one for member in members for one in member.rewards.values() if one.used_by is not None})


def states(engine: Engine) -> dict[str, Any]:
    """The state of all members without what only numbers entries, and without the order in which dicts were filled."""
    return {member_id: _state(json.loads(text)) for member_id, text in engine.snapshot().records if member_id}


def _state(record: dict[str, Any]) -> dict[str, Any]:
    record["seq"] -= record.pop("offset")
    record.pop("corrected_at")
    record["due_days"] = sorted(set(record["due_days"]))
    record["open_rewards"] = sorted(code for code, one in record["rewards"].items() if one["status"] == "open")
    for wallet in record["wallets"].values():
        for lot in wallet["lots"].values():
            lot.pop("number")
    return record
