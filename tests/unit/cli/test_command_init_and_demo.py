"""`rulekit init`, `rulekit demo`, `rulekit import`."""

import json
import os
from pathlib import Path

import pytest
from cafe import ROOT, Run, rulekit

FILES = ["README.md", "ledger.csv", "program.schema.json", "program.yaml"]


def test_a_starter_project_checks_clean_and_replays(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = run("init", "mine")
    assert made.exit_code == 0, made.output
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == FILES
    suggested = [line.strip() for line in made.stdout.splitlines() if line.strip().startswith("rulekit ")]
    assert len(suggested) == 4
    checked = run("check", "--format", "concise", "mine/program.yaml")
    assert (checked.exit_code, checked.stdout) == (0, ""), "no warning either"
    summary = json.loads(run("replay", "mine/program.yaml", "mine/ledger.csv", "--strict", "--format", "json").stdout)
    assert summary["members"] == 3
    assert summary["rewards"]["free coffee"]["used"] == 1
    assert summary["notes"] == []


def test_the_commands_of_the_starter_readme_work(tmp_path: Path) -> None:
    assert rulekit("init", cwd=tmp_path).returncode == 0
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    commands = [line.strip() for line in text.splitlines() if line.startswith("    rulekit ")]
    assert len(commands) == 5
    for line in commands:
        done = rulekit(*[part.strip('"') for part in _split(line)[1:]], cwd=tmp_path)
        assert done.returncode == 0, (line, done.stderr)


def _split(line: str) -> list[str]:
    import shlex

    return shlex.split(line)


def test_nothing_is_ever_overwritten(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ledger.csv").write_text("mine")
    result = run("init", str(tmp_path))
    assert result.exit_code == 2
    assert "ledger.csv already" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.csv"]
    assert (tmp_path / "ledger.csv").read_text() == "mine"


def test_a_file_in_place_of_the_folder_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    result = run("init", str(tmp_path / "taken"))
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_the_demo_runs_two_commands_that_anybody_can_run() -> None:
    done = rulekit("demo", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    shown = [line[2:].split() for line in done.stdout.splitlines() if line.startswith("$ rulekit ")]
    assert [line[1] for line in shown] == ["check", "replay"]
    for line in shown:
        again = rulekit(*line[1:], cwd=ROOT)
        assert again.returncode == 0
        assert again.stdout.strip() in done.stdout
    assert "no mistakes found" in done.stdout
    assert "CC BY 4.0" in done.stdout
    assert "digest    " in done.stdout


def test_what_the_demo_suggests_works() -> None:
    done = rulekit("demo", cwd=ROOT)
    suggested = [_split(line.strip()) for line in done.stdout.split("Now try:")[1].splitlines() if line.strip()]
    assert [line[1] for line in suggested] == ["explain", "try", "init"]
    for line in suggested[:2]:
        again = rulekit(*line[1:], cwd=ROOT)
        assert again.returncode == 0, (line, again.stderr)
        assert again.stdout


def test_the_demo_runs_from_any_folder(tmp_path: Path) -> None:
    done = rulekit("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    paths = [word for line in done.stdout.splitlines() if line.startswith("$ ") for word in line.split() if os.sep in word]
    assert paths
    assert all((tmp_path / path).exists() for path in paths)


def test_a_draft_of_a_mapping_is_printed(run: Run, tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text("Beleg;Zeit;Kunde;Betrag\n1;05.01.2024 10:00;K1;12,50\n2;06.01.2024 11:00;K2;3,20\n", encoding="utf-8")
    result = run("import", str(export))
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("\n")
    assert not result.stdout.endswith("\n\n")


def test_a_missing_export_is_said(run: Run, tmp_path: Path) -> None:
    result = run("import", str(tmp_path / "missing.csv"))
    assert result.exit_code == 2
    assert "missing.csv" in result.stderr
