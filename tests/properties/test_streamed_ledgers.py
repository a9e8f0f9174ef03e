"""A ledger measured row by row has the events of one that was read as a whole: receipts of several rows, rows without id, refunds
without purchase, repeated and faulty rows, in any order and in batches of any size.
"""

from __future__ import annotations

import csv
import io
import json
from contextlib import ExitStack
from datetime import date
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

import rulekit as rk
from rulekit.kpi import link_events, load_events
from rulekit.kpi.connect import connect
from rulekit.ledger import LedgerSchema, sorted_table, table
from rulekit.ledger.events_table import events_table
from rulekit.values.attribute import AttributeType
from rulekit.values.zone import Zone

SCHEMA = LedgerSchema("EUR", Zone("Europe/Berlin"), {"city": AttributeType("text")}, {}, {"brand": AttributeType("text")})
COLUMNS = ("event_id", "type", "at", "member_id", "amount", "ref", "order", "sku", "quantity", "line_amount", "line", "brand", "city")
QUALIFIED = {"brand": "line.brand", "city": "member.city"}
IDS = ("", "", " ", "a", "b", "c", "a/b", "a/unlinked", "a/b/", "b/a", "b/c", "/c", "d", "e", "f")
UNLINKED = "columns:\n" + "".join(f"  {QUALIFIED.get(name, name)}: {name}\n" for name in COLUMNS)
MAPPING = UNLINKED + "refunds:\n  link: same member and sku\n"

rows = st.fixed_dictionaries(
    {
        "event_id": st.sampled_from(IDS),
        "type": st.sampled_from(("purchase", "purchase", "refund", "refund", "enrol", "nonsense")),
        "at": st.sampled_from(("2024-01-01", "2024-01-02 10:00", "2024-01-03", "yesterday")),
        "member_id": st.sampled_from(("", "anna", "anna", "anna", "bo")),
        "amount": st.sampled_from(("", "", "", "", "4", "4.00", "6", "x")),
        "ref": st.sampled_from(("", "", "", "a", "b")),
        "order": st.sampled_from(("", "", "", "1", "2")),
        "sku": st.sampled_from(("", "tea", "tea", "tea", "cake")),
        "quantity": st.sampled_from(("", "1", "2", "3", "-1", "0")),
        "line_amount": st.sampled_from(("1", "2", "3", "4", "", "-1")),
        "line": st.sampled_from(("", "", "", "1", "2")),
        "brand": st.sampled_from(("", "", "Ö", "x\ny")),
        "city": st.sampled_from(("", "", "Bonn")),
    }
)


def agreed(drawn: list[dict[str, str]], *, is_agreed: bool) -> list[dict[str, str]]:
    """Most rows of an event agree about it, or nearly every one would be rejected."""
    if not is_agreed:
        return drawn
    heads: dict[str, dict[str, str]] = {}
    head = ("type", "at", "member_id", "amount", "ref", "order", "city")
    return [
        row | {name: heads.setdefault(row["event_id"], row)[name] for name in head} if row["event_id"].strip() else row
        for row in drawn
    ]


def written(drawn: list[dict[str, str]], kind: str) -> str:
    if kind == "jsonl":
        return "".join(json.dumps(record(row)) + "\n" for row in drawn) + "{\n"
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(drawn)
    return text.getvalue() + "too,few\n"


def record(row: dict[str, str]) -> dict[str, Any]:
    """Every other row has nested lines."""
    if row["quantity"] != "1":
        return dict(row)
    line = {name: row[name] for name in ("sku", "line_amount", "line")}
    return {name: cell for name, cell in row.items() if name not in (*line, "quantity", "brand")} | {"lines": [line, line | {"line": ""}]}


@given(
    files=st.lists(st.lists(rows, min_size=1, max_size=14), min_size=1, max_size=2),
    kind=st.sampled_from(("csv", "jsonl")),
    is_agreed=st.booleans(),
    batch=st.sampled_from((1, 2, 5, 1000)),
)
def test_rows_become_the_events_of_a_ledger_read_as_a_whole(files, kind, is_agreed, batch):
    compare([written(agreed(drawn, is_agreed=is_agreed), kind) for drawn in files], kind, None, batch)


sales = st.fixed_dictionaries(
    {
        "at": st.dates(date(2024, 1, 1), date(2024, 1, 9)).map(str),
        "member_id": st.sampled_from(("anna", "anna", "bo", "cem", "")),
        "ref": st.sampled_from(("", "", "a", "b", "c", "a/b")),
        "sku": st.sampled_from(("tea", "tea", "cake")),
        "quantity": st.sampled_from(("1", "2", "3", "5")),
        "line_amount": st.sampled_from(("1", "2", "3", "10")),
    }
)


@given(
    drawn=st.lists(st.tuples(st.sampled_from(IDS), st.lists(sales, min_size=1, max_size=2)), min_size=2, max_size=20, unique_by=itemgetter(0)),
    refunds=st.sets(st.sampled_from(IDS), min_size=1),
    batch=st.sampled_from((1, 2, 5, 1000)),
)
def test_refunds_are_linked_as_in_a_ledger_read_as_a_whole(drawn, refunds, batch):
    lines = [
        dict.fromkeys(COLUMNS, "") | sale | {name: of_event[0][name] for name in ("at", "member_id", "ref")}
        | {"event_id": event_id, "type": "refund" if event_id in refunds else "purchase"}
        for event_id, of_event in drawn
        for sale in of_event
    ]  # fmt: skip
    linked = compare([written(lines, "csv")], "csv", MAPPING, batch)
    whole = compare([written(lines, "csv")], "csv", UNLINKED, batch)
    assert counted(linked) == counted(whole)


def counted(events: list[dict[str, Any]]) -> dict[str, list[object]]:
    """What was delivered under each id: its lines, units and money, however it was split."""
    found: dict[str, list[object]] = {}
    for event in events:
        sums = found.setdefault(event["document"] or event["event_id"], [0, 0, 0])
        sums[:] = [known + (event[name] or 0) for known, name in zip(sums, ("lines", "units", "amount"), strict=True)]
    return found


def compare(texts: list[str], kind: str, mapping: str | None, batch: int) -> list[dict[str, Any]]:
    """Read the files in both ways and hold the events against each other."""
    small = [(table, "BATCH_ROWS"), (sorted_table, "BATCH_ROWS"), (load_events, "BATCH_EVENTS"), (link_events, "BATCH_EVENTS")]
    with TemporaryDirectory() as folder, ExitStack() as stack:
        for module, name in small:
            stack.enter_context(mock.patch.object(module, name, batch))
        paths = [Path(folder, f"{place}.{kind}") for place in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        if mapping is not None:
            Path(folder, "mapping.yaml").write_text(mapping, encoding="utf-8")
        ledger = rk.read_ledger(paths, None if mapping is None else Path(folder, "mapping.yaml"))
        loaded = ledger.load(SCHEMA)
        expected = events_table(loaded.events, SCHEMA)
        connection = connect()
        left_out = load_events.load_events(connection, ledger, SCHEMA)
        columns = ", ".join(f'"{name}"' for name in expected.column_names)
        found = connection.execute(f"SELECT {columns} FROM all_events ORDER BY place").fetchall()  # noqa: S608  columns of events
    rows_of_whole = expected.to_pylist()
    assert found == [tuple(row.values()) for row in rows_of_whole]
    assert left_out == len(loaded.rejections)
    return rows_of_whole
