"""Figures of cards, ladders and challenges where events came late: those of the same events in their order, or none."""

from __future__ import annotations

from typing import Any

from generators.cases import Case, cases
from generators.orders import deliver, states
from generators.programs import Wish
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_kpis import replayed
from test_late_events import deliveries

from rulekit.kpi import Warehouse, measure, of_result
from rulekit.result import Result

FEW = settings(max_examples=max(20, settings().max_examples // 3))
"""Each example builds two warehouses."""

HOW_FAR = """
SELECT member_id, rule, has_begun, held, fills, ran_out FROM progress
QUALIFY row_number() OVER (PARTITION BY member_id, rule ORDER BY seq DESC) = 1
"""
NOWHERE = (False, 0, 0, 0)


def how_far(warehouse: Warehouse) -> tuple[dict[str | None, str | None], dict[tuple[str, str], tuple[Any, ...]]]:
    """The completion of each counter in the end, and how far each member is on it."""
    found = {one.subject: one.value for one in measure(warehouse, ids=["cards.completion"])}
    return found, {row[:2]: row[2:] for row in warehouse.connection.execute(HOW_FAR).fetchall()}


@FEW
@given(st.data(), cases(Wish(shared=False), conflicts=False))
def test_a_late_delivery_leaves_the_same_figures_or_none(data: Any, case: Case):
    in_order = replayed(case, case.rows)
    assume(in_order.events.num_rows and in_order.program.counters)
    engine, entries = deliver(case.program, case.events, data.draw(deliveries(case.events)))
    assume(any(entry.kind == "correct" for entry in entries) and states(engine) == states(in_order.engine))
    engine.book.entries[:] = entries
    late = Result(engine, in_order.loaded, (), 0, in_order.horizon)
    expected, whole = how_far(of_result(in_order))
    found, members = how_far(of_result(late))
    assert {one: value for one, value in found.items() if value not in (None, expected.get(one))} == {}
    for key in {**whole, **members}:
        was, now = whole.get(key, NOWHERE), members.get(key, NOWHERE)
        assert [one for one, other in zip(now, was, strict=True) if one not in (None, other)] == [], key
