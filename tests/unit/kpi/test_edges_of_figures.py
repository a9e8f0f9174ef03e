"""Figures where ledgers are odd: rejected events, refunds without a member, periods cut short, names and sizes at the limit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pyarrow import parquet

import rulekit as rk
from rulekit.kpi import measure, of_folder, of_ledger
from rulekit.kpi.kpis import by_of, figures_of
from rulekit.ledger import LedgerSchema
from rulekit.ledger.event import Event, Line
from rulekit.ledger.events_table import events_table
from rulekit.values.zone import Zone

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
wallets:
  points: { unit: point/points, value: 0.01 EUR }
rules:
  base: { on: purchase, give: 1 point per 1 EUR }
"""


def ledger(folder: Path, rows: str) -> rk.Ledger:
    (folder / "l.csv").write_text(f"event_id,type,at,member_id,amount,ref\n{rows}", encoding="utf-8")
    return rk.read_ledger(folder / "l.csv")


def program(folder: Path, more: str = "") -> rk.Program:
    (folder / "p.yaml").write_text(PROGRAM + more, encoding="utf-8")
    return rk.load(folder / "p.yaml")


def values(found: dict, kpi: str, scope: str = "all sales") -> list[str | None]:
    return [one["value"] for one in found["kpis"] if (one["id"], one["scope"]) == (kpi, scope)]


def test_rejected_events_are_not_measured(tmp_path):
    rows = "p,purchase,2024-01-01,anna,10,\nr,refund,2024-01-02,,500,p\nq,refund,2024-01-02,anna,5,nowhere\n"
    result = rk.replay(program(tmp_path), ledger(tmp_path, rows))
    assert {one.event_id for one in result.rejections} == {"r", "q"}
    assert values(rk.kpis(result=result), "sales.net") == ["10"]
    assert values(rk.kpis(ledger(tmp_path, rows)), "sales.net") == ["-495"]


def test_an_event_of_which_a_part_is_rejected_is_measured(tmp_path):
    rows = "p,purchase,2024-01-01,anna,10,\n"
    (tmp_path / "enrol.csv").write_text(
        "event_id,type,at,member_id,referred_by\ne,enrol,2024-01-01,bo,nobody\n", encoding="utf-8"
    )
    ledger(tmp_path, rows)
    result = rk.replay(program(tmp_path), rk.read_ledger([tmp_path / "l.csv", tmp_path / "enrol.csv"]))
    assert [one.code for one in result.rejections] == ["event.unknown_referrer"]
    assert sorted(result.events["event_id"].to_pylist()) == ["e", "p"]


def test_a_refund_without_a_member_is_that_of_its_purchase(tmp_path):
    rows = "p,purchase,2024-01-01,anna,10,\nr,refund,2024-01-02,,4,p\na,purchase,2024-01-02,,7,\ns,refund,2024-01-03,,7,a\n"
    found = rk.kpis(ledger(tmp_path, rows))
    assert values(found, "returns.value", "identified customers") == ["4"]
    assert values(found, "returns.value") == ["11"]
    assert values(found, "return_rate.customers", "identified customers") == ["1"]


SPRING = """\
1,purchase,2024-01-10,anna,10,
2,purchase,2024-02-10,anna,20,
3,purchase,2024-03-01,anna,40,
4,purchase,2024-03-20,bo,80,
5,purchase,2024-03-31,bo,160,
"""


def test_days_that_are_not_looked_at_do_not_count(tmp_path):
    found = rk.kpis(ledger(tmp_path, SPRING), by="month", history_starts="2024-02-11", until="2024-03-20")
    gross = [one for one in found["kpis"] if (one["id"], one["scope"]) == ("sales.gross", "all sales")]
    assert [(one["period"], one["value"], one["flags"]) for one in gross] == [
        ("2024-02", "0", ["partial"]), ("2024-03", "120", ["partial"]),
    ]  # fmt: skip
    assert values(found, "customers.new", "identified customers") == ["0", "1"]


@pytest.mark.parametrize(
    ("by", "until", "expected"),
    [
        (None, "2024-03-01", [None]), (None, "2024-03-02", ["0"]), (None, "2024-03-31", ["0.5"]),
        ("month", "2024-03-29", [None, None]), ("month", "2024-03-30", ["0.5", None]),
    ],
)  # fmt: skip
def test_a_month_waits_for_its_last_newcomer_and_the_whole_time_for_each(tmp_path, by, until, expected):
    """The window of 30 days closes on the last day that is looked at, not with its month; 30 days after February all of it are through."""
    rows = "1,purchase,2024-02-01,anna,10,\n2,purchase,2024-02-20,bo,10,\n3,purchase,2024-03-01,bo,10,\n"
    found = rk.kpis(ledger(tmp_path, rows), by=by, until=until)
    assert values(found, "repeat_rate.within_30d", "identified customers") == expected


