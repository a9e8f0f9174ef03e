"""The sentences of the language parse, in the shape the checker expects; others are refused with a way out."""

import csv
import logging
import re
from pathlib import Path

import lark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml_trees import only, pairs, read, scalar

from rulekit.syntax.sentence import (
    KEYWORDS,
    MAX_CHARACTERS,
    MAX_PARENTHESES,
    MAX_TREE_DEPTH,
    STARTS,
    parse_sentence,
    sentence_parser,
    span_of,
    text_of,
)
from rulekit.syntax.sentence_words import EXAMPLES

NAMES = {
    "point": "unit", "points": "unit", "miles": "unit", "EUR": "currency", "bonus miles": "wallet", "bonus-miles": "wallet",
    "cashback": "wallet", "Silver": "tier", "Gold": "tier", "Gold Plus": "tier", "VIP": "tier", "free coffee": "reward",
    "spring voucher": "reward", "2 for 1": "reward", "10% off": "reward", "day pass": "reward", "5 EUR voucher": "reward",
    "café & cake": "reward", "buy one, get one": "reward", "a-la-carte/menu #1": "reward", "coffee card": "counter",
    "loyal guests": "counter", "loyal guests 2": "counter", "regulars": "segment", "newsletter readers": "segment",
    "bought in the last month": "segment", "store": "choice", "app": "choice", "web": "choice",
    "member.shoe size": "attribute",
}  # fmt: skip


