"""The result of a replay: tables, summary, files, state."""

import csv
import json
import os
import random
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import rulekit as rk
from rulekit.diagnostics import Source
from rulekit.engine.entry import COLUMNS, Entry
from rulekit.kpi.warehouse import of_folder
from rulekit.program.model import Wallet
from rulekit.result.summary import liability
from rulekit.result.tables import ENTRIES, entries_table
from rulekit.semantics import check_program

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
program: Café Sonne
currency: EUR
timezone: Europe/Berlin
wallets:
  points:
    unit: point/points
    decimals: 2
    value: 0.01 EUR
    available: after 14 days
    expires: 12 months after earning
tiers:
  by: visits
  over: ever
  levels: { Silver: 2, Gold: 30 }
  keep: for ever
rules:
  base:
    on: purchase
    give: 1 point per 1 EUR pro rata
cards:
  coffee card:
    stamp: 1 per purchase
    full at: 2
    give: coffee
rewards:
  coffee: { kind: gift, worth: 3.20 EUR, cost: 0.805 EUR, valid: 30 days }
  bun: { kind: gift, price: 5 points, worth: 2 EUR }
"""
HEADER = "event_id,type,at,member_id,amount,ref,reward,wallet,points,reason"
LEDGER = """\
p1,purchase,2024-03-01 09:00,anna,12.40,,,,,
p2,purchase,2024-03-02 09:00,anna,7.25,,,,,
p3,purchase,2024-03-03 10:00,bob,3.333,,,,,
r3,refund,2024-03-04 10:00,bob,3.333,p3,,,,
b1,redeem,2024-03-20 10:00,anna,,,bun,,,
d1,redeem,2024-03-20 11:00,bob,,,bun,,,
u1,use,2024-03-21 10:00,anna,,,coffee,,,
a1,adjust,2024-03-22 10:00,carl,,,,points,100.5,welcome
l1,leave,2024-03-23 10:00,carl,,,,,,
"p,9",purchase,2024-03-24 10:00,"=cmd|' /C calc'!A0",1,,,,,
x1,purchase,yesterday,anna,5,,,,,
x2,refund,2024-03-25 10:00,anna,5,nope,,,,
""".splitlines()


def program_of(text: str = PROGRAM) -> rk.Program:
    program, findings = check_program(Source("program.yaml", text))
    assert program is not None, findings
    return program


def replayed(folder: Path, rows: list[str], until: str | None = None, program: str = PROGRAM) -> rk.Result:
    path = folder / "ledger.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return rk.replay(program_of(program), rk.read_ledger(path), until=until)


@pytest.fixture
def result(tmp_path: Path) -> rk.Result:
    return replayed(tmp_path, LEDGER)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ---------------------------------------------------------------- tables


def test_entries_are_sorted_and_typed(result: rk.Result) -> None:
    table = result.entries
    assert table.column_names == [*COLUMNS, "scale"]
    assert table.schema.equals(ENTRIES)
    assert table.schema.field("at").type == pa.timestamp("us", tz="UTC")
    assert table.schema.field("day").type == pa.date32()
    assert table.schema.field("amount").type == pa.int64()
    places = [(entry.member_id.encode(), entry.seq) for entry in result.entries_list]
    assert places == sorted(places)
    earned = [row for row in table.to_pylist() if row["kind"] == "earn"]
    assert [(row["member_id"], row["amount"], row["scale"]) for row in earned][1:] == [
        ("anna", 1240, 2),
        ("anna", 725, 2),
        ("bob", 333, 2),
    ]
    assert earned[1]["at"].isoformat() == "2024-03-01T08:00:00+00:00"
    assert earned[1]["available_on"].isoformat() == "2024-03-15"
    assert earned[1]["usable_until"].isoformat() == "2025-03-01"


def test_every_entry_of_the_list_is_in_the_table(result: rk.Result) -> None:
    rows = result.entries.to_pylist()
    assert len(rows) == len(result.entries_list) > 20
    for row, entry in zip(rows, result.entries_list, strict=True):
        for name in (
            "member_id",
            "seq",
            "kind",
            "wallet",
            "amount",
            "balance",
            "lot",
            "rule",
            "event_id",
            "reward",
            "code",
            "cut",
            "reason",
        ):
            assert row[name] == getattr(entry, name), name
        assert row["day"].toordinal() == entry.day


def test_balances_are_exact_decimals(result: rk.Result) -> None:
    rows = {row["member_id"]: row for row in result.balances.to_pylist()}
    assert rows["anna"]["balance"] == Decimal("14.65")
    assert rows["anna"]["spent"] == Decimal("5.00")
    assert rows["bob"]["taken_back"] == Decimal("3.33")
    assert result.balances.schema.field("balance").type == pa.decimal128(38, 4)


def test_members_carry_net_measures_and_steps(result: rk.Result) -> None:
    rows = {row["member_id"]: row for row in result.members.to_pylist()}
    assert list(rows["anna"]) == [
        "member_id", "joined", "tier", "purchases", "visits", "spend", "refunds", "last_purchase", "steps.coffee card",
    ]  # fmt: skip
    anna, bob = rows["anna"], rows["bob"]
    assert (anna["tier"], anna["purchases"], anna["visits"], anna["spend"]) == ("Silver", 2, 2, Decimal("19.65"))
    assert anna["steps.coffee card"] == 0
    assert (bob["tier"], bob["purchases"], bob["visits"], bob["spend"], bob["refunds"]) == (None, 0, 0, 0, 1)
    assert bob["last_purchase"].isoformat() == "2024-03-03"


def test_rewards_list_every_issue(result: rk.Result) -> None:
    rows = result.rewards.to_pylist()
    assert [(row["reward"], row["status"], row["source"], row["worth"], row["cost"]) for row in rows] == [
        ("coffee", "used", "coffee card", Decimal("3.2"), Decimal("0.805")),
        ("bun", "open", "redeem", Decimal(2), None),
    ]
    assert rows[0]["used_on"].isoformat() == "2024-03-21"
    assert rows[0]["usable_until"].isoformat() == "2024-04-01"


def test_rejections_of_reader_and_engine_stand_in_order_of_rows(result: rk.Result) -> None:
    rows = result.rejected.to_pylist()
    assert [(row["row"], row["event_id"], row["code"]) for row in rows] == [
        (11, "x1", "row.time"),
        (12, "x2", "event.unknown_purchase"),
    ]
    assert all(row["source"].endswith("ledger.csv") for row in rows)


def test_duckdb_reads_the_tables_as_they_are(result: rk.Result) -> None:
    import duckdb

    balances = result.balances
    assert balances.num_rows
    query = "select sum(earned + adjusted - balance - pending - spent - expired - taken_back) from balances"
    found = duckdb.sql(query).fetchall()
    assert found == [(0,)]


def test_an_empty_ledger_gives_empty_tables_with_their_types(tmp_path: Path) -> None:
    empty = replayed(tmp_path, [])
    assert empty.entries.schema.equals(ENTRIES)
    assert empty.entries.num_rows == empty.balances.num_rows == empty.members.num_rows == empty.rewards.num_rows == 0
    assert empty.summary["horizon"] is None
    assert empty.summary["wallets"]["points"]["liability"] == "0.00"
    empty.write(tmp_path / "out")
    assert rows_of(tmp_path / "out" / "members.csv") == []


def test_an_amount_too_large_for_parquet_is_said_and_csv_holds_it() -> None:
    entry = Entry("m", 1, 0, 719_163, "earn", "points", 2**63, 1, 1, "base", "p", None, None, None, None, None, None, 0)
    with pytest.raises(rk.UsageError, match="more than 18 digits") as caught:
        entries_table([entry])
    assert "--entries csv" in (caught.value.help or "")
    assert entry.record()["amount"] == str(2**63)


# ---------------------------------------------------------------- summary


def test_the_summary_has_the_promised_shape(result: rk.Result) -> None:
    summary = result.summary
    promised = ["program", "ledger", "horizon", "members", "wallets", "rewards", "tiers", "entries", "versions", "digest"]
    assert [key for key in summary if key in promised] == promised
    assert summary["program"] == {"name": "Café Sonne", "hash": result.program.hash}
    ledger = summary["ledger"]
    assert (ledger["rows"], ledger["duplicates"]) == (12, 0)
    assert ledger["types"] == {"adjust": 1, "purchase": 4, "refund": 2, "redeem": 2, "use": 1, "leave": 1}
    assert ledger["rejected"] == {"event.unknown_purchase": 1, "row.time": 1}
    assert ledger["declined"] == {"balance": 1}
    assert summary["horizon"] == "2024-03-25"
    assert summary["tiers"] == {"none": 2, "Silver": 1, "Gold": 0}
    assert (summary["members"], summary["left"]) == (4, 1)
    assert sum(summary["entries"].values()) == len(result.entries_list)
    assert json.loads(json.dumps(summary)) == summary


def test_totals_of_the_summary_are_those_of_the_balances(result: rk.Result) -> None:
    points = result.summary["wallets"]["points"]
    rows = result.balances.to_pylist()
    for name in ("earned", "adjusted", "spent", "expired", "taken_back", "written_off", "balance", "pending", "debt"):
        assert Decimal(points[name]) == sum(row[name] for row in rows), name
        assert points[name].partition(".")[2] == points[name][-2:], "exactly the wallet's decimals"
    assert points["adjusted"] == "100.50"
    assert points["expired"] == "100.50"


def test_liability_counts_pending_lots_and_does_not_deduct_debts(tmp_path: Path) -> None:
    rows = [
        "p1,purchase,2024-03-01 09:00,anna,10,,,,,",
        "b1,redeem,2024-03-20 10:00,anna,,,bun,,,",
        "r1,refund,2024-03-21 10:00,anna,10,p1,,,,",
        "p2,purchase,2024-03-22 09:00,anna,4.50,,,,,",
    ]
    points = replayed(tmp_path, rows).summary["wallets"]["points"]
    assert (points["balance"], points["debt"], points["pending"]) == ("-5.00", "5.00", "4.50")
    assert points["liability"] == "0.045"


def test_liability_is_null_without_a_value_and_face_for_money() -> None:
    assert liability(Wallet("points", "point", "points"), 100, "EUR") is None
    assert liability(Wallet("cashback", "EUR", "EUR", decimals=2, is_money=True), 1234, "EUR") == "12.34"
    assert liability(Wallet("points", "point", "points", decimals=4, value_minor=1), 1, "EUR") == "0.00000001"


def test_cost_counts_open_and_used_and_is_null_where_unknown(result: rk.Result) -> None:
    assert result.summary["rewards"] == {
        "coffee": {"issued": 1, "used": 1, "open": 0, "lapsed": 0, "taken_back": 0, "cost": "0.805"},
        "bun": {"issued": 1, "used": 0, "open": 1, "lapsed": 0, "taken_back": 0, "cost": None},
    }


def test_a_text_that_a_spreadsheet_would_run_is_written_as_it_is_and_warned_of(result: rk.Result, tmp_path: Path) -> None:
    evil = "=cmd|' /C calc'!A0"
    result.write(tmp_path / "out")
    assert evil in [row["member_id"] for row in rows_of(tmp_path / "out" / "members.csv")]
    assert any("like a formula" in note and evil in note for note in result.summary["notes"])


def test_phone_numbers_are_no_formulas(tmp_path: Path) -> None:
    found = replayed(tmp_path, ["p1,purchase,2024-03-01 09:00,+4917012345,10,,,,,"])
    assert not [note for note in found.summary["notes"] if "formula" in note]


def test_the_order_of_rows_changes_nothing_but_row_numbers(tmp_path: Path) -> None:
    rows = list(LEDGER)
    first = replayed(tmp_path, rows)
    random.Random(7).shuffle(rows)
    assert rows != LEDGER
    second = replayed(tmp_path, rows)
    assert second.summary | {"ledger": 0} == first.summary | {"ledger": 0}
    assert sorted(r[2:] for r in second.rejections) == sorted(r[2:] for r in first.rejections)


# ---------------------------------------------------------------- files

FILES = [
    "balances.csv", "events.parquet", "members.csv", "program.json", "rejected.csv", "rewards.csv", "state.parquet", "summary.json",
]  # fmt: skip


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_a_result_folder_holds_the_promised_files(result: rk.Result, tmp_path: Path, form: str) -> None:
    folder = tmp_path / "a" / "out"
    written = result.write(folder, entries=form)
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FILES, f"entries.{form}"])
    assert sorted(written) == sorted(folder.iterdir())
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8")) == result.summary


def test_entries_are_the_same_in_every_form(result: rk.Result, tmp_path: Path) -> None:
    result.write(tmp_path / "csv", entries="csv")
    result.write(tmp_path / "jsonl", entries="jsonl")
    result.write(tmp_path / "parquet")
    records = [entry.record() for entry in result.entries_list]
    lines = (tmp_path / "jsonl" / "entries.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == records
    texts = [{name: "" if value is None else str(value) for name, value in record.items()} for record in records]
    assert rows_of(tmp_path / "csv" / "entries.csv") == texts
    assert pq.read_table(tmp_path / "parquet" / "entries.parquet").equals(result.entries)


def test_csv_files_keep_exact_decimals_and_hostile_ids(result: rk.Result, tmp_path: Path) -> None:
    result.write(tmp_path / "out")
    balances = {row["member_id"]: row for row in rows_of(tmp_path / "out" / "balances.csv")}
    assert list(balances["anna"]) == [
        "member_id", "wallet", "balance", "pending", "debt", "earned", "adjusted", "spent", "expired", "taken_back", "written_off",
    ]  # fmt: skip
    assert balances["anna"]["balance"] == "14.65"
    assert balances["bob"]["earned"] == "3.33"
    members = {row["member_id"]: row for row in rows_of(tmp_path / "out" / "members.csv")}
    assert members["anna"]["spend"] == "19.65"
    assert members["carl"]["last_purchase"] == ""
    assert rows_of(tmp_path / "out" / "rewards.csv")[0]["cost"] == "0.805"
    raw = (tmp_path / "out" / "balances.csv").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")


def test_the_same_replay_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        replayed(tmp_path, LEDGER).write(tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_entries_of_an_earlier_form_do_not_stay(result: rk.Result, tmp_path: Path) -> None:
    result.write(tmp_path / "out", entries="csv")
    result.write(tmp_path / "out", entries="jsonl")
    assert sorted(path.name for path in (tmp_path / "out").glob("entries.*")) == ["entries.jsonl"]


@pytest.mark.parametrize("problem", [KeyboardInterrupt, SystemExit, ValueError])
def test_an_interruption_leaves_the_folder_as_it_was(
    result: rk.Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: type[BaseException]
) -> None:
    folder = tmp_path / "out"
    result.write(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def interrupted(*_: object) -> None:
        raise problem

    monkeypatch.setattr("rulekit.result.files.write_state", interrupted)
    other = replayed(tmp_path, LEDGER[:2])
    with pytest.raises(problem):
        other.write(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("renamed", range(9))
def test_no_mixture_of_two_results_is_ever_a_result(
    result: rk.Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    folder = tmp_path / "out"
    result.write(folder, entries="csv")
    left, replace = [None] * renamed, Path.replace

    def until_the_power_fails(self: Path, target: Path) -> Path:
        left.pop()
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", until_the_power_fails)
    with pytest.raises(IndexError):
        replayed(tmp_path, LEDGER[:2]).write(folder)
    with pytest.raises(rk.UsageError, match="is no result folder"):
        of_folder(folder)


def test_a_folder_that_cannot_be_made_is_said(result: rk.Result, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    for place in (tmp_path / "taken", tmp_path / "taken" / "inside"):
        with pytest.raises(rk.UsageError, match="cannot write"):
            result.write(place)
    assert (tmp_path / "taken").read_text() == "mine"


# ---------------------------------------------------------------- state


@pytest.mark.parametrize("cut", range(len(LEDGER[:9])))
def test_a_replay_goes_on_from_its_state_file(tmp_path: Path, cut: int) -> None:
    rows = LEDGER[:9]
    whole = replayed(tmp_path, rows, until="2025-12-31")
    day = rows[cut].split(",")[2][:10]
    first = replayed(tmp_path, rows[: cut + 1], until=day)
    if rows[cut + 1 :] and rows[cut + 1].split(",")[2][:10] == day:
        return  # the cut lies inside a day, where a horizon cannot stand
    first.write(tmp_path / "out")
    path = tmp_path / "rest.csv"
    path.write_text("\n".join([HEADER, *rows[cut + 1 :]]) + "\n", encoding="utf-8")
    snapshot = rk.read_snapshot(tmp_path / "out" / "state.parquet")
    assert snapshot == first.snapshot
    second = rk.resume(program_of(), snapshot, rk.read_ledger(path), until="2025-12-31")
    assert sorted(first.entries_list + second.entries_list) == sorted(whole.entries_list)
    assert second.balances.equals(whole.balances)
    assert second.rewards.equals(whole.rewards)
    assert second.snapshot.records == whole.snapshot.records


def test_a_file_that_is_no_state_is_refused(result: rk.Result, tmp_path: Path) -> None:
    result.write(tmp_path / "out")
    (tmp_path / "text").write_text("hello")
    for name in ("text", "out/entries.parquet", "out", "missing"):
        with pytest.raises(rk.UsageError) as caught:
            rk.read_snapshot(tmp_path / name)
        assert caught.value.help


def test_a_state_of_another_version_is_refused(result: rk.Result, tmp_path: Path) -> None:
    result.write(tmp_path / "out")
    path = tmp_path / "out" / "state.parquet"
    table = pq.read_table(path)
    metadata = {**table.schema.metadata, b"rulekit.state.version": b"999"}
    pq.write_table(table.replace_schema_metadata(metadata), path)
    with pytest.raises(rk.UsageError, match="version 999"):
        rk.read_snapshot(path)


# ---------------------------------------------------------------- the package


def run_python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )  # fmt: skip
    return done.stdout.strip()


HEAVY = ("duckdb", "pyarrow", "numpy", "jsonschema", "click", "rich", "lark", "yaml")


def test_importing_rulekit_loads_no_library() -> None:
    code = f"import sys, rulekit; print([name for name in {HEAVY} if name in sys.modules])"
    assert run_python(code) == "[]"


def test_every_public_name_is_there_without_a_data_library() -> None:
    code = (
        "import sys, rulekit as rk\n"
        "measuring = {'Assumptions', 'Comparison', 'kpis', 'simulate'}\n"
        "assert all(getattr(rk, name) is not None for name in rk.__all__ if name not in measuring)\n"
        "assert set(rk.__all__) <= set(dir(rk))\n"
        f"print([name for name in {HEAVY[:6]} if name in sys.modules])\n"
        "assert all(callable(getattr(rk, name)) for name in measuring)"
    )
    assert run_python(code) == "[]"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="rulekit"):
        _ = rk.nonsense


def test_replay_stays_the_function_when_its_module_is_imported_first() -> None:
    assert run_python("from rulekit.replay import Progress; import rulekit.replay; print(rulekit.replay.__name__)") == "replay"


def test_simulate_stays_the_function_when_its_package_is_imported_first() -> None:
    code = "import rulekit.simulate; from rulekit.simulate.compare import HELD; import rulekit; print(rulekit.simulate.__name__)"
    assert run_python(code) == "simulate"


def test_the_version_is_that_of_the_project() -> None:
    import tomllib

    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == rk.__version__


def test_load_raises_every_finding(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(PROGRAM.replace("give: coffee", "give: cofee").replace("kind: gift, price", "kind: gft, price"))
    with pytest.raises(rk.ProgramError) as caught:
        rk.load(path)
    assert len(caught.value.diagnostics) >= 2
    first = caught.value.diagnostics[0]
    assert first.span is not None
    more = len(caught.value.diagnostics) - 1
    assert str(caught.value) == f"{path}:{first.span.line}: {first.code}: {first.message} (and {more} more)"
    with pytest.raises(rk.ProgramError) as caught:
        rk.load(tmp_path / "missing.yaml")
    assert [finding.code for finding in caught.value.diagnostics] == ["RK101"]
    path.write_text(PROGRAM)
    assert rk.load(path).name == "Café Sonne"


def test_a_snapshot_is_written_whole_or_not_at_all(result: rk.Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new folder" / "mine.parquet"
    rk.write_snapshot(str(path), result.snapshot)
    assert rk.read_snapshot(path) == result.snapshot
    before = path.read_bytes()

    def interrupted(place: Path, _: rk.Snapshot) -> None:
        place.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr("rulekit.result.state_file.write_state", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rk.write_snapshot(path, result.snapshot)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["mine.parquet"]


def test_a_snapshot_that_cannot_be_written_is_a_usage_error(result: rk.Result, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(rk.UsageError) as caught:
        rk.write_snapshot(tmp_path / "file" / "state.parquet", result.snapshot)
    assert caught.value.help


def test_a_folder_with_files_of_the_user_is_left_alone(tmp_path):
    program, ledger = tmp_path / "program.yaml", tmp_path / "entries.csv"
    program.write_text("program: p\ncurrency: EUR\ntimezone: Europe/Berlin\n", encoding="utf-8")
    ledger.write_text("event_id,at,member_id,amount\np1,2024-01-01,anna,5.00\n", encoding="utf-8")
    before = ledger.read_bytes()
    result = rk.replay(rk.load(program), rk.read_ledger(ledger))
    with pytest.raises(rk.UsageError, match=r"entries\.csv"):
        result.write(tmp_path)
    assert ledger.read_bytes() == before
    with pytest.raises(rk.UsageError, match="no name"):
        result.write("")
    result.write(tmp_path / "result")
    result.write(tmp_path / "result", entries="csv")
    assert not (tmp_path / "result" / "entries.parquet").exists()


def test_a_file_name_that_is_no_text_can_be_reported(tmp_path):
    program = tmp_path / "program.yaml"
    program.write_text("program: p\ncurrency: EUR\ntimezone: Europe/Berlin\n", encoding="utf-8")
    ledger = tmp_path / os.fsdecode(b"l\xff.csv")
    ledger.write_text("event_id,at,member_id,amount\np1,2024-01-01,anna,x\n", encoding="utf-8")
    result = rk.replay(rk.load(program), rk.read_ledger(ledger))
    result.write(tmp_path / "result")
    assert "\\xff" in (tmp_path / "result" / "rejected.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", ["amount=7", "type=refund"])
def test_the_folder_of_a_parquet_file_is_no_column(tmp_path, folder):
    program = tmp_path / "program.yaml"
    program.write_text("program: p\ncurrency: EUR\ntimezone: Europe/Berlin\n", encoding="utf-8")
    table = pa.table({"event_id": ["p1"], "at": ["2024-01-01"], "member_id": ["anna"], "amount": ["10.5"]})
    places = [tmp_path / "sales.parquet", tmp_path / folder / "sales.parquet"]
    summaries = []
    for place in places:
        place.parent.mkdir(exist_ok=True)
        pq.write_table(table, place)
        summaries.append(rk.replay(rk.load(program), rk.read_ledger(place)).summary)
    assert summaries[0]["ledger"]["hash"] == summaries[1]["ledger"]["hash"]


def test_an_activity_that_the_program_is_not_about_is_noted(tmp_path: Path) -> None:
    (tmp_path / "idle.csv").write_text(
        "event_id,type,at,member_id,activity\na1,activity,2024-03-01 09:00,anna,reveiw\n", encoding="utf-8"
    )
    program = program_of(PROGRAM.replace("rules:\n", 'rules:\n  thanks: { on: activity "review", give: 1 point }\n', 1))
    notes = rk.replay(program, rk.read_ledger(tmp_path / "idle.csv")).summary["notes"]
    assert "the activity `reveiw` is not used by the program, which knows `review` (once)" in notes


def test_ids_of_rulekit_itself_are_no_formulas(tmp_path: Path) -> None:
    program = program_of(PROGRAM.replace("rules:\n", "rules:\n  monthly: { on: first day of month, give: bun }\n", 1))
    path = tmp_path / "ledger.csv"
    path.write_text(
        "event_id,type,at,member_id,amount\np1,purchase,2024-03-10 09:00,anna,10\np2,purchase,2024-04-10 09:00,anna,10\n",
        encoding="utf-8",
    )
    found = rk.replay(program, rk.read_ledger(path))
    assert found.rewards.num_rows
    assert not [note for note in found.summary["notes"] if "formula" in note]
