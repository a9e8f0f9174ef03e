"""What open points will probably cost: at face value or at the cost of rewards, and flagged while nothing is known of their fate."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from late_results import delivered

import rulekit as rk
from rulekit.kpi import catalogue
from rulekit.kpi.assumptions import Assumptions
from rulekit.report.material import material_of
from rulekit.report.sections.payoff import payoff

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
wallets: { points: { unit: point/points, value: 0.01 EUR } }
rules: { base: { on: purchase, give: 10 points per 1 EUR } }
rewards:
  mug: { kind: gift, price: 300 points, worth: 3 EUR, cost: 1 EUR }
  pay: { kind: voucher, price: 1 point per 0.01 EUR }
"""
LEDGER = """\
event_id,type,at,member_id,amount,reward,points,wallet,ref
1,purchase,2024-01-01,anna,1000,,,,
2,redeem,2024-02-10,anna,,mug,,,
3,redeem,2024-02-11,anna,,mug,,,
4,redeem,2024-02-12,anna,,pay,5000,points,
5,refund,2024-03-05,,,,,,4
6,purchase,2024-04-06,ben,10,,,,
"""


def replayed(folder: Path, ledger: str) -> rk.Result:
    (folder / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "l.csv").write_text(ledger, encoding="utf-8")
    return rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv"))


def records(found: dict, kpi: str, scope: str = "members") -> list[dict]:
    return [one for one in found["kpis"] if (one["id"], one["scope"]) == (kpi, scope)]


def test_payments_with_points_cost_their_face_value(tmp_path):
    """In February 44.00 open, for mugs of 2 of 6 and a payment of 50; in March 94.00, and the payment came back."""
    found = records(rk.kpis(result=replayed(tmp_path, LEDGER), by="month"), "liability.cost")
    assert [(one["numerator"], one["denominator"]) for one in found] == [
        (None, None), (f"{44 * 52}", "56"), (f"{94 * 2}", "6"), (f"{95 * 2}", "6"),
    ]  # fmt: skip


ONLY_MUGS = PROGRAM.replace("  pay: { kind: voucher, price: 1 point per 0.01 EUR }\n", "")
OF_COST = ("liability.cost", "reward_cost_ratio", "budget.existing_customers")
UNTOLD = "a late event changed what points paid"


@pytest.mark.parametrize(
    ("program", "order", "note"),
    [(PROGRAM, "134726", None), (PROGRAM, "123746", None), (PROGRAM, "1234756", UNTOLD), (ONLY_MUGS, "132786", None)],
)
def test_a_late_event_says_what_points_bought_or_nothing_is_said(tmp_path, program, order, note):
    """A mug and a payment that are redeemed late; a payment that is returned late; a mug that is, where nothing is paid with points."""
    (tmp_path / "p.yaml").write_text(program, encoding="utf-8")
    rows = LEDGER + "7,purchase,2024-03-20,anna,10,,,,\n8,refund,2024-03-05,,,,,,3\n"
    head, *lines = rows.splitlines(keepends=True)
    (tmp_path / "l.csv").write_text(head + "".join(line for line in lines if line[0] in order), encoding="utf-8")
    loaded = rk.load(tmp_path / "p.yaml")
    late = delivered(loaded, tmp_path / "l.csv", list(order))
    assert "correct" in {entry.kind for entry in late.entries_list}
    whole, found = (
        {one["id"]: one for one in rk.kpis(result=one, assumptions=Assumptions(marketing_budget=Decimal(100)))["kpis"] if one["id"] in OF_COST and one["scope"] == "members"}
        for one in (rk.replay(loaded, rk.read_ledger(tmp_path / "l.csv")), late)
    )
    assert set(found) == set(OF_COST)
    assert {one["note"] for one in found.values()} == {note}
    assert {name: one["value"] for name, one in found.items()} == {name: None if note else one["value"] for name, one in whole.items()}
    assert None not in {one["value"] for one in whole.values()}
    assert (f", as {UNTOLD}." in payoff(material_of(late, "en")).text) == bool(note)


@pytest.mark.parametrize("kpi", ["liability.expected", "liability.ifrs15"])
def test_a_fate_that_nobody_knows_yet_is_flagged(tmp_path, kpi):
    found = records(rk.kpis(result=replayed(tmp_path, LEDGER), by="month"), kpi)
    assert ["no_breakage_yet" in one["flags"] for one in found] == [True, False, False, False]
    assert None not in [one["value"] for one in found]


