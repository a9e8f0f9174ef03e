"""Every folder in examples/ is right: its program has no findings, its replay gives exactly the expected summary and digest.

`RULEKIT_UPDATE_EXAMPLES=1 pytest tests/test_examples.py` writes the present summaries, for a change that is meant; read the diff.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import rulekit as rk
from rulekit.diagnostics.render import render
from rulekit.semantics.check_program import check_program, format_program
from rulekit.syntax.read_source import read_source

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
STARTER = EXAMPLES.parent / "rulekit" / "cli" / "starter" / "program.yaml"
NAMES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
EXPECTED = (
    "points-per-euro", "stamp-card", "tiered-gifts", "happy-hour", "referral", "vip-tiers", "bakery", "online-shop",
    "fashion-shop", "online-retail",
)  # fmt: skip


def test_the_promised_examples_are_there() -> None:
    assert sorted(EXPECTED) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_program_has_no_findings(name: str) -> None:
    source = read_source(EXAMPLES / name / "program.yaml")
    assert not isinstance(source, rk.Diagnostic)
    program, findings = check_program(source)
    assert not findings, render(findings)
    assert program is not None


@pytest.mark.parametrize("path", [*(EXAMPLES / name / "program.yaml" for name in NAMES), STARTER], ids=lambda path: path.parent.name)
def test_the_program_is_formatted(path: Path) -> None:
    source = read_source(path)
    assert not isinstance(source, rk.Diagnostic)
    assert format_program(source)[0] == path.read_bytes().decode("utf-8")


def summary_of(name: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The summary without the versions of libraries; no path of this machine is in it, as the folder is the working directory."""
    monkeypatch.chdir(EXAMPLES / name)
    mapping = "mapping.yaml" if Path("mapping.yaml").exists() else None
    ledgers = sorted(str(path) for path in Path().iterdir() if path.suffix in (".csv", ".jsonl", ".parquet"))
    result = rk.replay(rk.load("program.yaml"), rk.read_ledger(ledgers, mapping=mapping))
    summary = json.loads(json.dumps(result.summary))
    del summary["versions"]
    return summary


@pytest.mark.parametrize("name", NAMES)
def test_the_replay_gives_the_expected_summary(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = summary_of(name, monkeypatch)
    file = EXAMPLES / name / "expected.json"
    if os.environ.get("RULEKIT_UPDATE_EXAMPLES"):
        file.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    expected = json.loads(file.read_text(encoding="utf-8"))
    assert found == expected
    assert len(expected["digest"]) == 64


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_shows_the_program_as_it_is(name: str) -> None:
    """What a marketer reads is what runs."""
    program = (EXAMPLES / name / "program.yaml").read_text(encoding="utf-8")
    assert f"```yaml\n{program}```" in (EXAMPLES / name / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_tests_of_the_program_pass(name: str) -> None:
    verdicts = rk.run_tests(rk.load(EXAMPLES / name / "program.yaml"))
    assert len(verdicts) > 1
    assert [failure for verdict in verdicts for failure in verdict.failures] == []
