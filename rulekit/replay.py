"""The main job: program + ledger -> result (S1 to S10). A pure function of its inputs, in any order of rows (I5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain
from typing import Literal

from rulekit.diagnostics import UsageError
from rulekit.engine import Engine, Snapshot, interpreter, late
from rulekit.engine.book import Book
from rulekit.engine.engine import checked_day
from rulekit.engine.stream import stream
from rulekit.ledger import Event, Ledger, LoadedLedger, Rejection
from rulekit.program.model import Program
from rulekit.result import Result
from rulekit.values.collector import collector_paused

Apply = Callable[[Book, Event], object]
Progress = Callable[[str, int, int | None], None]
"""Called with the phase ("reading", "replaying"), what is done and what there is in all (None: unknown)."""

EVENTS_A_STEP = 1_000
"""Progress is told after so many events."""


def replay(
    program: Program | Sequence[Program], ledger: Ledger | LoadedLedger, *, until: str | date | None = None,
    secret: str | None = None, backend: Literal["auto", "interpreter"] = "auto",  # noqa: ARG001  one backend so far, named by the interface
    progress: Progress | None = None, explain_member: str | None = None,
) -> Result:  # fmt: skip
    """Replay a ledger through a program, or through editions of it that follow one another, each from its `starts` day on.

    `until` is an ISO date: the last local day to replay; by default the last day any readable event lies on (S2.8). `secret`
    makes the reward codes; `explain_member` is whose explanations are kept. A ledger that several replays share can be loaded
    before, as the programs read it (`schema_of`) and until the same day. Raises UsageError for a date that is none.
    """
    return _run(Engine(program, secret=secret, explain_member=explain_member), interpreter.apply, ledger, until, progress)


def resume(
    program: Program | Sequence[Program], snapshot: Snapshot, ledger: Ledger, *, until: str | date | None = None,
    secret: str | None = None,
    progress: Progress | None = None,
) -> Result:  # fmt: skip
    """Go on where a replay stopped: `replay(a + b)` has the entries of `replay(a)` and then those of `resume(…, b)` (I7).

    Events older than what their member has been advanced to are worked in as corrections (S11), unless the program says `reject`.
    Raises UsageError for a snapshot of another program, and for a ledger whose mapping links refunds: it cannot see the purchases
    before the snapshot.
    """
    if ledger.reading.link_refunds:
        help_text = "replay the whole ledger, or name the purchase in a `ref` column"
        raise UsageError("a later part of a ledger cannot be linked to the purchases before it", help=help_text)
    return _run(Engine(program, snapshot, secret=secret), late.apply, ledger, until, progress)


def _run(
    engine: Engine, apply: Apply, ledger: Ledger | LoadedLedger, until: str | date | None, progress: Progress | None
) -> Result:
    tell = progress or _silent
    until_day = None if until is None else checked_day(until)
    book = engine.book
    if isinstance(ledger, LoadedLedger):
        loaded = ledger
    else:
        loaded = ledger.load(book.plan.schema, until_day, lambda done, total: tell("reading", done, total))
    with collector_paused():
        rejections, duplicates = _apply_all(engine, apply, loaded, tell)
        horizon = until_day if until_day is not None else loaded.last_day
        if horizon is not None:
            interpreter.advance_all(book, horizon)
    return Result(engine, loaded, tuple(rejections), loaded.duplicates + duplicates, horizon)


def _apply_all(engine: Engine, apply: Apply, loaded: LoadedLedger, tell: Progress) -> tuple[list[Rejection], int]:
    """Apply the events in order; return what was rejected on the way, and how many had come before (a resumed run)."""
    book, rejections, duplicates = engine.book, list(loaded.rejections), 0
    for done, event in enumerate(stream(book, loaded.events)):
        if done % EVENTS_A_STEP == 0:
            tell("replaying", done, len(loaded.events))
        known = engine.delivered(event)
        if known is None:
            apply(book, event)
        elif known.status == "exists":
            duplicates += 1
        found = known.rejections if known else book.rejections
        rejections.extend(_placed(rejection, event, loaded.events) for rejection in found)
        book.rejections.clear()
    tell("replaying", len(loaded.events), len(loaded.events))
    return rejections, duplicates


def _placed(rejection: Rejection, event: Event, events: Sequence[Event]) -> Rejection:
    """A rejection with its row: the event's, or that of an earlier one which it makes impossible, if that is of this ledger."""
    own = next((one for one in chain((event,), events) if one.event_id == rejection.event_id), None)
    return rejection if own is None else rejection._replace(source=own.source, row=own.row)


def _silent(_: str, __: int, ___: int | None) -> None:
    """Nobody wants to know."""
