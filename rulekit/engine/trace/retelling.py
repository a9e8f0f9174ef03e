"""A member's story without a ledger at hand: the state's own events, gone through again -> chapters, as of a replay (S10.2).

Nothing is kept while events are applied, so an engine pays for explanations only when somebody asks. With a budget or a stock all
members are gone through, as what one got depends on the others.
"""

from __future__ import annotations

from rulekit.diagnostics import UsageError
from rulekit.engine import interpreter, late
from rulekit.engine.book import Book
from rulekit.engine.trace.chapter import Chapter
from rulekit.engine.trace.story import tell
from rulekit.ledger.event import Event
from rulekit.program.editions import as_one


def retell(book: Book, member_id: str) -> tuple[Chapter, ...]:
    """The chapters of a known member; UsageError where the state knows only hashes of earlier events."""
    if not book.recomputes_late and any(isinstance(event, str) for one in book.known_members() for event in one.seen.values()):
        help_text = "replay the ledger with `explain_member`, or ask `rulekit explain`"
        raise UsageError("the snapshot that this engine began with keeps no events to explain", help=help_text)
    again = _everybody(book, member_id) if book.plan.is_shared else late.refold(book, member_id)
    member = again.members[member_id]
    entries = [entry for entry in again.entries if entry.member_id == member_id]
    causes = dict.fromkeys((*member.seen, *(entry.event_id for entry in entries)))
    owned = [again.members[again.owners[event_id]].seen[event_id] for event_id in causes if event_id in again.owners]
    events = sorted((event for event in owned if isinstance(event, Event)), key=interpreter.key_of)
    program = as_one([plan.program for plan in book.plans[: member.edition + 1]])
    rejections = [one for one in again.rejections if one.event_id in member.seen]
    return tuple(tell(lambda day: book.plan_on(day).program, program, member_id, events, entries, again.explanations, rejections))


def _everybody(book: Book, member_id: str) -> Book:
    again = Book(book.plans, book.secret, member_id)
    events = [event for member in book.known_members() for event in member.seen.values() if isinstance(event, Event)]
    for event in sorted(events, key=interpreter.key_of):
        interpreter.apply(again, event)
    interpreter.advance_all(again, book.shared.advanced_to)
    return again
