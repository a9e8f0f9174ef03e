"""What stands on top: does the program pay, and the headline figures with what may be said of a change."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.kpi import Figure, catalogue
from rulekit.report.blocks import Card, Cards, Prose
from rulekit.report.material import Material, material_of
from rulekit.report.sections.overview import change_of, overview
from rulekit.report.sections.payoff import payoff

PROGRAM = """\
program: Café
currency: EUR
timezone: UTC
attributes:
  member: { control_group: yes/no }
wallets:
  points: { unit: point/points, value: 0.05 EUR }
rewards:
  cake: { kind: gift, worth: 4 EUR, cost: 1.50 EUR, valid: 400 days }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  welcome: { on: enrol, give: cake }
"""
SALES = """\
event_id,type,at,member_id,amount,reward,control_group
z,purchase,2023-11-01,,1,,
a,purchase,2024-01-02,anna,30,,
b,purchase,2024-01-03,bo,10,,
c,purchase,2024-02-03,anna,60,,
d,use,2024-02-03,anna,,cake,
e,purchase,2024-03-02,,100,,
f,purchase,2024-03-10,bo,20,,
"""


def others(day: str) -> str:
    """Ten customers more, who pay 10 each."""
    return "".join(f"{day}-{n},purchase,{day},n{n},10,,\n" for n in range(10))


def material(folder: Path, program: str = PROGRAM, sales: str = SALES, lang: str = "en") -> Material:
    (folder / "p.yaml").write_text(program, encoding="utf-8")
    (folder / "l.csv").write_text(sales, encoding="utf-8")
    return material_of(rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv")), lang)


def cards(material: Material) -> tuple[str, dict[str, Card]]:
    (block,) = (block for block in overview(material).blocks if isinstance(block, Cards))
    return block.title, {card.name: card for card in block.cards}


def test_it_says_what_the_program_cost_and_may_still_cost(tmp_path: Path) -> None:
    """One cake of two is eaten; 120 points of 5 cents are open; members paid 120."""
    text = payoff(material(tmp_path)).text
    assert "So far the program has cost €1.50. A further €7.50 is due for open rewards and open points if everything is used. Points count" in text
    assert "In all that is €7.50 of every €100 that members paid before returns." in text
    assert "cannot be told from this data, because there is no control group" in text


def test_in_german_too(tmp_path: Path) -> None:
    text = payoff(material(tmp_path, lang="de")).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Das Programm hat bisher 1,50 € gekostet. Dazu kommen 7,50 € für offene Prämien und offene Punkte, wenn alles eingelöst wird. Punkte zählen" in text
    assert "Insgesamt sind das 7,50 € von je 100 €, die Mitglieder vor Rückgaben bezahlt haben." in text


def test_an_unknown_cost_is_said_and_not_summed(tmp_path: Path) -> None:
    text = payoff(material(tmp_path, PROGRAM.replace("cost: 1.50 EUR, ", ""))).text
    assert "cannot be told, as these rewards state no cost: cake. A further €6.00 is due for open points if everything is used" in text
    assert "In all" not in text


def test_points_without_a_value_that_buy_something_are_said(tmp_path: Path) -> None:
    program = PROGRAM.replace(", value: 0.05 EUR", "").replace("cost: 1.50 EUR", "cost: 1.50 EUR, price: 20 points")
    text = payoff(material(tmp_path, program, SALES + "g,redeem,2024-03-11,anna,,cake,\n")).text
    assert "100 points are open; as they state no value, their cost is not counted." in text


@pytest.mark.parametrize(
    ("low", "high", "said"), [("1", "9", "spring: yes, €5.00 more"), ("-9", "-1", "spring: no"), ("-1", "9", "may have been chance")]
)
def test_only_a_control_group_tells(tmp_path: Path, low: str, high: str, said: str) -> None:
    one = material(tmp_path)
    totals = dict(one.totals)
    for end, value in (("", "5"), (".low", low), (".high", high)):
        kpi = catalogue()[f"promotion.uplift.control{end}"]
        totals[kpi.id, "members", "spring"] = Figure(kpi, "members", one.periods[0], None, "spring", Decimal(value), Decimal(1))
    text = payoff(replace(one, totals=totals)).text
    assert said in text
    assert "cannot be told" not in text


def test_a_control_group_that_is_too_small_is_not_denied(tmp_path: Path) -> None:
    text = payoff(material(tmp_path, sales=SALES.replace("a,purchase,2024-01-02,anna,30,,", "a,purchase,2024-01-02,anna,30,,yes"))).text
    assert "has 30 members in the control group and 30 outside" in text
    assert "there is no control group" not in text


def test_of_too_few_customers_the_headlines_are_of_the_whole_time(tmp_path: Path) -> None:
    """Two customers bought in February. A share of those before them does not exist of the whole time, and nothing has changed."""
    title, found = cards(material(tmp_path))
    assert title == "The whole time, as fewer than 10 known customers bought in the last complete period (Feb 2024)"
    assert (found["Sales after returns"].value, found["Customers who bought"].value, found["Cost of rewards"].value) == ("€221.00", "2", "2.5%")
    assert "Customers who came back" not in found
    assert {(card.change, card.mood, card.so_far, card.spark) for card in found.values()} == {(None, "even", None, None)}
    assert not any("No year before was seen" in card.good for card in found.values())
    (last,) = [block.text for block in overview(material(tmp_path)).blocks[-1:] if isinstance(block, Prose)]
    assert last.startswith("There are only 2 customers so far")
    title, _ = cards(material(tmp_path, lang="de"))
    assert title == "Die gesamte Zeit, denn im letzten vollständigen Zeitraum (Feb. 2024) kauften weniger als 10 bekannte Kunden"


def test_a_quarter_without_sales_is_no_headline() -> None:
    """Of the referral example nobody bought in the last complete quarter."""
    folder = Path(__file__).resolve().parents[3] / "examples" / "referral"
    _, found = cards(material_of(rk.replay(rk.load(folder / "program.yaml"), rk.read_ledger(folder / "ledger.csv")), "en"))
    assert found["Sales after returns"].value == "€2,008.80"


def test_the_period_stands_above_and_few_customers_are_counted(tmp_path: Path) -> None:
    sales = SALES + others("2024-02-04")
    title, found = cards(material(tmp_path, sales=sales))
    assert title == "Feb 2024, compared with Jan 2024"
    assert (found["Customers who came back"].value, found["Customers who came back"].of) == ("1 of 2 customers", None)
    assert found["Customers who came back"].means.startswith("This many of the customers who bought"), "a count is none of 100"
    _, german = cards(material(tmp_path, sales=sales, lang="de"))
    assert german["Wiedergekommene Kunden"].means.startswith("So viele der Kunden")
    card = found["Sales after returns"]
    assert (card.value, card.change, card.mood, card.so_far) == ("€160.00", "before: €40.00", "even", "since then, until 10 Mar: €120.00")
    assert found["Spent per customer"].so_far is None, "an average of part of a month would mislead"
    assert {card.mood for card in found.values()} == {"even"}, "against two customers nothing is good or bad"
    (last,) = [block.text for block in overview(material(tmp_path, sales=sales)).blocks[-1:] if isinstance(block, Prose)]
    assert "There are only 12 customers so far" in last


def test_a_share_of_many_customers_is_said_of_100(tmp_path: Path) -> None:
    rows = "".join(f"m{n},purchase,2024-01-04,m{n},10,,\n" for n in range(10))
    _, found = cards(material(tmp_path, sales=SALES + rows + others("2024-02-04")))
    card = found["Customers who came back"]
    assert (card.value, card.of) == ("8.3%", "1 of 12 customers")
    assert card.means.startswith("Of 100 customers")


def test_weeks_are_named_by_their_first_day(tmp_path: Path) -> None:
    weeks = SALES.replace("z,purchase,2023-11-01,,1,,\n", "")
    title, _ = cards(material(tmp_path, sales=weeks + others("2024-03-05")))
    assert title == "Week from 4 Mar 2024, compared with the week before"
    title, _ = cards(material(tmp_path, sales=weeks))
    assert title == "The whole time, as fewer than 10 known customers bought in the last complete week (from 4 Mar 2024)"


def test_spent_per_customer_goes_with_the_sales_after_returns(tmp_path: Path) -> None:
    """Anna paid 60 in February and took 15 back, ten others paid 10; 50 of nobody count in the sales alone."""
    rows = "r,refund,2024-02-20,anna,15,,\ns,purchase,2024-02-21,,50,,\n"
    _, found = cards(material(tmp_path, sales=SALES + rows + others("2024-02-04")))
    assert (found["Sales after returns"].value, found["Spent per customer"].value) == ("€195.00", "€13.18")


def test_a_change_that_nobody_sees_is_none(tmp_path: Path) -> None:
    one = material(tmp_path)
    kpi = catalogue()["participation.sales"]
    older, newer = (
        Figure(kpi, "all sales", one.periods[place], None, None, Decimal(value), Decimal(100_000))
        for place, value in ((0, 50_001), (1, 50_002))
    )
    assert change_of(one, newer, replace(older, period=replace(older.period, flags=())), thin=False) == ("unchanged", "even")
    more = replace(newer, numerator=Decimal(60_000))
    assert change_of(one, more, older, thin=False) == ("▲ up from 50.0%", "good")
    assert change_of(one, more, older, thin=True) == ("before: 50.0%", "even")


def test_where_a_range_is_good_less_is_not_better(tmp_path: Path) -> None:
    one = material(tmp_path)
    older, newer = (
        Figure(catalogue()["reward_cost_ratio"], "members", one.periods[place], None, None, Decimal(value), Decimal(100))
        for place, value in ((0, 6), (1, 0))
    )
    assert change_of(one, newer, older, thin=False) == ("▼ down from 6.0%", "even")
