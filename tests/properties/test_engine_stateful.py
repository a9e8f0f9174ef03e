"""An engine as a till uses it, in any order of calls: events, previews, days, restarts, repetitions; checked after each call.

The program and its events are drawn first, then the calls. What holds at any time: a preview is what `apply` then does and keeps
nothing; the auditor, who knows the entries alone, agrees with the state (I12); a restart changes nothing (S10.2); what came before
`exists` or is a `conflict` (S2.2). At the end: the account is that of a replay of all events, and `explain` tells it to the letter.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generators.cases import Case, by_member, cases, run, through_json
from generators.compare import differences
from generators.programs import Wish
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rulekit.engine import Engine, Entry, Outcome
from rulekit.engine.auditor import audit
from rulekit.ledger.event import Event
from rulekit.values.calendar import iso_day

SETTINGS = settings(max_examples=max(6, settings.default.max_examples // 8), stateful_step_count=25)


class Till(RuleBasedStateMachine):
    """One engine; events come in order, as far as a day that is told leaves them their time."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self.accepted: list[Event] = []
        self.audited = 0

    @initialize(case=cases(Wish(rejects_late=True)))
    def open(self, case: Case) -> None:
        self.case = case
        self.waiting = case.events
        self.engine = Engine(case.program)
        self.today = min((event.day for event in self.waiting), default=1)

    @precondition(lambda self: self.waiting)
    @rule()
    def next_event(self) -> None:
        self.deliver(self.waiting.pop(0))

    @precondition(lambda self: self.accepted)
    @rule(data=st.data())
    def the_same_event_again(self, data: Any) -> None:
        outcome = self.deliver(data.draw(st.sampled_from(self.accepted)))
        assert (outcome.status, outcome.rejections) == ("exists", ())

    @precondition(lambda self: self.accepted)
    @rule(data=st.data())
    def the_same_id_with_other_content(self, data: Any) -> None:
        event = data.draw(st.sampled_from(self.accepted))
        outcome = self.deliver(replace(event, at=event.at + 1))
        assert [one.code for one in outcome.rejections] == ["event.conflict"]

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def ask_before(self, data: Any) -> None:
        before = self.engine.snapshot()
        self.engine.preview(data.draw(st.sampled_from(self.waiting)))
        assert self.engine.snapshot() == before

    @rule(days=st.sampled_from((0, 1, 7, 30)))
    def a_day_begins(self, days: int) -> None:
        self.today = min([self.today + days, *(event.day for event in self.waiting)])
        self.entries += self.engine.advance(iso_day(self.today))
        assert self.engine.advance(iso_day(self.today)) == ()

    @rule()
    def restart(self) -> None:
        before = self.engine.snapshot()
        self.engine = Engine(self.case.program, through_json(before))
        assert self.engine.snapshot() == before

    @invariant()
    def the_auditor_agrees(self) -> None:
        if len(self.entries) > self.audited:
            found = audit(self.entries)
            assert found.findings == []
            assert differences(found, self.engine) == []
            self.audited = len(self.entries)

    def deliver(self, event: Event) -> Outcome:
        """Apply an event, and hold the answer against that of a preview."""
        before = self.engine.snapshot()
        expected = self.engine.preview(event)
        assert self.engine.snapshot() == before
        outcome = self.engine.apply(event)
        assert outcome == expected
        if outcome.status == "created":
            self.accepted.append(event)
            self.today = max(self.today, event.day)
        else:
            assert outcome.entries == ()
            assert self.engine.snapshot() == before
        self.entries += outcome.entries
        return outcome

    def teardown(self) -> None:
        while self.waiting:
            self.next_event()
        if self.accepted:
            self.entries += self.engine.advance(iso_day(self.today))
            self.compare()

    def compare(self) -> None:
        """Against one run over all events."""
        replayed = run(self.case.program, self.case.events, until=self.today)
        account = by_member(replayed.entries)
        assert by_member(self.entries) == account
        assert self.engine.snapshot() == replayed.engine.snapshot()
        for member_id, lines in account.items():
            told = [entry for chapter in replayed.engine.explain(member_id) for entry in chapter.entries]
            assert sorted(told, key=lambda entry: entry.seq) == [one for one in replayed.entries if one.member_id == member_id]
            assert len(told) == len(lines)


class TestTill(Till.TestCase):  # type: ignore[name-defined, misc]
    """Hypothesis draws the calls."""

    settings = SETTINGS
