"""The correction report (S11): what a late event changes, member by member -> plain English, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rulekit.engine.correction import Correction
from rulekit.engine.entry import Entry
from rulekit.engine.trace.sentences import sentence
from rulekit.engine.trace.story import event_title
from rulekit.engine.trace.wording import clock
from rulekit.program.editions import as_one, editions_of
from rulekit.program.model import Program
from rulekit.values.calendar import iso_day


def correction_report(program: Program | Sequence[Program], corrections: Iterable[Correction]) -> str:
    """What late events change, and why: for each member the entries they bring, those that would not have been, the corrections.

    `program` may be a list of editions, `corrections` are those of an `Outcome`. The first two lists are as a replay has them,
    by day; corrections have their numbers.
    """
    known = as_one(editions_of(program))
    return "\n\n".join("\n".join(_lines(known, correction)) for correction in corrections)


def _lines(program: Program, correction: Correction) -> Iterator[str]:
    event = correction.event
    owner = f" by {event.member_id}" if event.member_id not in (None, correction.member_id) else ""
    yield f"{correction.member_id}: {event_title(event, program)}{owner} on {iso_day(event.day)} {clock(event.minute)} came late"
    yield from _listed("what it brings", program, correction.come)
    yield from _listed("what would not have been", program, correction.gone)
    if correction.entries:
        yield "  how the account is corrected"
        yield from (f"    {entry.seq:>10}  {sentence(entry, program)}" for entry in correction.entries)


def _listed(title: str, program: Program, entries: tuple[Entry, ...]) -> Iterator[str]:
    if entries:
        yield f"  {title}"
        yield from (f"    {iso_day(entry.day)}  {sentence(entry, program)}" for entry in entries)
