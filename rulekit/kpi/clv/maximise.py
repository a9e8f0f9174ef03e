"""Maximum likelihood: a log-likelihood of positive parameters -> where it is highest, or why that cannot be told.

Nothing is drawn by chance: fixed starting points, the best end wins, and the gradient there is checked whatever the optimiser
says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rulekit.kpi.clv.customers import Floats
from rulekit.kpi.clv.not_observable import NotObservable
from rulekit.kpi.clv.statistics_library import optimize

LOG_BOUND = 9.0
"""Parameters between e^-9 and e^9 of the scale of the data: beyond, the best fit lies at infinity."""

FLAT = 1e-5
"""The largest slope of the mean log-likelihood, by the logarithm of a parameter, that counts as the top."""

_STEP = 1e-4

MINIMUM_REPEATERS = 30
"""With fewer repeat customers four parameters say more about chance than about the shop."""


def maximise(mean_log_likelihood: Callable[[Floats], float], starts: Sequence[Sequence[float]]) -> Floats | NotObservable:
    """The positive parameters with the highest mean log-likelihood; `starts` are parameters to begin from, near the scale 1."""

    def cost(logs: Floats) -> float:
        value = mean_log_likelihood(np.exp(logs))
        return -value if np.isfinite(value) else 1e10

    def slope(logs: Floats) -> Floats:
        steps = np.eye(len(logs)) * _STEP
        return np.array([(cost(logs + step) - cost(logs - step)) / (2 * _STEP) for step in steps])

    bounds = [(-LOG_BOUND, LOG_BOUND)] * len(starts[0])
    options = {"ftol": 1e-15, "gtol": 1e-8, "maxiter": 1000, "maxls": 50}
    minimize = optimize().minimize
    ends = [minimize(cost, np.log(start), jac=slope, method="L-BFGS-B", bounds=bounds, options=options).x for start in starts]
    best: Floats = min(ends, key=cost)
    if np.abs(best).max() > LOG_BOUND - 0.1:
        return NotObservable("the customers are too much alike, or too few, to tell how they differ")
    if np.abs(slope(best)).max() > FLAT:
        return NotObservable("no best fit of the model to these customers was found")
    return np.exp(best)


def too_few(repeaters: int) -> NotObservable | None:
    """Why there can be no fit at all, by the number of customers that came back."""
    if repeaters >= MINIMUM_REPEATERS:
        return None
    return NotObservable(f"only {repeaters} customers came back, a prediction needs at least {MINIMUM_REPEATERS}")
