"""`rulekit explain RK204`: the page of a code."""

import tomllib
from pathlib import Path

import pytest
from cafe import ROOT, Run
from rich.console import Console
from rich.markdown import Markdown

from rulekit.cli.code_page import is_code, page_of
from rulekit.diagnostics import CODES


@pytest.mark.parametrize("written", [("RK204",), ("rk204",), ("RK 204",), ("RK", "204"), ("rk-204",)])
def test_the_page_is_printed_as_it_is(run: Run, written: tuple[str, ...]) -> None:
    result = run("explain", *written)
    assert result.exit_code == 0
    assert result.stdout == (ROOT / "docs" / "errors" / "RK204.md").read_text(encoding="utf-8")


def test_every_code_has_something_to_print() -> None:
    for code, entry in CODES.items():
        assert page_of(code).startswith(f"# {code}: {entry.title}\n")


def test_an_unknown_code_is_answered_with_the_nearest(run: Run) -> None:
    result = run("explain", "RK2044")
    assert result.exit_code == 2
    assert "there is no code `RK2044`" in result.stderr
    assert "did you mean `RK204`?" in result.stderr


@pytest.mark.parametrize("written", ["event.over_refund", "Event.Over_Refund"])
def test_a_code_of_a_rejected_row_is_explained(run: Run, written: str) -> None:
    result = run("explain", written)
    assert result.exit_code == 0
    meaning = "The refund returns more money than is left of what was paid."
    assert result.stdout == f"# event.over_refund: a rejected event\n\n{meaning}\n\nCorrect the amount.\n"


def test_a_file_of_such_a_name_is_no_code() -> None:
    assert not any(is_code(name) for name in ("event.yaml", "row.csv", "events", "rk204.yaml"))


def test_an_unknown_code_of_a_row_is_answered_with_the_nearest(run: Run) -> None:
    assert "did you mean `event.over_refund`?" in run("explain", "event.overrefund").stderr


def test_the_pages_are_shipped() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert build["targets"]["wheel"]["force-include"]["docs/errors"] == "rulekit/_data/errors"


def test_a_terminal_gets_it_laid_out() -> None:
    console = Console(width=100, record=True, file=Path("/dev/null").open("w", encoding="utf-8"))  # noqa: SIM115  closed with the process
    console.print(Markdown(page_of("RK204")))
    text = console.export_text()
    assert "error[RK204]: cannot compare money with a plain number" in text
    assert "```" not in text


@pytest.mark.parametrize("arguments", [("program.yaml",), ("program.yaml", "ledger.csv")])
def test_what_is_missing_for_a_member_is_said(run: Run, arguments: tuple[str, ...]) -> None:
    result = run("explain", *arguments)
    assert result.exit_code == 2
    assert "Missing" in result.stderr
