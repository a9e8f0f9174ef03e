"""CSV as it comes: every row arrives, or is rejected with its number, code and reason."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from rulekit.diagnostics import UsageError
from rulekit.ledger import read_ledger

HEADER = "event_id,at,member_id,amount\n"
ROW = "e{0},2024-01-0{0} 10:00,m{0},1.50\n"
NOT_UTF_8 = (
    "the row holds bytes that are not UTF-8; save the file as UTF-8, or say `encoding: windows-1252` under `format` in a mapping"
)
ONE, TWO, THREE = (ROW.format(number) for number in (1, 2, 3))


def ids(loaded):
    return [event.event_id for event in loaded.events]


def rejected(loaded):
    return [(rejection.row, rejection.event_id, rejection.code) for rejection in loaded.rejections]


def test_plain_rows(read):
    loaded = read(HEADER + ONE + TWO)
    assert ids(loaded) == ["e1", "e2"]
    assert (loaded.rows, loaded.rejections, loaded.duplicates, loaded.anonymous) == (2, [], 0, 0)
    event = loaded.events[0]
    assert (event.kind, event.member_id, event.amount, event.minute) == ("purchase", "m1", 15_000, 600)
    assert (event.row, Path(event.source or "").name) == (1, "sales1.csv")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(read, end):
    loaded = read((HEADER + ONE + TWO).replace("\n", end))
    assert ids(loaded) == ["e1", "e2"]


def test_mixed_line_ends_and_blank_lines(read):
    loaded = read(HEADER + ONE.replace("\n", "\r\n") + "\n\r\n" + TWO + "\n" + THREE.strip())
    assert ids(loaded) == ["e1", "e2", "e3"]
    assert [event.row for event in loaded.events] == [1, 2, 3]


def test_byte_order_mark(read):
    assert ids(read(b"\xef\xbb\xbf" + (HEADER + ONE).encode())) == ["e1"]


def test_quoted_cells(read):
    loaded = read(HEADER + 'e1,2024-01-01 10:00,"a ""b"", c\nd",1.50\n' + TWO)
    assert loaded.events[0].member_id == 'a "b", c\nd'
    assert [event.row for event in loaded.events] == [1, 2]


@pytest.mark.parametrize(
    ("row", "code", "reason"),
    [
        ("e2,2024-01-02 10:00\n", "row.columns", "the row has 2 cells, the header 4"),
        ("e2,2024-01-02 10:00,m,1,2,3\n", "row.columns", "the row has 6 cells, the header 4"),
        ("x\n", "row.columns", "the row has 1 cell, the header 4"),
        ('e2,"2024-01-02 "10:00,m,1\n', "row.quotes", "text stands behind a closing double quote"),
        ('e2,"2024-01-02 10:00,m,1\n', "row.quotes", "a double quote is opened and not closed"),
        ("e2,2024-01-02 10:00,m\0,1\n", "row.encoding", "the row holds a NUL character"),
        (b"e2,2024-01-02 10:00,caf\xe9,1\n", "row.encoding", NOT_UTF_8),
        (b"e2,2024-01-02 10:00,\xed\xa0\x80,1\n", "row.encoding", NOT_UTF_8),
        ("e2," + "x" * 1_100_000 + ",m,1\n", "row.long", "the row is longer than 1,000,000 characters"),
        ("e2," + "x" * 200_000 + ",m,1\n", "row.long", "a cell is longer than 131,072 characters"),
    ],
)
def test_a_broken_row_costs_itself_alone(read, row, code, reason):
    text = (HEADER + ONE).encode() + (row if isinstance(row, bytes) else row.encode()) + THREE.encode()
    loaded = read(text)
    assert ids(loaded) == ["e1", "e3"]
    assert rejected(loaded) == [(2, None, code)]
    assert loaded.rejections[0].reason == reason
    assert [event.row for event in loaded.events] == [1, 3]
    assert loaded.rows == 3


def test_bytes_outside_the_encoding_a_mapping_names(read):
    mapping = (
        "format: { encoding: windows-1252 }\ncolumns: { event_id: event_id, at: at, member_id: member_id, amount: amount }\n"
    )
    loaded = read(HEADER.encode() + b"e1,2024-01-01,\x80\xe9,1\ne2,2024-01-01,\x81,1\n", mapping=mapping)
    assert loaded.events[0].member_id == "\u20ac\u00e9"
    assert [rejection.reason for rejection in loaded.rejections] == ["the row holds bytes that are not Windows-1252"]


def test_a_header_in_another_encoding_points_to_the_mapping(read):
    with pytest.raises(UsageError, match="say `encoding: windows-1252` under `format` in a mapping"):
        read("event_id,at,member_id,Betr\xe4ge\n".encode("cp1252"))


def test_an_unclosed_quote_before_other_quoted_rows(read):
    loaded = read(HEADER + ONE + 'e2,"2024-01-02 10:00,m,1\n' + 'e3,"2024-01-03 10:00",m,1\n' + 'e4,"2024-01-04 10:00",m,1\n')
    assert ids(loaded) == ["e1", "e3", "e4"]
    assert rejected(loaded) == [(2, None, "row.quotes")]


def test_very_many_unclosed_quotes_end_soon_and_lose_no_row_unseen(read):
    loaded = read(HEADER + ONE + 'x",y,"z,1\n' * 50_000)
    assert ids(loaded) == ["e1"]
    assert set(loaded.rejected) <= {"row.quotes", "row.columns"}
    assert loaded.rows == 1 + len(loaded.rejections)


def test_the_lines_of_a_cell_that_is_too_long_are_bad_rows(read):
    loaded = read(HEADER + ONE + 'e2,"' + "x\n" * 70_000 + '",m,1\n' + THREE)
    assert ids(loaded) == ["e1", "e3"]
    assert loaded.rejected == {"row.columns": 69_999, "row.quotes": 2}
    assert loaded.rejections[0].reason == "a double quote is opened and not closed"


def test_most_rows_unreadable_is_an_error_of_the_file(read):
    with pytest.raises(UsageError, match=r"most rows of .* cannot be read") as mostly:
        read(HEADER + "x\n" * 110_000)
    assert "e.g. the row has 1 cell, the header 4" in (mostly.value.help or "")
    loaded = read(HEADER + "x\n" * 99_999)
    assert loaded.rejected == {"row.columns": 99_999}


def test_the_rows_of_a_torn_file_stay(read):
    loaded = read(HEADER + ONE + "e2,2024-0")
    assert ids(loaded) == ["e1"]
    assert rejected(loaded) == [(2, None, "row.columns")]


def test_gzip(tmp_path, schema):
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress((HEADER + ONE).encode()))
    assert ids(read_ledger(path).load(schema)) == ["e1"]


def test_a_damaged_gzip_file_says_so(tmp_path, schema):
    path = tmp_path / "sales.csv.gz"
    text = HEADER + "".join(f"e{number},2024-01-01 10:00,m{number * 7919 % 10_007},1.50\n" for number in range(20_000))
    path.write_bytes(gzip.compress(text.encode())[:-5000])
    with pytest.raises(UsageError, match="damaged gzip"):
        read_ledger(path).load(schema)


def test_tab_separated(read):
    assert ids(read((HEADER + ONE).replace(",", "\t"), ending="tsv")) == ["e1"]


def test_header_alone_is_an_empty_ledger(read):
    loaded = read(HEADER)
    assert (loaded.events, loaded.rows, loaded.first_day, loaded.last_day) == ([], 0, None, None)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"event_id,at,at,amount\n", "has the column `at` twice"),
        (b'event_id,"at\n', "header of .* cannot be read"),
        ("event_id,at\n".encode("utf-16"), "is UTF-16 text"),
        (b"PAR1whatever", "is not a text file"),
        (b"x" * 20_000_000, "header of .* cannot be read: the row is longer"),
        (b"event_id,when,amount\n", "has no column `at`"),
    ],
)
def test_a_file_that_is_no_ledger(tmp_path, data, message):
    path = tmp_path / "sales.csv"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=message):
        read_ledger(path)


def test_missing_files_folders_and_unknown_formats(tmp_path):
    (tmp_path / "sales.csv").write_text(HEADER, encoding="utf-8")
    with pytest.raises(UsageError, match="there is no file") as missing:
        read_ledger(tmp_path / "sale.csv")
    assert missing.value.help == f"did you mean `{tmp_path / 'sales.csv'}`?"
    with pytest.raises(UsageError, match="is a folder"):
        read_ledger(tmp_path)
    (tmp_path / "sales.xlsx").write_bytes(b"PK")
    with pytest.raises(UsageError, match="unknown format") as excel:
        read_ledger(tmp_path / "sales.xlsx")
    assert excel.value.help == "save the sheet as CSV"
    with pytest.raises(UsageError, match="no ledger is named"):
        read_ledger([])


def test_reading_csv_loads_no_data_library(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text(HEADER + ONE, encoding="utf-8")
    code = (
        "import sys\n"
        "from rulekit.ledger import LedgerSchema, read_ledger\n"
        "from rulekit.values.zone import Zone\n"
        "assert len(read_ledger(sys.argv[1]).load(LedgerSchema('EUR', Zone('UTC'))).events) == 1\n"
        "print([name for name in ('duckdb', 'pyarrow', 'numpy', 'jsonschema', 'click', 'rich') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_undeclared_columns_are_ignored_with_one_note_each(read):
    loaded = read("event_id,at,member_id,amount,till,Till\ne1,2024-01-01,m,1,7,8\ne2,2024-01-01,m,1,7,8\n")
    assert loaded.notes == (
        "column `till` is ignored: the program does not declare it",
        "column `Till` is ignored: the program does not declare it",
    )


def test_an_ambiguous_bare_attribute_is_ignored_with_a_note(read):
    loaded = read("event_id,at,member_id,amount,note,city,channel\ne1,2024-01-01,m,1,hello,Ulm,app\n")
    assert loaded.notes == ("column `note` is ignored: write `member.note` or `purchase.note`",)
    assert loaded.events[0].profile == {"city": "Ulm"}
    assert loaded.events[0].attributes == {"channel": "app"}


def test_a_qualified_attribute_wins_over_the_bare_one(read):
    loaded = read("event_id,at,member_id,amount,city,member.city\ne1,2024-01-01,m,1,Ulm,Bonn\n")
    assert loaded.events[0].profile == {"city": "Bonn"}
    assert loaded.notes == ("column `city` is ignored: there is `member.city`",)
