"""What is left out of a report: what a replay is measured from -> the figures that would say something untrue of it.

A replay over sales of a time without the program is a trial run: nobody could redeem anything, so nothing that was redeemed or
ran out tells of anybody, and what lapsed is not costless. Nor does it of points that are only counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rulekit.kpi import Figure, Warehouse

OF_SPENDING = frozenset(
    {
        "redemption_rate", "burn_rate", "breakage.expired", "breakage.expected", "liability.expected", "liability.cost",
        "liability.ifrs15",
    }
)  # fmt: skip
"""How members spend the points of a wallet, or are expected to."""

OF_PROMISES = OF_SPENDING | {"earn_rate", "points.redeemed", "liability.redeemed"}
"""What says something of points only where they can be spent."""

OF_USING = frozenset({"rewards.used", "rewards.use_rate"})
"""How members use rewards."""

COSTS = frozenset({"reward_cost_ratio", "rewards.cost", "effective_reward_rate"})
"""What rewards cost or are worth, those that lapsed left out."""

UPLIFT = "promotion.uplift"

CONTROLLED = f"{UPLIFT}.control"

FEW_CUSTOMERS = 30
"""With fewer a share says little, and fifths of them are no kinds of customers."""

SALES = frozenset({"purchase", "refund"})
"""What happens without any program."""


def is_trial(warehouse: Warehouse, program: Mapping[str, Any]) -> bool:
    """Whether the program did not run then: members can spend or use something, and the ledger has nothing but sales.

    Where members also joined, answered or were given something, it ran, and that nobody redeemed is worth knowing.
    """
    kinds = {kind for (kind,) in warehouse.connection.execute("SELECT DISTINCT kind FROM all_events").fetchall()}
    has_use = bool(program["rewards"]) or any(wallet["is_spendable"] for wallet in program["wallets"].values())
    return has_use and kinds <= SALES


def only_counted(program: Mapping[str, Any], totals: Sequence[Figure]) -> frozenset[str]:
    """The wallets of points that are only counted: the program says nothing that they could be spent on, and none were."""
    wallets = {name for name, wallet in program["wallets"].items() if not wallet["is_spendable"]}
    return frozenset(wallets - _spent(totals))


def _spent(totals: Sequence[Figure]) -> set[str | None]:
    """The wallets from which something was redeemed."""
    return {one.subject for one in totals if one.kpi.id == "points.redeemed" and one.exact}


def tells_costs(summary: Mapping[str, Any], *, trial: bool) -> bool:
    """Whether rewards have a cost that can be told: not in a trial run in which some lapsed that nobody could have used."""
    return not (trial and any(one["lapsed"] for one in summary["rewards"].values()))


def misleading(
    warehouse: Warehouse, program: Mapping[str, Any], totals: Sequence[Figure], *, trial: bool, has_costs: bool
) -> Callable[[Figure], bool]:  # fmt: skip
    """Tells figures to leave out; `totals` are those of the whole time, `trial` and `has_costs` what is said above."""
    customers = max((one.exact or 0 for one in totals if one.kpi.id == "customers.active"), default=0)
    counted, spent = only_counted(program, totals), _spent(totals)
    worth = {one.subject: one.exact for one in totals if one.kpi.id == "liability.closing"}
    at_face_value = {one.subject for one in totals if one.kpi.id == "liability.cost" and one.exact == worth.get(one.subject)}
    has_control = warehouse.connection.execute("FROM stated_controls LIMIT 1").fetchone() is not None

    def is_misleading(figure: Figure) -> bool:
        name = figure.kpi.id
        if name == "liability.cost" and figure.subject in at_face_value:
            return True
        if name == "referral_rate":
            return not program["has_referral"]
        if name.startswith("tiers."):
            return not program["levels"]
        if name.startswith("rfm."):
            return customers < FEW_CUSTOMERS
        if name.startswith(CONTROLLED):
            return not has_control
        if name in COSTS:
            return not has_costs
        if trial and (name in OF_USING or name.startswith(UPLIFT)):
            return True
        if figure.subject in counted:
            return name in OF_PROMISES
        return name in OF_SPENDING and trial and figure.subject not in spent

    return is_misleading
