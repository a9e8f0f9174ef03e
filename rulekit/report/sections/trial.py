"""A trial run: what a program would have been owed had it run over sales of a time without it, said where nobody can miss it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rulekit.report.blocks import Prose
from rulekit.report.material import Material


def trial_run(material: Material) -> Iterator[Prose]:
    """A paragraph; nothing where the program ran."""
    if material.is_trial:
        most, texts = most_it_costs(material), material.texts
        parts = [texts("trial/ran"), texts("trial/most", most=material.format.money(most)) if most else texts("trial/unknown")]
        yield Prose(" ".join(parts), stressed=True)


def most_it_costs(material: Material) -> Fraction | None:
    """If members had used everything they were given, what lapsed included; None where something has no cost or value.

    Points count at their value, and those that became rewards as these. Points that are only counted cost nothing.
    """
    rewards = material.summary["rewards"].values()
    if any(one["cost"] is None for one in rewards if one["issued"]):
        return None
    cost = material.warehouse.connection.execute("SELECT sum(cost) FROM seen_rewards WHERE status <> 'taken back'").fetchone()
    most = Fraction(cost[0] or 0) if cost else Fraction()
    for flow in ("closing", "expired"):
        for wallet, facts in material.program["wallets"].items():
            points = material.total(f"points.{flow}", subject=wallet)
            if wallet not in material.only_counted and points is not None and points.exact:
                if facts["value"] is None:
                    return None
                most += points.exact * Fraction(facts["value"])
    return most
