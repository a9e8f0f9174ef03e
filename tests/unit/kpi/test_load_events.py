"""A ledger is loaded batch by batch: what a replay keeps, in a working folder that stays clean."""

from __future__ import annotations

import gc
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.kpi import connect, link_events, load_events, of_ledger
from rulekit.kpi.connect import connect as connected
from rulekit.ledger import LedgerSchema, table
from rulekit.ledger.events_table import events_table
from rulekit.values.attribute import AttributeType
from rulekit.values.zone import Zone

SCHEMA = LedgerSchema("EUR", Zone("Europe/Berlin"), {"city": AttributeType("text")}, {"tip": AttributeType("money")})
HEAD = "event_id,type,at,member_id,amount,ref,order,city,tip\n"
FIRST = """\
b,purchase,2024-01-02 10:00,bo,20,,,Bonn,
a,purchase,2024-01-02 10:00,anna,10,,,,1.50
c,enrol,2024-01-02 10:00,cleo,,,,,
d,purchase,2024-01-01,,5,,,,
e,purchase,2024-01-03,anna,1,,7,,
r,refund,2024-01-04,,3,a,,,
x,purchase,yesterday,anna,1,,,,
,purchase,2024-01-05,anna,2,,,,
,purchase,2024-01-05,anna,2,,,,
"""
SECOND = """\
a,purchase,2024-01-02 10:00,anna,10.0,,,,1.5
b,purchase,2024-01-01 10:00,bo,20,,,Bonn,
e,purchase,2024-01-03,anna,1,,3,,
d,purchase,2024-01-01,,4,,,,
r,refund,2024-01-04,,3,a,1,,
"""


@pytest.mark.parametrize("batch", [1, 3, 50_000])
@pytest.mark.parametrize("files", [[FIRST], [FIRST, SECOND], [SECOND, FIRST], [FIRST, SECOND, FIRST]])
def test_the_events_are_those_of_a_replay(tmp_path, monkeypatch, batch, files):
    monkeypatch.setattr(load_events, "BATCH_EVENTS", batch)
    paths = []
    for place, rows in enumerate(files):
        paths.append(tmp_path / f"{place}.csv")
        paths[-1].write_text(HEAD + rows, encoding="utf-8")
    ledger = rk.read_ledger(paths)
    connection = connected()
    load_events.load_events(connection, ledger, SCHEMA)
    expected = events_table(ledger.load(SCHEMA).events, SCHEMA)
    columns = ", ".join(f'"{name}"' for name in expected.column_names)
    found = connection.execute(f"SELECT {columns} FROM all_events ORDER BY place").fetchall()  # noqa: S608  columns of events
    assert found == [tuple(row.values()) for row in expected.to_pylist()]


def test_what_is_spilled_lies_elsewhere_and_is_gone_afterwards(tmp_path, monkeypatch):
    (tmp_path / "work").mkdir()
    (tmp_path / "temporary").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(connect, "MEMORY_LIMIT", "60MB")
    rows = "".join(f"event {place},purchase,2024-01-{1 + place % 28:02},m{place % 999},1,,,,\n" for place in range(60_000))
    (tmp_path / "l.csv").write_text(HEAD + rows, encoding="utf-8")
    warehouse = of_ledger(rk.read_ledger(tmp_path / "l.csv"), SCHEMA)
    warehouse.connection.execute("CREATE TABLE wide AS SELECT range AS id, repeat('x', 90) || range AS text FROM range(600000)")
    warehouse.connection.execute("SELECT count(*) FROM (SELECT text FROM wide ORDER BY text)")
    assert [len(list(folder.iterdir())) for folder in (tmp_path / "temporary").iterdir()] != [0]
    assert list(Path.cwd().iterdir()) == []
    warehouse.connection.close()
    del warehouse
    gc.collect()
    assert list((tmp_path / "temporary").iterdir()) == []


COLUMNS = ("event_id", "type", "at", "member_id", "sku", "quantity", "line_amount")
LINKING = "columns:\n" + "".join(f"  {name}: {name}\n" for name in COLUMNS) + "refunds:\n  link: same member and sku\n"
SHOPS = """\
a,refund,2024-01-09,anna,tea,3,3
b,purchase,2024-01-01,anna,tea,1,1
c,purchase,2024-01-02,anna,tea,2,2
a/b,purchase,2024-01-03,bo,tea,1,1
a/c/d,purchase,2024-01-04,bo,tea,1,1
"""


