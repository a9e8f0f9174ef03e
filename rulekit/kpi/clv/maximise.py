"""Maximum likelihood, or a posteriori: a function of positive parameters -> where it is highest, or why that cannot be told.

Nothing is drawn by chance: fixed starting points, the best end wins, and the gradient there is checked whatever the optimiser
says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rulekit.kpi.clv.customers import Customers, Floats
from rulekit.kpi.clv.histories import Histories, histories_of
from rulekit.kpi.clv.not_observable import NotObservable
from rulekit.kpi.clv.statistics_library import optimize

Range = tuple[float, float]

LOG_BOUNDS: Range = (-9.0, 7.0)
"""Parameters lie between e^-9 and e^7 of the scale of the data; where the fit wants to go beyond, it has no best place."""

FLAT = 1e-5
"""The largest slope of the mean log-likelihood, by the logarithm of a parameter, that counts as the top."""

_STEP = 1e-4
_NEAR = 0.1
_SAME = 1e-9
"""Two starts that end at the same mean log-likelihood are enough."""

_OPTIMISER = {"method": "L-BFGS-B", "options": {"ftol": 1e-13, "gtol": 1e-8, "maxiter": 200, "maxls": 50}}

MINIMUM_REPEATERS = 30
"""With fewer repeat customers four parameters say more about chance than about the shop."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is taken for usual before any customer is seen.

    `log_density` of parameters whose time was divided by a scale, but for a constant; `closed`: the logarithmic ranges of those
    parameters, by their place, whose ends are places like any other: the best may be there.
    """

    log_density: Callable[[Floats, float], float]
    closed: Mapping[int, Range]


NO_PRIOR = Prior(lambda _parameters, _scale: 0.0, {})


def maximise(
    mean_log_likelihood: Callable[[Floats], float],
    starts: Sequence[Sequence[float]],
    closed: Mapping[int, Range] = NO_PRIOR.closed,
) -> Floats | NotObservable:
    """The positive parameters with the highest mean log-likelihood; `starts` are parameters to begin from, near the scale 1."""
    ranges = [closed.get(place, LOG_BOUNDS) for place in range(len(starts[0]))]
    low, high = np.array(ranges).T
    open_places = [place not in closed for place in range(len(ranges))]

    def cost(logs: Floats) -> float:
        value = mean_log_likelihood(np.exp(logs))
        return -value if np.isfinite(value) else 1e10

    def slope(logs: Floats) -> Floats:
        steps = np.eye(len(logs)) * _STEP
        return np.array([(cost(logs + step) - cost(logs - step)) / (2 * _STEP) for step in steps])

    ends: list[Floats] = []
    for start in starts:
        found = optimize().minimize(cost, np.log(start), jac=slope, bounds=ranges, **_OPTIMISER)
        ends.append(found.x)
        if any(abs(cost(found.x) - cost(end)) < _SAME for end in ends[:-1]):
            break
    best = min(ends, key=cost)
    if ((best < low + _NEAR) | (best > high - _NEAR))[open_places].any():
        return NotObservable("the customers are too few, or too much alike, for a prediction")
    if np.abs(np.clip(best - slope(best), low, high) - best).max() > FLAT:
        return NotObservable("the model does not fit these customers")
    return np.exp(best)


@dataclass(frozen=True, slots=True)
class Fit:
    """The parameters in time divided by `scale`, and their log-likelihood in the customers' own unit of time."""

    parameters: Floats
    scale: float
    log_likelihood: float


def fit(
    customers: Customers,
    log_likelihoods: Callable[[Floats, Histories], Floats],
    starts: Sequence[Sequence[float]],
    prior: Prior = NO_PRIOR,
) -> Fit | NotObservable:
    """A model of purchases by maximum likelihood, with a prior by maximum a posteriori.

    `log_likelihoods` gives, for some parameters, that of each history.
    """
    if refusal := too_few(int((customers.frequency > 0).sum())):
        return refusal
    histories = histories_of(customers)

    def mean(parameters: Floats) -> float:
        usual = prior.log_density(parameters, histories.scale) / len(customers)
        return histories.mean(log_likelihoods(parameters, histories)) + usual

    found = maximise(mean, starts, prior.closed)
    if isinstance(found, NotObservable):
        return found
    return Fit(found, histories.scale, histories.total_unscaled(log_likelihoods(found, histories)))


def too_few(repeaters: int) -> NotObservable | None:
    """Why there can be no fit at all, by the number of customers that came back."""
    if repeaters >= MINIMUM_REPEATERS:
        return None
    return NotObservable(f"{repeaters} of the customers came back, a prediction needs at least {MINIMUM_REPEATERS}")
