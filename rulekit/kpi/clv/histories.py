"""Customers with the same history are one to a likelihood: customers -> different histories, how often, time up to 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rulekit.kpi.clv.customers import Customers, Floats


@dataclass(frozen=True, slots=True)
class Histories:
    """Each different (x, t_x, T) once, in ascending order, with its number of customers; times divided by `scale`, the longest.

    Scaled time makes a fit the same in days and in weeks. A likelihood is a density in time, so it is larger by scale^x in scaled
    time: other software (lifetimes 0.11) reports that one, `-589.89` for CDNOW where the published value, in weeks, is
    `-9582.43`.
    """

    frequency: Floats
    recency: Floats
    age: Floats
    count: Floats
    scale: float

    def mean(self, log_likelihoods: Floats) -> float:
        """The mean over customers of a value per history."""
        return float((self.count * log_likelihoods).sum() / self.count.sum())

    def total_unscaled(self, log_likelihoods: Floats) -> float:
        """The sum over customers of log-likelihoods, as in the customers' own unit of time."""
        return float((self.count * (log_likelihoods - self.frequency * np.log(self.scale))).sum())


def histories_of(customers: Customers) -> Histories:
    """The histories of at least one customer."""
    rows = np.column_stack([customers.frequency, customers.recency, customers.age])
    rows, count = np.unique(rows, axis=0, return_counts=True)
    scale = float(rows[:, 2].max()) or 1.0
    return Histories(rows[:, 0], rows[:, 1] / scale, rows[:, 2] / scale, count.astype(np.float64), scale)
