"""Every example, command and code in the pages for users is run, checked and there.

`RULEKIT_UPDATE_DOCS=1 pytest tests/test_docs.py` writes the present output into the pages, for a change that is meant.
Read the diff.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest
from doc_session import ROOT, Block, Session, blocks, documents, is_file

from rulekit.cli.main import COMMANDS
from rulekit.diagnostics import Source
from rulekit.diagnostics.codes import Severity
from rulekit.diagnostics.render import render
from rulekit.engine.entry import KINDS
from rulekit.ledger import ROW_CODES
from rulekit.ledger.read_mapping import read_format, read_mapping_text
from rulekit.semantics.check_program import check_program, format_program
from rulekit.testing import run_tests

DOCUMENTS = documents()
BLOCKS = [block for path in DOCUMENTS for block in blocks(path)]
LANGUAGE = ROOT / "docs" / "language.md"
RUN = ("console", "python")
KNOWN = ("diff", "yaml", "console", "python", "text", "sh", "csv", "json", "markdown", "sql", "")


def of(language: str, *labels: str) -> list[pytest.ParameterSet]:
    chosen = [block for block in BLOCKS if block.language == language and block.label in labels]
    return [pytest.param(block, id=block.place) for block in chosen]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


# ---------------------------------------------------------------- YAML


def whole_programs() -> list[pytest.ParameterSet]:
    chosen = [
        block
        for block in BLOCKS
        if block.language == "yaml"
        and block.path.name != "CONTRIBUTING.md"
        and (block.label == "" or (is_file(block) and not {"mapping", "benchmarks"} & set(re.split(r"\W", block.label))))
        and not block.text.startswith("extends:")  # the command below it checks it, beside the program it extends
    ]
    return [pytest.param(block, id=block.place) for block in chosen]


@pytest.mark.parametrize("block", whole_programs())
def test_a_program_is_right(block: Block) -> None:
    program, findings = check_program(Source(block.place, block.text))
    assert not findings, render(findings)
    assert program is not None


@pytest.mark.parametrize("block", of("yaml", ""))
def test_a_program_is_formatted(block: Block) -> None:
    assert format_program(Source(block.place, block.text))[0] == block.text


@pytest.mark.parametrize("block", of("yaml", "fragment"))
def test_a_fragment_is_right_inside_the_whole_program(block: Block) -> None:
    """A fragment takes the place of its sections in the whole program of docs/language.md. Warnings concern leftovers."""
    text = "".join({**sections(_stage()), **sections(block.text)}.values())
    _, findings = check_program(Source(block.place, text))
    assert not [one for one in findings if one.severity is Severity.ERROR], render(findings)


def _stage() -> str:
    """The whole program of docs/language.md."""
    return next(one for one in blocks(LANGUAGE) if one.language == "yaml" and not one.label).text


def sections(text: str) -> dict[str, str]:
    """The lines of each top-level key of a program."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines(keepends=True):
        match = re.match(r"([a-z]+):", line)
        name = match[1] if match else name
        found[name] = found.get(name, "") + line
    return found


def test_a_mapping_is_right() -> None:
    """Its keys and formats; the columns need a file, so that mappings which are written to one are proved by their replay."""
    for block in (block for block in BLOCKS if (block.language, block.label) == ("yaml", "mapping")):
        mapping = read_mapping_text(Source(block.place, block.text))
        read_format(mapping)
        mapping.raise_findings()


def test_the_tests_of_a_page_pass() -> None:
    """Where a program or fragment has `tests:`, they come out as they say."""
    fragments = [block for block in BLOCKS if (block.language, block.label) == ("yaml", "fragment") and "\ntests:" in f"\n{block.text}"]
    assert fragments
    for block in fragments:
        text = "".join({**sections(_stage()), **sections(block.text)}.values())
        program, findings = check_program(Source(block.place, text))
        assert program is not None, render(findings)
        assert [failure for verdict in run_tests(program) for failure in verdict.failures] == []


