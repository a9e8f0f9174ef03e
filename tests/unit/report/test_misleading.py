"""What a report leaves out because it would say something untrue: of a trial run, of few customers, of what the program has not."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulekit as rk
from rulekit.report.blocks import Chart, Facts, Prose, Table
from rulekit.report.material import Material, material_of
from rulekit.report.sections.last_year import last_year
from rulekit.report.sections.overview import overview
from rulekit.report.sections.points import points
from rulekit.report.sections.program import rewards
from rulekit.report.sections.reward_causes import reward_causes

PROGRAM = """\
program: Shop
currency: EUR
timezone: UTC
wallets:
  points: { unit: point/points, value: 0.01 EUR, expires: 30 days after earning }
rewards:
  coffee: { kind: gift, price: 100 points, worth: 3 EUR, cost: 1 EUR }
  cake: { kind: gift, valid: 10 days, worth: 4 EUR, cost: 1.50 EUR }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
  welcome: { on: purchase, if: first purchase, give: cake }
"""
HEAD = "event_id,type,at,member_id,amount,reward\n"
JANUARY = "".join(f"{day},purchase,2024-01-0{day} 10:00,m{day % 4},50,\n" for day in range(1, 8))
MARCH = "m,purchase,2024-03-01 10:00,m1,50,\n"
OF_SPENDING = {"redemption_rate", "breakage.expected", "liability.expected", "liability.ifrs15", "rewards.use_rate"}

COSTS = {"reward_cost_ratio", "effective_reward_rate", "rewards.cost"}


def material(folder: Path, more: str = "", program: str = PROGRAM, lang: str = "en") -> Material:
    (folder / "shop.yaml").write_text(program, encoding="utf-8")
    (folder / "sales.csv").write_text(HEAD + JANUARY + MARCH + more, encoding="utf-8")
    return material_of(rk.replay(rk.load(folder / "shop.yaml"), rk.read_ledger(folder / "sales.csv")), lang)


def shown(found: Material) -> set[str]:
    return {kpi_id for kpi_id, _, _ in found.totals} | {kpi_id for kpi_id, _, _ in found.courses}


def first_words(found: Material) -> str:
    return overview(found).blocks[0].text  # type: ignore[union-attr]


def test_in_a_trial_run_nobody_could_redeem_anything(tmp_path: Path) -> None:
    """What it would have cost at most: 4 cakes at 1.50 EUR, three of which have lapsed, 400 points of which 350 have."""
    found = material(tmp_path)
    assert not OF_SPENDING & shown(found)
    assert first_words(found).startswith("Trial run: ")
    assert first_words(found).endswith("it would have cost €10.00, points at the value the program gives them.")
    assert first_words(material(tmp_path, lang="de")).startswith("Probelauf: ")


def test_what_lapsed_in_a_trial_run_is_not_called_costless(tmp_path: Path) -> None:
    """Three of four cakes lapsed, which nobody could have used: a cost of the open one alone would be too small."""
    found = material(tmp_path)
    assert not COSTS & shown(found)
    section = rewards(found)
    assert section is not None
    chart, facts = section.blocks
    assert isinstance(chart, Chart)
    assert "Cost in all" not in chart.table.head
    assert "nobody could use what lapsed" in (chart.table.note or "")
    assert {len(row) for row in chart.table.rows} == {len(chart.table.head)}
    assert isinstance(facts, Facts)
    assert [fact.name for fact in facts.facts] == ["Days to the first reward"]
    causes = reward_causes(found)
    assert causes is not None
    assert ("Cost in all" in causes.head, causes.note) == (False, chart.table.note)
    assert {len(row) for row in causes.rows} == {len(causes.head)}


@pytest.mark.parametrize(
    ("more", "valid"), [("e,enrol,2024-03-02,m9,,\n", "10 days"), ("", "90 days")], ids=["the program ran", "nothing has lapsed"]
)
def test_costs_are_said_where_they_are_true(tmp_path: Path, more: str, valid: str) -> None:
    found = material(tmp_path, more, PROGRAM.replace("10 days", valid))
    assert shown(found) >= COSTS
    section = rewards(found)
    assert section is not None
    (table,) = (block.table for block in section.blocks if isinstance(block, Chart) and isinstance(block.table, Table) and block.table.head[0] == "Reward")
    assert table.head[-1] == "Cost in all"
    causes = reward_causes(found)
    assert causes is not None
    assert "Cost in all" in causes.head


@pytest.mark.parametrize("more", ["u,use,2024-01-03,m1,,cake\n", "r,redeem,2024-03-02,m2,,coffee\n", "e,enrol,2024-03-02,m9,,\n"])
def test_where_a_program_ran_that_nobody_redeemed_is_worth_knowing(tmp_path: Path, more: str) -> None:
    """A redemption that was declined was one that could have been."""
    found = material(tmp_path, more)
    assert shown(found) >= OF_SPENDING
    assert first_words(found).startswith("From 1 January")


def test_a_program_with_nothing_to_spend_or_use_is_no_trial_run(tmp_path: Path) -> None:
    program = PROGRAM.partition("rewards:")[0] + "rules: { base: { on: purchase, give: 1 point per 1 EUR } }\n"
    program = program.replace("value: 0.01 EUR, ", "")
    assert first_words(material(tmp_path, program=program)).startswith("From 1 January")


def test_what_rewards_without_a_cost_would_have_cost_is_unknown(tmp_path: Path) -> None:
    found = material(tmp_path, program=PROGRAM.replace(", cost: 1.50 EUR", ""))
    assert first_words(found).endswith("as a reward states no cost or a point no value.")


def test_points_that_became_rewards_by_themselves_were_spent(tmp_path: Path) -> None:
    found = material(tmp_path, program=PROGRAM.replace("price: 100 points,", "price: 100 points, auto: yes,"))
    assert "redemption_rate" in shown(found)
    assert "rewards.use_rate" not in shown(found)


def test_figures_of_what_there_is_not_are_left_out(tmp_path: Path) -> None:
    """No referral, no control group, and of a few customers no fifths."""
    found = shown(material(tmp_path, "e,enrol,2024-03-02,m9,,\n"))
    assert not {"referral_rate", "promotion.uplift.control", "promotion.uplift.control.low", "rfm.customers", "rfm.sales"} & found


def test_what_points_cost_to_buy_is_said_where_it_is_another_amount(tmp_path: Path) -> None:
    """A coffee of 100 points at 0.01 EUR: for 1 EUR it costs what the points are worth, for 0.40 EUR less."""
    bought = "r,redeem,2024-01-06,m1,,coffee\n"
    at_face_value = PROGRAM.replace("worth: 3 EUR, cost: 1 EUR", "worth: 1 EUR, cost: 1 EUR")
    assert "liability.cost" not in shown(material(tmp_path, bought, at_face_value))
    assert "liability.cost" in shown(material(tmp_path, bought, at_face_value.replace("cost: 1 EUR", "cost: 0.40 EUR")))


def test_points_that_buy_nothing_are_only_counted(tmp_path: Path) -> None:
    """They are not scolded for being kept, and cost nothing; those that buy something beside them are."""
    stars = PROGRAM.replace("rewards:", "  stars: { unit: star/stars }\nrewards:")
    stars = stars.replace("rules:", "rules:\n  shine: { on: purchase, give: 1 star }")
    found = material(tmp_path, "e,enrol,2024-03-02,m9,,\n", stars)
    assert found.total("redemption_rate", subject="points") is not None
    assert found.total("redemption_rate", subject="stars") is None
    section = points(found)
    assert section is not None
    assert [block.text for block in section.blocks if isinstance(block, Prose)] == [
        "stars are only counted, such as for levels; nothing can be bought with them."
    ]
    assert first_words(material(tmp_path, program=stars)).endswith("it would have cost €10.00, points at the value the program gives them.")


def test_seasons_are_compared_with_the_same_month_of_last_year(tmp_path: Path) -> None:
    """More than in February, which says nothing; less than in March a year ago, which does."""
    paid = {"2023-03": 30, "2024-02": 10, "2024-03": 20}
    months = [f"2023-{month:02}" for month in range(1, 13)] + ["2024-01", "2024-02", "2024-03"]
    sales = "".join(f"{at},purchase,{at} 10:00,m1,{paid.get(at[:7], 10)},\n" for month in months for at in (f"{month}-{day:02}" for day in range(1, 10)))
    (tmp_path / "shop.yaml").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "sales.csv").write_text(HEAD + sales, encoding="utf-8")
    found = material_of(rk.replay(rk.load(tmp_path / "shop.yaml"), rk.read_ledger(tmp_path / "sales.csv"), until="2024-03-31"), "en")
    course = found.course("sales.net")
    assert found.by == "month"
    assert last_year(found, course, len(months) - 1) == ("In March 2023 it was €270.00.", "bad")
    assert last_year(found, course, len(months) - 2) == ("In February 2023 it was €90.00.", "even")
    assert last_year(found, course, 5) == ("No year before was seen yet.", "even")


def test_no_goal_is_met_by_a_figure_that_would_mislead(tmp_path: Path) -> None:
    goals = "goals:\n  reward_cost_ratio: at most 5%\n  sales.gross: at least 10 EUR\n"
    assert [one.verdict for one in material(tmp_path, program=PROGRAM + goals).goals] == ["not observable", "met"]
    assert [one.verdict for one in material(tmp_path, "e,enrol,2024-03-02,m9,,\n", PROGRAM + goals).goals] == ["met", "met"]
