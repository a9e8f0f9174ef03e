"""`rulekit test`. Whoever joins that café is welcomed with 50 points."""

import json
from pathlib import Path

import pytest
from cafe import PROGRAM, Run

from rulekit.diagnostics.render import FORMATS

TESTS = """\
tests:
  points wait:
    given: [{ at: 2024-03-01 09:00, member: anna, purchase: 12 EUR, category: tea }]
    expect: { anna: { points: 0, points pending: 62 } }
  a wrong one:
    given: [{ at: 2024-03-01 09:00, member: anna, purchase: 12 EUR, category: tea }]
    as of: 2024-03-15
    expect: { anna: { points: 13 } }
"""


def write(folder: Path, text: str) -> str:
    path = folder / "cafe.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def failing(tmp_path: Path) -> str:
    return write(tmp_path, PROGRAM + TESTS)


def test_a_failure_is_shown_at_its_value_with_exit_code_1(run: Run, failing: str) -> None:
    result = run("test", failing)
    assert result.exit_code == 1
    assert "error[RK345]: anna: points is 62 points, expected 13 points" in result.stdout
    assert "^^ found 62 points" in result.stdout
    assert "= in test `a wrong one`" in result.stdout
    assert "= 2024-03-15 00:00  can spend 50 points of lot 2; the balance is 50 points" in result.stdout
    assert result.stdout.endswith(f"{failing}: 1 of 2 tests passed in Café Sonne\n")
    assert result.stderr == ""


def test_all_that_pass_are_counted_and_named(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, PROGRAM + TESTS.replace("13", "62"))
    result = run("test", path, "-v")
    assert result.exit_code == 0
    assert result.stdout == f"  passed  points wait\n  passed  a wrong one\n{path}: 2 of 2 tests passed in Café Sonne\n"


def test_a_program_with_errors_is_not_run(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, PROGRAM.replace("basket.total >= 5 EUR", "basket.total >= 5") + TESTS)
    result = run("test", path)
    assert result.exit_code == 1
    assert "error[RK204]" in result.stdout
    assert "RK345" not in result.stdout
    assert "mend the errors first" in result.stdout


def test_a_program_without_tests_says_so(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, PROGRAM)
    result = run("test", path)
    assert result.exit_code == 0
    assert result.stdout == f"{path}: Café Sonne has no tests; write some under `tests:`\n"


def test_a_missing_file_is_exit_code_2(run: Run) -> None:
    assert run("test", "nowhere.yaml").exit_code == 2


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_names_the_place(run: Run, failing: str, form: str) -> None:
    line = (PROGRAM + TESTS).splitlines().index("    expect: { anna: { points: 13 } }") + 1
    result = run("test", failing, "--format", form)
    assert result.exit_code == 1
    if form == "json":
        (found,) = json.loads(result.stdout)["diagnostics"]
        assert (found["code"], found["place"]["line"], found["context"]) == ("RK345", line, "in test `a wrong one`")
        assert found["notes"][0].startswith("2024-03-01 09:00  earns 50 points by welcome")
    elif form == "sarif":
        (found,) = json.loads(result.stdout)["runs"][0]["results"]
        assert found["locations"][0]["physicalLocation"]["region"]["startLine"] == line
    elif form == "github":
        assert result.stdout.startswith("::error title=RK345%3A a test that fails,file=")
        assert f",line={line}," in result.stdout
        assert "%0A2024-03-01 09:00  earns 50 points" in result.stdout
    else:
        assert f"{failing}:{line}:31" in result.stdout


def test_coverage_is_said_and_held(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, PROGRAM + TESTS.replace("13", "62"))
    result = run("test", path, "--coverage")
    assert result.exit_code == 0
    assert "warning[RK346]: no test makes `review` give anything" in result.stdout
    assert "warning[RK347]: this is never true in the tests" in result.stdout
    assert "% covered, " in result.stdout.splitlines()[-2]
    assert result.stdout.endswith("limits, budgets and stocks used up, not counted\n")
    low = run("test", path, "--coverage-at-least", "90")
    assert low.exit_code == 1
    assert "error[RK349]: the tests cover 32%, and 90% are asked for" in low.stdout
    assert low.stderr == ""
    assert "RK346" not in low.stdout
    assert run("test", path, "--coverage-at-least", "5").exit_code == 0


def test_too_little_coverage_is_a_finding_in_every_format(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, PROGRAM + TESTS.replace("13", "62"))
    line = PROGRAM.count("\n") + 1
    for form in FORMATS:
        found = run("test", path, "--coverage-at-least", "90", "--format", form)
        assert (found.exit_code, found.stderr) == (1, "")
        assert "the tests cover 32%" in found.stdout
        assert "RK346" not in found.stdout
    github = run("test", path, "--coverage-at-least", "90", "--format", "github").stdout
    assert github.startswith(f"::error title=RK349%3A too little is covered by tests,file={path},line={line},")


def test_json_has_the_figures_of_each_program(run: Run, failing: str) -> None:
    plain = json.loads(run("test", failing, "--format", "json").stdout)
    assert plain["programs"] == [{"program": failing, "tests": 2, "passed": 1}]
    (record,) = json.loads(run("test", failing, "--coverage", "--format", "json").stdout)["programs"]
    assert record["coverage"] == {"percent": 32, "reached": 9, "total": 28, "least": None}


def test_the_help_is_not_to_ask_for_what_is_shown(run: Run, failing: str) -> None:
    assert "help: `rulekit test --coverage` shows" in run("test", failing, "--coverage-at-least", "90").stdout
    assert "help: `rulekit test --coverage` shows" not in run("test", failing, "--coverage", "--coverage-at-least", "90").stdout


def test_what_a_variant_does_not_reach_names_the_variant(run: Run, failing: str, tmp_path: Path) -> None:
    variant = tmp_path / "dearer.yaml"
    variant.write_text("extends: cafe.yaml\nrules.welcome.give: 60 points\n", encoding="utf-8")
    found = run("test", failing, str(variant), "--coverage", "--coverage-at-least", "50", "--format", "concise").stdout
    missing = f"{failing}:64:3: warning[RK346]: no test gives anybody `mug`"
    assert {missing, f"{missing}, in {variant}, which extends this file"} <= set(found.splitlines())
    assert f"{failing}:1:1: error[RK349]: the tests cover 0%, and 50% are asked for, in {variant}, which extends" in found
