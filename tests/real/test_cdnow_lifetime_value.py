"""CDNOW, 1997-98: the lifetime models against published parameters and figures computed by other software.

Two summaries are in use: exact weeks, as the view `lifetimes` has them (`ref_btyd_own`, master), and the published file, rounded to hundredths
(lifetimes, pymc).
"""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import duckdb
import numpy as np
import pytest

from rulekit.kpi import Figure, Warehouse, measure, of_ledger
from rulekit.kpi.clv import (
    BgNbd,
    Customers,
    GammaGamma,
    ParetoNbd,
    discounted_value,
    fit_bg_nbd,
    fit_bg_nbd_map,
    fit_gamma_gamma,
    fit_mbg_nbd,
    fit_pareto_nbd,
)
from rulekit.ledger import LedgerSchema, read_ledger
from rulekit.values.zone import Zone

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not (DATA / "cdnow_sample.csv.gz").is_file(), reason="needs the data beside the project: ../shared/data")

END, LATER_END = date(1997, 9, 30).toordinal(), date(1998, 6, 30).toordinal()
CUSTOMER = 1515
"""Row of customer 1516."""


def close(expected):
    return pytest.approx(expected, rel=1e-3)


def likely(expected):
    return pytest.approx(expected, abs=0.01)


def table(name: str) -> list[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reference(name: str) -> dict:
    return json.loads((DATA / "reference" / f"ref_btyd_{name}.json").read_text(encoding="utf-8"))


def shop(folder: Path, name: str, customer: str) -> Warehouse:
    path = folder / "sales.parquet"
    query = "SELECT row_number() OVER ()::VARCHAR AS event_id, date::DATE::VARCHAR AS at, {}::VARCHAR AS member_id, sales::DECIMAL(18, 2) AS amount FROM '{}'"
    duckdb.sql(query.format(customer, DATA / name)).write_parquet(str(path))
    return of_ledger(read_ledger(path), LedgerSchema("USD", Zone("UTC")))


def figures(warehouse: Warehouse, *ids: str, **asked) -> dict[str, Figure]:
    return {figure.kpi.id: figure for figure in measure(warehouse, ids=ids, **asked) if figure.scope == "identified customers"}


def customers_of(warehouse: Warehouse, until: int) -> Customers:
    """Those who bought by a day, in the order of their ids."""
    figures(warehouse, "p_alive", until=until)
    query = "SELECT repeats, recency / 7, age / 7, spent / greatest(repeats, 1) FROM lifetimes ORDER BY member_id::INTEGER"
    return Customers(*np.array(warehouse.connection.execute(query).fetchall(), float).T)


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Warehouse:
    return shop(tmp_path_factory.mktemp("sample"), "cdnow_sample.csv.gz", "sample_id")


@pytest.fixture(scope="module")
def customers(sample) -> Customers:
    return customers_of(sample, END)


@pytest.fixture(scope="module")
def published() -> Customers:
    rows = table("cdnow_rfmt_summary.csv.gz")
    return Customers(*(np.array([float(row[column]) for row in rows]) for column in ("x", "t_x", "T", "zbar")))


@pytest.fixture(scope="module")
def own() -> dict:
    return reference("own")


@pytest.fixture(scope="module")
def lifetimes() -> dict:
    return reference("lifetimes")


@pytest.fixture(scope="module")
def bg_nbd(customers) -> BgNbd:
    return fit_bg_nbd(customers)


@pytest.fixture(scope="module")
def pareto_nbd(customers) -> ParetoNbd:
    return fit_pareto_nbd(customers)


@pytest.fixture(scope="module")
def gamma_gamma(customers) -> GammaGamma:
    return fit_gamma_gamma(customers)


@pytest.fixture(scope="module")
def published_models(published) -> tuple[BgNbd, ParetoNbd, GammaGamma]:
    return fit_bg_nbd(published), fit_pareto_nbd(published), fit_gamma_gamma(published)


def agree(model, expected: dict) -> None:
    for name in expected.keys() & {"r", "alpha", "a", "b", "s", "beta", "p", "q", "v"}:
        assert getattr(model, name) == close(expected[name]), name


def by_frequency(customers: Customers, values: np.ndarray) -> dict[str, float]:
    groups = np.minimum(customers.frequency, 7)
    return {str(x): values[groups == x].mean() for x in range(8)}


@pytest.mark.parametrize("name", ["own", "lifetimes", "pymc_pareto"])
def test_the_summary_is_the_published_one_before_its_rounding(customers, published, name):
    given = reference(name)
    expected = given.get("shipped_summary_max_abs_diff") or given.get("from_raw_max_diff") or given["rfm_summary_max_diff"]
    for column, found in zip(("frequency", "recency", "age", "mean_money"), expected.values(), strict=True):
        assert np.abs(getattr(customers, column) - getattr(published, column)).max() == pytest.approx(found, abs=1e-9)


def test_counts_of_the_calibration_period(customers, own):
    assert len(customers) == own["n_customers"]
    assert customers.frequency.sum() == own["repeat_tx_cal"]
    assert customers.frequency.mean() == pytest.approx(own["mean_x"], rel=1e-12)
    assert (customers.frequency == 0).sum() == own["customers_x0"]
    assert (customers.mean_money > 0).sum() == own["gammagamma"]["n"]
    repeats = customers.frequency > 0
    assert customers.mean_money[repeats].mean() == pytest.approx(own["mean_m_repeaters"], rel=1e-12)
    together = np.corrcoef(customers.frequency[repeats], customers.mean_money[repeats])
    assert together[0, 1] == pytest.approx(own["corr_x_m_repeaters"], rel=1e-9)


@pytest.fixture(scope="module")
def bought(sample, customers) -> np.ndarray:
    """How often each customer came afterwards."""
    return customers_of(sample, LATER_END).frequency - customers.frequency


def test_what_was_bought_afterwards(sample, customers, bought, own, lifetimes):
    assert bought.sum() == own["holdout_tx_39w"] == lifetimes["holdout_frequency_sum"]
    assert by_frequency(customers, bought) == pytest.approx(own["holdout_mean_by_x"], rel=1e-12)
    later = figures(sample, "sales.gross", history_starts=END + 1, until=LATER_END)
    assert later["sales.gross"].exact == round(Fraction(own["actual_holdout_spend"]), 2)


def test_bg_nbd(customers, bg_nbd, own):
    agree(bg_nbd, own["bgnbd"])
    assert bg_nbd.log_likelihood == likely(own["bgnbd"]["LL"])
    for weeks, expected in own["bgnbd_E[X(t)]"].items():
        assert bg_nbd.expected_of_new(round(float(weeks) * 7) / 7) == close(expected)
    one = Customers(*(np.array([value]) for value in (2.0, 30.43, 38.86, 0.0)))
    assert bg_nbd.expected(one, 39)[0] == close(own["bgnbd_cE(39|2,30.43,38.86)"])
    assert bg_nbd.expected(customers, 52)[CUSTOMER] == close(own["bgnbd_cust1516_x26_E52"])
    assert bg_nbd.alive(customers)[CUSTOMER] == close(own["bgnbd_cust1516_alive"])
    assert bg_nbd.alive(customers).mean() == close(own["bgnbd_mean_alive"])
    assert bg_nbd.expected(customers, 39).sum() == close(own["bgnbd_total_expected_39w"])
    assert by_frequency(customers, bg_nbd.expected(customers, 39)) == close(own["bgnbd_expected_by_x"])


def test_pareto_nbd(customers, pareto_nbd, own):
    agree(pareto_nbd, own["paretonbd"])
    assert pareto_nbd.log_likelihood == likely(own["paretonbd"]["LL"])
    assert pareto_nbd.expected_of_new(52) == close(own["paretonbd_E[X(52)]"])
    assert pareto_nbd.expected(customers, 52)[CUSTOMER] == close(own["paretonbd_cust1516_x26_E52"])
    assert pareto_nbd.alive(customers)[CUSTOMER] == close(own["paretonbd_cust1516_alive"])
    assert pareto_nbd.alive(customers).mean() == close(own["paretonbd_mean_alive"])
    assert pareto_nbd.expected(customers, 39).sum() == close(own["paretonbd_total_expected_39w"])
    assert by_frequency(customers, pareto_nbd.expected(customers, 39)) == close(own["paretonbd_expected_by_x"])


def test_gamma_gamma(customers, gamma_gamma, bg_nbd, own):
    agree(gamma_gamma, own["gammagamma"])
    assert gamma_gamma.log_likelihood == likely(own["gammagamma"]["LL"])
    assert gamma_gamma.population_mean() == close(own["gammagamma_population_mean"])
    spend = gamma_gamma.expected_spend(customers)
    assert spend[:10].round(2).tolist() == own["gammagamma_E_spend_first10"]
    assert bg_nbd.expected(customers, 39) @ spend == close(own["clv_39w_undiscounted_total"])


def test_mbg_nbd(published, lifetimes):
    agree(fit_mbg_nbd(published), lifetimes["mbgnbd"])


@pytest.mark.parametrize("summary", ["published", "customers"])
def test_bg_nbd_with_the_usual_priors(summary, request):
    agree(fit_bg_nbd_map(request.getfixturevalue(summary)), reference("pymc")["bgnbd_default_map"])


def shown(model, customers) -> tuple[str, str, str]:
    """A row of docs/kpis.md."""
    alive = model.alive(customers)
    once = alive[customers.frequency == 0]
    return f"{alive.mean():.1%}", f"{once.mean():.1%}", f"{model.expected(customers, 39).sum():,.0f}"


def test_the_models_side_by_side_are_as_documented(customers, bought, bg_nbd, pareto_nbd):
    assert shown(bg_nbd, customers) == ("81.3%", "100.0%", "1,653")
    assert shown(fit_bg_nbd_map(customers), customers) == ("81.4%", "100.0%", "1,683")
    assert shown(fit_mbg_nbd(customers), customers) == ("44.9%", "40.9%", "1,577")
    assert shown(pareto_nbd, customers) == ("44.6%", "33.8%", "1,666")
    once = customers.frequency == 0
    assert f"{once.mean():.0%}, {(bought[once] > 0).mean():.1%}, {bought.sum():,.0f}" == "60%, 13.7%, 1,882"


def test_lifetimes_from_the_rounded_summary(published, published_models, lifetimes):
    bg_nbd, pareto_nbd, gamma_gamma = published_models
    agree(bg_nbd, lifetimes["bgnbd"])
    agree(pareto_nbd, lifetimes["paretonbd"])
    agree(gamma_gamma, lifetimes["gammagamma"])
    assert gamma_gamma.log_likelihood == likely(lifetimes["gg_LL"])
    assert bg_nbd.expected(published, 39).sum() == close(lifetimes["bg_cE39_total"])
    assert bg_nbd.alive(published).mean() == close(lifetimes["bg_mean_alive"])
    assert pareto_nbd.expected(published, 39).sum() == close(lifetimes["pn_cE39_total"])
    assert gamma_gamma.expected_spend(published)[:10].round(2).tolist() == lifetimes["gg_first10"]


def test_lifetimes_states_likelihoods_of_time_scaled_to_the_longest_age(published, published_models, lifetimes):
    bg_nbd, pareto_nbd, _ = published_models
    scaled = published.frequency.sum() * np.log(published.age.max())
    assert bg_nbd.log_likelihood + scaled == likely(lifetimes["bgnbd_LL"])
    assert pareto_nbd.log_likelihood + scaled == likely(lifetimes["pn_LL"] / len(published))  # there multiplied by the customers once more


def test_the_value_of_twelve_months(customers, bg_nbd, gamma_gamma, published, published_models, lifetimes):
    exact = discounted_value(bg_nbd, gamma_gamma, customers, months=12, monthly_rate=0.01)
    assert exact.sum() == close(lifetimes["clv_12m_1pct_month_total"])
    their_month = discounted_value(published_models[0], published_models[2], published, months=12, monthly_rate=0.01, month=4.345)
    assert their_month.sum() == pytest.approx(lifetimes["clv_12m_1pct_month_total"], rel=1e-5)
    assert their_month[:5] == close(lifetimes["clv_first5"])


def test_pymc_without_priors(published, published_models):
    bg_nbd, pareto_nbd, gamma_gamma = published_models
    flat = reference("pymc")
    agree(bg_nbd, flat["bgnbd_flat_map"])
    agree(gamma_gamma, flat["gammagamma_flat_map"])
    agree(pareto_nbd, reference("pymc_pareto")["paretonbd_flat_map"])
    assert bg_nbd.expected(published, 39).sum() == close(flat["bgnbd_flat_map"]["cE39_total"])
    assert bg_nbd.alive(published).mean() == close(flat["bgnbd_flat_map"]["mean_alive"])


def test_bg_nbd_of_all_customers(tmp_path, lifetimes):
    everybody = customers_of(shop(tmp_path, "cdnow_master.csv.gz", "customer_id"), END)
    assert len(everybody) == lifetimes["n_master"]
    agree(fit_bg_nbd(everybody), lifetimes["bgnbd_full_master"])


def test_figures_are_the_means_of_the_model(sample, customers, bg_nbd, gamma_gamma):
    found = figures(sample, "p_alive", "clv.expected_purchases", "clv.predicted", until=END)
    values = {name: float(figure.exact) for name, figure in found.items()}
    year = 365 / 7
    assert values["p_alive"] == pytest.approx(bg_nbd.alive(customers).mean(), abs=1e-6)
    assert values["clv.expected_purchases"] == pytest.approx(bg_nbd.expected(customers, year).mean(), abs=1e-6)
    predicted = discounted_value(bg_nbd, gamma_gamma, customers, monthly_rate=1.1 ** (1 / 12) - 1)
    assert values["clv.predicted"] == pytest.approx(predicted.mean(), abs=1e-5)
