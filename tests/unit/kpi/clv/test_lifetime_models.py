"""The models with given parameters: published figures, closed forms, and what must hold for every customer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special

from rulekit.kpi.clv import BgNbd, Customers, GammaGamma, ParetoNbd, discounted_value
from rulekit.kpi.clv.hypergeometric import hypergeometric_of_one

PUBLISHED = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4)
MODIFIED = BgNbd(0.525, 6.183, 0.891, 1.614, -9582.1, leaves_at_once=True)
PARETO = ParetoNbd(0.553, 10.578, 0.606, 11.669, -9595.0)
SPEND = GammaGamma(6.25, 3.74, 15.44, -4055.9)

positive = st.floats(0.02, 50)
bg_nbds = st.builds(BgNbd, positive, positive, positive, positive, st.just(0.0), st.booleans())
pareto_nbds = st.builds(ParetoNbd, positive, positive, positive, positive, st.just(0.0))
models = bg_nbds | pareto_nbds
frequencies = st.integers(1, 10) | st.integers(10, 100_000)


def one(frequency, recency, age, mean_money=0.0) -> Customers:
    return Customers(*(np.array([float(value)]) for value in (frequency, recency, age, mean_money)))


def test_the_example_of_the_bg_nbd_paper():
    """Fader, Hardie & Lee's spreadsheet note: the customer with x = 2, t_x = 30.43, T = 38.86 will buy 1.226 times in 39 weeks."""
    assert PUBLISHED.expected(one(2, 30.43, 38.86), 39)[0] == pytest.approx(1.226, abs=5e-4)


def test_bg_nbd_by_hand():
    model = BgNbd(1.0, 1.0, 1.0, 2.0, 0.0)
    assert model.alive(one(1, 1, 3))[0] == pytest.approx(1 / (1 + 1 / 2 * (4 / 2) ** 2))
    assert model.alive(one(0, 0, 3))[0] == 1
    modified = BgNbd(1.0, 1.0, 1.0, 2.0, 0.0, leaves_at_once=True)
    assert modified.alive(one(1, 1, 3))[0] == pytest.approx(1 / (1 + 1 / 3 * (4 / 2) ** 2))
    assert modified.alive(one(0, 0, 3))[0] == pytest.approx(1 / (1 + 1 / 2 * 4))
    # r = alpha = 1, a = 1, b = 1: the mean over p of (1 - 1 / (1 + p t)) / p is the integral of t / (1 + p t), ln(1 + t)
    assert BgNbd(1.0, 1.0, 1.0, 1.0, 0.0).expected_of_new(5) == pytest.approx(np.log(6), rel=1e-12)


def test_pareto_nbd_by_hand():
    model = ParetoNbd(1.0, 1.0, 1.0, 1.0, 0.0)
    # stayed (1 + T)^-2 against stayed + the integral of (1 + u)^-3 from 0 to T, with T = 1: 1/4 and 3/8
    assert model.alive(one(0, 0, 1))[0] == pytest.approx(0.25 / (0.25 + 0.375), rel=1e-12)
    # s = 1: r beta / alpha · ln((beta + t) / beta)
    assert model.expected_of_new(3) == pytest.approx(np.log(4), rel=1e-12)
    assert ParetoNbd(2.0, 4.0, 3.0, 5.0, 0.0).expected_of_new(5) == pytest.approx(2 * 5 / (4 * 2) * (1 - 0.25), rel=1e-12)


def test_gamma_gamma_by_hand():
    model = GammaGamma(2.0, 3.0, 10.0, 0.0)
    assert model.population_mean() == 10
    assert model.expected_spend(one(0, 0, 5))[0] == 10
    assert model.expected_spend(one(4, 1, 5, 30))[0] == 2 * (10 + 4 * 30) / (2 * 4 + 2)


@pytest.mark.parametrize(("frequency", "age", "time"), [(0, 0, 1), (0, 30, 39), (1, 30, 39), (26, 31, 52), (60, 80, 5)])
@pytest.mark.parametrize("a", [0.3, 0.793, 1.7, 4.0])
@pytest.mark.parametrize("leaves_at_once", [False, True])
def test_bg_nbd_is_the_closed_form_where_that_can_be_computed(frequency, age, time, a, leaves_at_once):
    """The modified one has a chance to leave more."""
    r, alpha, b = 0.243, 4.414, 2.426
    z, power, chances = time / (alpha + age + time), r + frequency, frequency + leaves_at_once
    third = a + b + chances - 1
    closed = third / (a - 1) * (1 - (1 - z) ** power * special.hyp2f1(power, b + chances, third, z))
    model, customer = BgNbd(r, alpha, a, b, 0.0, leaves_at_once), one(frequency, age if frequency else 0, age)
    assert model.expected(customer, time)[0] == pytest.approx(closed * model.alive(customer)[0], rel=1e-8)


def test_who_bought_once_may_have_left_more_likely_the_longer_ago():
    nothing, ages = np.zeros(4), np.array([0.0, 4.0, 26.0, 104.0])
    bought_once = Customers(nothing, nothing, ages, nothing)
    assert PUBLISHED.alive(bought_once).tolist() == [1, 1, 1, 1]
    alive = MODIFIED.alive(bought_once)
    assert alive[0] == pytest.approx(1.614 / (0.891 + 1.614))
    assert (np.diff(alive) < 0).all()
    assert 0.1 < alive[-1] < 0.3


