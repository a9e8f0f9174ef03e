"""Parquet: exact types stay exact, foreign types become the text that every door reads, damage is said."""

from __future__ import annotations

import duckdb
import pytest

from rulekit.diagnostics import UsageError
from rulekit.ledger import read_ledger


@pytest.fixture
def parquet(tmp_path):
    """Writes the rows of a query to a Parquet file."""

    def write(query, name="sales.parquet"):
        path = tmp_path / name
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({query}) TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)")
        return path

    return write


def column(parquet, schema, name, value, **rest):
    cells = {
        "event_id": "'e'",
        "at": "TIMESTAMP '2024-03-01 10:00:00'",
        "member_id": "'anna'",
        "amount": "1",
        **rest,
        name: value,
    }
    loaded = read_ledger(parquet("SELECT " + ", ".join(f'{cell} AS "{key}"' for key, cell in cells.items()))).load(schema)
    return (loaded.events or loaded.rejections)[0]


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("12", 120_000),
        ("12::UTINYINT", 120_000),
        ("12.50::DECIMAL(12,2)", 125_000),
        ("12.500000::DECIMAL(18,6)", 125_000),
        ("12::DECIMAL(18,0)", 120_000),
        ("100::DECIMAL(18,0)", 1_000_000),
        ("0.1::DOUBLE", 1_000),
        ("0.1::FLOAT", 1_000),
        ("100::DOUBLE", 1_000_000),
        ("'12.50'", 125_000),
        ("0::DECIMAL(10,2)", 0),
        ("-0.0::DOUBLE", 0),
    ],
)
def test_exact_amounts(parquet, schema, value, amount):
    assert column(parquet, schema, "amount", value).amount == amount


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("0.00001::DOUBLE", "row.amount"),
        ("(1.0::DOUBLE / 3)", "row.amount"),
        ("0.123456::DECIMAL(18,6)", "row.amount"),
        ("'NaN'::DOUBLE", "row.number"),
        ("'inf'::DOUBLE", "row.number"),
        ("1e300::DOUBLE", "row.number"),
        ("1e15::DOUBLE", "row.amount"),
        ("[1, 2]", "row.columns"),
        ("{'value': 1}", "row.columns"),
        ("INTERVAL 3 DAY", "row.columns"),
    ],
)
def test_values_that_are_no_amounts(parquet, schema, value, code):
    assert column(parquet, schema, "amount", value).code == code


@pytest.mark.parametrize(
    ("value", "minute"),
    [
        ("TIMESTAMP '2024-03-01 10:00:00'", 600),
        ("TIMESTAMP_NS '2024-03-01 10:00:00.000001'", 600),
        ("TIMESTAMP_S '2024-03-01 10:00:00'", 600),
        ("TIMESTAMPTZ '2024-03-01 10:00:00+00'", 660),
        ("TIMESTAMPTZ '2024-03-01 10:00:00-05'", 960),
        ("DATE '2024-03-01'", 0),
        ("'2024-03-01 10:00'", 600),
    ],
)
def test_times(parquet, schema, value, minute):
    assert column(parquet, schema, "at", value).minute == minute


@pytest.mark.parametrize("value", ["DATE 'infinity'", "TIMESTAMP '-infinity'", "TIMESTAMP '2500-01-01'", "5"])
def test_values_that_are_no_times(parquet, schema, value):
    assert column(parquet, schema, "at", value).code == "row.time"


@pytest.mark.parametrize(
    ("value", "member"),
    [
        ("17850", "17850"),
        ("17850::DOUBLE", "17850"),
        ("'17850'::BLOB", "17850"),
        ("'a b '", "a b "),
        ("NULL", None),
        ("''", None),
        ("'  '", None),
    ],
)
def test_ids(parquet, schema, value, member):
    assert column(parquet, schema, "member_id", value).member_id == member


