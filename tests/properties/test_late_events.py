"""S11: whatever order events come in, the state they lead to is that of a replay, and the auditor can follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from generators.cases import Case, cases
from generators.compare import differences
from generators.orders import Delivery, Programs, deliver, replayed, states
from generators.programs import Wish
from hypothesis import given
from hypothesis import strategies as st

from rulekit.engine.auditor import audit
from rulekit.ledger.event import Event
from rulekit.program.editions import check_editions
from rulekit.values.calendar import iso_day

ONE_BY_ONE = Wish(shared=False)
"""Programs whose members share nothing: others reject late events."""


@st.composite
def deliveries(draw: Any, events: Sequence[Event]) -> list[Delivery]:
    """Events out of order: some wait for a while, others do not; now and then a day begins."""
    delays = [draw(st.sampled_from((0, 0, 0, 0, 1, 2, 3, 5, 20))) for _ in events]
    places = sorted(range(len(events)), key=lambda place: (place + delays[place], place))
    days = sorted({event.day for event in events}) or [0]
    return [(events[place], draw(st.sampled_from((None, None, None, *days))), draw(st.integers(0, 9)) == 0) for place in places]


@given(st.data(), cases(ONE_BY_ONE, conflicts=False))
def test_events_in_any_order_lead_to_the_state_of_a_replay(data: Any, case: Case):
    check_any_order(case.program, case.events, data)


@given(st.data(), cases(ONE_BY_ONE, conflicts=False), cases(ONE_BY_ONE, conflicts=False))
def test_late_events_before_and_after_a_new_edition(data: Any, case: Case, other: Case):
    """Whatever two editions have in common."""
    days = sorted({event.day for event in case.events}) or [0]
    starts = data.draw(st.sampled_from(days)) + data.draw(st.sampled_from((0, 1, 30)))
    editions = [case.program, replace(other.program, starts=max(starts, (case.program.starts or 0) + 1))]
    if all(finding.code == "RK381" for finding in check_editions(editions)):
        check_any_order(editions, case.events, data)


def check_any_order(program: Programs, events: Sequence[Event], data: Any) -> None:
    """S11 to the letter; and I12, I1 and I2 for accounts with corrections."""
    engine, entries = deliver(program, events, data.draw(deliveries(events)))
    found = audit(entries)
    assert [(f.member_id, f.seq, f.message) for f in found.findings] == []
    assert differences(found, engine) == []
    if events:
        until = iso_day(max(event.day for event in events))
        assert states(engine) == states(replayed(program, events, engine, until))
