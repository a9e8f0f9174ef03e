"""Every character of every kind of scalar points to where the author wrote it."""

import re

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yaml_trees import data, only, pairs, read

from rulekit.diagnostics import Source
from rulekit.syntax.tree import Scalar
from rulekit.syntax.yaml import read_yaml

LETTERS = st.sampled_from(list("ab'\"\\:#-,[]{}&*!|>%@`?=äß😀日 \n\t0123456789"))
TEXTS = st.text(LETTERS, max_size=40)
ESCAPE = re.compile(r"\\(?:x..|u.{4}|U.{8}|.)")
WORDS = st.lists(st.text(st.sampled_from("abü😀'\"1"), min_size=1, max_size=6), min_size=1, max_size=8)


def check_places(scalar: Scalar) -> None:
    """One offset per character, in order, each at the character itself, its escape, its doubled quote or its line break."""
    source = scalar.source.text
    offsets = list(scalar.offsets)
    assert len(offsets) == len(scalar.text) + 1
    assert offsets == sorted(offsets)
    for index, character in enumerate(scalar.text):
        start, end = offsets[index], offsets[index + 1]
        written = source[start]
        if written == "\\" and character != "\\":
            assert character == "\n" or yaml.safe_load(f'"{ESCAPE.match(source, start, end).group()}"') == character
        elif written in "\r\n":
            assert character in " \n"
        else:
            assert character == written
        place = scalar.place(index, index + 1)
        assert source[place.source.starts[place.line - 1] + place.column - 1] == written


@settings(max_examples=300)
@given(TEXTS, st.sampled_from(["'", '"', "|", ">", None]), st.sampled_from([10, 20, 80]), st.booleans())
def test_whatever_a_writer_of_yaml_makes_of_a_text_points_back_to_it(text, style, width, windows_line_ends):
    written = yaml.dump({"key": text}, default_style=style, width=width, allow_unicode=True, Dumper=yaml.SafeDumper)
    source = written.replace("!!str ", "").replace("\n", "\r\n" if windows_line_ends else "\n")
    tree, findings = read_yaml(Source("p.yaml", source))
    assert not [finding for finding in findings if finding.code != "RK129"]
    (pair,) = pairs(tree)
    assert pair.value.text == yaml.load(source, Loader=yaml.CBaseLoader)["key"]  # noqa: S506  only text
    check_places(pair.key)
    check_places(pair.value)


@settings(max_examples=200)
@given(WORDS, st.lists(st.sampled_from([" ", "  ", "\n  ", " \n   ", "\n\n  ", "\r\n  ", "\n \n\n  "]), min_size=8, max_size=8))
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_folded_lines_point_to_their_words(quote, words, gaps):
    if quote == "" and words[0][0] in "'\"":
        words = ["a", *words]
    escaped = [word.replace("'", "''") if quote == "'" else word.replace('"', '\\"') if quote == '"' else word for word in words]
    body = escaped[0] + "".join(gap + word for gap, word in zip(gaps, escaped[1:], strict=False))
    scalar = only(read(f"key: {quote}{body}{quote}\n"))
    assert scalar.text.split() == words
    check_places(scalar)


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(["", "a", "  ü b", "😀", "   ", "c d "]), min_size=1, max_size=8),
    st.sampled_from(["|", ">", "|-", ">-", "|+", ">+", "|2", ">2-"]),
    st.integers(2, 5),
    st.booleans(),
)
@example(["a", "a", "", "  ü b", "a"], ">", 3, True)
def test_block_texts_point_to_their_lines(lines, header, indent, ends_with_break):
    margin = " " * (2 if header[1:2] == "2" else indent)
    if header[1:2] != "2":
        lines = ["first", *lines]
    body = "\n".join(margin + line if line else "" for line in lines)
    check_places(only(read(f"key: {header} # remark\n{body}" + "\n" * ends_with_break)))


