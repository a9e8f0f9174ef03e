"""Sales and members: how much of the sales is members', how many there are; and what comes back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from rulekit.kpi import Figure
from rulekit.report.blocks import Prose, Section
from rulekit.report.charts import ORANGE, area, bars, lines
from rulekit.report.material import Material
from rulekit.report.sections.courses import Series, course_chart, facts, present

RETURNS = """
SELECT day, sum(amount) AS amount FROM seen_events
WHERE kind = 'refund' AND amount IS NOT NULL
GROUP BY day, coalesce(document, event_id)
ORDER BY day, amount
"""
MOST_TOLD = 3
"""So many returns are told one by one."""


def sales(material: Material) -> Section:
    """There are sales in every report."""
    texts = material.texts
    everybody, share = material.course("sales.gross"), material.course("participation.sales")
    members = _of_members(everybody, share)
    of_members = [
        Series(texts("sales/of_members"), members),
        Series(texts("sales/of_others"), _others(everybody, members), ORANGE),
    ]
    behind = [
        Series(texts("sales/all"), everybody),
        Series(texts("sales/share"), share),
        Series(texts("sales/net"), material.course("sales.net")),
        Series(texts("sales/orders"), material.course("sales.orders")),
    ]
    enrolled = [Series(texts("sales/enrolled"), material.course("members.enrolled"))]
    joined = [
        Series(texts("sales/joined"), material.course("members.joined")),
        Series(texts("sales/active"), material.course("members.active")),
    ]
    blocks = present(
        course_chart(material, "sales/who", bars, of_members, behind),
        course_chart(material, "sales/members", area, enrolled, joined, axis=texts("sales/enrolled")),
        facts(
            material,
            texts("sales/facts"),
            "participation.sales",
            "participation.orders",
            "referral_rate",
            "aov.net_returns",
        ),
    )
    return Section("sales", texts("sales/heading"), texts("sales/lead"), blocks)


def returns(material: Material) -> Section | None:
    """None where nothing came back."""
    total = material.total("returns.value")
    if total is None or not total.exact:
        return None
    texts = material.texts
    rates = [
        Series(texts("returns/by_value"), material.course("return_rate.value")),
        Series(texts("returns/by_orders"), material.course("return_rate.orders"), ORANGE),
    ]
    behind = [Series(texts("returns/money"), material.course("returns.value"))]
    blocks = present(
        _few_returns(material) or course_chart(material, "returns/rate", lines, rates, behind, only_full=True),
        facts(
            material,
            texts("returns/facts"),
            "return_rate.value",
            "return_rate.orders",
            "return_rate.units",
            "return_rate.customers",
        ),
    )
    return Section("returns", texts("returns/heading"), texts("returns/lead"), blocks) if blocks else None


def _few_returns(material: Material) -> Prose | None:
    """Where there are so few that a course would be made of single days: what came back on which day."""
    found = material.warehouse.connection.execute(RETURNS).fetchall()
    if len(found) > MOST_TOLD:
        return None
    texts, form = material.texts, material.format
    told = [texts("returns/one", day=form.day(day.toordinal()), amount=form.money(amount)) for day, amount in found]
    return Prose(texts("returns/few", count=len(told), told="; ".join(told)))


def _of_members(everybody: list[Figure] | None, share: list[Figure] | None) -> list[Figure] | None:
    """What is members' of the sales, the parts that their share is made of."""
    if everybody is None or share is None:
        return None
    return [replace(whole, numerator=part.numerator or Decimal()) for whole, part in zip(everybody, share, strict=True)]


def _others(everybody: list[Figure] | None, members: list[Figure] | None) -> list[Figure] | None:
    """What is not the members'; None where there is nothing else."""
    if everybody is None or members is None:
        return everybody
    rest = [
        replace(whole, numerator=None if whole.numerator is None else whole.numerator - (part.numerator or 0))
        for whole, part in zip(everybody, members, strict=True)
    ]
    return rest if any(one.numerator for one in rest) else None
