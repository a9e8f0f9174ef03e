"""Each mistake of mistakes.csv, alone in a sound program, is found once: code, place, message and help are as written there."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from checked_programs import check, condition, only, program, rule, small

MISTAKES = list(csv.DictReader(Path(__file__).with_name("mistakes.csv").open(encoding="utf-8", newline="")))


def keys(sound: dict[str, str], written: str) -> str:
    """A flow mapping in which `; `-separated keys replace those of a sound one."""
    changed = sound | dict(part.split(": ", 1) for part in written.split("; "))
    return f"{{ {', '.join(f'{key}: {value}' for key, value in changed.items())} }}"


def rule_on_purchase(written: str) -> str:
    give = "" if written.startswith(("give", "bonus")) else "give: 5 points, "
    return rule(f"on: purchase, {give}{written}")


def section(written: str) -> str:
    name, value = written.split(": ", 1)
    return small(**{name: value})


def wallet(written: str) -> str:
    return small(wallets=f"{{ points: {{ unit: point/points }}, second: {{ {written} }} }}")


def card(written: str) -> str:
    sound = {"stamp": "1 per purchase", "full at": "10", "give": "mug"}
    return program(cards=f"{{ x: {keys(sound, written)} }}")


def milestones(written: str) -> str:
    return program(milestones=f"{{ x: {keys({'count': 'purchases', 'gifts': '{ 10: mug }'}, written)} }}")


def challenge(written: str) -> str:
    sound = {"count": "purchases", "reach": "3 within 14 days", "give": "mug"}
    return program(challenges=f"{{ x: {keys(sound, written)} }}")


def referral(written: str) -> str:
    return program(referral=keys({"qualifies": "first purchase", "referrer": "{ give: 5 points }"}, written))


def reward(written: str) -> str:
    return small(rewards=f"{{ mug: {keys({'kind': 'gift', 'price': '5 points'}, written)} }}")


def with_test(given: str, expect: str = "points: 1") -> str:
    happens = f"{{ at: 2024-03-01 09:00, member: anna, {given} }}"
    cards = "{ card: { stamp: 1 per purchase, full at: 10, give: mug } }"
    ladder = "{ ladder: { count: spend, gifts: { 100 EUR: mug } } }"
    first = "{ at: 2024-03-01, member: anna, purchase: 5 EUR, id: first }"
    test = f"{{ t: {{ given: [{first}, {happens}], expect: {{ anna: {{ {expect} }} }} }} }}"
    return program(cards=cards, milestones=ladder, tests=test)


PROGRAMS: dict[str, Callable[[str], str]] = {
    "condition": condition,
    "rule": rule_on_purchase,
    "trigger": rule,
    "program": section,
    "wallet": wallet,
    "card": card,
    "milestones": milestones,
    "challenge": challenge,
    "tiers": lambda written: program(tiers=f"{{ {written} }}"),
    "referral": referral,
    "reward": reward,
    "given": with_test,
    "expect": lambda written: with_test("purchase: 5 EUR", written),
}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake['where']}-{mistake['written']}")
def test_a_mistake_is_found_once_with_its_place_and_help(mistake: dict[str, str]):
    found = only(PROGRAMS[mistake["where"]](mistake["written"]))
    assert found.span is not None
    said = {"code": found.code, "place": found.span.text, "message": found.message, "help": found.help or ""}
    assert said == {key: mistake[key] for key in said}


def test_every_mistake_says_what_to_write_or_do():
    assert [mistake["written"] for mistake in MISTAKES if not mistake["help"]] == []


MENDED = [
    (mistake["where"], mistake["written"].replace(mistake["place"], found[1]))
    for mistake in MISTAKES
    if mistake["code"] in ("RK140", "RK146", "RK147", "RK149", "RK310")
    and (found := re.fullmatch(r"write `([^`]+)`", mistake["help"])) is not None
    and "..." not in mistake["help"]
    and (mistake["code"] != "RK310" or "does not say" in mistake["message"])
]


@pytest.mark.parametrize(("where", "written"), MENDED)
def test_what_help_says_to_write_can_be_read(where: str, written: str):
    unread = [found.message for found in check(PROGRAMS[where](written))[1] if found.code.startswith("RK1") and found.code != "RK120"]
    assert not unread


def test_of_two_wallets_whose_names_begin_alike_the_one_that_is_written_is_meant():
    wallets = "{ points: { unit: point/points }, status points: { unit: status point/status points } }"
    found = only(small(wallets=wallets, tiers="{ by: status points, levels: { Gold: 100 status points } }"))
    assert found.help == "write `status points earned`"


def test_a_unit_with_one_form_is_offered_both():
    found = only(small(wallets="{ bonus: { unit: points } }", rewards=None))
    assert found.help == "write `points`, or give the wallet `bonus` both forms: `unit: point/points`"


def test_levels_as_a_list_and_a_misspelt_type_have_no_other_findings_in_their_wake():
    rules = "{ x: { on: purchase, give: 5 points, if: 'member.age >= 18 and member.tier is Gold' } }"
    text = small(attributes="{ member: { age: numbr } }", tiers="{ by: visits, levels: [Silver, Gold] }", rules=rules)
    assert [(found.code, found.span.text) for found in check(text)[1] if found.span] == [("RK218", "numbr"), ("RK132", "Silver")]
