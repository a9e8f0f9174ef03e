"""One test at play: its events applied to a fresh engine, in the program's time zone, up to its last day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rulekit.engine.book import EVERYBODY, Explanation
from rulekit.engine.engine import Engine
from rulekit.engine.entry import Entry
from rulekit.engine.plan import Plan
from rulekit.engine.state import Member
from rulekit.engine.trace import Judge, Trace, trace_event
from rulekit.ledger.event import Rejection
from rulekit.program.model import Program
from rulekit.program.tests import ProgramTest
from rulekit.values.calendar import iso_day


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a test. `rejections` by the item of `given:` they belong to."""

    test: ProgramTest
    engine: Engine
    entries: Sequence[Entry]
    rejections: Sequence[tuple[int, Rejection]]

    @property
    def plan(self) -> Plan:
        """The prepared program."""
        return self.engine.book.plan

    @property
    def explanations(self) -> Sequence[Explanation]:
        """What stood behind the entries of every event."""
        return self.engine.book.explanations

    def member(self, member_id: str) -> Member:
        """The state of a member at the end; empty for somebody whose events were all rejected."""
        return self.engine.book.members.get(member_id) or Member(member_id)

    def account(self, member_id: str) -> list[Entry]:
        """The entries of a member."""
        return [entry for entry in self.entries if entry.member_id == member_id]

    def traces(self, member_id: str) -> list[tuple[Explanation, Trace]]:
        """What every rule and counter made of each of a member's events."""
        judge, account = Judge(self.plan), self.account(member_id)
        return [
            (explanation, trace)
            for explanation in self.explanations
            if explanation.facts.member.member_id == member_id
            for trace in trace_event(judge, explanation, [e for e in account if e.event_id == explanation.event.event_id])
        ]


def play(program: Program, test: ProgramTest) -> Played:
    """Apply the events of a test, and let everything fall due up to its last day."""
    engine = Engine(program, explain_member=EVERYBODY)
    entries: list[Entry] = []
    rejections = []
    for given in test.events:
        outcome = engine.apply(given.record)
        entries += outcome.entries
        rejections += [(given.given, rejection) for rejection in outcome.rejections]
    entries += engine.advance(iso_day(test.as_of))
    return Played(test, engine, entries, rejections)
