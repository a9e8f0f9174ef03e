"""What the lifetime models know of the customers: four columns, one row each. Made from the view `lifetimes`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Customers:
    """One row per customer; time in any one unit (figures take weeks), money in any one unit.

    `frequency` (x) repeat purchases, so 0 for who bought once; `recency` (t_x) time from the first purchase to the last;
    `age` (T) time from the first purchase to the end of observation; `mean_money` (m) mean of the repeat purchases, 0 where there
    are none.
    """

    frequency: Floats
    recency: Floats
    age: Floats
    mean_money: Floats

    def __post_init__(self) -> None:
        columns = (self.frequency, self.recency, self.age, self.mean_money)
        assert len({column.shape for column in columns}) == 1
        assert all(column.dtype == np.float64 and bool(np.isfinite(column).all()) for column in columns)
        assert bool((self.frequency >= 0).all())
        assert bool(((self.recency >= 0) & (self.recency <= self.age)).all())
        assert bool((self.recency[self.frequency == 0] == 0).all())

    def __len__(self) -> int:
        return len(self.frequency)


def newcomer() -> Customers:
    """One customer at the moment of the first purchase: what a model expects of somebody of whom nothing else is known."""
    nothing = np.zeros(1)
    return Customers(nothing, nothing, nothing, nothing)