@pytest.mark.parametrize("model", [PUBLISHED, MODIFIED])
def test_made_customers_are_there_and_buy_as_often_as_expected(model):
    """Nothing but chance: a rate and a chance to leave for each, what they did in 40 weeks, and in the 30 weeks after."""
    chance, rows, later = np.random.default_rng(2_007), [], []
    rates, leaves = chance.gamma(model.r, 1 / model.alpha, 20_000), chance.beta(model.a, model.b, 20_000)
    for rate, leave in zip(rates, leaves, strict=True):
        times, left = [0.0], model.leaves_at_once and chance.random() < leave
        while not left and (after := times[-1] + chance.exponential(1 / rate)) < 70:
            times.append(after)
            left = chance.random() < leave
        seen = [time for time in times if time < 40]
        rows.append((len(seen) - 1, seen[-1], 40, 0))
        later.append((len(times) > len(seen) or not left, len(times) - len(seen)))
    customers, (there, bought) = Customers(*np.array(rows, float).T), np.array(later, float).T
    for group in (customers.frequency == 0, customers.frequency == 1, customers.frequency > 1):
        size = group.sum()
        assert abs((there - model.alive(customers))[group].mean()) < 3 * np.sqrt(0.25 / size)
        assert abs((bought - model.expected(customers, 30))[group].mean()) < 3 * bought[group].std() / np.sqrt(size)


@pytest.mark.parametrize(("r", "alpha", "s", "beta"), [(0.55, 10.6, 0.6, 11.7), (2.0, 30.0, 0.4, 1.5), (0.1, 0.5, 5.0, 90.0), (1, 3, 2, 3)])
@pytest.mark.parametrize(("frequency", "recency", "age"), [(0, 0, 1), (0, 0, 39), (3, 20, 39), (3, 38.9, 39), (80, 10, 39)])
def test_pareto_nbd_is_the_integral_over_the_time_of_leaving(r, alpha, s, beta, frequency, recency, age):
    def leaving(time):
        return s * ((alpha + age) / (alpha + time)) ** (r + frequency) * ((beta + age) / (beta + time)) ** s / (beta + time)

    left, _ = integrate.quad(leaving, recency, age, epsrel=1e-11)
    assert ParetoNbd(r, alpha, s, beta, 0.0).alive(one(frequency, recency, age))[0] == pytest.approx(1 / (1 + left), rel=1e-8)


@pytest.mark.parametrize("z", [0.0, 0.3, 0.9, 0.999])
@pytest.mark.parametrize("b", [0.5, 3.0, 400.0])
def test_the_continued_fraction_is_the_series(b, z):
    terms = np.cumprod(np.concatenate([[1.0], (b + np.arange(60_000)) / (b + 1.5 + np.arange(60_000)) * z]))
    found = hypergeometric_of_one(np.array([b]), np.array([b + 1.5]), np.array([z]))
    assert found[0] == pytest.approx(terms.sum(), rel=1e-11)


@settings(deadline=None)
@given(models, frequencies, st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 500))
def test_the_longer_ago_the_last_purchase_the_less_alive(model, frequency, early, late, age):
    early, late = sorted((early, late))
    before, after = (model.alive(one(frequency, share * age, age))[0] for share in (early, late))
    assert 0 <= before <= after * (1 + 1e-9) <= 1 + 1e-9
    assert 0 < model.alive(one(frequency, age, age))[0] <= 1


@settings(deadline=None)
@given(models, frequencies | st.just(0), st.floats(0, 500), st.floats(1e-6, 500), st.floats(1e-6, 500))
def test_expected_purchases_grow_with_time_and_never_beyond_the_own_rate(model, frequency, age, short, long):
    short, long = sorted((short, long))
    customer = one(frequency, age if frequency else 0, age)
    less, more = (model.expected(customer, time)[0] for time in (short, long))
    assert 0 <= less <= more * (1 + 1e-9)
    assert more <= (model.r + frequency) * long / (model.alpha + age) * (1 + 1e-9)
    assert model.expected(customer, 0)[0] == 0


@given(st.integers(1, 10_000), st.floats(0.01, 1e6))
def test_expected_spend_lies_between_the_own_mean_and_everybodys(frequency, money):
    spend = SPEND.expected_spend(one(frequency, 1, 2, money))[0]
    low, high = sorted((money, SPEND.population_mean()))
    assert low * (1 - 1e-9) <= spend <= high * (1 + 1e-9)


@pytest.mark.parametrize("purchases", [PUBLISHED, MODIFIED, PARETO])
def test_value_is_purchases_times_spend_and_a_rate_lowers_it(purchases):
    customers = Customers(*(np.array(column, float) for column in ([0, 2, 26], [0, 30, 30.86], [38, 38, 31], [0, 20, 40])))
    plain = discounted_value(purchases, SPEND, customers, months=3, month=4)
    assert plain == pytest.approx(purchases.expected(customers, 12) * SPEND.expected_spend(customers), rel=1e-9)
    month = discounted_value(purchases, SPEND, customers, months=1, month=4)
    assert discounted_value(purchases, SPEND, customers, months=1, monthly_rate=0.25, month=4) == pytest.approx(month / 1.25, rel=1e-12)


@pytest.mark.parametrize("model", [PUBLISHED, MODIFIED, PARETO])
def test_no_customers_give_no_figures(model):
    nobody = Customers(*(np.zeros(0) for _ in range(4)))
    assert len(model.alive(nobody)) == len(model.expected(nobody, 52)) == 0
