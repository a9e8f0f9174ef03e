"""Which figures there are, and what each counts: all that a program needs to know of the catalogue (`rulekit.kpi`) above it.

A test holds both against each other.
"""

from __future__ import annotations

_BY_UNIT = {
    "ratio": (
        "breakage.expected", "breakage.expired", "budget.existing_customers", "budget.used", "burn_rate", "cards.completion",
        "churn", "csat", "effective_reward_rate", "members.active", "p_alive", "participation.orders", "participation.sales",
        "redemption_rate", "referral_rate", "repeat_rate.customers", "repeat_rate.customers_days", "repeat_rate.orders",
        "repeat_rate.within_180d", "repeat_rate.within_270d", "repeat_rate.within_30d", "repeat_rate.within_60d",
        "repeat_rate.within_90d", "retention.net_of_new", "retention.strict", "return_rate.customers", "return_rate.lines",
        "return_rate.of_documents", "return_rate.orders", "return_rate.units", "return_rate.value", "reward_cost_ratio",
        "rewards.use_rate", "tiers.share",
    ),
    "money": (
        "aov.gross", "aov.net_returns", "clv.historic", "clv.predicted", "liability.adjusted", "liability.closing",
        "liability.cost", "liability.expected", "liability.expired", "liability.ifrs15", "liability.issued",
        "liability.opening", "liability.redeemed", "liability.taken_back", "promotion.uplift", "promotion.uplift.control",
        "promotion.uplift.control.high", "promotion.uplift.control.low", "promotion.uplift.high", "promotion.uplift.low",
        "returns.value", "rewards.cost", "rfm.sales", "sales.gross", "sales.net", "spend_per_customer",
        "spend_per_customer.net",
    ),
    "count": (
        "clv.expected_purchases", "customers.active", "customers.kept", "customers.lost", "customers.new", "customers.one_time",
        "customers.reactivated", "customers.started", "members.enrolled", "members.joined", "purchase_frequency",
        "rewards.issued", "rewards.used", "rfm.customers", "sales.orders", "sales.units", "tiers.members", "tiers.migration",
        "visits",
    ),
    "days": (
        "purchase_interval.first_to_second", "purchase_interval.mean", "purchase_interval.median",
        "purchase_interval.of_customers", "purchase_interval.p90", "time_to_first_reward",
    ),
    "points": (
        "earn_rate", "points.adjusted", "points.by_rule", "points.closing", "points.expired", "points.issued", "points.opening",
        "points.redeemed", "points.taken_back",
    ),
    "score": (
        "nps",
    ),
}  # fmt: skip

FIGURE_UNITS = {figure: unit for unit, figures in _BY_UNIT.items() for figure in figures}
"""The id of every figure -> `ratio`, `money`, `count`, `days`, `points` or `score`."""
