"""Fits: parameters of a made population come back, units do not matter, and what cannot be fitted says so quietly."""

import sys

import numpy as np
import pytest
from scipy import special, stats

from rulekit.diagnostics import UsageError
from rulekit.kpi.clv import Customers, NotObservable, fit_bg_nbd, fit_bg_nbd_map, fit_gamma_gamma, fit_mbg_nbd, fit_pareto_nbd

LIKELIEST = [fit_bg_nbd, fit_mbg_nbd, fit_pareto_nbd]
FITS = [*LIKELIEST, fit_bg_nbd_map, fit_gamma_gamma]
pytestmark = pytest.mark.filterwarnings("error")


def population(size: int = 250, *, leaves_at_once: bool = False) -> Customers:
    """Customers who buy with gamma rates and may leave after each repeat purchase, or the first too; the same every time."""
    chance = np.random.default_rng(20_241_124)
    rates, leaves = chance.gamma(0.8, 1 / 5.0, size), chance.beta(1.0, 3.0, size)
    rows = []
    for rate, leave in zip(rates, leaves, strict=True):
        age, times = chance.integers(20, 53), []
        gone = leaves_at_once and chance.random() < leave
        while not gone and (after := (times[-1] if times else 0.0) + chance.exponential(1 / rate)) < age:
            times.append(after)
            gone = chance.random() < leave
        spend = chance.gamma(6.0 * max(len(times), 1), 1 / chance.gamma(4.0, 1 / 15.0)) / max(len(times), 1)
        rows.append((len(times), round(times[-1]) if times else 0, age, spend if times else 0.0))
    return Customers(*np.array(rows, float).T)


@pytest.fixture(scope="module")
def customers() -> Customers:
    return population()


def test_a_made_population_is_found_again(customers):
    model = fit_bg_nbd(customers)
    assert (model.r, model.r / model.alpha) == pytest.approx((0.8, 0.16), rel=0.35)
    assert model.a / (model.a + model.b) == pytest.approx(0.25, rel=0.35)
    assert fit_gamma_gamma(customers).population_mean() == pytest.approx(6 * 15 / 3, rel=0.1)


def test_a_population_that_leaves_at_once_is_found_again_and_by_the_other_model_is_not():
    customers = population(1500, leaves_at_once=True)
    modified, plain = fit_mbg_nbd(customers), fit_bg_nbd(customers)
    assert (modified.r, modified.alpha) == pytest.approx((0.8, 5.0), rel=0.15)
    assert modified.a / (modified.a + modified.b) == pytest.approx(0.25, abs=0.03)
    assert modified.log_likelihood > plain.log_likelihood + 5
    assert plain.r < 0.6


@pytest.mark.parametrize("fit", LIKELIEST)
def test_days_or_weeks_are_the_same_fit(fit, customers):
    weeks = fit(customers)
    days = fit(Customers(customers.frequency, customers.recency * 7, customers.age * 7, customers.mean_money))
    assert days.alpha == pytest.approx(weeks.alpha * 7, rel=1e-6)
    assert days.r == pytest.approx(weeks.r, rel=1e-6)
    assert days.log_likelihood == pytest.approx(weeks.log_likelihood - customers.frequency.sum() * np.log(7), rel=1e-9)


def test_cents_or_euros_are_the_same_fit(customers):
    euros = fit_gamma_gamma(customers)
    cents = fit_gamma_gamma(Customers(customers.frequency, customers.recency, customers.age, customers.mean_money * 100))
    assert (cents.p, cents.q, cents.v) == pytest.approx((euros.p, euros.q, euros.v * 100), rel=1e-5)


@pytest.mark.parametrize("fit", FITS)
def test_the_order_of_the_customers_does_not_matter_and_chance_has_no_say(fit, customers):
    backwards = Customers(*(getattr(customers, name)[::-1].copy() for name in ("frequency", "recency", "age", "mean_money")))
    found = fit(customers)
    assert fit(customers) == found
    assert fit(backwards).log_likelihood == pytest.approx(found.log_likelihood, rel=1e-9)


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("returned", [0, 1, 29])
def test_too_few_came_back(fit, returned):
    frequency = np.concatenate([np.zeros(500), np.ones(returned)])
    found = fit(Customers(frequency, frequency * 5, np.full(len(frequency), 30.0), frequency * 20))
    assert found == NotObservable(f"{returned} of the customers came back, a prediction needs at least 30")


def alike(size: int, frequency: int, recency: float, age: float) -> Customers:
    return Customers(*(np.full(size, float(value)) for value in (frequency, recency, age, 20)))


