"""Assumptions: what some figures need beyond the data, stated by whoever asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from rulekit.diagnostics import UsageError

Model = Literal["bg-nbd", "bg-nbd-map", "mbg-nbd", "pareto-nbd"]
MODELS: tuple[Model, ...] = get_args(Model)

MOST_RATE = 10
"""A yearly rate of 1000 %: whoever means more has mistaken percent for a share."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """`model`: how often customers will buy. `discount_rate`: money a year later is divided by 1 plus this (0.1 is 10 %).

    `marketing_budget`: what was planned for marketing in one period, in the ledger's currency; None: nothing was stated.
    """

    model: Model = "bg-nbd"
    discount_rate: Decimal = Decimal("0.1")
    marketing_budget: Decimal | None = None

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise UsageError(f"`{self.model}` is no model", help=f"it can be {', '.join(MODELS[:-1])} or {MODELS[-1]}")
        if not 0 <= self.discount_rate <= MOST_RATE:
            raise UsageError(f"a discount rate of {self.discount_rate} makes no sense", help="it is a share: 10 % a year is 0.1")
        if self.marketing_budget is not None and self.marketing_budget <= 0:
            raise UsageError("a marketing budget is more than nothing", help="leave it out where none was planned")
