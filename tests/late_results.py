"""Results of ledgers whose events came out of order: what figures and reports have to make of the corrections (S11)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import rulekit as rk
from rulekit.engine import Engine, interpreter, late
from rulekit.program.model import Program
from rulekit.result import Result


def delivered(program: Program, ledger: Path, order: Sequence[str]) -> Result:
    """The result of events that were delivered in an order of their ids, one by one, from the first one on."""
    engine = Engine(program)
    loaded = rk.read_ledger(ledger).load(engine.book.plan.schema, None)
    by_id = {event.event_id: event for event in loaded.events}
    for event_id in order:
        late.apply(engine.book, by_id[event_id])
    if loaded.last_day is not None:
        interpreter.advance_all(engine.book, loaded.last_day)
    return Result(engine, loaded, (*loaded.rejections, *engine.book.rejections), loaded.duplicates, loaded.last_day)
