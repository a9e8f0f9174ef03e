"""`rulekit simulate`: variants side by side."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from cafe import Run

GIVES_MORE = "rules.welcome.give=80 points"


def test_another_value_is_another_variant(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    program, ledger = cafe
    out = tmp_path / "variants.csv"
    done = run("simulate", program, "--ledger", ledger, "--set", GIVES_MORE, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert f"B  cafe with {GIVES_MORE}" in done.stdout
    assert "1,219 (+60)" in done.stdout
    assert "members better off" in done.stdout
    assert "Behaviour is held as it was" in done.stdout
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert set(rows[0]) == {"variant", "kpi", "period", "value", "difference"}
    issued = {row["variant"]: row["difference"] for row in rows if row["kpi"] == "points.issued (points)"}
    assert issued == {"cafe": "0", f"cafe with {GIVES_MORE}": "60"}


def test_json_holds_everything(run: Run, cafe: tuple[str, str]) -> None:
    program, ledger = cafe
    found = json.loads(run("simulate", program, "--ledger", ledger, "--set", GIVES_MORE, "--format", "json").stdout)
    assert [one["members"] for one in found["variants"]][1] == {"better": 2, "worse": 0, "unchanged": 0, "mixed": 0}
    as_csv = run("simulate", program, "--ledger", ledger, "--set", GIVES_MORE, "--format", "csv").stdout.splitlines()
    assert len(as_csv) == len(found["kpis"]) + 1


def test_one_program_is_nothing_to_compare(run: Run, cafe: tuple[str, str]) -> None:
    done = run("simulate", cafe[0], "--ledger", cafe[1])
    assert done.exit_code == 2
    assert "nothing to compare" in done.output


def test_a_file_that_is_read_is_not_written(run: Run, cafe: tuple[str, str]) -> None:
    program, ledger = cafe
    before = Path(ledger).read_bytes()
    found = run("simulate", program, "--ledger", ledger, "--set", GIVES_MORE, "--out", ledger)
    assert found.exit_code == 2
    assert "is one of the files that are read" in found.stderr
    assert Path(ledger).read_bytes() == before
