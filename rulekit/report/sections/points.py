"""Points of each wallet: issued, spent, expired; the curve of what is open and owed; the roll-forward that closes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial

from rulekit.kpi import Figure
from rulekit.report.blocks import Block, Prose, Section, Table
from rulekit.report.charts import BLUE, GREEN, ORANGE, RED, VIOLET, area, bars
from rulekit.report.material import Material, plain_name
from rulekit.report.sections.courses import Series, course_chart, facts, period_cell, present

FLOWS = {"issued": 1, "adjusted": 1, "redeemed": -1, "expired": -1, "taken_back": -1}
COLOURS = {"issued": BLUE, "adjusted": VIOLET, "redeemed": GREEN, "expired": ORANGE, "taken_back": RED}
LINES = ("opening", *FLOWS, "closing")
RARE = frozenset({"adjusted", "taken_back"})
"""Lines that are left out where nothing of the kind ever happened."""


def points(material: Material) -> Section | None:
    """A part for each wallet that anything happened in."""
    blocks: list[Block] = []
    for wallet in material.program["wallets"]:
        blocks += _wallet(material, wallet)
    texts = material.texts
    kind = material.kind_of_wallets
    return Section("points", texts(f"points/heading{kind}"), texts(f"points/lead{kind}"), tuple(blocks)) if blocks else None


def _wallet(material: Material, wallet: str) -> tuple[Block, ...]:
    totals = [material.total(f"points.{name}", subject=wallet) for name in FLOWS]
    if not any(total is not None and total.exact for total in totals):
        return ()
    texts, name = material.texts, material.suffix(wallet)
    series = [
        Series(texts(f"points/{flow}"), material.course(f"points.{flow}", subject=wallet), COLOURS[flow], FLOWS[flow])
        for flow, total in zip(FLOWS, totals, strict=True)
        if total is not None and total.exact
    ]
    owed = None if material.is_money(wallet) else material.course("liability.closing", subject=wallet)
    closing = material.course("points.closing", subject=wallet)
    level = [Series(texts("points/owed") if owed else texts("points/closing"), owed or closing)]
    behind = [Series(texts("points/closing"), closing)] if owed else []
    unit = material.unit(wallet)
    curve = "points/liability" if owed else "points/level"
    return present(
        _no_use(material, wallet),
        course_chart(material, "points/flows", bars, series, axis=unit, wallet=name),
        course_chart(material, curve, area, level, behind, axis=None if owed else unit, wallet=name),
        roll_forward(material, wallet, "points"),
        roll_forward(material, wallet, "liability") if owed else None,
        facts(
            material,
            texts("points/facts", wallet=name),
            "redemption_rate",
            "earn_rate",
            "breakage.expired",
            "breakage.expected",
            "liability.expected",
            "liability.cost",
            subject=wallet,
        ),
    )


def _no_use(material: Material, wallet: str) -> Prose | None:
    """A sentence on points that are only counted."""
    is_counted = wallet in material.only_counted
    return Prose(material.texts("points/no_use", wallet=plain_name(wallet))) if is_counted else None


def roll_forward(material: Material, wallet: str, measured: str) -> Table:
    """Opening + issued + adjusted - redeemed - expired - taken back = closing, by period and in all; checked here."""
    texts = material.texts
    courses = {name: material.course(f"{measured}.{name}", subject=wallet) for name in LINES}
    totals = {name: material.total(f"{measured}.{name}", subject=wallet) for name in LINES}
    rare = RARE | {"redeemed", "expired"} if wallet in material.only_counted else RARE
    shown = [name for name in LINES if name not in rare or _amount(totals[name])]
    show = material.format.money if measured == "liability" else partial(material.amount, wallet)
    rows = []
    for place, period in enumerate(material.periods):
        figures = {name: course[place] if course else None for name, course in courses.items()}
        rows.append((period_cell(material, period), *_amounts(show, figures, shown)))
    rows.append((texts("words/whole_time"), *_amounts(show, totals, shown)))
    key = "points/roll_points" if measured == "points" else "points/roll_money"
    head = (texts("words/period"), *(texts(f"points/{name}") for name in shown))
    title, numbers = texts(key, wallet=material.suffix(wallet)), frozenset(range(1, len(head)))
    note = [texts("points/closes"), *([texts("words/partial")] if any(period.flags for period in material.periods) else [])]
    return Table(title, head, tuple(rows), numbers, total=True, folded=True, note=" ".join(note))


def _amounts(show: Callable[[Fraction], str], figures: Mapping[str, Figure | None], shown: Sequence[str]) -> list[str]:
    """The lines of one period, with their signs."""
    signed = {name: _amount(figure) * FLOWS.get(name, 1) for name, figure in figures.items()}
    assert sum(signed.values()) == 2 * signed["closing"], "the roll-forward closes"
    return [show(signed[name]) for name in shown]


def _amount(figure: Figure | None) -> Fraction:
    return Fraction() if figure is None or figure.exact is None else figure.exact
