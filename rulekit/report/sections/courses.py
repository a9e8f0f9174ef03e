"""Charts of figures over time, and the tables behind them: what most sections are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rulekit.kpi import Figure
from rulekit.kpi.periods import Period
from rulekit.report.blocks import Block, Chart, Fact, Facts, Table
from rulekit.report.charts import BLUE, Colours, Row, Spec, area, bars, titled
from rulekit.report.formats import UNKNOWN
from rulekit.report.material import Material, number_of
from rulekit.report.remarks import minded

Draw = Callable[[Sequence[Row], str, Colours], Spec]


FEWEST_PERIODS = 2
"""Fewer show no course."""


class Series(NamedTuple):
    """One series: its name and figures (None: nothing was measured), its colour, and 1 or -1: upwards or downwards."""

    name: str
    course: list[Figure] | None
    colour: str = BLUE
    sign: int = 1


def course_chart(
    material: Material,
    key: str,
    draw: Draw,
    series: Sequence[Series],
    columns: Sequence[Series] = (),
    *,
    only_full: bool = False,
    axis: str | None = None,
    **gaps: object,
) -> Chart | Table | None:
    """A chart of some series over time; `columns` are further columns of its table, `axis` is what is counted.

    None where no series has a value; of one period, or of nothing but zeros, there is no course, and the table is enough.
    `only_full`: partial periods are left out of the drawing, where a ratio of part of a period would mislead.
    """
    drawn = [one for one in series if one.course is not None]
    if not drawn or (only_full and all("partial" in period.flags for period in material.periods)):
        return None
    texts, title = material.texts, material.texts(f"{key}/title", **gaps)
    table = course_table(material, title, [*drawn, *columns])
    rows = _rows(material, drawn, only_full)
    if draw is area:
        rows = [row | {"p": row["p"] and row["x"] == rows[-1]["x"]} for row in rows]
    if not any(row["y"] for row in rows) or len({row["x"] for row in rows if row["y"] is not None}) < FEWEST_PERIODS:
        return table
    colours = {one.name: one.colour for one in drawn}
    spec = draw(rows, _unit(material, drawn), colours)
    note = _note(material, draw) if any(row["p"] for row in rows) else None
    return Chart(title, texts(f"{key}/says", **gaps), titled(spec, axis) if axis else spec, table, colours, note=note)


def course_table(material: Material, caption: str, series: Sequence[Series]) -> Table:
    """A row per period, a column per series; `*` marks a period that is not complete."""
    shown = [(one.name, one.course) for one in series if one.course is not None]
    rows = tuple(
        (period_cell(material, period), *(value_cell(material, course[place], period) for _, course in shown))
        for place, period in enumerate(material.periods)
    )
    head = (material.texts("words/period"), *(name for name, _ in shown))
    is_partial = any("partial" in figure.flags for _, course in shown for figure in course)
    note = material.texts("words/partial") if is_partial else None
    return Table(caption, head, rows, frozenset(range(1, len(head))), note=note)


def period_cell(material: Material, period: Period) -> str:
    """The name of a period, with a star where it is not complete."""
    return material.period(period) + ("*" if "partial" in period.flags else "")


def value_cell(material: Material, figure: Figure, period: Period) -> str:
    """A value, with a star where it is compared with a period that is not complete."""
    return material.shown(figure) + ("*" if "partial" in figure.flags and "partial" not in period.flags else "")


def facts(material: Material, title: str, *ids: str, subject: str | None = None) -> Facts | None:
    """Figures of the whole time with their sentences; those never observed are left out."""
    found = []
    for kpi_id in ids:
        figure = material.total(kpi_id, subject=subject)
        if figure is not None and figure.exact is not None:
            kpi, texts, credit = figure.kpi, material.texts, material.is_money(subject)
            mind = minded(figure.flags, texts, material.format)
            said = (texts.means(kpi, credit=credit), texts.good(kpi), material.usual(kpi), mind or None)
            found.append(Fact(texts.name(kpi, credit=credit), material.shown(figure), *said))
    return Facts(title, tuple(found)) if found else None


def present(*parts: Block | None) -> tuple[Block, ...]:
    """The parts that are there."""
    return tuple(part for part in parts if part is not None)


def _rows(material: Material, series: Sequence[Series], only_full: bool) -> list[Row]:
    rows = []
    for order, (name, course, _, sign) in enumerate(series):
        for figure, period in zip(course or (), material.periods, strict=True):
            is_partial = "partial" in figure.flags
            if only_full and is_partial:
                continue
            number, label = number_of(figure), material.period(period)
            value = material.shown(figure) if number is not None else UNKNOWN
            tip = f"{period_cell(material, period)} · {name}: {value}"
            rows.append({"x": label, "y": number and number * sign, "s": name, "o": order, "tip": tip, "p": is_partial})
    return rows


def _note(material: Material, draw: Draw) -> str | None:
    """What to mind of partial periods. A level is known on every day, so it is one of the last day alone."""
    if draw is area:
        return material.texts("words/level", last=material.format.day(material.warehouse.last))
    return material.texts("words/paler") if draw is bars else None


def _unit(material: Material, drawn: Sequence[Series]) -> str:
    figure = next(figure for one in drawn for figure in one.course or ())
    return "money" if figure.kpi.unit == "points" and material.is_money(figure.subject) else figure.kpi.unit
