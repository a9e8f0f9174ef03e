"""Every diagnostic code has a page that makes it: docs/errors/RKnnn.md, whose examples are run and compared to the letter.

An example is one or more fenced blocks followed by a ```text block with the exact full rendering:
```yaml is program.yaml, which may extend ```base, base.yaml, or be followed by ```next, next.yaml; ```tests is a program whose tests are run, ```coverage one whose
tests are asked what they reach, ```least how much that is to be; ```mapping and ```csv are mapping.yaml and ledger.csv, ```benchmarks is benchmarks.yaml; ```make names one of `MAKERS`, for what Markdown cannot hold.

`RULEKIT_UPDATE_DOCS=1 pytest tests/test_errors.py` writes docs/errors.md, the index of the pages.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from rulekit.diagnostics import CODES, Diagnostic, ProgramError, Source
from rulekit.diagnostics.render import render
from rulekit.program.editions import check_editions
from rulekit.semantics import check_program
from rulekit.syntax.read_source import read_source
from rulekit.testing.coverage import coverage
from rulekit.testing.findings import failing, too_little, unreached
from rulekit.testing.places import places_of
from rulekit.testing.run import play_all, run_tests

FOLDER = Path(__file__).parent.parent / "docs" / "errors"
INDEX = FOLDER.parent / "errors.md"
FAMILIES = {
    "RK1": "Reading a file", "RK2": "Names, types and units", "RK3": "What a program says", "RK4": "Mapping files and benchmarks",
    "RK9": "Our own mistakes",
}  # fmt: skip
FILES = sorted(FOLDER.glob("RK*.md"))
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEAD = "program: Café\ncurrency: EUR\ntimezone: Europe/Berlin\n"
_RULE = "wallets:\n  points:\n    unit: point/points\nrules:\n  base:\n    on: purchase\n    give: 1 point\n"

MAKERS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _: None,
    "a folder": lambda path: path.mkdir(),
    "1,000,001 letters": lambda path: path.write_text("program: " + "a" * 1_000_001),
    "Café in Windows-1252": lambda path: path.write_bytes("program: Café\n".encode("cp1252")),
    "Café in UTF-16": lambda path: path.write_bytes("program: Café\n".encode("utf-16")),
    "a NUL and a colour code": lambda path: path.write_text("program: Caf\0é \x1b[31m\n"),
    "40 brackets": lambda path: path.write_text("program: " + "[" * 40 + "]" * 40),
    "20,001 entries": lambda path: path.write_text("".join(f"- {number}\n" for number in range(20_001))),
    "a name of 10,001 letters": lambda path: path.write_text("program: " + "a" * 10_001),
    "a condition of more than 2,000 characters": lambda path: path.write_text(
        f"{_HEAD}{_RULE}    if: basket.total >= 5 EUR and {'first purchase or ' * 117}first purchase\n"
    ),
    "100 rules": lambda path: path.write_text(
        f"{_HEAD}{_RULE}    if: basket.total >= 5 EUR or first purchase\n"
        + "".join(f'  rule {number}:\n    on: activity "{number}"\n    give: 1 point\n' for number in range(1, 100))
    ),
    "21 parentheses": lambda path: path.write_text(f"{_HEAD}{_RULE}    if: {'(' * 21}first purchase{')' * 21}\n"),
}


def check_file(path: Path) -> list[Diagnostic]:
    source = read_source(path)
    return [source] if isinstance(source, Diagnostic) else check_program(source)[1]


def read_with_mapping() -> list[Diagnostic]:
    from rulekit.ledger import read_ledger

    try:
        read_ledger("ledger.csv", mapping="mapping.yaml")
    except ProgramError as problem:
        return list(problem.diagnostics)
    return []


def read_the_benchmarks() -> list[Diagnostic]:
    from rulekit.kpi.benchmarks import read_benchmarks

    try:
        read_benchmarks("benchmarks.yaml")
    except ProgramError as problem:
        return list(problem.diagnostics)
    return []


def found(blocks: dict[str, str]) -> list[Diagnostic]:
    """The findings for the blocks of one example, in the current folder."""
    if "make" in blocks:
        MAKERS[blocks["make"].strip()](Path("program.yaml"))
        return check_file(Path("program.yaml"))
    if "mapping" in blocks:
        Path("mapping.yaml").write_text(blocks["mapping"], encoding="utf-8")
        Path("ledger.csv").write_text(blocks["csv"], encoding="utf-8")
        return read_with_mapping()
    if "benchmarks" in blocks:
        Path("benchmarks.yaml").write_text(blocks["benchmarks"], encoding="utf-8")
        return read_the_benchmarks()
    if "base" in blocks:
        Path("base.yaml").write_text(blocks["base"], encoding="utf-8")
    if "next" in blocks:
        checked = [check_program(Source(f"{name}.yaml", blocks[kind]))[0] for name, kind in (("program", "yaml"), ("next", "next"))]
        return check_editions([program for program in checked if program])
    if "tests" in blocks or "coverage" in blocks:
        return found_by_tests(blocks)
    return check_program(Source("program.yaml", blocks["yaml"]))[1]


def found_by_tests(blocks: dict[str, str]) -> list[Diagnostic]:
    source = Source("program.yaml", blocks.get("tests") or blocks["coverage"])
    program, findings = check_program(source)
    assert program is not None, findings
    if "tests" in blocks:
        return list(failing(run_tests(program), places_of(source)))
    reached, places = coverage(program, play_all(program)), places_of(source)
    if "least" in blocks:
        return list(too_little(reached, int(blocks["least"]), places))
    return unreached(reached, places)


def examples(path: Path) -> list[tuple[dict[str, str], str]]:
    """The examples of a file: blocks by kind, and the rendering expected."""
    text = path.read_text(encoding="utf-8")
    collected: list[tuple[dict[str, str], str]] = []
    blocks: dict[str, str] = {}
    for kind, body in _FENCE.findall(text):
        if kind == "text":
            collected.append((blocks, body.rstrip("\n")))
            blocks = {}
        else:
            blocks[kind] = body
    assert not blocks, "an example without its rendering"
    return collected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_examples_are_rendered_like_this(path, tmp_path, monkeypatch):
    cases = examples(path)
    assert cases, "a code needs an example"
    for number, (blocks, expected) in enumerate(cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)
        findings = found(blocks)
        assert render(findings) == expected
        assert path.stem in {finding.code for finding in findings}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_begins_with_its_code_and_says_what_it_means(path):
    heading, blank, prose, *_ = path.read_text(encoding="utf-8").split("\n")
    assert heading == f"# {path.stem}: {CODES[path.stem].title}"
    assert not blank
    assert len(prose) > 40


def index() -> str:
    """docs/errors.md: every code, in order, with severity, title and page. Our own mistakes have no page."""
    text = INDEX.read_text(encoding="utf-8").partition("\n## ")[0].rstrip() + "\n"
    for family, heading in FAMILIES.items():
        text += f"\n## {family}xx: {heading}\n\n| code | | meaning |\n|---|---|---|\n"
        for code in CODES.values():
            if code.code.startswith(family):
                page = "commands.md#what-holds-for-all-commands" if family == "RK9" else f"errors/{code.code}.md"
                text += f"| [{code.code}]({page}) | {code.severity.value} | {code.title} |\n"
    return text + "\nCodes of rejected rows (`row.…` and `event.…`) are listed in [ledger](ledger.md).\n"


def test_the_index_is_up_to_date():
    if os.environ.get("RULEKIT_UPDATE_DOCS"):
        INDEX.write_text(index(), encoding="utf-8")
    assert INDEX.read_text(encoding="utf-8") == index()
    assert all(code[:3] in FAMILIES for code in CODES)


def test_every_code_has_its_file():
    assert {path.stem for path in FILES} == {code for code in CODES if not code.startswith("RK9")}