def table(name: str) -> list[list[str]]:
    """The rows of a file beside this one, without its header."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


SENTENCES = table("sentences.csv")


def shape(part) -> str:
    """A tree as nested text: kind(children), tokens as they are, names with the mark of their token."""
    if isinstance(part, lark.Token):
        return f"{part.type}:{part}" if part.type in ("NAME", "UNKNOWN") else str(part)
    return f"{part.data}({', '.join(map(shape, part.children))})"


def parse(start: str, text: str) -> str:
    tree, findings = parse_sentence(start, scalar(text), NAMES)
    assert tree is not None, findings
    return shape(tree)


def explained(start: str, text: str, names=NAMES):
    tree, findings = parse_sentence(start, scalar(text), names)
    assert tree is None
    (finding,) = findings
    assert finding.help
    return finding


@pytest.mark.parametrize(("start", "sentence"), SENTENCES)
def test_the_sentences_of_the_language_parse(start, sentence):
    tree, findings = parse_sentence(start, scalar(sentence), NAMES)
    assert not findings
    assert tree.data == start or tree.data in {rule.alias for rule in sentence_parser().rules if rule.origin.name == start}


def test_every_kind_of_sentence_is_among_them():
    assert {start for start, _ in SENTENCES} == set(STARTS) == set(EXAMPLES)


@pytest.mark.parametrize(("start", "example"), [(start, example) for start, some in EXAMPLES.items() for example in some])
def test_what_help_shows_parses(start, example):
    parse(start, example)


@pytest.mark.parametrize(("start", "sentence", "expected"), table("shapes.csv"))
def test_the_shape_of_trees(start, sentence, expected):
    assert parse(start, sentence) == expected


def test_a_schedule_has_a_slot_between_semicolons():
    assert parse("schedule", "Mon, Wed and Fri 9:00-12:00; Sun").count("slot(") == 2


def test_conditions_in_a_row_stand_side_by_side():
    tree, _ = parse_sentence("condition", scalar(" and ".join(["first purchase"] * 100)), NAMES)
    assert len(tree.children[0].children) == 100


@pytest.mark.parametrize("name", ["Gold Plus", "café & cake", "buy one, get one", "10% off", "a-la-carte/menu #1", "2 for 1"])
def test_a_declared_name_wins_over_all_words_and_signs(name):
    assert parse("award", name) == f"reward(name(NAME:{name}))"


def test_undeclared_words_become_one_unknown_name():
    assert parse("award", "half-price menu") == "reward(name(UNKNOWN:half-price menu))"
    assert parse("condition", "member.tier is Glod and first purchase").count("UNKNOWN:Glod)") == 1


BAD = [
    ("condition", "basket.total == 5 EUR", "RK144", "==", "`=`"),
    ("condition", "basket.total => 5 EUR", "RK144", "=>", "`>=`"),
    ("condition", "basket.total =< 5 EUR", "RK144", "=<", "`<=`"),
    ("condition", "basket.total <> 5 EUR", "RK144", "<>", "`!=`"),
    ("condition", "basket.total ≥ 5 EUR", "RK144", "≥", "`>=`"),
    ("condition", "first purchase && chance 1 in 2", "RK144", "&&", "`and`"),
    ("condition", "first purchase || chance 1 in 2", "RK144", "||", "`or`"),
    ("condition", "!first purchase", "RK144", "!", "`not`"),
    ("condition", "line.sku = “cake”", "RK144", "“", '`"`'),
    ("condition", "basket.total / 2 > 5 EUR", "RK144", "/", "no division"),
    ("condition", "basket.total >= 5\u00a0EUR", "RK144", "\u00a0", "plain space"),
    ("condition", "first purchase.", "RK140", ".", "remove it"),
    ("condition", "first purchase AND chance 1 in 2", "RK140", "AND", "`and`"),
    ("condition", "basket.total > 1 and and chance 1 in 2", "RK140", "and and", "remove one"),
    ("condition", "basket.total >= €5", "RK148", "€5", "`5 EUR`"),
    ("condition", "basket.total >= 5,50 €", "RK143", "5,50", "`5.50`"),
    ("condition", "basket.total >= 5 $", "RK148", "5 $", "`5 EUR`"),
    ("condition", "basket.total >= 5,50 EUR", "RK143", "5,50", "`5.50 EUR` with a point"),
    ("condition", "basket.total >= 1,000 EUR", "RK143", "1,000", "`1000 EUR`, or `1 EUR`"),
    ("condition", "basket.total >= 1'000 EUR", "RK143", "1'000", "`1000 EUR`"),
    ("condition", "basket.total >= 1 000 EUR", "RK143", "1 000", "`1000 EUR`"),
    ("condition", "basket.total >= 1_000 EUR", "RK143", "1_000", "`1000 EUR`"),
    ("condition", "basket.total >= 1.000,50 EUR", "RK143", "1.000,50", "`1000.50 EUR`"),
    ("condition", 'line.sku = "cake', "RK145", '"cake', '`"`'),
    ("condition", "purchases >= 3", "RK146", "purchases", "`in the last 30 days`"),
    ("condition", "purchases", "RK146", "purchases", "`since joining`"),
    ("condition", "points earned > 5", "RK146", "points earned", "`ever`"),
    ("condition", 'activities "x" > 2', "RK146", 'activities "x"', "`ever`"),
    ("condition", "purchases where (first purchase) > 2", "RK146", ")", "`ever`"),
    ("condition", "visits in the last month > 2", "RK146", "month", "`in the last 1 month`"),
    ("condition", "visits in the last quarter > 2", "RK146", "quarter", "`in the last 3 months`"),
    ("condition", "visits in last 30 days > 2", "RK146", "in last 30 days", "`in the last 30 days`"),
    ("condition", "visits within 30 days > 2", "RK146", "visits within 30 days", "`visits in the last 30 days`"),
    ("condition", 'sum of line.amount where line.sku = "c" >= 5 EUR', "RK147", 'line.sku = "c" >= 5 EUR', "where ("),
    ("condition", "any line where not line.amount > 1", "RK147", "not line.amount > 1", "where ("),
    ("condition", "(first purchase or (chance 1 in 2)", "RK147", "(", "add `)`"),
    ("condition", "first purchase)", "RK147", ")", "remove it"),
    ("condition", "member.tier in Silver, Gold", "RK147", "in Silver, Gold", "`in [Silver, Gold]`"),
    ("condition", "member.tier in [Silver, Gold", "RK147", "[", "add `]`"),
    ("condition", "1 in 5", "RK140", "1 in 5", "`chance 1 in 5`"),
    ("condition", "basket.total >", "RK149", ">", "basket.total >= 5 EUR"),
    ("condition", "1 EUR < basket.total < 5 EUR", "RK140", "<", "`and`"),
    ("condition", "first purchase basket.total > 5", "RK140", "basket.total", "`and` or `or`"),
    ("condition", "customer.tier is Gold", "RK140", "customer.tier", "`member.`"),
    ("condition", "Basket.total > 5 EUR", "RK140", "Basket.total", "`basket.total`"),
    ("condition", "basket.total more than 5 EUR", "RK140", "more than", "`>`"),
    ("condition", "basket.total at least 5 EUR", "RK140", "at least", "`>=`"),
    ("condition", "basket.total is at least 5 EUR", "RK140", "is at least", "`>=`"),
    ("condition", "purchase.channel equals app", "RK140", "equals", "`=`"),
    ("condition", 'line.sku contains "x"', "RK140", "contains", "as a whole"),
    ("condition", "if basket.total > 5 EUR", "RK140", "if", "leave it out"),
    ("condition", "@", "RK140", "@", "basket.total"),
    ("award", "1 point per", "RK149", "per", "1 point per 1 EUR"),
    ("award", "5", "RK149", "5", "50 points"),
    ("award", "1 point for each 1 EUR", "RK140", "for each", "`per`"),
    ("award", "1 point / EUR", "RK144", "/", "`per`"),
    ("award", "1,5 points per EUR", "RK143", "1,5", "`1.5 points`"),
    ("award", "5 % back", "RK144", "5 %", "`5%`"),
    ("award", "2 fro 1", "RK140", "2 fro 1", "`2 for 1`"),
    ("award", "half-price menu for two", "RK140", "half-price menu for two", "declare"),
    ("award", "1 point per 10€", "RK148", "10€", "`10 EUR`"),
    ("award", "1 point per 1 EUR prorata", "RK140", "prorata", "`pro rata`"),
    ("award", "free coffee!", "RK140", "!", "remove it"),
    ("limit", "2x per month", "RK140", "2x per month", "`2 times per month`"),
    ("limit", "twice per month", "RK140", "twice per month", "`2 times per month`"),
    ("limit", "500 points a day", "RK140", "500 points a day", "`500 points per day`"),
    ("limit", "500 points per Day", "RK140", "Day", "`day`"),
    ("limit", "max 500 points per day", "RK140", "max 500 points per day", "`500 points per day`"),
    ("limit", "500 points per day or nothing else", "RK140", "else", "500 points per day"),
    ("schedule", "Sat\u2013Sun", "RK144", "\u2013", "`-`"),
    ("schedule", "Saturday", "RK140", "Saturday", "`Sat`"),
    ("schedule", "sat", "RK140", "sat", "`Sat`"),
    ("schedule", "Mon-Fri 14-17", "RK140", "Mon-Fri 14-17", "14:00-17:00"),
    ("schedule", "Sat-Sun, Mon-Fri 14:00", "RK149", "14:00", "14:00-17:00"),
    ("trigger", "on purchase", "RK140", "on", "leave it out"),
    ("trigger", "purchases", "RK140", "purchases", "`purchase`"),
    ("trigger", "activity review", "RK140", "activity review", 'activity "review"'),
    ("expires", "12 months", "RK149", "12 months", "12 months after earning"),
    ("available", "14 days", "RK140", "14 days", "after 14 days"),
    ("over", "12 months", "RK140", "12 months", "last 12 months"),
    ("bonus", "50% points", "RK140", "50% points", "+50% points"),
    ("amount", "100", "RK149", "100", "5 EUR"),
    ("measure", "purchase", "RK140", "purchase", "`purchases`"),
]


@pytest.mark.parametrize(("start", "sentence", "code", "place", "words"), BAD)
def test_a_mistake_is_named_at_its_place_with_a_way_out(start, sentence, code, place, words):
    finding = explained(start, sentence)
    assert (finding.code, finding.span.text) == (code, place)
    assert words in finding.help


def test_the_currency_of_the_program_is_the_one_that_is_proposed():
    assert explained("amount", "5 $", {"CHF": "currency"}).help == "write `5 CHF`"
    assert explained("amount", "5 $", {}).help == "write `5 USD`"


@pytest.mark.parametrize("tail", ["pro rata", "or nothing", "at end of month"])
def test_the_end_of_a_sentence_alone_was_cut_off_by_a_comma(tail):
    item = read(f"give: [1 point per 1 EUR, {tail}]").get("give").items[1]
    tree, (finding,) = parse_sentence("award", item, NAMES)
    assert tree is None
    assert "single quotes" in finding.help


def test_a_sentence_that_lost_its_end_to_a_comment_is_told_so():
    _, (finding,) = parse_sentence("condition", only(read('if: line.sku = "a # 1"')), NAMES)
    assert "comment" in finding.help
    _, (finding,) = parse_sentence("condition", only(read("if: first purchase and # 1")), NAMES)
    assert "comment" in finding.help


@pytest.mark.parametrize(
    "source",
    [
        "key: first purchase or {}",
        "key: 'member.city = \"it''s\" or {}'",
        "key: \"member.city = '\\u00e4\\t' or {}\"",
        "key: >\n  member.city = '😀'\n\n  or {}\n",
        "key: |\n   member.city = 'ü😀' or\n   {}",
        "key: first\n  purchase or {} # c",
        "key: 'first\r\n  purchase or {}'",
    ],
)
def test_places_are_those_of_the_authors_text(source):
    source = source.format("member.tier = = Gold")
    _, (finding,) = parse_sentence("condition", only(read(source)), NAMES)
    place = finding.span.source.starts[finding.span.line - 1] + finding.span.column - 1
    assert place == source.index("= Gold")
    assert finding.span.text == "="


def test_parts_of_a_tree_know_their_words():
    value = pairs(read("x: 1\nif: 'not (basket.total   >= 5 EUR)'"))[1].value
    tree, _ = parse_sentence("condition", value, NAMES)
    (negated,) = tree.children
    (compare,) = negated.children
    path, sign, amount = compare.children
    assert [text_of(part, value) for part in (tree, compare, path, sign, amount)] == [
        "not (basket.total   >= 5 EUR)", "basket.total   >= 5 EUR", "basket.total", ">=", "5 EUR",
    ]  # fmt: skip
    assert (span_of(amount, value).line, span_of(amount, value).column) == (2, 29)
    empty = parse_sentence("condition", scalar("first purchase"), NAMES)[0].children[0]
    assert text_of(empty, scalar("first purchase")) == "first purchase"


def test_an_empty_part_has_the_place_of_the_whole():
    value = scalar("1 point per 1 EUR")
    tree, _ = parse_sentence("award", value, NAMES)
    started = tree.children[1].children[0]
    assert not started.children
    assert span_of(started, value) == value.span


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("1" * (MAX_CHARACTERS + 1), "RK141"),
        ("(" * (MAX_PARENTHESES + 1), "RK142"),
        (f"{'(' * (MAX_PARENTHESES + 1)}1{')' * (MAX_PARENTHESES + 1)}", "RK142"),
        ("not " * MAX_TREE_DEPTH + "first purchase", "RK142"),
        ("-" * MAX_TREE_DEPTH + "1 > 2", "RK142"),
        ("1+" * MAX_TREE_DEPTH + "1", "RK142"),
        ("(" * 1999, "RK142"),
        ("]" * 1999, "RK147"),
        ("'" * 1999, "RK140"),
        ('"' + "a" * 1998, "RK145"),
        ("", "RK134"),
        ("  ", "RK134"),
    ],
)
def test_length_and_depth_are_bounded(sentence, code):
    assert explained("condition", sentence).code == code


def test_what_is_just_within_the_bounds_parses():
    parse("condition", f"{'(' * MAX_PARENTHESES}1{')' * MAX_PARENTHESES}")
    parse("condition", "not " * 40 + "first purchase")


def test_a_key_with_nothing_behind_it_is_the_business_of_the_structure():
    assert parse_sentence("condition", only(read("if:")), NAMES) == (None, [])


def test_the_grammar_has_no_conflicts(caplog):
    grammar = sentence_parser().source_grammar

    def conflicts(text: str) -> list[str]:
        caplog.clear()
        with caplog.at_level(logging.DEBUG, logger=lark.logger.name):
            lark.Lark(text, parser="lalr", lexer="basic", start=[*STARTS, "stray"], debug=True, maybe_placeholders=False)
        return [record.message for record in caplog.records if "onflict" in record.message]

    assert conflicts(grammar) == []
    ambiguous = grammar.replace("?unary       : atom", '?unary       : atom | unary "+" unary')
    assert ambiguous != grammar
    assert conflicts(ambiguous), "the test would see a conflict"


def test_keywords_are_the_words_of_the_grammar():
    words = {t.pattern.value for t in sentence_parser().terminals if t.pattern and t.pattern.type == "str"}
    assert {word for word in words if word.isalpha()} == KEYWORDS


PIECES = st.sampled_from(
    ["and", "or", "not", "is", "in", "(", ")", "[", "]", "5", "5 EUR", "basket.total", ">=", "=", "Gold", "purchases", "ever",
     "where", '"x"', "'", '"', ",", "50%", "2x", "14:00", "2024-01-01", "€", "per", "points", "$", "ü", "=>", "first purchase",
     "\u00a0", "\\", "once", "Mon", "-", "day", "at least", ".", "earned", "activities", "the last"]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(STARTS), st.lists(PIECES, min_size=1, max_size=9), st.sampled_from(["", " "]))
def test_any_words_end_in_a_tree_or_one_finding(start, pieces, gap):
    text = gap.join(pieces)
    tree, findings = parse_sentence(start, scalar(text), NAMES)
    assert (tree is None) == (len(findings) == 1)
    for finding in findings:
        assert finding.help
        assert finding.span is not None
        said = finding.message + finding.help
        assert not re.search(r"\b(?:NUMBER|NAME|UNKNOWN|TEXT|PATH|COMPARE|WORD|OTHER|END|Token|None|LPAR|RSQB)\b", said)