def test_recency_counts_from_the_last_day(tmp_path):
    warehouse = of_ledger(ledger(tmp_path, SPRING), LedgerSchema("EUR", Zone("UTC")))
    measure(warehouse, by="year", until=date(2024, 3, 20).toordinal(), ids=("rfm.customers",))
    rows = warehouse.connection.execute("SELECT member_id, recency FROM rfm_values ORDER BY member_id").fetchall()
    assert rows == [("anna", 20), ("bo", 1)]


@pytest.mark.parametrize("by", [None, "month", "30 days"])
def test_figures_that_end_before_they_begin(tmp_path, by):
    with pytest.raises(rk.UsageError, match="no days from 2024-01-10, where the figures begin, to 2024-01-09"):
        rk.kpis(ledger(tmp_path, SPRING), by=by, until="2024-01-09")


LONG = "1,purchase,2012-01-01,anna,10,\n2,purchase,2024-02-03,anna,10,\n"


@pytest.mark.parametrize("by", ["day", 1])
def test_periods_without_end(tmp_path, by):
    """4,000 days end with 13 December 2022."""
    warehouse = of_ledger(ledger(tmp_path, LONG), LedgerSchema("EUR", Zone("UTC")))
    found = measure(warehouse, by=by, until=date(2022, 12, 13).toordinal(), ids=("sales.orders",))
    assert len(found) == 2 * 4_000
    with pytest.raises(rk.UsageError, match="more than 4,000 periods"):
        measure(warehouse, by=by, until=date(2022, 12, 14).toordinal(), ids=("sales.orders",))


@pytest.mark.parametrize("span", [{"history_starts": "2024-02-01"}, {"until": "2012-01-03"}])
def test_only_the_time_looked_at_has_too_many_periods(tmp_path, span):
    found = rk.kpis(ledger(tmp_path, LONG), by="day", **span)
    assert len([one for one in found["kpis"] if one["id"] == "sales.gross" and one["scope"] == "all sales"]) == 3
    assert found["cohorts"]["by"] == "day"


def test_all_the_time_there_is(tmp_path):
    first, last = "1900-01-01", "2399-12-31"
    found = rk.kpis(ledger(tmp_path, LONG.replace("2012-01-01", first).replace("2024-02-03", last)))
    assert (found["cohorts"]["by"], [row["cohort"] for row in found["cohorts"]["rows"]]) == ("year", ["1900"])


@pytest.mark.parametrize("text", ["00000000199999999999 days", "9" * 5_000 + " days", "3661 days", "000 days"])
def test_periods_of_too_many_days(text):
    with pytest.raises(rk.UsageError, match="no length of a period"):
        by_of(text)
    assert by_of("0090 days") == 90


NAMES = ("kind", "day", "units", "number", "starts")
ATTRIBUTES = f"attributes:\n  purchase: {{ {', '.join(f'{name}: text' for name in NAMES)} }}\n  member: {{ city: text }}\n"


def named(folder: Path) -> rk.Ledger:
    """Purchases with attributes that are called like columns of the warehouse."""
    columns = ",".join(f"purchase.{name}" for name in NAMES)
    text = f"event_id,type,at,member_id,amount,{columns}\n1,purchase,2024-01-01,anna,10,a,b,c,d,e\n2,purchase,2024-02-01,anna,20,a,b,c,d,e\n"
    (folder / "n.csv").write_text(text, encoding="utf-8")
    return rk.read_ledger(folder / "n.csv")


def test_attributes_called_like_columns(tmp_path):
    result = rk.replay(program(tmp_path, ATTRIBUTES), named(tmp_path))
    assert result.events["purchase.kind"].to_pylist() == ["a", "a"]
    result.write(tmp_path / "r")
    for found in (rk.kpis(result=result, by="month"), figures_of(of_folder(tmp_path / "r"), by="month")):
        assert values(found, "sales.gross") == ["10", "20"]
        assert values(found, "members.active", "members") == ["1", "1"]


def test_the_last_value_of_an_attribute_at_one_instant(tmp_path):
    rows = "".join(f"{place},profile,2024-01-01 10:00,anna,{place},city {9 - place},\n" for place in range(1, 9))
    head = "event_id,type,at,member_id,order,member.city,amount\n"
    (tmp_path / "c.csv").write_text(f"{head}{rows}p,purchase,2024-01-01 10:00,anna,9,,10\n", encoding="utf-8")
    result = rk.replay(program(tmp_path, ATTRIBUTES), rk.read_ledger(tmp_path / "c.csv"))
    found = rk.kpis(result=result, segment="city")
    assert {one["segment"] for one in found["kpis"]} == {"city 1"}