EXPIRING = PROGRAM.replace("0.01 EUR }", "0.01 EUR, expires: 40 days after earning }", 1)
KEPT = """\
event_id,type,at,member_id,amount,reward
1,purchase,2024-01-01,anna,100,
2,purchase,2024-03-25,anna,60,
"""
NOBODY_KNOWS = "no redemption of points was seen by then, so nobody knows how many of the open ones will be redeemed"


def test_points_that_only_expired_say_nothing_of_how_many_will_be_redeemed(tmp_path):
    """1000 points run out in February, 600 are open in March: they are owed in full until, in April, 300 buy the first mug."""
    (tmp_path / "p.yaml").write_text(EXPIRING, encoding="utf-8")
    (tmp_path / "l.csv").write_text(KEPT + "3,redeem,2024-04-05,anna,,mug\n", encoding="utf-8")
    found = rk.kpis(result=rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "l.csv")), by="month")
    expected = records(found, "breakage.expected")
    assert [(one["value"], one["note"]) for one in expected] == [
        (None, None), (None, NOBODY_KNOWS), (None, NOBODY_KNOWS), ("0.769231", None),
    ]  # fmt: skip
    assert [one["value"] for one in records(found, "liability.expected")] == ["10", "0", "6", "0.692308"]
    contract = records(found, "liability.ifrs15")
    assert contract[2]["value"] == "5.783133", "160 x 6 / (160 + 6)"
    flagged = [["no_breakage_yet" in one["flags"] for one in records(found, kpi)] for kpi in ("liability.expected", "liability.ifrs15")]
    assert flagged == [[True, False, True, False]] * 2


RETURNS = """\
event_id,type,at,member_id,amount,ref,sku,quantity,line_amount
p,purchase,2024-01-01,anna,,,tea,3,30
p,purchase,2024-01-01,anna,,,cup,1,10
q,purchase,2024-01-02,,20,,,,
q2,purchase,2024-01-03,,,,tea,2,20
r,refund,2024-02-01,anna,10,p,tea,1,10
s,refund,2024-02-02,,5,q,,,
t,refund,2024-03-01,,30,p,,,
u,refund,2024-03-02,,19,q2,,,
v,refund,2024-04-01,,1,q2,,,
w,refund,2024-04-02,,0,q2,,,
"""


def test_a_complete_refund_brings_back_all_units_that_are_left(tmp_path):
    """A tea, then the rest of p: 3; q2 is complete with the last cent only, and q has no units to come back."""
    found = rk.kpis(result=replayed(tmp_path, RETURNS), by="month")
    assert [one["numerator"] for one in records(found, "return_rate.units", "all sales")] == ["0", "1", "3", "2"]


@pytest.mark.parametrize(("kpi", "numerators"), [("units", ["0", "1", None, "2"]), ("lines", ["0", "1", None, None])])
def test_what_came_back_is_unknown_where_no_return_says_it(tmp_path, kpi, numerators):
    """Nothing came back in January, which is known; in March a part of the money did. Where nothing was sold there is no rate."""
    rows = RETURNS.replace("t,refund,2024-03-01,,30,p", "t,refund,2024-03-01,,1,p") + "x,purchase,2024-03-05,,,,tea,1,5\n"
    found = records(rk.kpis(result=replayed(tmp_path, rows), by="month"), f"return_rate.{kpi}", "all sales")
    assert [one["numerator"] for one in found] == numerators
    assert [one["note"] for one in found] == [None, None, "no return says what came back", None]
    assert [one["value"] for one in found] == ["0", None, None, None]


@pytest.mark.parametrize("kpi", ["units", "lines"])
def test_receipts_without_lines_have_no_rate_and_need_no_note(tmp_path, kpi):
    rows = RETURNS.splitlines()[0] + "\nq,purchase,2024-01-02,,20,,,,\ns,refund,2024-02-02,,5,q,,,\n"
    found = records(rk.kpis(result=replayed(tmp_path, rows), by="month"), f"return_rate.{kpi}", "all sales")
    assert [(one["value"], one["note"]) for one in found] == [(None, None)] * 2


def test_the_catalogue_counts_as_people_do():
    within = [name for name in catalogue() if name.startswith("repeat_rate.within_")]
    assert within == [f"repeat_rate.within_{days}d" for days in (30, 60, 90, 180, 270)]
