"""All figures: the whole catalogue, group by group, so that a new figure appears by itself."""

from __future__ import annotations

import re

from rulekit.kpi import Figure, catalogue
from rulekit.kpi.catalogue import GROUPS
from rulekit.report.blocks import Cell, Section, Table, TableRow
from rulekit.report.formats import UNKNOWN
from rulekit.report.material import Key, Material
from rulekit.report.remarks import remark
from rulekit.report.sections.overview import last_full


def all_figures(material: Material) -> Section:
    """A table for each group that has figures."""
    texts = material.texts
    tables = [table for group in GROUPS if (table := _group(material, group))]
    return Section("figures", texts("figures/heading"), texts("figures/lead"), tuple(tables))


def _group(material: Material, group: str) -> Table | None:
    """Of each figure in its first scope: the last two complete periods, the whole time, what is usual, and what it means."""
    texts = material.texts
    full = [place for place, period in enumerate(material.periods) if "partial" not in period.flags][-2:]
    usual = any(material.usual(kpi) for kpi in catalogue().values() if kpi.group == group)
    rows: list[TableRow] = []
    for (kpi_id, scope, subject), total in sorted(material.totals.items(), key=_by_number):
        kpi = catalogue()[kpi_id]
        if kpi.group != group or scope != kpi.scopes[0]:
            continue
        course = material.courses.get((kpi_id, scope, subject))
        if total.exact is None and not total.note and not _is_ever_seen(course):
            continue
        values = [material.shown(course[place]) if course else UNKNOWN for place in full]
        beside = [material.usual(kpi) or ""] if usual else []
        name = texts.named(kpi, subject, credit=material.is_money(subject))
        rows.append((name, *values, material.shown(total), *beside, _meaning(material, total)))
    if not rows:
        return None
    periods = [material.period(material.periods[place]) for place in full]
    beside = [texts("figures/usual")] if usual else []
    head = (texts("figures/figure"), *periods, texts("words/whole_time"), *beside, texts("figures/means"))
    title = texts.known("groups", group + (material.kind_of_wallets if group == "liability" else "")) or group
    return Table(title, head, tuple(rows), frozenset(range(1, len(periods) + 2)), folded=True, stacked=True)


def _by_number(item: tuple[Key, Figure]) -> str:
    """Ids in their order, and those that differ in a number in the order of the number."""
    return re.sub(r"[0-9]+", lambda found: found[0].zfill(6), item[0][0])


def _meaning(material: Material, figure: Figure) -> Cell:
    """What a figure says and what would be good; where there is none, why not."""
    texts, kpi = material.texts, figure.kpi
    if figure.exact is None and figure.note:
        return remark(figure.note, material.format, before=f"{texts('figures/unseen')} ")
    return Cell(texts.explained(kpi, credit=material.is_money(figure.subject)))


def _is_ever_seen(course: list[Figure] | None) -> bool:
    return course is not None and last_full(course) is not None and any(figure.exact is not None for figure in course)
