"""Keys and forms: what the schema asks for, said in our own words at the author's text, one finding for one mistake."""

from pathlib import Path

import pytest
from yaml_trees import read

from rulekit.diagnostics import Source
from rulekit.syntax.structure import MAX_FINDINGS, check_structure, plain_data
from rulekit.syntax.yaml import read_yaml

WHOLE = (Path(__file__).parent / "whole.yaml").read_text(encoding="utf-8")
HEAD = "program: a\ncurrency: EUR\ntimezone: Europe/Berlin\n"


def found(source: str):
    tree, _ = read_yaml(Source("p.yaml", source))
    return check_structure(tree)


def test_the_whole_language_fits():
    assert found(WHOLE) == []


RULE = HEAD + "rules:\n  x:\n    on: purchase\n"
CASES = [
    ("- a", "RK132", "a", "not of a list"),
    ("a", "RK132", "a", "not of one text"),
    ("program: a\ntimezone: UTC\n", "RK131", "program", "no `currency`"),
    (HEAD + "enrollment: required", "RK130", "enrollment", "did you mean `enrolment`?"),
    (HEAD + "zzz: 1", "RK130", "zzz", "the keys of the program are `program`"),
    (HEAD + "rules.x.give: 1", "RK130", "rules.x.give", "there is no `extends`"),
    (HEAD + "stock: 1", "RK130", "stock", "`stock` belongs to a reward"),
    (HEAD + "starts:", "RK134", "starts", "has no value"),
    (HEAD + "rules:", "RK134", "rules", "has no value"),
    (HEAD + "rules: []", "RK132", "[]", "without the `-`"),
    (HEAD + "rules:\n  - x", "RK132", "x", "without the `-`"),
    (HEAD + "rules: x", "RK132", "x", "takes `key: value` lines, not one value"),
    (HEAD + "rules: x # y", "RK132", "x", "comment"),
    (HEAD + "rules: { x: 5 points }", "RK132", "5 points", "the keys are `on`"),
    (HEAD + "rules: { x: { give: 1 } }", "RK131", "x", "rule `x` has no `on`"),
    (RULE, "RK131", "x", "neither `give` nor `bonus`"),
    (RULE + "    gvie: 1", "RK130", "gvie", "did you mean `give`?"),
    (RULE + "    give: 1\n    expires: never", "RK130", "expires", "belongs to a wallet and a card"),
    (RULE + "    give: 1\n    wallets: {}", "RK130", "wallets", "belongs to the program itself"),
    (RULE + "    give: []", "RK134", "give", "is empty"),
    (RULE + "    give: {}", "RK134", "give", "is empty"),
    (RULE + "    give: [1, ]\n    if: [a]", "RK132", "a", "without `[ ]` or `-`"),
    (RULE + "    give: 1\n    if: { a: b }", "RK132", "a", "takes one value, not `key: value` lines"),
    (RULE + "    give: [{ Gold: { a: b } }]", "RK132", "a", "takes one value or a list"),
    (RULE + "    give:\n      - 1\n      -\n", "RK134", "", "a value is missing here"),
    (RULE + "    give: { Gold: 1, none: }", "RK134", "none", "has no value"),
    (RULE + "    give: 1\n    limit: [a, [b]]", "RK132", "b", "an item of `limit` takes one value"),
    (HEAD + "tiers: { by: visits, levels: {} }", "RK134", "levels", "is empty"),
    (HEAD + "tiers: { by: visits }", "RK131", "tiers", "no `levels`"),
    (HEAD + "wallets: { p: { unit: x, rounding: [down] } }", "RK132", "down", "`down`"),
    (HEAD + "rewards: { mug: { worth: 5 EUR } }", "RK131", "mug", "`kind: gift`"),
    (HEAD + "referral: { qualifies: x }", "RK131", "referral", "neither `referrer` nor `friend`"),
    (HEAD + "attributes: { shop: { a: text } }", "RK130", "shop", "`member`, `purchase` and `line`"),
    (HEAD + "tests: { t: { given: [{ member: a }], expect: { a: { points: 1 } } } }", "RK131", "member", "no `at`"),
    (HEAD + "tests: { t: { given: [{ at: a }], expect: { a: 1 } } }", "RK132", "1", "write `a: { points: 1 }`"),
]


@pytest.mark.parametrize(("source", "code", "place", "words"), CASES)
def test_one_mistake_makes_one_finding(source, code, place, words):
    (finding,) = found(source)
    assert (finding.code, finding.span.text) == (code, place)
    assert words in f"{finding.message} {finding.help}"
    for word in ("object", "array", "schema", "propert", "None", "dict", "str"):
        assert word not in f"{finding.message} {finding.help}".replace("started", "")


def test_all_mistakes_are_told_in_file_order():
    source = "zzz: 1\nrules:\n  x:\n    gvie: 1\n    if: [a]\n    at:\nwallets: { p: { unti: a } }\n"
    findings = found(source)
    assert [finding.span.line for finding in findings] == sorted(finding.span.line for finding in findings)
    assert [finding.code for finding in findings] == [
        "RK130",
        "RK131",
        "RK131",
        "RK131",
        "RK131",
        "RK130",
        "RK132",
        "RK134",
        "RK130",
    ]


def test_a_value_that_is_missing_is_named_in_its_context():
    (finding,) = found(RULE + "    give: 1\n    if:")
    assert finding.context == "in rule `x`"
    (finding,) = found(HEAD + "tiers: { by: , levels: { a: 1 } }")
    assert finding.context == "in `tiers`"


def test_a_program_that_extends_another_needs_no_head_and_may_set_paths():
    assert found("extends: ./base.yaml\nrules.x.give: 2 points\nwallets.points: { unit: a/b }\n") == []


def test_the_number_of_findings_is_bounded():
    assert len(found(HEAD + "".join(f"key{number}: 1\n" for number in range(500)))) == MAX_FINDINGS
    assert len(found(HEAD + "rules:\n" + "".join(f"  r{number}:\n" for number in range(500)))) == MAX_FINDINGS


def test_long_names_are_cut_in_messages():
    (finding,) = found(HEAD + f"{'k' * 900}: 1")
    assert len(finding.message) < 120


def test_plain_data_has_only_texts_lists_and_dictionaries():
    assert plain_data(read("a: [1, '', x]\nb:\nc: { 1: no }")) == {"a": ["1", "", "x"], "b": None, "c": {"1": "no"}}
