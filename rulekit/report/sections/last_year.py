"""Seasons: a figure of a period -> how it stands against the same period a year before, in a sentence and as a verdict.

Christmas is no success and summer no failure: what rises and falls with the season is good or bad only against last year.
"""

from __future__ import annotations

from rulekit.kpi import Figure
from rulekit.report.material import Material, mood_of

SEASONAL = frozenset({"sales.net", "customers.active", "retention.strict", "spend_per_customer.net"})


def last_year(material: Material, course: list[Figure] | None, place: int | None) -> tuple[str, str]:
    """What it was a year before, or that no year before was seen; and whether more now is good, bad or neither."""
    figure = None if course is None or place is None else course[place]
    before = None if figure is None or course is None else _year_before(course, figure)
    if figure is None or before is None or before.exact is None or figure.exact is None:
        return material.texts("overview/no_last_year"), "even"
    texts, period = material.texts, material.period_in_full(before.period)
    said = texts(f"overview/last_year/{material.by}", period=period, value=material.shown(before))
    return said, mood_of(figure.exact - before.exact, figure.kpi.better)


def _year_before(course: list[Figure], figure: Figure) -> Figure | None:
    """The complete period of the same name, a year before."""
    year, rest = figure.period.label[:4], figure.period.label[4:]
    label = f"{int(year) - 1:04}{rest}"
    return next((one for one in course if one.period.label == label and "partial" not in one.flags), None)