@pytest.mark.parametrize("value", ["DATE '1990-02-28'", "TIMESTAMP '1990-02-28 00:00:00'", "TIMESTAMP_NS '1990-02-28 00:00:00'"])
def test_days_as_timestamps_are_days(parquet, schema, value):
    assert column(parquet, schema, "birthday", value).profile == {"birthday": 726_526}


def test_bytes_that_are_no_text(parquet, schema):
    assert column(parquet, schema, "member_id", "'\\xFF'::BLOB").code == "row.encoding"
    assert column(parquet, schema, "member_id", "'a' || chr(0)").code == "row.encoding"


def test_nested_lines_keep_their_exact_numbers(parquet, schema):
    event = column(
        parquet, schema, "lines",
        "[{'sku': 'B', 'line_amount': 0.1::FLOAT, 'quantity': 2.5::DECIMAL(10,3), 'category': 'cake'},"
        " {'sku': 'A', 'line_amount': 1.2::FLOAT, 'quantity': NULL, 'category': NULL}]",
        amount="NULL::INT",
    )  # fmt: skip
    assert event.amount == 13_000
    assert sorted((line.sku, line.amount, line.quantity) for line in event.lines) == [("A", 12_000, 10_000), ("B", 1_000, 25_000)]


def test_nested_lines_that_are_empty_or_no_objects(parquet, schema):
    assert column(parquet, schema, "lines", "NULL::STRUCT(sku VARCHAR)[]").lines == ()
    assert column(parquet, schema, "lines", "[1, 2]").code == "row.columns"


def test_rows_keep_their_numbers(parquet, schema):
    path = parquet(
        "SELECT 'e' || i AS event_id, DATE '2024-03-01' AS at, CASE WHEN i % 7000 = 3 THEN 'x' ELSE '1' END AS amount"
        " FROM range(20000) AS r(i)"
    )
    loaded = read_ledger(path).load(schema)
    assert [rejection.row for rejection in loaded.rejections] == [4, 7004, 14004]
    assert all(event.event_id == f"e{event.row - 1}" for event in loaded.events)
    assert loaded.rows == 20_000


def test_a_name_is_never_a_pattern(parquet, schema):
    row = "SELECT 'e' AS event_id, DATE '2024-03-01' AS at, 1 AS amount"
    parquet(row, "sales1.parquet")
    for name in ("sales*.parquet", "sales?.parquet", "sales[1].parquet", "sales{1,2}.parquet", "o'neil.parquet"):
        path = parquet(row, "plain.parquet").rename(parquet(row, "plain.parquet").with_name(name))
        assert read_ledger(path).load(schema).rows == 1


def test_column_names_are_quoted(parquet, schema, tmp_path):
    path = parquet("""SELECT DATE '2024-03-01' AS "when; ""x"" --", 2 AS "it's" """)
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("columns:\n  at: 'when; \"x\" --'\n  amount: it's\n", encoding="utf-8")
    assert read_ledger(path, mapping).load(schema).events[0].amount == 20_000


@pytest.mark.parametrize("cut", [0, 4, 100, -1, -100])
def test_a_truncated_file(parquet, tmp_path, cut):
    data = parquet("SELECT 'e' AS event_id, DATE '2024-03-01' AS at, 1 AS amount FROM range(1000)").read_bytes()
    path = tmp_path / "torn.parquet"
    path.write_bytes(data[:cut])
    with pytest.raises(UsageError, match="is not a readable Parquet file"):
        read_ledger(path)


def test_damage_inside_the_file(parquet, schema):
    path = parquet("SELECT 'e' || i AS event_id, DATE '2024-03-01' AS at, i AS amount FROM range(100000) AS r(i)")
    data = bytearray(path.read_bytes())
    for position in range(2_000, 40_000):
        data[position] ^= 0x5A
    path.write_bytes(bytes(data))
    ledger = read_ledger(path)
    with pytest.raises(UsageError, match="is not a readable Parquet file: it is damaged"):
        ledger.load(schema)
