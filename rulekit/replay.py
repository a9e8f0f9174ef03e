"""The main job: program + ledger -> result (S1 to S10). A pure function of its inputs; the backend never shows in the bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from rulekit.diagnostics import UsageError
from rulekit.engine import Engine, Snapshot
from rulekit.engine import interpreter
from rulekit.engine.plan import schema_of
from rulekit.ledger import Ledger, Rejection
from rulekit.program.model import Program
from rulekit.result import Result
from rulekit.values.calendar import Day, parse_day
from rulekit.values.zone import Zone

Progress = Callable[[str, int, int | None], None]
"""Called with the phase ("reading", "replaying"), what is done and what there is in all (None: unknown)."""


def replay(
    program: Program, ledger: Ledger, *, until: str | None = None, secret: str | None = None,
    backend: Literal["auto", "interpreter"] = "auto", progress: Progress | None = None,
    explain_member: str | None = None,
) -> Result:  # fmt: skip
    """Replay a ledger through a program.

    `until` is an ISO date: the last local day to replay; by default the last day any readable event lies on (S2.8). Raises
    UsageError for a date that is none. The result is the same for every backend and every order of rows (I5, I8).
    """
    return _run(program, None, ledger, until, secret, progress, explain_member)


def resume(
    program: Program, snapshot: Snapshot, ledger: Ledger, *, until: str | None = None, secret: str | None = None,
    progress: Progress | None = None,
) -> Result:  # fmt: skip
    """Go on where a replay stopped: `replay(a + b)` has the entries of `replay(a)` and then those of `resume(…, b)` (I7)."""
    return _run(program, snapshot, ledger, until, secret, progress, None)


def _run(
    program: Program, snapshot: Snapshot | None, ledger: Ledger, until: str | None, secret: str | None,
    progress: Progress | None, explain_member: str | None,
) -> Result:  # fmt: skip
    until_day = _day(until)
    schema = schema_of(program, Zone(program.timezone))
    reading = None if progress is None else (lambda done, total: progress("reading", done, total))
    loaded = ledger.load(schema, until_day=until_day, progress=reading)
    engine = Engine(program, snapshot, secret=secret, explain_member=explain_member)
    book = engine.book
    duplicates = 0
    rejections = list(loaded.rejections)
    for done, event in enumerate(loaded.events):
        if progress is not None and done % 1000 == 0:
            progress("replaying", done, len(loaded.events))
        known = engine.delivered(event)
        if known is None:
            interpreter.apply(book, event)
        elif known.status == "exists":
            duplicates += 1
        for rejection in known.rejections if known else book.rejections:
            rejections.append(rejection._replace(source=event.source, row=event.row))
        book.rejections.clear()
    horizon = until_day if until_day is not None else loaded.last_day
    if horizon is not None:
        for member in list(book.known_members()):
            interpreter.advance(book, member, horizon)
    if progress is not None:
        progress("replaying", len(loaded.events), len(loaded.events))
    return Result(program, engine, loaded, tuple(rejections), loaded.duplicates + duplicates, horizon)


def _day(until: str | None) -> Day | None:
    if until is None:
        return None
    day = parse_day(until)
    if day is None:
        raise UsageError(f"`{until}` is not a date", help="write it as 2024-12-31")
    return day


__all__ = ["Progress", "Rejection", "replay", "resume"]
