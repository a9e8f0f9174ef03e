"""Predicted figures: the rows of a query -> means over customers, rounded; or why there are none."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.diagnostics import UsageError
from rulekit.kpi import Figure, measure, models, of_ledger
from rulekit.kpi.assumptions import MODELS, Assumptions
from rulekit.kpi.clv import statistics_library
from rulekit.ledger import LedgerSchema, read_ledger
from rulekit.values.zone import Zone

IDS = ("p_alive", "clv.expected_purchases", "clv.predicted")


def shop(folder: Path, customers: int):
    """Customers who buy at their own rate, leave by their own chance after a purchase, and spend around their own mean."""
    chance = random.Random(4)
    rows = ["event_id,type,at,member_id,amount"]
    for number in range(customers):
        rate, leaves, mean = chance.gammavariate(0.8, 1 / 10), chance.betavariate(0.8, 2.5), chance.gammavariate(6, 4)
        day = chance.uniform(0, 60)
        while day < 365:
            at = date(2024, 1, 1) + timedelta(days=int(day))
            rows.append(f"e{len(rows)},purchase,{at},m{number},{chance.gammavariate(6, mean / 6) + 1:.2f}")
            day += chance.expovariate(rate) if chance.random() > leaves else 1000
    return opened(folder, rows)


def opened(folder: Path, rows: list[str]):
    path = folder / "sales.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return of_ledger(read_ledger(path), LedgerSchema("EUR", Zone("UTC")))


def figures(warehouse, by=None, until=None, **assumed) -> dict[str, Figure]:
    found = measure(warehouse, by=by, until=until, ids=IDS, assumptions=Assumptions(**assumed))
    return {one.kpi.id: one for one in found if one.scope == "identified customers"}


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    return shop(tmp_path_factory.mktemp("busy"), 400)


def test_predictions_are_means_over_customers_and_say_that_they_are_models(busy):
    found = figures(busy)
    assert set(found) == set(IDS)
    for figure in found.values():
        assert figure.flags == ("model",)
        assert figure.denominator == 400
        assert figure.numerator.as_tuple().exponent >= -6
    assert 0 < found["p_alive"].exact < 1
    assert found["clv.predicted"].exact > 0


def test_money_of_later_months_counts_less(busy):
    plain, discounted = (figures(busy, discount_rate=Decimal(rate))["clv.predicted"].exact for rate in ("0", "0.5"))
    assert Decimal("0.66") < Decimal(float(discounted / plain)) < 1


def test_every_model_predicts_and_none_says_the_same(busy):
    alive = {model: figures(busy, model=model)["p_alive"].exact for model in MODELS}
    assert all(0 < share < 1 for share in alive.values())
    assert len(set(alive.values())) == len(MODELS)
    assert alive["mbg-nbd"] < alive["bg-nbd"]


def test_regulars_who_are_all_alike_have_a_prediction_from_what_is_usual_alone(tmp_path):
    rows = ["event_id,type,at,member_id,amount"]
    for number in range(50):
        days = (date(2024, 1, 1) + timedelta(days=day) for day in range(number, 366, 14))
        rows += [f"m{number}/{day},purchase,{day},m{number},5.00" for day in days]
    regulars = opened(tmp_path, rows)
    refused, usual = figures(regulars), figures(regulars, model="bg-nbd-map")
    assert refused["clv.expected_purchases"].note == "the customers are too few, or too much alike, for a prediction"
    assert usual["p_alive"].exact > Fraction(99, 100)
    assert 23 < usual["clv.expected_purchases"].exact < 29, "once in two weeks"


def test_what_is_predicted_does_not_depend_on_the_length_of_periods(busy):
    whole, last = figures(busy)["clv.predicted"], figures(busy, by="month")["clv.predicted"]
    assert whole.value == last.value


def test_too_few_customers_are_a_note(tmp_path):
    found = figures(shop(tmp_path, 20))
    assert {figure.value for figure in found.values()} == {None}
    assert "came back, a prediction needs at least 30" in found["clv.predicted"].note
    assert found["clv.predicted"].record()["note"] == found["clv.predicted"].note


GOALS = """\
program: P
currency: EUR
timezone: UTC
goals: { p_alive: at least 10%, clv.predicted: at least 5 EUR }
"""


def test_the_same_customers_are_fitted_once(tmp_path, monkeypatch):
    """For three figures in two scopes, and for goals that look at the whole time while the figures are of months."""
    shop(tmp_path, 90)
    (tmp_path / "p.yaml").write_text(GOALS, encoding="utf-8")
    result = rk.replay(rk.load(tmp_path / "p.yaml"), rk.read_ledger(tmp_path / "sales.csv"))
    fits = []
    real = models.predictions
    monkeypatch.setattr(models, "predictions", lambda *given: fits.append(given) or real(*given))
    found = rk.kpis(result=result, by="month")
    assert len(fits) == 1
    assert [goal["verdict"] for goal in found["goals"]] == ["met", "met"]
    values = {one["value"] for one in found["kpis"] if one["id"] == "p_alive"}
    assert values == {None, found["goals"][0]["value"]}


def test_other_customers_and_assumptions_are_fitted_anew(busy):
    found = [figures(busy, until=day, discount_rate=rate)["clv.predicted"].value for day in (None, 739_160) for rate in (0, 1)]
    assert None not in found
    assert len(set(found)) == 4


def test_a_missing_library_is_a_note(tmp_path, monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(statistics_library, "import_module", missing)
    note = figures(shop(tmp_path, 120))["clv.predicted"].note
    assert note == 'predictions and confidence intervals need scipy: `pip install "rulekit[stats]"`'


@pytest.mark.parametrize(
    "assumed", [{"model": "guess"}, {"discount_rate": Decimal(-1)}, {"discount_rate": Decimal(11)}, {"marketing_budget": Decimal(0)}]
)
def test_assumptions_that_make_no_sense(assumed):
    with pytest.raises(UsageError):
        Assumptions(**assumed)
