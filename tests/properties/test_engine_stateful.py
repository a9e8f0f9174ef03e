"""An engine as a till uses it, in any order of calls: events, previews, days, restarts, repetitions; checked after each call.

The program and its events are drawn first, then the calls. What holds at any time: a preview is what `apply` then does and keeps
nothing; the auditor, who knows the entries alone, agrees with the state (I12); a restart changes nothing (S10.2), nor does a crash after
which the calls since the last backup are made again; what came before `exists` or is a `conflict` (S2.2). At the end: the account is
that of a replay of all events, and `explain` tells it to the letter. A till that was offline comes to the state of a replay (S11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from generators.cases import Case, by_member, cases, run, through_json
from generators.compare import differences
from generators.orders import known, replayed, settle, states
from generators.programs import Wish
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rulekit.engine import Engine, Entry, Outcome
from rulekit.engine.auditor import audit
from rulekit.engine.trace import correction_report
from rulekit.ledger.event import Event
from rulekit.values.calendar import day_of, iso_day

SETTINGS = settings(max_examples=max(6, settings.default.max_examples // 8), stateful_step_count=25)


class Till(RuleBasedStateMachine):
    """One engine; events come in order, as far as a day that is told leaves them their time."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self.accepted: list[Event] = []
        self.audited = 0
        self.log: list[tuple[Event | int, Sequence[Entry]]] = []

    @initialize(case=cases(Wish(rejects_late=True)))
    def open(self, case: Case) -> None:
        self.begin(case)

    def begin(self, case: Case) -> None:
        """A new engine, and all events still to come."""
        self.case = case
        self.waiting = case.events
        self.engine = Engine(case.program)
        self.backup = self.engine.snapshot()
        self.today = min((event.day for event in self.waiting), default=day_of(2024, 1, 1))

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
        self.let_begin(max(self.today, min([self.today + days, *(event.day for event in self.waiting)])))

    def let_begin(self, day: int) -> None:
        """Tell the engine of a day."""
        self.today = day
        self.log.append((day, self.engine.advance(iso_day(day))))
        self.entries += self.log[-1][1]
        assert self.engine.advance(iso_day(day)) == ()

    @rule()
    def restart(self) -> None:
        before = self.engine.snapshot()
        self.engine = Engine(self.case.program, through_json(before))
        assert self.engine.snapshot() == before

    @rule()
    def back_up(self) -> None:
        self.backup = self.engine.snapshot()
        self.log.clear()

    @precondition(lambda self: self.log)
    @rule()
    def crash(self) -> None:
        """What came since the backup is done again, in the same order: the entries are the same as the first time."""
        before = self.engine.snapshot()
        self.engine = Engine(self.case.program, through_json(self.backup))
        for call, entries in self.log:
            again = self.engine.apply(call) if isinstance(call, Event) else self.engine.advance(iso_day(call))
            assert tuple(again) == tuple(entries)
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
        self.log.append((event, outcome.entries))
        return outcome

    def teardown(self) -> None:
        while self.waiting:
            self.next_event()
        if self.accepted:
            self.let_begin(self.today)
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


class OfflineTill(Till):
    """Events come in any order, days are told before all is in; what was rejected is sent again at the end (S11)."""

    def __init__(self) -> None:
        super().__init__()
        self.rejected: list[Event] = []

    @initialize(case=cases(Wish(shared=False), conflicts=False))
    def open(self, case: Case) -> None:
        self.begin(case)

    @precondition(lambda self: len(self.waiting) > 1)
    @rule(data=st.data())
    def a_later_event_first(self, data: Any) -> None:
        self.deliver(self.waiting.pop(data.draw(st.integers(1, len(self.waiting) - 1))))

    @rule(days=st.sampled_from((1, 7, 30, 90)))
    def a_day_begins_before_all_is_in(self, days: int) -> None:
        self.let_begin(self.today + days)

    def deliver(self, event: Event) -> Outcome:
        outcome = super().deliver(event)
        correction_report(self.case.program, outcome.corrections)  # there are words for everything
        dropped = known(self.accepted, [one.event_id for one in outcome.rejections if one.event_id != event.event_id])
        self.rejected += [event] if outcome.status == "rejected" else []
        self.rejected += dropped
        self.accepted = [one for one in self.accepted if one not in dropped]
        return outcome

    def compare(self) -> None:
        """Against the state of a replay; the account may have got there on other ways."""
        self.entries += settle(self.engine, self.case.events, self.rejected)
        until = iso_day(max(self.today, *(event.day for event in self.case.events)))
        self.entries += self.engine.advance(until)
        self.the_auditor_agrees()
        assert states(self.engine) == states(replayed(self.case.program, self.case.events, self.engine, until))
        for member in self.engine.book.known_members():
            assert self.engine.explain(member.member_id)


class TestTill(Till.TestCase):  # type: ignore[name-defined, misc]
    """Hypothesis draws the calls."""

    settings = SETTINGS


class TestOfflineTill(OfflineTill.TestCase):  # type: ignore[name-defined, misc]
    """The same of a till whose events come late."""

    settings = SETTINGS
