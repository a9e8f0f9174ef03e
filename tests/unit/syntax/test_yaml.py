"""Guarded YAML: text stays text, traps are named, and one mistake does not hide another."""

import pytest
from yaml_trees import codes, data, only, pairs, read

from rulekit.diagnostics import Source
from rulekit.syntax.tree import Mapping
from rulekit.syntax.yaml import MAX_FINDINGS, read_yaml


@pytest.mark.parametrize(
    "text", ["on", "no", "yes", "14:00", "2024-06-01", "1_000", "0x10", "1e3", "~", "null", "012", "+1", ".5", "=", "Off"]
)
def test_a_plain_scalar_is_its_own_text(text):
    assert data(read(f"key: {text}")) == {"key": text}


def test_keys_are_text_too():
    assert data(read("{ 10: mug, on: x, 2024-06-01: y, no: z }")) == {"10": "mug", "on": "x", "2024-06-01": "y", "no": "z"}


def test_lists_mappings_and_missing_values_keep_their_order():
    tree = read("b: [1, { c: 2 }]\na:\nd: ''\n")
    assert data(tree) == {"b": ["1", {"c": "2"}], "a": "", "d": ""}
    assert [pair.value.is_missing for pair in pairs(tree)[1:]] == [True, False]


def test_collections_know_their_place():
    tree = read("a:\n  b: 1\n\n  # remark\n\nc: [1,\n 2]\n")
    assert isinstance(tree, Mapping)
    assert tree.get("a").span.text == "b: 1"
    assert tree.get("c").span.text == "[1,\n 2]"
    assert tree.get("missing") is None


@pytest.mark.parametrize(
    ("source", "comment"),
    [
        ("a: menu # one", "# one"),
        ("a: 'menu' # one", "# one"),
        ("a: menu#1", None),
        ("a:\t# nothing\n", "# nothing"),
        ("a: b\n# below", None),
        ("a: { b: 1 } # behind", None),
        ("a: b # one\r\nc: d", "# one"),
    ],
)
def test_a_scalar_knows_the_comment_behind_it(source, comment):
    place = pairs(read(source))[0].value
    found = getattr(place, "comment", None)
    assert (found.text if found else None) == comment


def test_a_quoted_value_lost_nothing_to_its_comment():
    assert only(read("a: 'menu' # one")).comment_help is None
    assert "single quotes" in only(read("a: menu # one")).comment_help


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a: 1\na: 2", ["RK120"]),
        ("a: 1\n'a': 2\na: 3", ["RK120", "RK120"]),
        ("a: { b: 1, b: 2 }", ["RK120"]),
        ("a: 1\n---\nb: 2", ["RK121"]),
        ("a: 1\n---\n", ["RK121"]),
        ("a: !x b", ["RK122"]),
        ("a: ! b", ["RK122"]),
        ("!!map {a: b}", ["RK122"]),
        ("a: &x b", ["RK123"]),
        ("&x {a: b}", ["RK123"]),
        ("a: &x b\nc: *x", ["RK123", "RK124"]),
        ("a: *x", ["RK124"]),
        ("<<: { a: b }", ["RK125"]),
        ("'<<': b", []),
        ("[a]: b", ["RK126"]),
        ("{ a: b }: c", ["RK126"]),
        ("a: { b: 1 point, pro rata }", ["RK127"]),
        ("a: { b }", ["RK127"]),
        ("a: { b:c }", ["RK127"]),
        ("a: { b: }", []),
        ("%YAML 1.1\n---\na: b", ["RK128"]),
        ("a: menu #1", ["RK129"]),
        ("a: menu # 1", []),
        ("a: 'menu' #1", []),
        ("", ["RK108"]),
        ("# only remarks\n", ["RK108"]),
        ("--- a: b", ["RK119"]),
        ("--- # start\na: b", []),
        (
            "a: 1\na: 2\nb: !x &y c\nd: *y\n<<: {}\n[x]: y\ne: { f: 1, g }\n",
            ["RK120", "RK122", "RK123", "RK124", "RK125", "RK126", "RK127"],
        ),
        ("a: 1\na: 2\nb: 'x", ["RK120", "RK112"]),
    ],
)
def test_each_trap_has_its_code_and_all_are_told(source, expected):
    assert sorted(codes(source)) == sorted(expected)


def test_findings_come_in_file_order():
    _, findings = read_yaml(Source("p.yaml", "a: 1\nb: *x\na: 2\nc: &y 3\n"))
    assert [finding.span.line for finding in findings] == [2, 3, 4]


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("a: 1\na: 2", {"a": "1"}),
        ("a: &x b\nc: *x", {"a": "b", "c": "b"}),
        ("a: &x [b]\nc: *x", {"a": ["b"]}),
        ("a: !x b", {"a": "x b"}),
        ("a: !!str b", {"a": "b"}),
        ("a: !x &y 'b'", {"a": "b"}),
        ("a: { kind:gift }", {"a": {"kind": "gift"}}),
        ("a: { b: 1 point, pro rata }", {"a": {"b": "1 point"}}),
        ("a: 1\n---\nb: 2", {"a": "1"}),
        ("<<: { a: b }\nc: d", {"c": "d"}),
    ],
)
def test_what_can_be_read_is_kept_for_the_checks_that_follow(source, kept):
    tree, findings = read_yaml(Source("p.yaml", source))
    assert findings
    assert data(tree) == kept


def test_an_alias_inside_its_own_anchor_ends():
    assert codes("a: &x [*x]") == ["RK123", "RK124"]


def test_the_number_of_findings_is_bounded():
    assert len(codes("a: 1\n" * 500)) == MAX_FINDINGS
    assert len(codes("a: \x01" * 500)) == MAX_FINDINGS


@pytest.mark.parametrize(
    "character", ["\0", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\ufeff", "\ufffe", "\ud800", "a\rb"]
)
def test_what_cannot_be_seen_is_refused(character):
    tree, findings = read_yaml(Source("p.yaml", f"key: a{character}b"))
    assert tree is None
    assert [finding.code for finding in findings] == ["RK104"]


@pytest.mark.parametrize("character", ["\u00a0", "\u200d", "👩\u200d🍳", "é", "e\u0301", "日", "\t"])
def test_what_people_write_is_not_refused(character):
    assert only(read(f"key: 'a{character}b'")).text == f"a{character}b"
