"""YAML mistakes in our own words: the code, the place, and a help that works."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml_trees import read

from rulekit.diagnostics import Source
from rulekit.diagnostics.render import render
from rulekit.syntax.yaml import read_yaml


def explained(source):
    (finding,) = read_yaml(Source("p.yaml", source))[1]
    return finding


@pytest.mark.parametrize(
    ("source", "code", "place", "words"),
    [
        ("a:\n\tb: c", "RK110", "\t", "replace the tab"),
        ("a: b\n\tc: d", "RK110", "\t", "replace the tab"),
        ("a: |\n\tb", "RK110", "\t", "replace the tab"),
        ("a:\n  b: 1\n c: 2", "RK111", "c: 2", "it has 1 space in front; 2 spaces would fit"),
        ("a:\n    b: 1\n   c: 2", "RK111", "c: 2", "it has 3 spaces in front; 4 spaces would fit"),
        ("a:\n  b:\n    c: 1\n   d: # e\n\n    f: 2", "RK111", "d: # e", "it has 3 spaces in front; 2 spaces would fit"),
        ("a:\n  b: 1\n   c: 2", "RK111", "c", "below the first letter of the line above"),
        ("  a: b\nc: d", "RK111", "c: d", "2 spaces would fit"),
        ("a: b\n- c", "RK111", "-", "indent the list"),
        ("a:\n  - b\n  c: d", "RK111", "c: d", "begin the line with `- `"),
        ("a: 'b\nc: d", "RK112", "'b", "close it with `'`"),
        ('a: "b\nc: d', "RK112", '"b', 'close it with `"`'),
        ("a: [b, c", "RK113", "[", "add `]`"),
        ("a: { b: c\nd: e", "RK113", "{", "add `}`"),
        ("a: { b: [\n", "RK113", "[", "add `]`"),
        ("a: ]", "RK113", "]", "remove it"),
        ("[a]]", "RK113", "]", "remove it"),
        ("a: b: c", "RK114", ":", "`a: 'b: c'`"),
        ("a: it's: c # x", "RK114", ":", "`a: 'it''s: c'`"),
        ("- a: b: c", "RK114", ":", "`a: 'b: c'`"),
        ("a: { b: c: d }", "RK114", ":", "inside `{ }`"),
        ("a: [b: c: d]", "RK114", ":", "inside `[ ]`"),
        ("a: @b", "RK115", "@b", "`'@b'`"),
        ("a: `b", "RK115", "`b", "single quotes"),
        ("a: %b", "RK115", "%b", "`'%b'`"),
        ("a: > 5", "RK115", "> 5", "`'> 5'`"),
        ("a: >= 5", "RK115", ">= 5", "`'>= 5'`"),
        ("a: - b", "RK115", "- b", "`'- b'`"),
        ("a: ? b", "RK115", "? b", "`'? b'`"),
        ("a: & b", "RK115", "& b", "`'& b'`"),
        ("a: [b,,c]", "RK115", ",", "remove it"),
        ('a: "b" = c', "RK116", "= c", """`a: '"b" = c'`"""),
        ("a: 'it's fine'", "RK116", "s fine'", "`a: 'it''s fine'`"),
        ("a: [b] c", "RK116", "c", "`a: '[b] c'`"),
        ("a: *b c", "RK116", "c", "`a: '*b c'`"),
        ("a: { b: c in [d] }", "RK116", "[", "inside `{ }`"),
        ('a: "\\q"', "RK117", "\\q", "backslash"),
        ('a: "\\xZZ"', "RK117", "\\x", "backslash"),
        ("a:b\nc: d", "RK118", "a:b", "`a: b`"),
        ("a\nb: c", "RK118", "a", "write `key: value`"),
        ("a: b\nc\nd: e", "RK118", "c", "write `key: value`"),
        ("x:\n  a\n  b: c", "RK118", "a", "write `key: value`"),
        ("x:\n  menu #1: y\n  b: c", "RK118", "menu", "comment"),
        ("'a'\nb", "RK119", "b", "key: value"),
        ("a: b\n...\nc: d", "RK121", "c: d", "remove the line `...`"),
        ("a: !<x y", "RK122", "!<x", "single quotes"),
        ("a: !e!x y", "RK122", "!e!x", "single quotes"),
        ("%FOO\na: b", "RK128", "%FOO", "remove the line"),
        ("%YAML x\na: b", "RK128", "%YAML x", "remove the line"),
        (f"{'k' * 1100}: v", "RK107", "k" * 40, "short name"),
    ],
)
def test_a_mistake_is_named_at_its_place(source, code, place, words):
    finding = explained(source)
    assert (finding.code, finding.span.text) == (code, place)
    assert words in finding.help


@pytest.mark.parametrize(
    ("mistaken", "mended"),
    [
        ("a: b: c", {"a": "b: c"}),
        ('a: "b" = c', {"a": '"b" = c'}),
        ("a: 'it's fine'", {"a": "it's fine"}),
        ("a:b\nc: d", {"a": "b", "c": "d"}),
    ],
)
def test_what_the_help_says_is_yaml_that_works(mistaken, mended):
    suggestion = explained(mistaken).help.split("`")[-2] if "`a:" not in explained(mistaken).help else explained(mistaken).help
    line = suggestion[suggestion.index("a:") :].rstrip("`")
    tree = read("\n".join([line, *mistaken.split("\n")[1:]]))
    assert {pair.key.text: pair.value.text for pair in tree.pairs} == mended


WORDS_OF_THE_READER = (
    "while scanning",
    "while parsing",
    "expected <",
    "indicator",
    "token",
    "block mapping",
    "flow",
    "scalar",
    "node",
    "simple key",
)


@settings(max_examples=400)
@given(st.text(st.sampled_from("ab: \n-#'\"[]{},|>&*!%@?\t\\<"), max_size=25))
def test_the_readers_own_words_reach_nobody(source):
    try:
        list(yaml.parse(source, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        findings = read_yaml(Source("p.yaml", source))[1]
        assert any(finding.severity.value == "error" for finding in findings)
        for finding in findings:
            said = f"{finding.message} {finding.help}"
            assert not any(word in said.replace(source, "") for word in WORDS_OF_THE_READER)
        render(findings)


def test_a_decimal_comma_in_a_band_is_said_and_nothing_is_put_in_quotes():
    found = explained("give: { up to 500 EUR: 1% back, up to 1500,00 EUR: 2% back, above: 3% back }")
    assert (found.code, found.span.text, found.help) == ("RK143", "1500,00 EUR", "write `1500.00 EUR` with a point")
