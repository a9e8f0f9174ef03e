"""All figures: the whole catalogue, group by group, so that a new figure appears by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rulekit.kpi import Figure, Kpi, catalogue
from rulekit.kpi.catalogue import GROUPS
from rulekit.kpi.clv.statistics_library import NEEDED
from rulekit.report.blocks import Cell, Section, Table, TableRow
from rulekit.report.formats import UNKNOWN
from rulekit.report.material import Key, Material
from rulekit.report.remarks import minded, remark
from rulekit.report.sections.courses import value_cell
from rulekit.report.sections.overview import last_full


def all_figures(material: Material) -> Section:
    """A table for each group that has figures."""
    texts = material.texts
    tables = [table for group in GROUPS if (table := _group(material, group))]
    return Section("figures", texts("figures/heading"), texts("figures/lead"), tuple(tables))


def _group(material: Material, group: str) -> Table | None:
    """Of each figure in its first scope: the last two complete periods, the whole time, what is usual, and what it means."""
    texts = material.texts
    full = material.full[-2:]
    usual = any(material.usual(kpi) for kpi in catalogue().values() if kpi.group == group)
    rows: list[TableRow] = []
    for key in sorted({**material.totals, **material.courses}, key=_by_number):
        kpi_id, scope, subject = key
        kpi, total, course = catalogue()[kpi_id], material.totals.get(key), material.courses.get(key)
        if kpi.group != group or scope != kpi.scopes[0]:
            continue
        if not (total and (total.exact is not None or total.note)) and not _is_ever_seen(course):
            continue
        others = [one for other, one in material.courses.items() if other[:2] == key[:2]]
        shown = [course[place] if course else _nothing(subject, [one[place] for one in others]) for place in full]
        values = [
            UNKNOWN if one is None else value_cell(material, one, material.periods[place])
            for place, one in zip(full, shown, strict=True)
        ]
        total = total or _nothing(subject, [one for other, one in material.totals.items() if other[:2] == key[:2]])
        whole = UNKNOWN if total is None else material.shown(total)
        beside = [material.usual(kpi) or ""] if usual else []
        name = texts.named(kpi, subject, credit=material.is_money(subject))
        rows.append((name, *values, whole, *beside, _meaning(material, kpi, total, subject)))
    if not rows:
        return None
    periods = [material.period(material.periods[place]) for place in full]
    beside = [texts("figures/usual")] if usual else []
    head = (texts("figures/figure"), *periods, texts("words/whole_time"), *beside, texts("figures/means"))
    title = texts.known("groups", group + (material.kind_of_wallets if group == "liability" else "")) or group
    has_star = any(isinstance(cell, str) and cell.endswith("*") for row in rows for cell in row[1:])
    note, numbers = texts("words/partial") if has_star else None, frozenset(range(1, len(periods) + 2))
    return Table(title, head, tuple(rows), numbers, folded=True, stacked=True, note=note)


def _nothing(subject: str | None, others: Sequence[Figure]) -> Figure | None:
    """What a count says of a subject that did not come up where others did: nothing happened. None where that is unknown."""
    seen = next((one for one in others if one.exact is not None and one.kpi.unit == "count" and one.denominator is None), None)
    return None if seen is None or subject is None else replace(seen, subject=subject, numerator=Decimal(0))


def _by_number(key: Key) -> str:
    """Ids in their order, and those that differ in a number in the order of the number."""
    return re.sub(r"[0-9]+", lambda found: found[0].zfill(6), key[0])


def _meaning(material: Material, kpi: Kpi, figure: Figure | None, subject: str | None) -> Cell:
    """What a figure says and what would be good; where there is none, why not."""
    texts = material.texts
    if figure is not None and figure.exact is None and figure.note:
        before = texts("figures/not_predicted" if figure.note.startswith(NEEDED) else "figures/unseen")
        return remark(figure.note, material.format, before=f"{before} ")
    said = texts.explained(kpi, credit=material.is_money(subject))
    return Cell(said + minded(figure.flags if figure else (), texts, material.format))


def _is_ever_seen(course: list[Figure] | None) -> bool:
    return course is not None and last_full(course) is not None and any(figure.exact is not None for figure in course)