@pytest.mark.parametrize(
    ("source", "word", "line", "column"),
    [
        ("key: 5 EUR", "EUR", 1, 8),
        ("schlüssel: für 5 EUR", "EUR", 1, 18),
        ("😀: '😀 it''s 5 EUR'", "EUR", 1, 15),
        ('key: "\\u00e4 \\t EUR"', "EUR", 1, 17),
        ("key: |\n  a\n    b EUR\n", "EUR", 3, 7),
        ("key: >-\n\n  a\n\n  b\n  EUR", "EUR", 6, 3),
        ("key:\r\n  one\r\n  EUR # two", "EUR", 3, 3),
        ("- {a: b}\n- {c: 'x\n  EUR'}", "EUR", 3, 3),
    ],
)
def test_a_word_is_found_where_it_stands(source, word, line, column):
    def scalars(node):
        if isinstance(node, Scalar):
            yield node
        for item in getattr(node, "items", ()):
            yield from scalars(item)
        for pair in getattr(node, "pairs", ()):
            yield from scalars(pair.value)

    (scalar,) = [scalar for scalar in scalars(read(source)) if word in scalar.text]
    start = scalar.text.index(word)
    place = scalar.place(start, start + len(word))
    assert (place.line, place.column, place.text) == (line, column, word)


def test_a_place_covers_an_escape_as_a_whole():
    scalar = only(read('key: "a \\u00e4 b"'))
    assert scalar.place(2, 3).text == "\\u00e4"
    assert only(read("key: 'it''s'")).place(2, 3).text == "''"


def test_a_place_is_clamped_to_the_text():
    scalar = only(read("key: abc"))
    assert scalar.place(2, 99).text == "c"
    assert scalar.place(99, 120).column == 9
    assert scalar.place(-5, 1).text == "a"


@given(st.text(st.sampled_from("ab: \n-#'\"[]{},|>&*!%@?\t"), max_size=30))
@settings(max_examples=500)
def test_any_text_ends_in_a_tree_or_a_finding(text):
    tree, findings = read_yaml(Source("p.yaml", text))
    assert tree is not None or findings
    for finding in findings:
        assert finding.span is not None
        assert finding.help
    data(tree)


@pytest.mark.parametrize(
    ("source", "value", "column"),
    [
        ("a: &x b", "b", 7),
        ("a: &x 'b'", "b", 8),
        ("a: &x !y 'b'", "b", 11),
        ("a: !y &x b c", "b c", 10),
        ("a: !y b", "y b", 5),
        ("a: &x >\n  b", "b", 3),
        ("a: [!y,b]", "y", 6),
        ("a: &x\n  b\n  c", "b c", 3),
    ],
)
def test_a_value_begins_behind_its_tag_and_its_anchor(source, value, column):
    tree, _ = read_yaml(Source("p.yaml", source))
    found = pairs(tree)[0].value
    first = found if isinstance(found, Scalar) else found.items[0]
    assert (first.text, first.place(0, 0).column) == (value, column)


@pytest.mark.parametrize(
    ("source", "offsets"),
    [
        ("k: a\n\n b", [3, 5, 7, 8]),  # the break that is kept is the last one
        ("k: 'a\n\n\n b'", [4, 6, 7, 9, 10]),
        ('k: "a\\\n  b"', [4, 9, 10]),
        ('k: "\\u00e4\\n"', [4, 10, 12]),
        ("k: >\n a\n\n\n b\n", [6, 8, 9, 11, 12, 13]),
        ("k: >\n a\n b\n", [6, 7, 9, 10, 11]),
        ("k: |\n a\n\n b\n", [6, 7, 8, 10, 11, 12]),
        ("k: |-\n  a\n", [8, 9]),
        ("k: ''", [4]),
        ("k: 'it''s'", [4, 5, 6, 8, 9]),
    ],
)
def test_offsets_to_the_letter(source, offsets):
    assert list(only(read(source)).offsets) == offsets


@pytest.mark.parametrize("source", ["k: a\n b", "k: 'a\n b'", 'k: "a\\n"', "k: 'a'", "k: a"])
def test_the_end_of_a_value_is_right_behind_its_last_character(source):
    scalar = only(read(source))
    assert scalar.offsets[-1] == len(source) - (source[-1] in "'\"")
