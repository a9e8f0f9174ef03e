"""The canonical layout: pairs in layouts.md, and what cannot be shown there."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulekit.diagnostics import Source
from rulekit.semantics import check_program, format_program
from rulekit.syntax.format_yaml import WIDTH, format_yaml
from rulekit.syntax.structure import plain_data
from rulekit.syntax.yaml import read_yaml

PAIRS = re.findall(
    r"^## ([^\n]+)\n\n```yaml\n(.*?)```\n\n```yaml\n(.*?)```$",
    (Path(__file__).parent / "layouts.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)
HEAD = "program: P\ncurrency: EUR\ntimezone: UTC\n"


def formatted(text: str) -> str:
    """The canonical text; it holds the same keys and values, and is its own canonical text."""
    source = Source("p.yaml", text)
    tree, findings = read_yaml(source)
    assert tree is not None, findings
    found = format_yaml(source, tree, {})
    again = read_yaml(Source("p.yaml", found))[0]
    assert again is not None, found
    assert plain_data(again) == plain_data(tree)
    assert format_yaml(Source("p.yaml", found), again, {}) == found
    return found


@pytest.mark.parametrize(("before", "after"), [pytest.param(*pair, id=title) for title, *pair in PAIRS])
def test_a_layout_has_one_form(before: str, after: str) -> None:
    assert formatted(before) == after
    assert formatted(before.replace("\n", "\r\n")) == after


def test_every_pair_is_read() -> None:
    assert len(PAIRS) == (Path(__file__).parent / "layouts.md").read_text(encoding="utf-8").count("\n## ")


def test_a_long_condition_breaks_before_and_and_or() -> None:
    condition = " and ".join(f"(member.points > {number} or basket.total >= {number} EUR)" for number in range(100, 106))
    text = f"{HEAD}wallets:\n  points: {{ unit: point/points }}\nsegments:\n  some: {condition}\n"
    found, _ = format_program(Source("p.yaml", text))
    assert found is not None
    lines = found.splitlines()[6:]
    assert len(lines) == 3
    assert all(len(line) <= WIDTH for line in lines)
    assert all(re.match(r"    (and|or) ", line) for line in lines[1:])
    assert format_program(Source("p.yaml", found))[0] == found


def test_a_long_condition_in_quotes_breaks_too() -> None:
    condition = " and ".join(f'line.category != "it\'s a: category {number}"' for number in range(5))
    quoted = condition.replace("'", "''")
    text = f"{HEAD}attributes:\n  line: {{ category: text }}\ncards:\n  c: {{ stamp: 1 per unit, lines: '{quoted}', full at: 2, give: x }}"
    found, _ = format_program(Source("p.yaml", text))
    assert found is not None
    assert f"    lines: '{quoted[:20]}" in found
    assert "\n      and line.category" in found
    assert format_program(Source("p.yaml", found))[0] == found


def test_names_that_are_wrong_do_not_hinder() -> None:
    found, findings = format_program(Source("p.yaml", f"{HEAD}rules:\n  r: {{on: enrol,give:   free  cofee}}"))
    assert [one.code for one in findings] == ["RK201"]
    assert found == f"{HEAD}rules:\n  r: {{ on: enrol, give: free cofee }}\n"


@pytest.mark.parametrize("wrong", ["rules: {", "sedes: x", "rules:\n  r: { on: enrol, give: 5 per per }", "seed: *x", "a: 1\na: 1"])
def test_what_cannot_be_read_is_not_formatted(wrong: str) -> None:
    found, findings = format_program(Source("p.yaml", HEAD + wrong))
    assert found is None
    assert findings


@pytest.mark.parametrize(
    "text",
    [
        "a: [" + "x, " * 19_000 + "x]",
        "".join(f"k{number}: {{ a: b }}  # c\n\n\n" for number in range(4_900)),
        "a:" + "\n# c" * 200_000 + "\n  b\n",
        "a: {" + "".join(f" k{number}: x, # c\n" for number in range(9_000)) + "}",
        "a: b" + "\n" * 900_000,
        "a: " + "[" * 30 + "b, " * 15_000 + "c" + "]" * 30,
    ],
    ids=["list", "comments", "many comments", "braces", "blank lines", "nested"],
)
def test_the_largest_files_take_a_moment(text: str) -> None:
    source = Source("p.yaml", text)
    tree, _ = read_yaml(source)
    assert tree is not None
    began = time.process_time()
    format_yaml(source, tree, {})
    assert time.process_time() - began < 20


WHOLE = (Path(__file__).parent / "whole.yaml").read_text(encoding="utf-8")
PIECES = (*"{}[]:,#'\"|>-?&*!% \t\r\n", "# c", ": ", " #", "''", "\\", "\n\n", "é", "🎂", "\u2028", "- ", "? ", "|\n", "(", ")", "1", "per ", "or nothing")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 12), st.sampled_from(PIECES)), max_size=4))
def test_damaged_programs_are_formatted_or_explained(damages: list[tuple[int, int, str]]) -> None:
    text = WHOLE
    for start, size, piece in damages:
        text = text[:start] + piece + text[start + size :]
    source = Source("p.yaml", text)
    found, findings = format_program(source)
    if found is None:
        assert findings
        return
    again = Source("p.yaml", found)
    assert format_program(again)[0] == found
    assert check_program(again)[0] == check_program(source)[0]
    assert [one.code for one in format_program(again)[1] if one.code != "RK129"] == [one.code for one in findings if one.code != "RK129"]
