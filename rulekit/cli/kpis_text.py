"""Figures as a shop owner reads them in a terminal: one line each, the last periods as columns, their course on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from rulekit.cli import console
from rulekit.cli.summary_text import grouped, table
from rulekit.diagnostics.display import padded, visible, widest
from rulekit.kpi.catalogue import Kpi, catalogue
from rulekit.kpi.figure import NOTES, wallet_of

MOST_PERIODS = 4
"""No more periods than these stand beside the names, and fewer where they do not fit."""

MOST_LETTERS = 12
"""So many periods are in a sparkline."""

FEWEST_PERIODS = 2
"""So many stay beside a sparkline, for a comparison."""

BARS = "▁▂▃▄▅▆▇█"

HEADINGS = {
    "retention": "Who stays", "repeat": "Who comes back, and how soon", "value": "What customers are worth", "returns": "Returns",
    "program": "The program", "rewards": "Rewards", "liability": "Points, and what they owe", "satisfaction": "Satisfaction",
}  # fmt: skip

Records = Sequence[dict[str, Any]]
Decimals = Mapping[str | None, int]
"""Those of each wallet."""


class Line(NamedTuple):
    """A figure for one subject: a value for each period that is shown, what is usual, its course, its id."""

    name: str
    cells: Sequence[str]
    usual: str
    spark: str
    id: str


def kpis_text(found: dict[str, Any], currency: str, decimals: Decimals) -> str:
    """Figures under the headings of their groups, then goals; `*` marks a period, or a figure of it, of which not all was seen.

    Each figure for the widest group of customers it is there for, its first scope; what is left out or cannot be observed at all
    is named below. `decimals`: those of each wallet.
    """
    records = _widest(found["kpis"])
    periods = list(dict.fromkeys(record["period"] for record in records))
    partial = set(periods) - {record["period"] for record in records if "partial" not in record["flags"]}
    usual: dict[str, list[dict[str, Any]]] = {}
    for one in found["benchmarks"]:
        usual.setdefault(one["id"], []).append(one)
    shown = periods[-MOST_PERIODS:]
    lines: dict[str, list[Line]] = {}
    for kpi, series in _series(records).items():
        seen = {name: course for name, course in series.items() if any(record["value"] for record in course.values())}
        if len(seen) > 1:
            lines.setdefault(kpi.group, []).append(Line(f"  {kpi.name}", [""] * len(shown), "", "", kpi.id))
        for name, course in seen.items():
            label, kpi_id = (f"    {name}", "") if len(seen) > 1 else (f"  {kpi.name}{f' ({name})' if name else ''}", kpi.id)
            cells = [_of_period(kpi, course.get(period), decimals, is_partial=period in partial) for period in shown]
            values = [course[period]["value"] if period in course else None for period in periods[-MOST_LETTERS:]]
            spark = _spark(values) if console.draws_sparklines() else ""
            lines.setdefault(kpi.group, []).append(Line(label, cells, _usual(kpi, usual.get(kpi.id, [])), spark, kpi_id))
    head = Line("", [f"{period}{'*' if period in partial else ''}" for period in shown], "", "", "")
    aligned = {group: _aligned([head, *rows]) for group, rows in lines.items()}
    blocks = ["\n".join([console.bold(HEADINGS[group]), *rows]) for group, (_, rows) in aligned.items()]
    blocks += [_goals(found["goals"], decimals)] if found["goals"] else []
    is_cut = any(count < len(periods) for count, _ in aligned.values())
    legend = f"money in {currency}; - cannot be observed (yet); every figure is explained in docs/kpis.md"
    left_out = _left_out(found, records, len(periods) if is_cut else None)
    notes = [legend, *left_out, *_notes(records, found["benchmarks"])]
    return "\n\n".join([*blocks, "\n".join(console.wrapped(note, 2) for note in notes)])


def _aligned(lines: Sequence[Line]) -> tuple[int, list[str]]:
    """How many of the last periods fit, and the lines in columns under their heads."""
    if any(line.usual for line in lines):
        lines = [lines[0]._replace(usual="usual"), *lines[1:]]
    name, usual = widest(line.name for line in lines), widest(line.usual for line in lines)
    usual += 2 if usual else 0
    columns = [widest(column) + 2 for column in zip(*(line.cells for line in lines), strict=True)]
    spark, kpi_id = widest(line.spark for line in lines), widest(line.id for line in lines)
    count, spark, kpi_id = _room(columns, spark and spark + 2, kpi_id and kpi_id + 4, console.width() - name - usual)
    rows = []
    for line in lines:
        cells = [padded(cell, size, right=True) for cell, size in zip(line.cells[-count:], columns[-count:], strict=True)]
        course, id_ = padded(f"  {line.spark}", spark) if spark else "", f"    {line.id}" if kpi_id else ""
        rows.append("".join([padded(line.name, name), *cells, padded(line.usual, usual, right=True), course, id_]).rstrip())
    return count, rows


def _room(columns: Sequence[int], spark: int, kpi_id: int, width: int) -> tuple[int, int, int]:
    """How many of the last columns fit, and whether sparklines and ids do.

    Old periods give way first, then ids, sparklines, and at the end all periods but the last.
    """
    few = min(FEWEST_PERIODS, len(columns))
    choices = [(count, spark, kpi_id) for count in range(len(columns), few - 1, -1)] + [(few, spark, 0), (few, 0, 0)]
    return next((one for one in choices if sum(columns[-one[0] :]) + one[1] + one[2] <= width), (1, 0, 0))


def _widest(records: Records) -> Records:
    """The first scope of each figure among those that are there."""
    first: dict[str, str] = {}
    for record in records:
        first.setdefault(record["id"], record["scope"])
    return [record for record in records if record["scope"] == first[record["id"]]]


def _usual(kpi: Kpi, benchmarks: Records) -> str:
    return "; ".join(_range(kpi, one) for one in benchmarks)


def _range(kpi: Kpi, benchmark: dict[str, Any]) -> str:
    low, high = (None if benchmark[end] is None else cell(kpi, benchmark[end]) for end in ("low", "high"))
    if low and high:
        return f"{low.removesuffix(' %')} to {high}"
    return f"from {low}" if low else f"up to {high}"


def _goals(goals: Records, decimals: Decimals) -> str:
    """What the program wants, what it has, and whether that is enough."""
    rows = []
    for goal in goals:
        kpi = catalogue()[goal["id"]]
        name = goal["id"] if goal["per"] is None else f"{goal['id']} per {goal['per']}"
        more = f" ({visible(goal['subject'])})" if goal["subject"] else ""
        value, target = (cell(kpi, goal[key], decimals.get(goal["subject"])) for key in ("value", "target"))
        seen = f"{value} in {goal['period']}" if goal["per"] and goal["period"] else value
        rows.append([f"  {name}{more}", f"{goal['bound']} {target}", seen, goal["verdict"]])
    verdicts = [row.pop() for row in rows]
    lines = [f"{line}  {verdict}" for line, verdict in zip(table(rows), verdicts, strict=True)]
    return "\n".join([console.bold("Goals"), *lines])


def _series(records: Records) -> dict[Kpi, dict[str, dict[str, dict[str, Any]]]]:
    """Of each KPI what it was measured for (a subject, a scope, a segment, or nothing of the kind), and its records by period."""
    found: dict[Kpi, dict[str, dict[str, dict[str, Any]]]] = {}
    for record in records:
        kpi = catalogue()[record["id"]]
        extras = [record["subject"], record["scope"] if record["scope"] != kpi.scopes[0] else None, record["segment"]]
        name = ", ".join(visible(extra) for extra in extras if extra)
        found.setdefault(kpi, {}).setdefault(name, {})[record["period"]] = record
    return found


def _of_period(kpi: Kpi, record: dict[str, Any] | None, decimals: Decimals, *, is_partial: bool) -> str:
    """A figure, with a mark where it alone is not complete."""
    if record is None or record["value"] is None:
        return cell(kpi, None)
    value = cell(kpi, record["value"], decimals.get(wallet_of(record["subject"])))
    return f"{value}{'*' if 'partial' in record['flags'] and not is_partial else ''}"


def cell(kpi: Kpi, value: str | None, decimals: int | None = None) -> str:
    """A value of a figure in its unit, with the decimals somebody reads; points, but for means, with those of their wallet."""
    if value is None:
        return "-"
    number = Decimal(value)
    if kpi.unit == "ratio":
        return f"{(number * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)} %"
    places = {"money": 2, "days": 1}.get(kpi.unit, 2 if number % 1 else 0)
    if kpi.unit == "points" and not kpi.divided and decimals is not None:
        places = decimals
    return grouped(f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}")


def _spark(values: Sequence[str | None]) -> str:
    """The course of a figure in one letter a period; a blank where it cannot be observed."""
    numbers = [None if value is None else Decimal(value) for value in values]
    known = [number for number in numbers if number is not None]
    if len(known) < FEWEST_PERIODS:
        return ""
    low, high = min(known), max(known)
    step = (high - low) or Decimal(1)
    return "".join(" " if number is None else BARS[int((number - low) * (len(BARS) - 1) / step)] for number in numbers)


def _left_out(found: dict[str, Any], records: Records, periods: int | None) -> list[str]:
    """What the table has no room for, and where it is. `periods`: how many there are, where some are left out."""
    shown = {(record["id"], record["scope"]) for record in records}
    scopes = dict.fromkeys(record["scope"] for record in found["kpis"] if (record["id"], record["scope"]) not in shown)
    parts = [f"earlier periods ({periods} in all)"] if periods is not None else []
    parts += [f"figures of {' and of '.join(scopes)} alone"] if scopes else []
    where = [f"{', '.join(parts)}: --format csv"] if parts else []
    where += ["cohorts: --format json"] if found["cohorts"] else []
    return [f"not shown: {'; '.join(where)}"] if where else []


def _reasons(records: Records) -> list[str]:
    """Why figures have no value, or what to mind: of which figures it holds, and of which periods where not of all."""
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for record in records:
        flags = [flag for flag in record["flags"] if flag != "model" or record["value"] is not None]
        for note in filter(None, [record["note"], *map(NOTES.get, flags)]):
            ids, periods = found.setdefault(note, ({}, {}))
            ids[record["id"]] = periods[record["period"]] = None
    count, all_periods = len({record["id"] for record in records}), {record["period"] for record in records}
    notes = []
    for note, (ids, periods) in found.items():
        what = "all figures" if 1 < len(ids) == count else ", ".join(ids)
        when = "" if len(periods) == len(all_periods) else f" in {_spans(list(periods))}"
        notes.append(f"{what}{when}: {note}")
    return notes


def _spans(periods: Sequence[str]) -> str:
    """Periods by name; of many the first and the last."""
    return ", ".join(periods) if len(periods) <= MOST_PERIODS else f"{len(periods)} periods from {periods[0]} to {periods[-1]}"


def _notes(records: Records, benchmarks: Records) -> list[str]:
    """What the marks mean, what could not be observed and why, and whose benchmarks these are."""
    seen = {record["id"] for record in records if record["value"] is not None}
    unseen = dict.fromkeys(record["id"] for record in records if record["id"] not in seen and not record["note"])
    notes = []
    if any("partial" in record["flags"] for record in records):
        notes.append("* not all of this period was seen, or of the one before that it is compared with")
    notes += [f"not observed (yet): {', '.join(unseen)}"] if unseen else []
    notes += _reasons(records)
    ranges = ((one, _range(catalogue()[one["id"]], one)) for one in benchmarks)
    notes += [f"usual for {one['id']}: {visible(one['source'])} ({said})" for one, said in ranges]
    return notes
