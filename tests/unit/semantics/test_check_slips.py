"""Slips of people who write their first program: entries at the margin, and what help may offer by now."""

import pytest
from checked_programs import only, program, small

from rulekit.diagnostics import Severity, Source
from rulekit.semantics import check_program
from rulekit.syntax.sentence_words import EXAMPLES

CARD = "\ncoffee card:\n  stamp: 1 per unit\n  full at: 10\n  give: mug"


def test_a_card_at_the_margin_is_one_finding_that_says_to_indent_it():
    found = only(small(cards=CARD))
    assert found.code == "RK130"
    assert found.span.text == "coffee card"
    assert found.message == "`coffee card` stands at the margin, so it is not under `cards:`"
    assert found.help == "indent it and its lines by two spaces so that it stands under `cards:`"


def test_a_card_that_stands_in_its_place_has_no_finding():
    assert check_program(Source("p.yaml", small(cards=CARD.replace("\n", "\n  "))))[1] == []


def test_an_unknown_key_below_a_filled_section_is_not_taken_for_an_entry():
    found = only(small(rewards="{ mug: { kind: gift, price: 5 points } }", shops="\n  x: 1"))
    assert found.message == "the program has no key `shops`"


@pytest.mark.parametrize(
    ("section", "written"),
    [
        ("wallets", "Wallets"), ("rules", "RULES"), ("rewards", "Rewards"), ("wallets", "walets"), ("currency", "Währung"),
        ("rules", "Regeln"),
    ],
)  # fmt: skip
def test_a_misspelt_key_of_the_program_is_one_finding_and_read_on(section: str, written: str):
    found = only(program().replace(f"{section}:", f"{written}:", 1))
    assert (found.code, found.span.text, found.help) == ("RK130", written, f"did you mean `{section}`?")


def test_what_stands_below_a_misspelt_key_is_checked_too():
    text = program().replace("rules:", "Rules:").replace("give: 1 mile", "Give: 1 mile")
    found = check_program(Source("p.yaml", text))[1]
    assert [one.help for one in found] == ["did you mean `rules`?", "did you mean `give`?"]


def test_a_misspelt_key_beside_the_right_one_is_not_read():
    found = only(program() + "Wallets: { points: { unit: x } }\n")
    assert found.help == "did you mean `wallets`?"


@pytest.mark.parametrize("key", ["on", "day", "date", "when"])
@pytest.mark.parametrize("day", ["2024-03-01", "2024-03-01 09:00", "2024-03-01T09:00"])
@pytest.mark.parametrize("event", ["{key}: {day}, member: a, purchase: 5 EUR", "member: a, purchase: 5 EUR, {key}: {day}"])
def test_an_event_of_a_test_that_has_its_day_under_another_key(key: str, day: str, event: str):
    given = event.format(key=key, day=day)
    found = only(small(tests=f"{{ t: {{ given: [{{ {given} }}], expect: {{ a: {{ points: 5 }} }} }} }}"))
    assert (found.code, found.span.text, found.help) == ("RK131", key, f"did you mean `at`? write `at: {day}`")


def test_a_date_that_is_an_attribute_is_not_taken_for_the_day_of_an_event():
    given = "{ member: a, purchase: 5 EUR, delivered: 2024-03-01 }"
    text = small(
        attributes="{ purchase: { delivered: date } }", tests=f"{{ t: {{ given: [{given}], expect: {{ a: {{ points: 5 }} }} }} }}"
    )
    assert only(text).help == "add it, such as `at: 2024-03-01 09:00`"


TRIGGERS_AND_MORE = [
    *(("rules", f"{{ x: {{ on: {example}, give: 5 points }} }}") for example in EXAMPLES["trigger"]),
    *(("tiers", f"{{ by: visits, over: {example}, levels: {{ Gold: 5 }} }}") for example in EXAMPLES["over"]),
    *(("wallets", f"{{ points: {{ unit: point/points, expires: {example} }} }}") for example in EXAMPLES["expires"]),
]


@pytest.mark.parametrize(("section", "written"), TRIGGERS_AND_MORE, ids=str)
def test_what_help_shows_is_accepted(section: str, written: str):
    text = program(**{"cards": None, section: written}) if section == "tiers" else small(**{section: written})
    found = check_program(Source("p.yaml", text))[1]
    assert [one for one in found if one.severity is Severity.ERROR] == []
