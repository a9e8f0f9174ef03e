"""Points of each wallet: issued, spent, expired; the curve of what is open and owed; the roll-forward that closes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rulekit.kpi import Figure
from rulekit.report.blocks import Block, Section, Table
from rulekit.report.charts import area, bars
from rulekit.report.material import Material, plain_name
from rulekit.report.sections.courses import Series, course_chart, facts, period_cell, present

FLOWS = (("issued", 1), ("adjusted", 1), ("redeemed", -1), ("expired", -1), ("taken_back", -1))
LINES = ("opening", *(name for name, _ in FLOWS), "closing")


def points(material: Material) -> Section | None:
    """A part for each wallet that anything happened in."""
    blocks: list[Block] = []
    for wallet in material.program["wallets"]:
        blocks += _wallet(material, wallet)
    texts = material.texts
    return Section("points", texts("points/heading"), texts("points/lead"), tuple(blocks)) if blocks else None


def _wallet(material: Material, wallet: str) -> tuple[Block, ...]:
    totals = [material.total(f"points.{name}", subject=wallet) for name, _ in FLOWS]
    if not any(total is not None and total.exact for total in totals):
        return ()
    texts, name = material.texts, plain_name(wallet)
    series: list[Series] = [
        (texts(f"points/{flow}"), material.course(f"points.{flow}", subject=wallet), sign)
        for (flow, sign), total in zip(FLOWS, totals, strict=True)
        if total is not None and total.exact
    ]
    owed = None if material.is_money(wallet) else material.course("liability.closing", subject=wallet)
    closing = material.course("points.closing", subject=wallet)
    level: list[Series] = [(texts("points/owed") if owed else texts("points/closing"), owed or closing, 1)]
    behind: list[Series] = [(texts("points/closing"), closing, 1)] if owed else []
    return present(
        course_chart(material, "points/flows", bars, series, wallet=name),
        course_chart(material, "points/liability" if owed else "points/level", area, level, behind, wallet=name),
        roll_forward(material, wallet, "points"),
        roll_forward(material, wallet, "liability") if owed else None,
        facts(
            material, texts("points/facts", wallet=name), ("redemption_rate", wallet), ("burn_rate", wallet), ("earn_rate", wallet),
            ("breakage.expired", wallet), ("breakage.expected", wallet),
        ),
    )  # fmt: skip


def roll_forward(material: Material, wallet: str, measured: str) -> Table:
    """Opening + issued + adjusted - redeemed - expired - taken back = closing, per period and for the whole time; checked here."""
    texts = material.texts
    courses = [material.course(f"{measured}.{name}", subject=wallet) or [] for name in LINES]
    totals = [material.total(f"{measured}.{name}", subject=wallet) for name in LINES]
    rows = [
        (period_cell(material, period), *_amounts(material, [course[place] for course in courses]))
        for place, period in enumerate(material.periods)
    ]
    rows.append((texts("words/whole_time"), *_amounts(material, totals)))
    key = "points/roll_points" if measured == "points" else "points/roll_money"
    head = (texts("words/period"), *(texts(f"points/{name}") for name in LINES))
    note = texts("points/closes")
    return Table(texts(key, wallet=plain_name(wallet)), head, tuple(rows), frozenset(range(1, len(head))), total=True, note=note)


def _amounts(material: Material, figures: Sequence[Figure | None]) -> list[str]:
    """The lines of one period, with their signs."""
    amounts = [Fraction() if figure is None or figure.exact is None else figure.exact for figure in figures]
    opening, *flows, closing = amounts
    signed = [amount * sign for amount, (_, sign) in zip(flows, FLOWS, strict=True)]
    assert opening + sum(signed) == closing, "the roll-forward closes"
    unit = next((material.is_money(figure.subject) or figure.kpi.unit == "money" for figure in figures if figure), False)
    return [material.format.value("money" if unit else "points", amount) for amount in (opening, *signed, closing)]
