"""A result that went on from an earlier state: its roll-forward closes, and what it cannot know is said."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulekit as rk
from rulekit.kpi import measure, of_folder, of_result
from rulekit.report import report
from rulekit.report.material import material_of
from rulekit.report.sections.payoff import payoff

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
wallets:
  points: { unit: point/points, value: 0.01 EUR, available: after 5 days }
  stars: { unit: star/stars, decimals: 1 }
tiers:
  by: spend
  levels: { Silver: 50 EUR }
rules:
  base: { on: purchase, give: [1 point per 1 EUR, 0.5 stars per 1 EUR] }
rewards:
  mug: { kind: gift, price: 10 points, worth: 8 EUR, cost: 3 EUR }
"""
HEAD = "event_id,type,at,member_id,amount,ref,reward\n"
BEFORE = """\
1,purchase,2024-01-10,anna,60,,
2,purchase,2024-01-11,bo,20,,
3,purchase,2024-01-12,idle,33,,
4,redeem,2024-01-20,bo,,,mug
5,use,2024-01-21,bo,,,mug
6,redeem,2024-01-20,anna,,,mug
7,purchase,2024-01-29,anna,9,,
"""
AFTER = """\
8,purchase,2024-02-10,anna,5,,
9,refund,2024-02-11,bo,20,2,
10,purchase,2024-03-02,new,70,,
11,redeem,2024-03-05,anna,,,mug
"""


@pytest.fixture
def parts(tmp_path: Path) -> tuple[rk.Result, rk.Result]:
    """The replay of all, and the part of it from February on."""
    (tmp_path / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    for name, rows in (("all", BEFORE + AFTER), ("before", BEFORE), ("after", AFTER)):
        (tmp_path / f"{name}.csv").write_text(HEAD + rows, encoding="utf-8")
    program = rk.load(tmp_path / "p.yaml")
    before = rk.replay(program, rk.read_ledger(tmp_path / "before.csv"), until="2024-01-31")
    after = rk.resume(program, before.snapshot, rk.read_ledger(tmp_path / "after.csv"))
    return rk.replay(program, rk.read_ledger(tmp_path / "all.csv")), after


FLOWS = [f"points.{flow}" for flow in ("opening", "issued", "adjusted", "redeemed", "expired", "taken_back", "closing")]


def rolled(warehouse) -> dict[tuple, str | None]:
    found = measure(warehouse, by="month", ids=[*FLOWS, "liability.opening", "liability.closing"])
    return {(one.kpi.id, one.subject, one.period.label): one.value for one in found if one.period.label > "2024-01"}


def test_the_roll_forward_opens_with_what_members_had(parts, tmp_path):
    whole, after = parts
    assert rolled(of_result(after)) == rolled(of_result(whole))
    after.write(tmp_path / "r")
    assert rolled(of_folder(tmp_path / "r")) == rolled(of_result(whole))


def test_everybody_is_a_member_without_events_too(parts):
    whole, after = (
        {(one.period.label, one.value) for one in measure(of_result(part), by="month", ids=["members.enrolled", "members.joined"])}
        for part in parts
    )
    assert after <= whole


def test_what_cannot_be_known_is_said(parts):
    whole, after = (measure(of_result(part), by="month") for part in parts)
    assert {one.flags for one in whole if "resumed" in one.flags} == set()
    assert all("resumed" in one.flags for one in after)
    assert {one.value for one in after if one.kpi.id.startswith(("tiers.", "cards."))} == {None}
    used = {one.value for one in after if one.kpi.id == "rewards.use_rate" and one.subject == "mug"}
    assert used == {None}


PAID = {
    "en": "Since 10 February 2024 the program has cost €0.00, not counting rewards given before. "
          "A further €7.57 is due for open rewards and open points if everything is used",
    "de": "Seit dem 10. Februar 2024 hat das Programm 0,00 € gekostet, ohne vorher vergebene Prämien. "
          "Dazu kommen 7,57 € für offene Prämien und offene Punkte, wenn alles eingelöst wird",
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "de"])
def test_open_rewards_of_before_are_open_and_no_cost_that_was_saved(parts: tuple[rk.Result, rk.Result], lang: str):
    """Anna's mug of January is open, as is that of March; 3 EUR each, and 149 points of a cent. Nothing was used since."""
    _, after = parts
    text = payoff(material_of(after, lang)).text.replace("\N{NO-BREAK SPACE}", " ")
    assert text.startswith(PAID[lang])
    assert "In all that is" not in text
    assert "Insgesamt" not in text


def test_the_report_says_that_it_goes_on_from_an_earlier_state(parts: tuple[rk.Result, rk.Result]):
    whole, after = parts
    assert "went on from an earlier state" in report(after, "en")
    assert "setzt einen früheren Stand fort" in report(after, "de")
    assert "went on from an earlier state" not in report(whole, "en")


def test_what_members_had_counts_as_given(parts):
    """Of 109 usable or pending points of before, 5 given since and 70 of somebody new, 10 were spent: never more than there were."""
    _, after = parts
    [rate] = [one for one in measure(of_result(after), ids=["redemption_rate"]) if one.subject == "points"]
    assert (rate.numerator, rate.denominator) == (10, 102 + 5 + 70)
