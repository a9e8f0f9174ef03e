"""Figures as a shop owner reads them in a terminal: one line each, the last periods as columns, all of them as a sparkline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from rulekit.cli import console
from rulekit.cli.summary_text import grouped
from rulekit.diagnostics.display import visible
from rulekit.kpi.catalogue import Kpi, catalogue

MOST_PERIODS = 4
"""So many periods fit beside the names; the sparkline has them all."""

BARS = "▁▂▃▄▅▆▇█"

HEADINGS = {
    "retention": "Who stays", "repeat": "Who comes back, and how soon", "value": "What customers are worth", "returns": "Returns",
    "program": "The program", "rewards": "Rewards", "liability": "Points, and what they owe", "satisfaction": "Satisfaction",
}  # fmt: skip

Records = Sequence[dict[str, Any]]


def kpis_text(records: Records, currency: str) -> str:
    """All figures under the headings of their groups; `*` marks a period that is not complete."""
    periods = list(dict.fromkeys(record["period"] for record in records))
    partial = {record["period"] for record in records if "partial" in record["flags"]}
    shown = periods[-MOST_PERIODS:]
    lines: dict[tuple[str, str], list[list[str]]] = {}
    for kpi, name, values in _series(records):
        cells = [_cell(kpi, values.get(period)) for period in shown]
        spark = [_spark([values.get(period) for period in periods])] if len(periods) > 1 else []
        lines.setdefault((kpi.group, ""), []).append([name, *cells, *spark, f"  {kpi.id}"])
    head = ["", *(f"{period}{'*' if period in partial else ''}" for period in shown), *([""] if len(periods) > 1 else []), ""]
    blocks = [_block(HEADINGS[group], head, rows, len(shown)) for (group, _), rows in lines.items()]
    return "\n\n".join([*blocks, *_notes(records, partial, currency)])


def _series(records: Records) -> Iterator[tuple[Kpi, str, dict[str, str | None]]]:
    """One KPI of one scope, segment and subject: its name and its values by period."""
    found: dict[tuple[str, ...], dict[str, str | None]] = {}
    for record in records:
        key = (record["id"], record["scope"], record["segment"] or "", record["subject"] or "")
        found.setdefault(key, {})[record["period"]] = record["value"]
    for (kpi_id, scope, segment, subject), values in found.items():
        kpi = catalogue()[kpi_id]
        extras = [subject, *([scope] if scope != kpi.scopes[0] else []), segment]
        more = ", ".join(visible(extra) for extra in extras if extra)
        yield kpi, f"  {kpi.name}{f' ({more})' if more else ''}", values


def _block(heading: str, head: list[str], rows: list[list[str]], numbers: int) -> str:
    """A heading and its lines; the name flush left, the ids behind the numbers."""
    width = max(len(row[0]) for row in rows)
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(1, numbers + 1)]
    lines = []
    for row in [head, *rows]:
        cells = [cell.rjust(widths[place]) for place, cell in enumerate(row[1 : numbers + 1])]
        lines.append("  ".join([row[0].ljust(width), *cells, *row[numbers + 1 :]]).rstrip())
    return "\n".join([console.bold(heading), *lines])


def _cell(kpi: Kpi, value: str | None) -> str:
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


def _notes(records: Records, partial: set[str], currency: str) -> list[str]:
    notes = [f"money in {currency}; - cannot be observed (yet); every figure is explained in docs/kpis.md"]
    if partial & {record["period"] for record in records}:
        notes.append("* not all of this period was seen")
    return ["\n".join(notes)]
