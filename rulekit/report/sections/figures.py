"""All figures: the whole catalogue, group by group, so that a new figure appears by itself."""

from __future__ import annotations

from rulekit.kpi import Figure, catalogue
from rulekit.kpi.catalogue import GROUPS
from rulekit.report.blocks import Section, Table
from rulekit.report.material import Material, plain_name
from rulekit.report.sections.overview import last_full


def all_figures(material: Material) -> Section:
    """A table for each group that has figures."""
    texts = material.texts
    tables = [table for group in GROUPS if (table := _group(material, group))]
    return Section("figures", texts("figures/heading"), texts("figures/lead"), tuple(tables))


def _group(material: Material, group: str) -> Table | None:
    """Of each figure in its first scope: the last two complete periods, the whole time, and what it means."""
    texts = material.texts
    full = [place for place, period in enumerate(material.periods) if "partial" not in period.flags][-2:]
    rows = []
    for (kpi_id, scope, subject), total in material.totals.items():
        kpi = catalogue()[kpi_id]
        if kpi.group != group or scope != kpi.scopes[0]:
            continue
        course = material.courses.get((kpi_id, scope, subject))
        values = [material.shown(course[place]) if course else "" for place in full]
        if total.exact is None and not _is_ever_seen(course):
            continue
        name = material.texts.name(kpi) + (f" ({plain_name(subject)})" if subject else "")
        rows.append((name, *values, material.shown(total), f"{material.texts.means(kpi)} {material.texts.good(kpi)}"))
    if not rows:
        return None
    periods = [material.period(material.periods[place]) for place in full]
    head = (texts("figures/figure"), *periods, texts("words/whole_time"), texts("figures/means"))
    title = texts.known("groups", group) or group
    return Table(title, head, tuple(rows), frozenset(range(1, len(periods) + 2)), folded=True)


def _is_ever_seen(course: list[Figure] | None) -> bool:
    return course is not None and last_full(course) is not None and any(figure.exact is not None for figure in course)
