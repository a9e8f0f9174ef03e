"""Rows as ledger files: JSON Lines with nested lines, CSV with a row per line."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from generators.ledgers import Row

LINE_COLUMNS = ("sku", "quantity", "line_amount", "category", "weight")


def write_jsonl(path: Path, rows: Sequence[Row]) -> Path:
    """Every row is one delivery of a whole event."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def write_csv(path: Path, rows: Sequence[Row]) -> Path:
    """Several rows with one id are the lines of one event (S2.1)."""
    columns = [name for name in dict.fromkeys(name for row in rows for name in row) if name != "lines"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*columns, *LINE_COLUMNS])
        for row in flat(rows):
            writer.writerow([row.get(name, "") for name in (*columns, *LINE_COLUMNS)])
    return path


def flat(rows: Sequence[Row]) -> list[Row]:
    """One row per line; an event without lines is one row."""
    found = []
    for row in rows:
        head = {name: value for name, value in row.items() if name != "lines"}
        found += [{**head, **line} for line in row.get("lines", ())] or [head]
    return found