def test_ci_finds_the_two_commands_of_the_set_up() -> None:
    """.ci/run reads them from the README, between two comments."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    between = re.findall(r"^<!-- set-up -->\n```sh\n(.*?)```\n<!-- end -->$", readme, re.MULTILINE | re.DOTALL)
    assert [len(part.splitlines()) for part in between] == [2]
    assert all(line.startswith(("python3", ".venv")) for line in between[0].splitlines())
    assert "<!-- set-up -->" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_key_of_the_language_is_explained() -> None:
    """docs/language.md names every key a program can have."""
    schema = json.loads((ROOT / "schemas" / "program.schema.json").read_text(encoding="utf-8"))
    text = LANGUAGE.read_text(encoding="utf-8")
    keys = keys_of(schema) | {
        key for name in ("wallet", "rule", "card", "milestone", "reward") for key in keys_of(schema["$defs"][name])
    }
    missing = sorted(key for key in keys if not re.search(rf"`{re.escape(key)}(?!\w)|^\s*{re.escape(key)}:", text, re.MULTILINE))
    assert len(keys) > 60
    assert not missing


def keys_of(schema: dict[str, dict[str, dict[str, object]]]) -> set[str]:
    """The keys a part of the schema has, with those of the parts inside it."""
    found: set[str] = set()
    for name, inner in schema.get("properties", {}).items():
        found |= {name} | keys_of(inner)  # type: ignore[arg-type]
    return found


# ---------------------------------------------------------------- commands and Python


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if any(b.language in RUN for b in blocks(path))], ids=name_of)
def test_everything_a_page_shows_happens(path: Path, tmp_path: Path) -> None:
    session = Session(tmp_path)
    found: list[tuple[Block, str]] = []
    printed = ""
    for block in blocks(path):
        if is_file(block) and block.language != "diff":
            session.write(block)
        elif block.language == "console" and not block.label:
            found.append((block, session.replay(block)))
        elif block.language == "python":
            printed = session.execute(block)
        elif (block.language, block.label) == ("text", "output"):
            found.append((block, printed))
    compare(path, found)


def test_the_walk_through_works(tmp_path: Path) -> None:
    """The changes of CONTRIBUTING.md, made in a copy of the code, do what the page says."""
    page = ROOT / "CONTRIBUTING.md"
    code = tmp_path / "code"
    for name in ("rulekit", "schemas"):
        shutil.copytree(ROOT / name, code / name, ignore=shutil.ignore_patterns("__pycache__"))
    session = Session(tmp_path, code)
    found: list[tuple[Block, str]] = []
    for block in blocks(page):
        if block.language == "diff":
            patch(code / block.label, block)
        elif is_file(block):
            session.write(block)
        elif block.label == "walk-through":
            found.append((block, session.replay(block)))
    assert found
    compare(page, found)


def patch(path: Path, block: Block) -> None:
    """Make the change of a diff block: lines with a blank in front are there, lines with a plus are new."""
    old = "".join(line[1:] for line in block.text.splitlines(keepends=True) if line.startswith(" "))
    new = "".join(line[1:] for line in block.text.splitlines(keepends=True))
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{block.place}: the code has changed; these lines are not there once"
    path.write_text(text.replace(old, new), encoding="utf-8")


def compare(path: Path, found: list[tuple[Block, str]]) -> None:
    """Each block as it stands and as it comes out; with RULEKIT_UPDATE_DOCS the page is brought up to date instead."""
    changed = [(block, text) for block, text in found if block.text != text]
    if changed and os.environ.get("RULEKIT_UPDATE_DOCS"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        for block, text in reversed(changed):
            lines[block.line - 1 : block.line - 1 + block.text.count("\n")] = [text]
        path.write_text("".join(lines), encoding="utf-8")
        return
    reports = [
        "\n".join(difflib.unified_diff(block.text.splitlines(), text.splitlines(), block.place, "what happens", lineterm=""))
        for block, text in changed
    ]
    assert not reports, "\n\n".join(reports)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.place)
def test_a_block_says_what_it_is(block: Block) -> None:
    assert block.language in KNOWN
    assert block.language != "yaml" or block.label in ("", "fragment", "mapping", "other") or is_file(block)


# ---------------------------------------------------------------- what must be documented


def text_of_all_pages() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"`rulekit {command}" in text_of_all_pages()


def row_and_event_codes() -> list[str]:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "rulekit").rglob("*.py")))
    return sorted({*ROW_CODES, *re.findall(r'"((?:row|event)\.[a-z_]+)"', sources)})


@pytest.mark.parametrize("code", row_and_event_codes())
def test_every_code_of_a_rejected_row_is_documented(code: str) -> None:
    assert f"`{code}`" in (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_entry_is_documented(kind: str) -> None:
    part = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8").partition("\n## Kinds of entries\n")[2]
    table = [line.split("|")[1] for line in part.partition("\n## ")[0].splitlines() if line.startswith("|")]
    assert any(f"`{kind}`" in kinds for kinds in table)


def cited_clauses() -> list[str]:
    """Clauses and invariants that code and pages cite, such as S5.2 and I4."""
    paths = [*(ROOT / "rulekit").rglob("*.py"), *ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(paths))
    return sorted(set(re.findall(r"\b(?:S\d{1,2}(?:\.\d)?|I\d{1,2})\b", text)))


@pytest.mark.parametrize("clause", cited_clauses())
def test_every_clause_that_is_cited_can_be_looked_up(clause: str) -> None:
    page = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
    section, _, point = clause.partition(".")
    if section.startswith("I"):
        assert f"| {section} |" in page
        return
    found = re.search(rf"^## {section} .*?(?=^## )", page, re.MULTILINE | re.DOTALL)
    assert found
    assert not point or re.search(rf"^{point}\. ", found[0], re.MULTILINE)


# ---------------------------------------------------------------- links


def links(path: Path) -> list[str]:
    prose = re.sub(r"^(`{3,}).*?^\1", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    prose = re.sub(r"`[^`\n]*`", "", prose)
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", prose) if not re.match(r"[a-z]+:", target)]


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    prose = re.sub(r"^(`{3,}).*?^\1", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ +(.+?) *$", prose, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = []
    for target in links(path):
        file, _, anchor = unquote(target).partition("#")
        goal = (path.parent / file).resolve() if file else path
        if not goal.exists() or (anchor and goal.suffix == ".md" and anchor not in anchors(goal)):
            broken.append(target)
    assert not broken
