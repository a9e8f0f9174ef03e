"""Options that say nothing without another: refused where they are typed, and no matter in the environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from cafe import Run

NO_PAGE = "is for the report: write one with `--report FILE.html`."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("replay", "{program}", "{ledger}", "--lang", "de"), f"`--lang` {NO_PAGE}"),
        (("replay", "{program}", "{ledger}", "--lang", "en"), f"`--lang` {NO_PAGE}"),
        (("replay", "{program}", "{ledger}", "--benchmarks", "b.yaml"), f"`--benchmarks` {NO_PAGE}"),
        (("replay", "{program}", "{ledger}", "--entries", "csv"), "`--entries` is for a file of the result folder: write one with `--out DIR`."),
        (("simulate", "{program}", "--ledger", "{ledger}", "--set", "program=B", "--lang", "de"), f"`--lang` {NO_PAGE}"),
        (("explain", "RK204", "-m", "anna"), "`--member` is for the entries of a member, and `RK204` is a code: leave it out."),
        (("explain", "RK204", "--format", "json"), "`--format` is for the entries of a member"),
        (("-v", "check", "{program}"), "`--verbose` goes with `--version` here"),
    ],
)
def test_typed_it_is_refused(run: Run, cafe: tuple[str, str], words: tuple[str, ...], said: str) -> None:
    done = run(*(word.format(program=cafe[0], ledger=cafe[1]) for word in words))
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        (("replay", "{program}", "{ledger}"), {"LANG": "de", "BENCHMARKS": "none.yaml", "ENTRIES": "csv"}),
        (("simulate", "{program}", "--ledger", "{ledger}", "--set", "program=B"), {"LANG": "de"}),
        (("explain", "RK204"), {"MEMBER": "anna", "FORM": "json"}),
        (("kpis", "--sql", "churn"), {"BY": "month", "LEDGERS": "none.csv"}),
        (("kpis", "--ledger", "{ledger}"), {"GOALS": "1", "MARKETING_BUDGET": "400", "SCOPE": "members"}),
        (("kpis", "--ledger", "{ledger}", "--program", "{program}"), {"CURRENCY": "CHF", "TIMEZONE": "Asia/Tokyo"}),
        (("kpis", "{result}"), {"LEDGERS": "l.csv", "MAPPING": "m.yaml", "PROGRAM": "p.yaml", "CURRENCY": "CHF", "TIMEZONE": "Asia/Tokyo"}),
    ],
)
def test_in_the_environment_it_changes_nothing(
    run: Run, cafe: tuple[str, str], tmp_path: Path, words: tuple[str, ...], variables: dict[str, str]
) -> None:
    result = str(tmp_path / "result")
    assert run("replay", *cafe, "--out", result).exit_code == 0
    typed = [word.format(program=cafe[0], ledger=cafe[1], result=result) for word in words]
    done = run(*typed, **{f"RULEKIT_{words[0].upper()}_{name}": value for name, value in variables.items()})
    assert done.exit_code == 0, done.output
    assert done.stdout == run(*typed).stdout