def test_parts_of_refunds_have_ids_that_no_event_has_not_even_a_strangers(tmp_path):
    (tmp_path / "l.csv").write_text(",".join(COLUMNS) + "\n" + SHOPS, encoding="utf-8")
    (tmp_path / "m.yaml").write_text(LINKING, encoding="utf-8")
    ledger = rk.read_ledger(tmp_path / "l.csv", tmp_path / "m.yaml")
    connection = connected()
    load_events.load_events(connection, ledger, SCHEMA)
    found = connection.execute("SELECT event_id, ref FROM all_events WHERE kind = 'refund' ORDER BY place").fetchall()
    assert found == [("a/b/", "b"), ("a/c", "c")]
    assert found == [(event.event_id, event.ref) for event in ledger.load(SCHEMA).events if event.kind == "refund"]


BRANCHES = """\
a,refund,2024-01-09 10:00,cleo,tea,3,3
x,purchase,2024-01-01,cleo,tea,1,1
b/c,purchase,2024-01-02,cleo,tea,2,2
a/b,refund,2024-01-08,anna,tea,3,3
c,purchase,2024-01-01,anna,tea,1,1
y,purchase,2024-01-02,anna,tea,2,2
a/b/,refund,2024-01-07,bo,tea,3,3
/c,purchase,2024-01-01,bo,tea,1,1
z,purchase,2024-01-02,bo,tea,1,1
"""
"""Three refunds of three members, each with a part that should be called `a/b/c` or the like; bo was the first."""


@pytest.mark.parametrize("batch", [1, 4, 1000])
def test_parts_of_refunds_of_several_batches_have_different_ids(tmp_path, monkeypatch, batch):
    monkeypatch.setattr(link_events, "BATCH_EVENTS", batch)
    (tmp_path / "l.csv").write_text(",".join(COLUMNS) + "\n" + BRANCHES, encoding="utf-8")
    (tmp_path / "m.yaml").write_text(LINKING, encoding="utf-8")
    ledger = rk.read_ledger(tmp_path / "l.csv", tmp_path / "m.yaml")
    connection = connected()
    load_events.load_events(connection, ledger, SCHEMA)
    found = connection.execute("SELECT event_id, ref FROM all_events WHERE kind = 'refund' ORDER BY place").fetchall()
    assert found == [(event.event_id, event.ref) for event in ledger.load(SCHEMA).events if event.kind == "refund"]
    assert {("a/b/c", "c"), ("a/b/c/", "b/c"), ("a/b///c", "/c")} <= set(found)


@pytest.mark.parametrize("depth", [10, 300, 900, 5_000])
def test_lines_within_lines_are_left_out_however_deep(tmp_path, depth):
    deep = '{"event_id": "a", "at": "2024-01-01", "sku": "", "lines": ' + "[" * depth + "]" * depth + "}\n"
    fine = '{"event_id": "b", "at": "2024-01-01", "lines": [{"sku": "tea", "line_amount": 1.50}]}\n'
    (tmp_path / "l.jsonl").write_text(deep + fine, encoding="utf-8")
    ledger = rk.read_ledger(tmp_path / "l.jsonl")
    connection = connected()
    assert load_events.load_events(connection, ledger, SCHEMA) == len(ledger.load(SCHEMA).rejections) == 1
    assert connection.execute("SELECT event_id, amount FROM all_events").fetchall() == [("b", Decimal("1.5"))]


def test_a_file_named_twice_is_there_once(tmp_path):
    (tmp_path / "l.csv").write_text(HEAD + FIRST, encoding="utf-8")
    ledger = rk.read_ledger([tmp_path / "l.csv", tmp_path / "l.csv"])
    connection = connected()
    load_events.load_events(connection, ledger, SCHEMA)
    found = connection.execute("SELECT event_id FROM all_events ORDER BY place").fetchall()
    assert [event_id for (event_id,) in found] == [event.event_id for event in ledger.load(SCHEMA).events]


def test_a_long_file_may_have_many_broken_rows(tmp_path, monkeypatch):
    """They are few beside the others, wherever in the file they stand."""
    monkeypatch.setattr(table, "MOST_FAULTS", 10)
    head = ",".join(COLUMNS) + "\n"
    rows = "".join(f"p{place},purchase,2024-01-01,anna,tea,1,1\n" for place in range(30))
    (tmp_path / "l.csv").write_text(head + rows + "broken\n" * 20, encoding="utf-8")
    connection = connected()
    assert load_events.load_events(connection, rk.read_ledger(tmp_path / "l.csv"), SCHEMA) == 20
    assert connection.execute("SELECT count(*) FROM all_events").fetchone() == (30,)
