"""Result folders that were damaged, changed by hand or written by another version: one clear sentence, in figures and reports."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

import rulekit as rk
from rulekit.kpi import of_folder
from rulekit.report import report
from rulekit.result.program_facts import program_facts
from rulekit.result.read_files import PROGRAM as PROGRAM_SHAPE
from rulekit.result.read_files import fault, first_rejected, read_json

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"

PROGRAM = """\
program: P
currency: EUR
timezone: UTC
wallets:
  points: { unit: point/points, value: 0.01 EUR }
rewards:
  mug: { kind: gift, price: 5 points, worth: 8 EUR, cost: 3 EUR }
rules:
  base: { on: purchase, give: 1 point per 1 EUR, budget: 100 points }
  extra: { on: purchase, give: 1 point, budget: 5 times, from: 2024-01-01 }
tiers: { by: spend, levels: { Silver: 5 EUR } }
cards:
  card: { stamp: 1 per purchase, full at: 2, give: mug }
goals:
  churn: at most 5%
  sales.gross per month: at least 1 EUR
"""
LEDGER = "event_id,type,at,member_id,amount,reward\n1,purchase,2024-01-01,anna,10,\n2,redeem,2024-01-02,anna,,mug\n3,redeem,2024-01-02,anna,5,hat\n"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    (folder / "p.yaml").write_text(PROGRAM, encoding="utf-8")
    (folder / "l.csv").write_text(LEDGER, encoding="utf-8")
    rk.replay(rk.load(folder / "p.yaml"), rk.read_ledger(folder / "l.csv")).write(folder / "r")
    return folder / "r"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/program.yaml")), ids=lambda path: path.parent.name)
def test_the_facts_of_every_example_have_their_shape(path: Path) -> None:
    program = rk.load(path)
    assert fault(json.loads(json.dumps(program_facts(program))), PROGRAM_SHAPE) is None


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "r"))


def refused(folder: Path, *said: str) -> None:
    """Figures and reports refuse the folder in the same words."""
    for ask in (of_folder, report):
        with pytest.raises(rk.UsageError) as caught:
            ask(folder)
        assert all(part in str(caught.value) for part in said), str(caught.value)
        assert caught.value.help


@pytest.mark.parametrize("content", ["[]", "null", '"a"', "{}", "1", '{"horizon": "x"}', "{", "[" * 100_000])
@pytest.mark.parametrize("name", ["program.json", "summary.json"])
def test_a_file_of_something_else(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    refused(folder, name)


def paths_of(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where each value of a JSON file stands."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, one in inner for found in ((*path, key), *paths_of(one, (*path, key)))]


def change(place: Path, path: tuple[str | int, ...], how: Callable[[Any, str | int], None]) -> None:
    value = found = json.loads(place.read_text(encoding="utf-8"))
    for key in path[:-1]:
        found = found[key]
    how(found, path[-1])
    place.write_text(json.dumps(value), encoding="utf-8")


def test_every_value_of_another_kind_is_refused_or_does_not_matter(whole: Path, folder: Path) -> None:
    """No value that is read can be replaced so that a report fails in another way."""
    ignored = []
    for name in ("program.json", "summary.json"):
        text = (whole / name).read_text(encoding="utf-8")
        for path in paths_of(json.loads(text)):
            change(folder / name, path, lambda found, key: found.__setitem__(key, {"odd": [1.5]}))
            try:
                read_json(folder)
            except rk.UsageError:
                pass
            else:
                ignored.append((name, path))
            (folder / name).write_text(text, encoding="utf-8")
    for name, path in ignored:
        change(folder / name, path, lambda found, key: found.__setitem__(key, {"odd": [1.5]}))
    assert 0 < len(ignored) < 30
    assert report(folder) == report(whole).replace(str(whole), str(folder))


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("program.json", ("wallets", "points", "decimals"), "`wallets.points.decimals` is missing or is something else"),
        ("program.json", ("goals",), "`goals`"),
        ("summary.json", ("ledger", "rejected"), "`ledger.rejected`"),
        ("summary.json", ("rewards", "mug", "issued"), "`rewards.mug.issued`"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(folder: Path, name: str, path: tuple[str, ...], said: str) -> None:
    change(folder / name, path, lambda found, key: found.pop(key))
    refused(folder, name, said)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("wallets", "points", "decimals"), 1_000_000),
        (("counters", "card", "thresholds"), []),
        (("counters", "card", "thresholds"), ["a"]),
    ],
    ids=["too many decimals", "no threshold", "a threshold that is no number"],
)
def test_what_no_program_could_say_is_refused(folder: Path, path: tuple[str, ...], value: object) -> None:
    change(folder / "program.json", path, lambda found, key: found.__setitem__(key, value))
    refused(folder, "program.json", f"`{'.'.join(path)}`")


def test_files_of_two_replays(folder: Path) -> None:
    change(folder / "program.json", ("hash",), lambda found, key: found.__setitem__(key, "sha256:other"))
    refused(folder, "not of the same replay")


def other_replay(tmp_path: Path, *, entries: str = "parquet", ledger: str = LEDGER, program: str = PROGRAM) -> Path:
    (tmp_path / "q.yaml").write_text(program, encoding="utf-8")
    (tmp_path / "m.csv").write_text(ledger, encoding="utf-8")
    rk.replay(rk.load(tmp_path / "q.yaml"), rk.read_ledger(tmp_path / "m.csv")).write(tmp_path / "other", entries=entries)
    return tmp_path / "other"


@pytest.mark.parametrize(
    ("ledger", "program", "name"),
    [
        (LEDGER.replace("anna,10", "anna,11"), PROGRAM, "events.parquet"),
        (LEDGER + "4,purchase,2024-01-03,,7,\n", PROGRAM, "events.parquet"),
        (LEDGER, PROGRAM.replace("value: 0.01", "value: 0.02"), "events.parquet"),
    ],
    ids=["other entries", "the same entries of more sales", "the same entries of another program"],
)
def test_parquet_of_another_replay(folder: Path, tmp_path: Path, ledger: str, program: str, name: str) -> None:
    other = other_replay(tmp_path, ledger=ledger, program=program)
    for file in ("summary.json", "program.json"):
        shutil.copy(other / file, folder / file)
    refused(folder, name, "`summary.json`", "not of the same replay")
    shutil.copy(other / "events.parquet", folder / "events.parquet")
    refused(folder, "entries.parquet", "not of the same replay")
    shutil.copy(other / "entries.parquet", folder / "entries.parquet")
    assert of_folder(folder).program is not None


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_entries_in_text_of_another_replay(tmp_path: Path, form: str) -> None:
    folder = other_replay(tmp_path, entries=form)
    place = folder / f"entries.{form}"
    lines = place.read_text(encoding="utf-8").splitlines(keepends=True)
    assert of_folder(folder).program is not None
    place.write_text("".join(lines[:-1]), encoding="utf-8")
    refused(folder, place.name, "not of the same replay")


@pytest.mark.parametrize("name", ["members.csv", "rewards.csv", "balances.csv"])
def test_other_columns(folder: Path, name: str) -> None:
    (folder / name).write_text("who,what\na,b\n", encoding="utf-8")
    refused(folder, name, "it has no column `")


@pytest.mark.parametrize(("name", "old", "new"), [("members.csv", "2024-01-01", "soon"), ("balances.csv", ",11,", ",many,")])
def test_cells_of_something_else(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    refused(folder, name, "cannot be read")


@pytest.mark.parametrize("name", ["entries", "events"])
@pytest.mark.parametrize("is_other_type", [False, True])
def test_parquet_with_other_columns_or_types(folder: Path, name: str, is_other_type: bool) -> None:
    place = folder / f"{name}.parquet"
    table = parquet.read_table(place)
    number = table.column_names.index("day")
    without = table.remove_column(number)
    parquet.write_table(without.append_column("day", table["day"].cast(pa.string())) if is_other_type else without, place)
    refused(folder, place.name, "no column `day` of this type" if is_other_type else "no column `day`")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"a,b\n1,2\n",
        b"source,row,event_id,code,reason\n1,2\n",
        b"source,row,event_id,code,reason\na,soon,,c,r\n",
    ],
)
def test_rejected_rows_that_are_none(folder: Path, content: bytes) -> None:
    (folder / "rejected.csv").write_bytes(content)
    with pytest.raises(rk.UsageError, match=r"rejected\.csv"):
        report(folder)


def test_of_many_rejected_rows_only_the_first_of_each_code_is_kept(folder: Path) -> None:
    rows = "".join(f"l.csv,{number},e{number},code.{number % 3},why\n" for number in range(1, 10_000))
    (folder / "rejected.csv").write_text(f"source,row,event_id,code,reason\n{rows}", encoding="utf-8")
    assert [row[1] for row in first_rejected(folder).values()] == ["1", "2", "3"]
