"""I6, I7: nothing looks ahead, and it makes no difference where a replay stops and goes on, or whether it asks before."""

from __future__ import annotations

from typing import Any

from generators.cases import Case, by_member, cases, run, through_json
from hypothesis import given
from hypothesis import strategies as st

from rulekit.engine import Engine, digest
from rulekit.values.calendar import iso_day


@given(cases(), st.data())
def test_entries_up_to_a_day_depend_on_events_up_to_it(case: Case, data: Any):
    """I6."""
    events = case.events
    if not events:
        return
    day = data.draw(st.sampled_from(sorted({event.day for event in events}))) + data.draw(st.sampled_from((0, 0, 1, 30)))
    whole = run(case.program, events)
    early = run(case.program, [event for event in events if event.day <= day], until=day)
    last = max(event.day for event in events)
    seen = [entry for entry in whole.entries if entry.day <= day]
    assert by_member(seen) == by_member(entry for entry in early.entries if entry.day <= min(day, last))


@given(cases())
def test_a_replay_may_stop_and_go_on_after_any_event(case: Case):
    """I7: for a cut after every event, the entries of both halves are those of the whole, and so is the state at the end."""
    events = case.events
    whole = run(case.program, events)
    for place in range(1, len(events), max(1, len(events) // 5)):
        first = run(case.program, events[:place])
        second = run(case.program, events[place:], snapshot=through_json(first.engine.snapshot()))
        assert by_member(first.entries + second.entries) == by_member(whole.entries)
        assert second.engine.snapshot() == whole.engine.snapshot()
        assert digest(first.entries + second.entries) == digest(whole.entries)


@given(cases(), st.data())
def test_waiting_changes_nothing(case: Case, data: Any):
    """What is due happens on its day, whether somebody asks on that day or a year later."""
    events = case.events
    whole = run(case.program, events)
    engine = Engine(case.program)
    entries = []
    for event in events:
        for back in data.draw(
            st.lists(st.sampled_from((0, 1, 7, 14, 30)), max_size=2).map(lambda days: sorted(days, reverse=True))
        ):
            entries += engine.advance(iso_day(event.day - back))
        entries += engine.apply(event).entries
    if events:
        entries += engine.advance(iso_day(max(event.day for event in events)))
    assert by_member(entries) == by_member(whole.entries)


@given(cases())
def test_a_preview_says_what_will_happen_and_keeps_nothing(case: Case):
    """Before every event: the outcome of a preview is that of the event itself, and the state after it is the state before."""
    engine = Engine(case.program)
    for event in case.events:
        before = engine.snapshot()
        expected = engine.preview(event)
        assert engine.snapshot() == before
        assert engine.apply(event) == expected


@given(cases())
def test_an_event_that_comes_again_changes_nothing(case: Case):
    """I4 for an embedded engine: a further delivery `exists`, writes nothing and leaves the state as it is."""
    ran = run(case.program, case.events)
    before = ran.engine.snapshot()
    for event in ran.accepted:
        again = ran.engine.apply(event)
        assert (again.status, again.entries) == ("exists", ())
    assert ran.engine.snapshot() == before
