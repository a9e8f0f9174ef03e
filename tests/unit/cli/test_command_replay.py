"""`rulekit replay`."""

import json
from pathlib import Path

import pytest
from cafe import BAD_ROW, Run, on_a_terminal, rulekit, write_cafe


def test_the_summary_answers_a_shop_owner(run: Run, cafe: tuple[str, str]) -> None:
    result = run("replay", *cafe)
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == "Café Sonne, replayed through 2024-06-21"
    assert "ledger    10 events in 11 rows" in lines
    assert "          1 adjustment, 4 purchases, 1 activity, 2 refunds, 2 redemptions" in lines
    assert "members   2" in lines
    assert "tiers     none 2, Silver 0, Gold 0" in lines
    assert "points    1,159 earned, 5 adjusted, 10 spent, 29 taken back" in lines
    assert "          balance 1,125, liability 11.25 EUR" in lines
    assert "free coffee       1     0     1       0           0      0.80" in lines
    assert "          1 x the balance does not cover it: first x2 of anna on 2024-06-06" in lines
    assert lines[-1].startswith("digest    ")
    assert len(lines[-1].split()[1]) == 64


def test_the_summary_as_json_is_that_of_the_result_folder(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("replay", *cafe, "--format", "json", "--out", str(out))
    assert json.loads(result.stdout) == json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert "9 files written to" in result.stderr


def test_the_horizon_is_set_by_until(run: Run, cafe: tuple[str, str]) -> None:
    result = run("replay", *cafe, "--until", "2025-07-01", "--format", "json")
    summary = json.loads(result.stdout)
    assert summary["horizon"] == "2025-07-01"
    assert summary["wallets"]["points"]["balance"] == "0"
    early = json.loads(run("replay", *cafe, "--until", "2024-06-02", "--format", "json").stdout)
    assert early["ledger"]["after_until"] == 7


def test_a_date_that_is_none_is_wrong_usage(run: Run, cafe: tuple[str, str]) -> None:
    for wrong in ("31.12.2024", "2024-02-30", "soon", ""):
        result = run("replay", *cafe, "--until", wrong)
        assert result.exit_code == 2, wrong
        assert "2024-12-31" in result.stderr


def test_rejected_rows_are_counted_and_located(run: Run, tmp_path: Path) -> None:
    program, ledger = write_cafe(tmp_path, BAD_ROW)
    result = run("replay", program, ledger)
    assert result.exit_code == 0
    assert "rejected  1, listed in rejected.csv" in result.stdout
    assert "1 x row.time: first" in result.stdout
    assert "row 12 (p5)" in result.stdout


def test_strict_fails_on_rejected_rows_before_anything_is_written(run: Run, tmp_path: Path) -> None:
    program, ledger = write_cafe(tmp_path, BAD_ROW)
    out = tmp_path / "out"
    result = run("replay", program, ledger, "--strict", "--out", str(out))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "1 rejected" in result.stderr
    assert "row 12 (p5)" in result.stderr
    assert not out.exists()


def test_strict_is_content_with_a_clean_ledger(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    result = run("replay", *cafe, "--strict", "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert (tmp_path / "out" / "summary.json").is_file()


def test_several_ledgers_are_one(run: Run, tmp_path: Path) -> None:
    program, ledger = write_cafe(tmp_path)
    header, *rows = Path(ledger).read_text(encoding="utf-8").splitlines()
    parts = []
    for number, chosen in enumerate((rows[:1] + rows[3:5], rows[1:3] + rows[5:])):
        part = tmp_path / f"part{number}.csv"
        part.write_text("\n".join([header, *chosen]) + "\n", encoding="utf-8")
        parts.append(str(part))
    whole, split = (json.loads(run("replay", program, *paths, "--format", "json").stdout) for paths in ([ledger], parts))
    assert split["digest"] == whole["digest"]


def test_a_file_in_place_of_the_folder_is_said(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    result = run("replay", *cafe, "--out", str(taken))
    assert result.exit_code == 2
    assert "cannot write to" in result.stderr
    assert taken.read_text() == "mine"


def test_warnings_about_the_program_are_neither_lost_nor_in_the_way(run: Run, tmp_path: Path) -> None:
    program, ledger = write_cafe(tmp_path)
    path = Path(program)
    path.write_text(path.read_text(encoding="utf-8").replace("rewards:\n", "rewards:\n  hat: { kind: gift }\n"), encoding="utf-8")
    result = run("replay", program, ledger, "--format", "json")
    assert json.loads(result.stdout)["members"] == 2
    assert "1 warning about" in result.stderr


def test_a_secret_changes_the_codes_alone(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    for name, more in (("one", []), ("two", ["--secret", "x"]), ("three", ["--secret", "y"])):
        assert run("replay", *cafe, *more, "--out", str(tmp_path / name)).exit_code == 0
    codes = {(tmp_path / name / "rewards.csv").read_text(encoding="utf-8") for name in ("one", "two", "three")}
    balances = {(tmp_path / name / "balances.csv").read_text(encoding="utf-8") for name in ("one", "two", "three")}
    assert (len(codes), len(balances)) == (3, 1)


def test_surroundings_do_not_change_the_digest(cafe: tuple[str, str]) -> None:
    digests = set()
    for more in (
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Apia", "LC_ALL": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "3", "TZ": "America/New_York", "LC_ALL": "de_DE.UTF-8"},
    ):
        done = rulekit("replay", *cafe, "--format", "json", **more)
        assert done.returncode == 0, done.stderr
        digests.add(json.loads(done.stdout)["digest"])
    assert len(digests) == 1


def test_one_event_is_one_event(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    ledger = tmp_path / "one.csv"
    ledger.write_text("event_id,at,member_id,amount,line,line_amount\np1,2024-06-01 10:00,anna,5,1,2\np1,2024-06-01 10:00,anna,5,2,3\n")
    assert "ledger    1 event in 2 rows\n" in run("replay", cafe[0], str(ledger)).stdout


def test_programs_that_follow_one_another(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    program, ledger = cafe
    second = tmp_path / "second.yaml"
    second.write_text(f"extends: ./{Path(program).name}\nprogram: Café Sonne, second\nstarts: 2024-06-08\n", encoding="utf-8")
    result = run("replay", program, str(second), ledger)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("Café Sonne, second, replayed through")
    assert run("explain", program, str(second), ledger, "--member", "anna").exit_code == 0


def test_what_the_next_edition_gives_up_is_said(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    program, ledger = cafe
    second = tmp_path / "second.yaml"
    second.write_text(f"extends: ./{Path(program).name}\nstarts: 2024-06-08\ntiers.levels: {{ Gold: 2 }}\n", encoding="utf-8")
    result = run("replay", program, str(second), ledger)
    assert result.exit_code == 0
    assert "warning[RK381]: the next edition has no level" in result.stderr
    checked = run("check", program, str(second))
    assert "RK381" not in checked.stdout
    assert "warning[RK381]" in run("check", "--editions", program, str(second)).stdout


def test_editions_that_cannot_follow_are_findings(run: Run, cafe: tuple[str, str]) -> None:
    program, ledger = cafe
    result = run("replay", program, program, ledger)
    assert result.exit_code == 1
    assert "RK335" in result.stderr


def test_programs_without_a_ledger_are_wrong_usage(run: Run, cafe: tuple[str, str]) -> None:
    program, _ = cafe
    assert run("replay", program).exit_code == 2
    assert "LEDGER" in run("replay", program, program).stderr


def test_the_summary_is_wrapped_on_a_terminal_alone(run: Run, cafe: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path(cafe[1]).write_text(Path(cafe[1]).read_text(encoding="utf-8") + BAD_ROW, encoding="utf-8")
    (long,) = (line for line in run("replay", *cafe).stdout.splitlines() if "row.time" in line)
    assert long.endswith("is not a time such as 2024-03-01 14:30")
    on_a_terminal(monkeypatch, 60)
    lines = run("replay", *cafe).stdout.splitlines()
    place = next(place for place, line in enumerate(lines) if "row.time" in line)
    assert " ".join(" ".join(lines[place:]).split()).startswith(" ".join(long.split()))
    assert lines[place + 1].startswith(" " * 10)
