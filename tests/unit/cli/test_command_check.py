"""`rulekit check`."""

import json
from pathlib import Path

import pytest
from cafe import PROGRAM, Run


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


WARNED = PROGRAM.replace("rewards:\n", "rewards:\n  hat: { kind: gift, worth: 5 EUR }\n")
WRONG = PROGRAM.replace("basket.total >= 5 EUR", "basket.total >= 5").replace("give: free coffee", "give: free cofee")


def test_a_right_program_is_said_to_be_right(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "cafe.yaml", PROGRAM)
    result = run("check", path)
    assert result.exit_code == 0
    assert result.stdout == (
        f"{path}: no mistakes found in Café Sonne (1 wallet, 6 rules, 1 card, 1 milestone ladder, 2 tiers, 2 rewards)\n"
    )
    assert result.stderr == ""


def test_all_mistakes_are_shown_at_once_with_exit_code_1(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "cafe.yaml", WRONG)
    result = run("check", path)
    assert result.exit_code == 1
    assert "error[RK204]" in result.stdout
    assert "error[RK201]" in result.stdout
    assert "did you mean `free coffee`?" in result.stdout
    assert f"{path}:" in result.stdout
    assert result.stdout.rstrip().endswith("2 errors")
    assert "no mistakes" not in result.stdout


def test_warnings_alone_do_not_fail(run: Run, tmp_path: Path) -> None:
    result = run("check", write(tmp_path, "cafe.yaml", WARNED))
    assert result.exit_code == 0
    assert "warning[RK" in result.stdout
    assert "no errors in Café Sonne" in result.stdout


def test_several_programs_are_checked_together(run: Run, tmp_path: Path) -> None:
    paths = [write(tmp_path, "a.yaml", PROGRAM), write(tmp_path, "b.yaml", WRONG), str(tmp_path / "missing.yaml")]
    result = run("check", *paths)
    assert result.exit_code == 2
    assert f"{paths[0]}: no mistakes found" in result.stdout
    assert "RK204" in result.stdout
    assert "RK101" in result.stdout
    assert run("check", *paths[:2]).exit_code == 1


def test_verbose_lists_the_defaults(run: Run, tmp_path: Path) -> None:
    result = run("check", "-v", write(tmp_path, "cafe.yaml", PROGRAM))
    assert "  wallets.points.rounding: down (default)" in result.stdout
    assert "  enrolment: automatic (default)" in result.stdout
    assert "wallets.points.available" not in result.stdout, "it is said in the program"


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_machines_get_one_document_for_all_files(run: Run, tmp_path: Path, form: str) -> None:
    paths = [write(tmp_path, "a.yaml", WRONG), write(tmp_path, "b.yaml", WRONG)]
    result = run("check", "--format", form, *paths, "-v")
    assert result.exit_code == 1
    text = json.dumps(json.loads(result.stdout))
    assert text.count('"RK204"') >= 2
    right = run("check", "--format", form, write(tmp_path, "c.yaml", PROGRAM))
    assert right.exit_code == 0
    json.loads(right.stdout)


@pytest.mark.parametrize(("form", "begin"), [("concise", "{path}:"), ("github", "::error ")])
def test_one_line_per_finding(run: Run, tmp_path: Path, form: str, begin: str) -> None:
    path = write(tmp_path, "cafe.yaml", WRONG)
    lines = run("check", "--format", form, path).stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(begin.format(path=path)) for line in lines)
    assert run("check", "--format", form, write(tmp_path, "right.yaml", PROGRAM)).stdout == ""


GENEROUS = "rules.base points.give=2 points per 1 EUR"


def test_values_set_for_one_run_are_checked_like_those_of_the_file(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "cafe.yaml", PROGRAM)
    assert run("check", path, "--set", GENEROUS).exit_code == 0
    wrong = run("check", path, "--set", GENEROUS.replace("points per", "pionts per"), "--set", "rules.nothing.give=1 point")
    assert wrong.exit_code == 1
    assert " --> --set:1:26\n" in wrong.stdout
    assert "the program has no `rules.nothing`" in wrong.stdout
    assert wrong.stdout.count("error[RK330]") == 1


def test_settings_that_are_none_are_wrong_usage(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "cafe.yaml", PROGRAM)
    no_value, twice = run("check", path, "--set", "program"), run("check", path, "--set", "program=A", "--set", "program=B")
    assert (no_value.exit_code, twice.exit_code) == (2, 2)
    assert "has no `=`" in no_value.stderr
    assert "`program` is set twice" in twice.stderr


def test_settings_come_from_the_environment_line_by_line(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "cafe.yaml", PROGRAM)
    result = run("check", path, RULEKIT_CHECK_SET=f"program=Bar Luna\n{GENEROUS}")
    assert "no mistakes found in Bar Luna" in result.stdout


def test_findings_of_a_program_that_others_extend_are_shown_once(run: Run, tmp_path: Path) -> None:
    base = write(tmp_path, "cafe.yaml", WARNED)
    variant = write(tmp_path, "variant.yaml", "extends: cafe.yaml\nprogram: V\n")
    result = run("check", base, variant)
    assert result.stdout.count("warning[") == 1


@pytest.mark.parametrize("command", ["try", "replay", "explain"])
def test_every_command_with_a_program_takes_values(run: Run, cafe: tuple[str, str], command: str) -> None:
    program, ledger = cafe
    rest = {"try": ["new member, 12 EUR"], "replay": [ledger], "explain": [ledger, "--member", "anna"]}[command]
    plain, changed = run(command, program, *rest), run(command, program, "--set", "rules.base points.give=7 points per 1 EUR", *rest)
    assert (plain.exit_code, changed.exit_code) == (0, 0), changed.stderr
    assert plain.stdout != changed.stdout