@pytest.mark.parametrize("fit", [*LIKELIEST, fit_gamma_gamma])
def test_all_alike(fit, capfd):
    assert fit(alike(60, 5, 30, 40)) == NotObservable("the customers are too few, or too much alike, for a prediction")
    assert capfd.readouterr() == ("", "")


def log_posterior(r: float, alpha: float, phi: float, kappa: float, customers: Customers) -> float:
    """As the documentation of pymc and the paper have them, one customer at a time."""
    a, b, total = phi * kappa, (1 - phi) * kappa, 0.0
    for x, t_x, age in zip(customers.frequency, customers.recency, customers.age, strict=True):
        rates = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
        there = special.betaln(a, b + x) - special.betaln(a, b) - (r + x) * np.log(alpha + age)
        left = special.betaln(a + 1, b + x - 1) - special.betaln(a, b) - (r + x) * np.log(alpha + t_x) if x else -np.inf
        total += rates + np.logaddexp(there, left)
    priors = stats.weibull_min(2, scale=1).logpdf(r) + stats.weibull_min(2, scale=10).logpdf(alpha) + stats.pareto(1).logpdf(kappa)
    return float(total + priors)


NOBODY = np.exp(-9.0)


def best_place(customers: Customers) -> tuple[float, float, float, float]:
    """r, alpha, phi and kappa of the fit; no step away from them is better."""
    model = fit_bg_nbd_map(customers)
    place = np.array([model.r, model.alpha, model.a / (model.a + model.b), max(model.a + model.b, 1.0)])
    highest = log_posterior(*place, customers)
    for which in range(4):
        for factor in (0.97, 1.03):
            aside = place * np.where(np.arange(4) == which, factor, 1.0)
            if aside[2] > NOBODY and aside[3] >= 1:
                assert log_posterior(*aside, customers) < highest + 1e-6, (which, factor)
    return tuple(place)


def test_with_priors_the_density_of_the_parameters_is_highest(customers):
    *_, phi, kappa = best_place(customers)
    assert 0.1 < phi < 0.5
    assert kappa > 1


def test_with_priors_customers_who_are_alike_have_a_model():
    """With every purchase on time nobody seems to leave: the chance to leave is 0, and who has none needs no kappa above 1."""
    customers = alike(60, 5, 38, 40)
    *_, phi, kappa = best_place(customers)
    assert (phi, kappa) == pytest.approx((NOBODY, 1), rel=1e-3)
    model = fit_bg_nbd_map(customers)
    assert model.alive(customers) == pytest.approx(1, abs=1e-3)
    assert model.expected(customers, 40) == pytest.approx(5, rel=0.1)


def test_with_priors_kappa_may_be_the_least_there_is():
    """Half never leave and half do at once: maximum likelihood wants a and b as small as can be."""
    stay, leave = alike(40, 12, 38, 40), alike(40, 1, 3, 40)
    halves = (np.concatenate([getattr(side, name) for side in (stay, leave)]) for name in ("frequency", "recency", "age", "mean_money"))
    customers = Customers(*halves)
    *_, phi, kappa = best_place(customers)
    assert 0.2 < phi < 0.5
    assert kappa == pytest.approx(1, rel=1e-9)


def test_priors_matter_less_the_more_customers_there_are():
    apart = []
    for size in (120, 4000):
        customers = population(size)
        plain, usual = fit_bg_nbd(customers), fit_bg_nbd_map(customers)
        apart.append(abs(np.log(usual.expected(customers, 52).sum() / plain.expected(customers, 52).sum())))
    assert apart[1] < 0.01 < apart[0]


def test_free_purchases_are_no_spend(customers):
    free = Customers(customers.frequency, customers.recency, customers.age, np.zeros(len(customers)))
    assert isinstance(fit_gamma_gamma(free), NotObservable)


def test_a_mean_without_an_end_is_not_observable():
    """Made with q = 0.7, where a mean over the customers has no end."""
    chance = np.random.default_rng(3)
    money = chance.gamma(6.0, 1 / chance.gamma(0.7, 1.0, 300))
    found = fit_gamma_gamma(Customers(np.ones(300), np.ones(300), np.full(300, 2.0), money))
    assert found == NotObservable("a few customers spend so much more than the others that the mean says nothing")


@pytest.mark.parametrize("fit", FITS)
def test_without_scipy_the_help_says_what_to_install(fit, customers, monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(UsageError) as raised:
        fit(customers)
    assert "rulekit[stats]" in raised.value.help
