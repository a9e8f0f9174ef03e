"""Figures as a shop owner reads them in a terminal: one line each, the last periods as columns, all of them as a sparkline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from rulekit.cli import console
from rulekit.cli.summary_text import grouped
from rulekit.diagnostics.display import visible
from rulekit.kpi.catalogue import Kpi, catalogue
from rulekit.kpi.figure import NOTES

MOST_PERIODS = 4
"""So many periods fit beside the names; the sparkline has them all."""

BARS = "▁▂▃▄▅▆▇█"

HEADINGS = {
    "retention": "Who stays", "repeat": "Who comes back, and how soon", "value": "What customers are worth", "returns": "Returns",
    "program": "The program", "rewards": "Rewards", "liability": "Points, and what they owe", "satisfaction": "Satisfaction",
}  # fmt: skip

Records = Sequence[dict[str, Any]]


def kpis_text(found: dict[str, Any], currency: str) -> str:
    """Figures under the headings of their groups, then goals; `*` marks a period, or a figure of it, of which not all was seen.

    Each figure for the widest group of customers it is there for, its first scope; what cannot be observed at all is named below.
    """
    records = _widest(found["kpis"])
    periods = list(dict.fromkeys(record["period"] for record in records))
    partial = set(periods) - {record["period"] for record in records if "partial" not in record["flags"]}
    shown = periods[-MOST_PERIODS:]
    usual = {one["id"]: one for one in found["benchmarks"]}
    lines: dict[str, list[list[str]]] = {}
    for kpi, name, course in _series(records):
        values = [course[period]["value"] if period in course else None for period in periods]
        if not any(values):
            continue
        cells = [_of_period(kpi, course.get(period), is_partial=period in partial) for period in shown]
        spark = [_spark(values)] if len(periods) > 1 else []
        beside = [_usual(kpi, usual.get(kpi.id))] if usual else []
        lines.setdefault(kpi.group, []).append([name, *cells, *beside, *spark, f"  {kpi.id}"])
    beside = ["usual"] if usual else []
    head = ["", *(f"{period}{'*' if period in partial else ''}" for period in shown), *beside]
    blocks = [_block(HEADINGS[group], head, rows, len(shown) + len(beside)) for group, rows in lines.items()]
    blocks += [_goals(found["goals"])] if found["goals"] else []
    return "\n\n".join([*blocks, *_notes(records, currency, found["benchmarks"])])


def _widest(records: Records) -> Records:
    """The first scope of each figure among those that are there."""
    first: dict[str, str] = {}
    for record in records:
        first.setdefault(record["id"], record["scope"])
    return [record for record in records if record["scope"] == first[record["id"]]]


def _usual(kpi: Kpi, benchmark: dict[str, Any] | None) -> str:
    if benchmark is None:
        return ""
    low, high = (None if benchmark[end] is None else cell(kpi, benchmark[end]) for end in ("low", "high"))
    if low and high:
        return f"{low.removesuffix(' %')} to {high}"
    return f"from {low}" if low else f"up to {high}"


def _goals(goals: Records) -> str:
    """What the program wants, what it has, and whether that is enough."""
    rows = []
    for goal in goals:
        kpi = catalogue()[goal["id"]]
        name = goal["id"] if goal["per"] is None else f"{goal['id']} per {goal['per']}"
        more = f" ({visible(goal['subject'])})" if goal["subject"] else ""
        seen = f"{cell(kpi, goal['value'])} in {goal['period']}" if goal["per"] and goal["period"] else cell(kpi, goal["value"])
        rows.append([f"  {name}{more}", f"{goal['bound']} {cell(kpi, goal['target'])}", seen, goal["verdict"]])
    return _block("Goals", [""] * 4, rows, 2)


def _series(records: Records) -> Iterator[tuple[Kpi, str, dict[str, dict[str, Any]]]]:
    """One KPI of one scope, segment and subject: its name and its records by period."""
    found: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
    for record in records:
        key = (record["id"], record["scope"], record["segment"] or "", record["subject"] or "")
        found.setdefault(key, {})[record["period"]] = record
    for (kpi_id, scope, segment, subject), course in found.items():
        kpi = catalogue()[kpi_id]
        extras = [subject, *([scope] if scope != kpi.scopes[0] else []), segment]
        more = ", ".join(visible(extra) for extra in extras if extra)
        yield kpi, f"  {kpi.name}{f' ({more})' if more else ''}", course


def _of_period(kpi: Kpi, record: dict[str, Any] | None, *, is_partial: bool) -> str:
    """A figure, with a mark where it alone is not complete."""
    if record is None or record["value"] is None:
        return cell(kpi, None)
    return f"{cell(kpi, record['value'])}{'*' if 'partial' in record['flags'] and not is_partial else ''}"


def _block(heading: str, head: list[str], rows: list[list[str]], numbers: int) -> str:
    """A heading and its lines; the name flush left, the ids behind the numbers."""
    width = max(len(row[0]) for row in rows)
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(1, numbers + 1)]
    lines = []
    for row in [head, *rows] if any(head) else rows:
        cells = [cell.rjust(widths[place]) for place, cell in enumerate(row[1 : numbers + 1])]
        lines.append("  ".join([row[0].ljust(width), *cells, *row[numbers + 1 :]]).rstrip())
    return "\n".join([console.bold(heading), *lines])


def cell(kpi: Kpi, value: str | None) -> str:
    """A value of a figure in its unit, with the decimals somebody reads."""
    if value is None:
        return "-"
    number = Decimal(value)
    if kpi.unit == "ratio":
        return f"{(number * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)} %"
    decimals = {"money": "0.01", "days": "0.1"}.get(kpi.unit, "0.01" if number % 1 else "1")
    return grouped(str(number.quantize(Decimal(decimals), ROUND_HALF_UP)))


def _spark(values: Sequence[str | None]) -> str:
    """The course of a figure in one letter a period; a blank where it cannot be observed."""
    numbers = [None if value is None else Decimal(value) for value in values]
    known = [number for number in numbers if number is not None]
    if not known:
        return " " * len(values)
    low, high = min(known), max(known)
    step = (high - low) or Decimal(1)
    return "".join(" " if number is None else BARS[int((number - low) * (len(BARS) - 1) / step)] for number in numbers)


def _notes(records: Records, currency: str, benchmarks: Records) -> list[str]:
    seen = {record["id"] for record in records if record["value"] is not None}
    unseen = dict.fromkeys(record["id"] for record in records if record["id"] not in seen and not record["note"])
    notes = [f"money in {currency}; - cannot be observed (yet); every figure is explained in docs/kpis.md"]
    if any("partial" in record["flags"] for record in records):
        notes.append("* not all of this period was seen, or of the one before that it is compared with")
    notes += [f"not observed (yet): {', '.join(unseen)}"] if unseen else []
    reasons: dict[str, list[str]] = {}
    for record in records:
        for note in filter(None, [record["note"], *map(NOTES.get, record["flags"])]):
            if record["id"] not in reasons.setdefault(note, []):
                reasons[note].append(record["id"])
    count = len({record["id"] for record in records})
    notes += [f"{'all figures' if 1 < len(ids) == count else ', '.join(ids)}: {note}" for note, ids in reasons.items()]
    notes += [f"usual for {one['id']}: {visible(one['source'])}" for one in benchmarks]
    return ["\n".join(notes)]
