"""Does it pay: what the program has cost, what open things may still cost, of how much; and whether it sold more."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from rulekit.report.blocks import Prose
from rulekit.report.material import Material, plain_name
from rulekit.report.misleading import CONTROLLED
from rulekit.report.sections.groups import subjects

OPEN_REWARDS = """
SELECT coalesce(sum(cost), 0), coalesce(sum(cost) FILTER (WHERE issued_on >= first_day), 0), count(*) - count(cost)
FROM seen_rewards CROSS JOIN stated
WHERE status = 'open'
"""
"""What they cost; those that `reward_cost_ratio` counts, as a replay that went on has others; how many state no cost."""

WITHOUT_COST = """
SELECT DISTINCT reward
FROM seen_rewards CROSS JOIN stated
WHERE (status = 'open' OR (status = 'used' AND issued_on >= first_day)) AND cost IS NULL
ORDER BY reward
"""

CHANGED = "a late event changed what points paid"
"""The note of a figure that a late event hides."""

IN_CONTROL_GROUPS = "SELECT count(*) FROM control_groups WHERE is_control"


def payoff(material: Material) -> Prose:
    """The paragraph; every amount in it is exact, and what is not known is said."""
    return Prose(" ".join((*_cost(material), *_not_counted(material), _more_sales(material))))


def _cost(material: Material) -> list[str]:
    """What rewards have cost, what open ones and points may cost at most, and how much of what members paid that is.

    Where a replay went on, what is open was partly given for sales before it, so it is no share of those since.
    """
    texts, money, owed = material.texts, material.format.money, _owed(material)
    given, connection = material.total("reward_cost_ratio"), material.warehouse.connection
    [(rewards, counted, unknown)] = connection.execute(OPEN_REWARDS).fetchall()
    if given is None or given.numerator is None or unknown:
        names = [plain_name(name) for (name,) in connection.execute(WITHOUT_COST).fetchall()]
        reason = "late_unknown" if given is not None and given.note == CHANGED else "points_unknown"
        said = [texts("payoff/unknown", rewards=", ".join(names)) if names else texts(f"payoff/{reason}")]
        return [*said, *_open(material, owed)]
    rewards, spent = Fraction(rewards), Fraction(given.numerator) - Fraction(counted)
    is_resumed = material.warehouse.is_resumed
    since = material.format.day(material.warehouse.first)
    said = [texts("payoff/cost_since", since=since, cost=money(spent)) if is_resumed else texts("payoff/cost", cost=money(spent))]
    said += _open(material, {"rewards": rewards, **owed})
    whole = spent + rewards + sum(owed.values())
    if whole and given.denominator and not is_resumed:
        share = money(100 * whole / Fraction(given.denominator))
        said.append(texts("payoff/share", share=share, hundred=texts.hundred))
    return said


def _open(material: Material, found: Mapping[str, Fraction]) -> list[str]:
    """What everything that is open would cost, by what it is; nothing where nothing is open."""
    texts = material.texts
    what = [texts(f"payoff/{kind}") for kind, worth in found.items() if worth]
    if not what:
        return []
    said = texts("payoff/open", open=material.format.money(sum(found.values(), Fraction())), what=material.format.together(what))
    return [said, texts("payoff/at_value")] if found["points"] else [said]


def _owed(material: Material) -> dict[str, Fraction]:
    """Open points, at the value that the program states, and open credit."""
    found = {"points": Fraction(), "credit": Fraction()}
    for wallet in material.program["wallets"]:
        figure = material.total("liability.closing", subject=wallet)
        if figure is not None and figure.exact is not None:
            found["credit" if material.is_money(wallet) else "points"] += figure.exact
    return found


def _not_counted(material: Material) -> list[str]:
    """Points that can be spent but have no value, and cards that are begun."""
    texts, found = material.texts, []
    for wallet, facts in material.program["wallets"].items():
        held = material.total("points.closing", subject=wallet)
        if facts["value"] is None and wallet not in material.only_counted and held is not None and held.exact:
            found.append(
                texts("payoff/worthless", count=int(held.exact), number=material.shown(held), unit=plain_name(facts["unit"]))
            )
    if any(counter["kind"] == "card" for counter in material.program["counters"].values()):
        found.append(texts("payoff/begun"))
    return found


def _more_sales(material: Material) -> str:
    """Only a control group tells; what it says of each promotion."""
    texts, said = material.texts, []
    for rule in subjects(material, CONTROLLED):
        figure, low, high = (material.total(CONTROLLED + end, subject=rule) for end in ("", ".low", ".high"))
        if figure is None or low is None or high is None or low.exact is None or high.exact is None:
            continue
        verdict = "more" if low.exact > 0 else "less" if high.exact < 0 else "chance"
        said.append(texts(f"payoff/{verdict}", rule=plain_name(rule), uplift=material.shown(figure)))
    if said:
        return " ".join((texts("payoff/can"), *said))
    [(in_control_groups,)] = material.warehouse.connection.execute(IN_CONTROL_GROUPS).fetchall()
    return texts("payoff/small_group" if in_control_groups else "payoff/no_group")