def test_money_beyond_eighteen_digits():
    lines = tuple(Line(None, 9 * 10**17) for _ in range(20))
    event = Event("1", "purchase", 0, 738_900, 0, "anna", lines=lines)
    assert events_table([event], LedgerSchema("EUR", Zone("UTC")))["amount"].to_pylist() == [Decimal(1800 * 10**12)]


def test_files_of_a_result_are_read_as_they_were_written(tmp_path):
    """An id full of delimiters, in a file of one row, would be cut apart by a guess."""
    odd = "an;na|x\t'y'"
    result = rk.replay(program(tmp_path), ledger(tmp_path, f"1,purchase,2024-01-01,{odd},10,\n"))
    result.write(tmp_path / "r")
    warehouse = of_folder(tmp_path / "r")
    for table in ("all_members", "all_balances"):
        assert warehouse.connection.table(table).project("member_id").fetchall() == [(odd,)]


def test_a_folder_of_another_version_is_replayed_again(tmp_path):
    rk.replay(program(tmp_path), ledger(tmp_path, "1,purchase,2024-01-01,anna,10,\n")).write(tmp_path / "r")
    events = parquet.read_table(tmp_path / "r" / "events.parquet").drop_columns(["place"])
    parquet.write_table(events, tmp_path / "r" / "events.parquet")
    with pytest.raises(
        rk.UsageError, match=r"events\.parquet` was written by another version of rulekit: it has no column `place`"
    ):
        of_folder(tmp_path / "r")


@pytest.mark.parametrize("content", [b"", b"PAR1\xff\x00 broken"])
@pytest.mark.parametrize("name", ["events.parquet", "entries.parquet", "members.csv", "program.json"])
def test_a_damaged_folder(tmp_path, name, content):
    rk.replay(program(tmp_path), ledger(tmp_path, "1,purchase,2024-01-01,anna,10,\n")).write(tmp_path / "r")
    (tmp_path / "r" / name).write_bytes(content)
    with pytest.raises(rk.UsageError):
        of_folder(tmp_path / "r")


@pytest.mark.parametrize("entries", ["csv", "jsonl"])
@pytest.mark.parametrize("decimals", ["", ", decimals: 3"])
def test_entries_are_read_in_every_form(tmp_path, entries, decimals):
    text = PROGRAM.replace("unit: point/points", f"unit: point/points{decimals}")
    assert text != PROGRAM or not decimals
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    rows = '1,purchase,2024-01-01,"an""na, \u2028",10.55,\n2,refund,2024-02-02,,3.33,1\n'
    result = rk.replay(rk.load(tmp_path / "p.yaml"), ledger(tmp_path, rows))
    result.write(tmp_path / "r", entries=entries)
    assert figures_of(of_folder(tmp_path / "r"), by="month") == rk.kpis(result=result, by="month")


@pytest.mark.parametrize(
    ("entries", "content"), [("csv", "member_id,seq\nanna,1\n"), ("jsonl", '{"member_id":"anna","seq":"x"}')]
)
def test_damaged_entries_in_text(tmp_path, entries, content):
    rk.replay(program(tmp_path), ledger(tmp_path, "1,purchase,2024-01-01,anna,10,\n")).write(tmp_path / "r", entries=entries)
    (tmp_path / "r" / f"entries.{entries}").write_text(content, encoding="utf-8")
    with pytest.raises(rk.UsageError, match=r"cannot be read|has no column `at`"):
        of_folder(tmp_path / "r")


def test_spend_per_customer_after_returns_leaves_out_sales_without_a_card(tmp_path):
    """Two customers paid 30 and 10, of which 4 came back; 100 of nobody and what nobody brought back count nowhere."""
    rows = (
        "a,purchase,2024-01-01,anna,30,\nb,purchase,2024-01-02,bo,10,\nc,purchase,2024-01-03,,100,\n"
        "r,refund,2024-01-04,anna,4,a\ns,refund,2024-01-05,,50,c\nt,refund,2024-02-01,bo,10,b\n"
    )
    found = rk.kpis(ledger(tmp_path, rows), by="month")
    assert values(found, "spend_per_customer.net", "identified customers") == ["18", None]
    assert values(found, "spend_per_customer", "identified customers") == ["20", None]
