"""What the help of a command shows as an example works as it stands, beside files of these names."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from cafe import LEDGER, PROGRAM, Run
from click.testing import CliRunner

from rulekit.cli.command_group import CommandGroup
from rulekit.cli.main import COMMANDS, cli

TESTS = """
tests:
  ten coffees fill a card:
    given:
      - { at: 2024-06-03 08:30, member: anna, purchase: 3 EUR, category: coffee, repeat: daily 10 times }
    expect: { anna: { rewards: { free coffee: 1 } } }
"""
SALES = LEDGER.replace("p4,", "p17,")
ATTRIBUTES = {"category": "line.category", "channel": "purchase.channel"}
MAPPING = "".join(f"  {ATTRIBUTES.get(name, name)}: {name}\n" for name in SALES.partition("\n")[0].split(","))
BENCHMARKS = "- { id: retention.strict, low: 20%, high: 40%, source: an example }\n"

FINDINGS = "test --coverage-at-least"
"""Ends with 1, as one test does not reach so much of these programs."""


def examples() -> Iterator[str]:
    """The examples of every command, without what is said beside them."""
    assert isinstance(cli, CommandGroup)
    context = cli.make_context("rulekit", ["check", "x"], resilient_parsing=True)
    for text in (cli.epilog, *(getattr(cli.get_command(context, name), "epilog", None) for name in COMMANDS)):
        for line in (text or "").splitlines():
            if line.startswith("  rulekit "):
                yield re.split(r" {2,}", line.strip())[0].removeprefix("rulekit ")


@pytest.fixture(scope="module")
def program() -> str:
    """The café as `rulekit fmt` writes it."""
    result = CliRunner().invoke(cli, ["fmt", "-"], input=PROGRAM.replace('"gift card"]', '"gift card", "cake"]') + TESTS)
    assert result.exit_code == 0, result.output
    return result.stdout


def lay_out(program: str) -> list[str]:
    """Everything that examples name, in this folder; the names of the programs."""
    years = {f"{year}.yaml": program.replace("2024-01-01", f"{year}-01-01") for year in (2023, 2024, 2025)}
    named = {f"{name}.yaml": program.replace("Café Sonne", name) for name in ("today", "idea", "a", "b", "c")}
    programs = years | named | {"program.yaml": program}
    Path("my-program").mkdir()
    ledgers = dict.fromkeys(("sales.csv", "export.csv", "export.xlsx.csv", "sales-export.csv"), SALES)
    others = {"mapping.yaml": f"columns:\n{MAPPING}", "industry.yaml": BENCHMARKS, "my-program/program.yaml": program}
    for name, text in {**programs, **ledgers, **others, "2023.csv": SALES.splitlines()[0] + "\n"}.items():
        Path(name).write_text(text, encoding="utf-8")
    duckdb.sql("FROM read_csv('sales.csv', all_varchar = true)").write_parquet("2024.parquet")
    return list(programs)


@pytest.mark.parametrize("example", list(examples()))
def test_an_example_works(run: Run, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: str) -> None:
    monkeypatch.chdir(tmp_path)
    program_files = [] if example.startswith("init") else lay_out(program)
    words = [word for part in shlex.split(example) for word in (program_files if part == "*.yaml" else [part])]
    if " result " in f" {example} " and "--out result" not in example:
        assert run("replay", "program.yaml", "sales.csv", "--out", "result").exit_code == 0
    if "<" in words or ">" in words:
        words = words[: words.index("<" if "<" in words else ">")]
    found = CliRunner().invoke(cli, words, input=program)
    assert found.exit_code == (1 if example.startswith(FINDINGS) else 0), found.output
