"""Who filled a card, a ladder or a challenge, where events come late: what corrections (S11) add, and what they take off again."""

from __future__ import annotations

from pathlib import Path

import pytest
from late_results import delivered

import rulekit as rk
from rulekit.kpi import measure, of_result

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
cards:
  round: { stamp: 1 per purchase, full at: 3, give: mug }
  once: { stamp: 1 per purchase, full at: 3, give: mug, then: stop }
milestones:
  ladder: { count: purchases, gifts: { 1: mug, 3: mug }, then: start again }
  climb: { count: purchases, gifts: { 1: mug, 3: mug }, then: stop }
challenges:
  sprint: { count: purchases, reach: 3 within 10 days, give: mug }
rewards: { mug: { kind: gift, worth: 2 EUR, cost: 1 EUR } }
"""
HEAD = "event_id,type,at,member_id,amount,ref\n"
FILLED = """\
1,purchase,2024-01-01,anna,10,
2,purchase,2024-01-02,anna,10,
3,purchase,2024-01-03,anna,10,
4,purchase,2024-02-01,bo,10,
"""
UNDONE = FILLED + "5,refund,2024-01-02,anna,10,2\n"
RETURNED = FILLED + "5,refund,2024-01-04,anna,10,2\n"
COUNTERS = ("climb", "ladder", "once", "round", "sprint")


def completion(folder: Path, rows: str, order: str = "", by=None) -> dict[tuple[str, str], str | None]:
    """The values by counter and period; in their order where no other one is given."""
    (folder / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "l.csv").write_text(HEAD + rows, encoding="utf-8")
    program = rk.load(folder / "p.yaml")
    result = delivered(program, folder / "l.csv", list(order)) if order else rk.replay(program, rk.read_ledger(folder / "l.csv"))
    assert ("correct" in {entry.kind for entry in result.entries_list}) == bool(order)
    return {
        (one.subject, one.period.label): one.value
        for one in measure(of_result(result), ids=["cards.completion"], by=by)
    }


@pytest.mark.parametrize(("rows", "order", "value"), [(FILLED, "1342", "0.5"), (FILLED, "3124", "0.5"), (UNDONE, "12345", "0")])
def test_late_events_fill_and_undo(tmp_path, rows, order, value):
    """One of two filled each; or nobody, as the second purchase was returned before the third, which is not known of what stops."""
    in_order = completion(tmp_path, rows)
    assert in_order == {(counter, "all"): value for counter in COUNTERS}
    unknown = {("climb", "all"): None, ("once", "all"): None} if value == "0" else {}
    assert completion(tmp_path, rows, order) == in_order | unknown


def test_a_correction_counts_from_the_day_it_is_booked(tmp_path):
    rows = FILLED + "6,enrol,2024-02-03,anna,,\n"
    found = completion(tmp_path, rows, "13462", by="month")
    assert {found[counter, "2024-01"] for counter in COUNTERS} == {"0"}
    assert {found[counter, "2024-02"] for counter in COUNTERS} == {"0.5"}


def test_what_the_entries_do_not_tell_is_empty(tmp_path):
    """Anna filled them and a purchase was returned later: of one that stops there the steps say too little."""
    assert set(completion(tmp_path, RETURNED).values()) == {"0.5"}
    found = completion(tmp_path, RETURNED, "13425")
    assert {counter for (counter, _), value in found.items() if value is None} == {"climb", "once"}
    assert {value for value in found.values() if value is not None} == {"0.5"}
