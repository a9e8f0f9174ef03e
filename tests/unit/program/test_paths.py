"""Program paths: what a path names, what it sets, and what is said where it leads nowhere or its value does not fit."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from rulekit.diagnostics import ProgramError, Source, UsageError
from rulekit.diagnostics.render import render
from rulekit.program.model import Program
from rulekit.semantics import check_program
from rulekit.syntax.tree import Items, Scalar, Tree
from rulekit.syntax.yaml import read_yaml

BASE = """\
program: Café
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points }
tiers: { by: spend, levels: { Silver: 100 EUR, Gold: 300.50 EUR } }
rules:
  base points: { on: purchase, give: 1 point per 1 EUR, limit: [500 points per day, 900 points per month] }
milestones:
  gifts: { count: spend, gifts: { 100.50 EUR: mug, 200 EUR: tote bag } }
rewards:
  mug: { kind: gift, worth: 8 EUR }
  tote bag: { kind: gift, worth: 15 EUR }
"""


def base() -> Program:
    program, findings = check_program(Source("base.yaml", BASE))
    assert program is not None, render(findings)
    return program


def same_as(text: str) -> Program:
    program, findings = check_program(Source("other.yaml", text))
    assert program is not None, render(findings)
    return program


def refused(values: dict[str, str]) -> str:
    with pytest.raises(ProgramError) as problem:
        base().with_values(values)
    return render(problem.value.diagnostics)


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        ("rules.base points.give", "2 points per 1 EUR", "give: 1 point per 1 EUR", "give: 2 points per 1 EUR"),
        ("rules.base points.limit.2", "800 points per month", "900 points", "800 points"),
        ("rules.base points.limit", "500 points per day", "[500 points per day, 900 points per month]", "500 points per day"),
        ("tiers.levels.Gold", "250 EUR", "300.50 EUR", "250 EUR"),
        ("tiers.levels", "{ Gold: 250 EUR }", "Silver: 100 EUR, Gold: 300.50 EUR", "Gold: 250 EUR"),
        ("milestones.gifts.gifts.100.50 EUR", "tote bag", "100.50 EUR: mug", "100.50 EUR: tote bag"),
        ("program", "Bar", "program: Café", "program: Bar"),
        ("program", "'Bar #1'", "program: Café", "program: 'Bar #1'"),
        ("wallets.points.decimals", "2", "unit: point/points", "unit: point/points, decimals: 2"),
        ("stacking.bonuses", "best", "tiers:", "stacking: { bonuses: best }\ntiers:"),
        ("rules.enrolment", "{ on: enrol, give: 5 points }", "milestones:", "  enrolment: { on: enrol, give: 5 points }\nmilestones:"),
        ("rewards.mug", "{ kind: gift, worth: 9 EUR }", "worth: 8 EUR", "worth: 9 EUR"),
        (" rules.base points.give ", " 2 points per 1 EUR ", "give: 1 point per 1 EUR", "give: 2 points per 1 EUR"),
    ],
)
def test_a_value_set_is_the_value_written(path: str, value: str, old: str, new: str) -> None:
    assert BASE.count(old) == 1
    written = same_as(BASE.replace(old, new))
    found = base().with_values({path: value})
    assert found == replace(written, hash=found.hash)


def test_numbers_may_be_numbers() -> None:
    assert base().with_values({"wallets.points.decimals": 2}).wallets[0].decimals == 2
    assert base().with_values({"seed": Decimal("2E+2")}).seed == "200"
    assert base().with_values({"wallets.points.decimals": Decimal(2)}).hash == base().with_values({"wallets.points.decimals": "2"}).hash


def test_outer_paths_come_before_inner_ones_whatever_the_order() -> None:
    values = {"tiers.levels.Gold": "40 EUR", "tiers.levels": "{ Silver: 20 EUR, Gold: 30 EUR }"}
    backwards = dict(reversed(values.items()))
    assert base().with_values(values).tiers == base().with_values(backwards).tiers
    assert base().with_values(values).tiers.levels[1].threshold == 40_0000  # type: ignore[union-attr]
    assert base().with_values(values).hash == base().with_values(backwards).hash


def test_values_on_top_of_values_are_all_of_them_together() -> None:
    first, second = {"program": "A", "tiers.levels.Gold": "400 EUR"}, {"program": "B"}
    twice = base().with_values(first).with_values(second)
    assert twice == base().with_values(first | second)
    assert twice.name == "B"


def test_the_hash_tells_programs_apart_and_stays_without_values() -> None:
    program = base()
    hashes = [
        program.hash,
        program.with_values({"program": "A"}).hash,
        program.with_values({"program": "B"}).hash,
        program.with_values({"program": "A", "tiers.levels.Gold": "400 EUR"}).hash,
    ]
    assert len(set(hashes)) == 4
    assert program.with_values({}).hash == program.hash
    assert all(len(one) == 64 for one in hashes)


def test_the_layout_of_a_value_does_not_show_in_the_hash() -> None:
    def hash_of(path: str, value: str) -> str:
        return base().with_values({path: value}).hash

    sentence = hash_of("rules.base points.give", "2 points per 1 EUR")
    assert hash_of("rules.base points.give", "  2  points   per 1 EUR # twice") == sentence
    assert hash_of("rules.base points.give", "'2 points per 1 EUR'") == sentence
    assert hash_of("rules.base points.give", "3 points per 1 EUR") != sentence
    levels = hash_of("tiers.levels", "{ Silver: 20 EUR, Gold: 30 EUR }")
    assert hash_of("tiers.levels", "{Silver:   20 EUR,\n  Gold: '30 EUR'}") == levels
    assert hash_of("tiers.levels", "{ Silver: 20 EUR, Gold: 40 EUR }") != levels


def test_the_values_of_tests_do_not_show_in_the_hash() -> None:
    story = "{ one: { given: [{ at: 2024-03-01 09:00, member: anna, purchase: 5 EUR }], expect: { anna: { points: 5 } } } }"
    assert base().with_values({"tests": story}).hash == base().hash


@pytest.mark.parametrize(
    ("path", "value", "code", "marked", "said"),
    [
        ("rules.base pionts.give", "1 point", "RK330", "base pionts", "did you mean `rules.base points.give`?"),
        ("rules.base points.giv", "1 point", "RK330", "giv", "did you mean `rules.base points.give`?"),
        ("rule.base points.give", "1 point", "RK330", "rule", "did you mean `rules.base points.give`?"),
        ("rules.base points.give.more", "1 point", "RK330", "more", "`rules.base points.give` is one value"),
        ("rules.base points.limit.3", "1 point per day", "RK330", "3", "for its first item, up to 2"),
        ("rules.base points.limit.0", "1 point per day", "RK330", "0", "is a list"),
        ("rules.base points.limit.²", "1 point per day", "RK330", "²", "is a list"),
        ("tiers.levels.Diamond", "900 EUR", "RK330", "Diamond", "`tiers.levels` holds `Silver`, `Gold`"),
        ("extends", "./base.yaml", "RK330", "extends", "the program has no `extends`"),
        ("", "1", "RK330", "", "the program holds"),
        ("rules.", "1", "RK330", "", "a step of this path is empty"),
        ("rules.base points.from.x", "2024-01-01", "RK330", "from", "`rules.base points.from` is left out so far: set it as a whole"),
        ("rules.base points.give", "2 pionts per 1 EUR", "RK201", "pionts", "did you mean `points`?"),
        ("rules.base points.give", "[1 point per 1 EUR", "RK113", "[", "is never closed"),
        ("rules.base points.give", "*all", "RK124", "*all", "YAML alias"),
        ("rules.base points", "1 point", "RK132", "1 point", "takes `key: value` lines"),
        ("rules.base points.give", "", "RK134", "rules.base points.give", "nothing is written"),
        ("rules.base points.give", " # 5", "RK134", "rules.base points.give", "nothing is written"),
        ("tiers.levels", "{ Silver: 500 EUR, Gold: 100 EUR }", "RK304", "100 EUR", "Gold"),
    ],
)
def test_a_mistake_is_found_in_the_path_or_the_value(path: str, value: str, code: str, marked: str, said: str) -> None:
    with pytest.raises(ProgramError) as problem:
        base().with_values({path: value})
    found = [one for one in problem.value.diagnostics if one.code == code]
    assert len(found) == 1, render(problem.value.diagnostics)
    assert found[0].span is not None
    assert found[0].span.source == Source("with_values", f"{path}={value}")
    assert found[0].span.text == marked
    assert said in render(found)


def test_all_mistakes_are_told_at_once() -> None:
    text = refused({"rules.base pionts.give": "1 point", "tiers.levels.Gold": "12"})
    assert "RK330" in text
    assert "RK209" in text or "RK204" in text or "write `12 EUR`" in text
    assert text.endswith("2 errors")


def test_a_mistake_at_the_same_column_of_another_value_hides_nothing() -> None:
    text = refused({"rules.base points.give": "[1", "rules.base points.when": "1"})
    assert "RK113" in text
    assert "RK330" in text


def test_a_program_without_a_text_has_no_paths() -> None:
    with pytest.raises(UsageError, match="no paths"):
        Program("P", "EUR", "Europe/Berlin", "").with_values({"program": "Q"})


EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/program.yaml"))


def paths_of(tree: Tree, above: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every value of a program that is one text, by its path."""
    if isinstance(tree, Scalar):
        yield ".".join(above), tree.text
    elif isinstance(tree, Items):
        for number, item in enumerate(tree.items, 1):
            yield from paths_of(item, (*above, str(number)))
    else:
        for pair in tree.pairs:
            yield from paths_of(pair.value, (*above, pair.key.text))


@pytest.mark.parametrize("example", EXAMPLES, ids=[path.parent.name for path in EXAMPLES])
def test_every_value_has_a_path(example: Path) -> None:
    source = Source(str(example), example.read_text(encoding="utf-8"))
    tree, _ = read_yaml(source)
    program, _ = check_program(source)
    assert tree is not None
    assert program is not None
    for path, text in paths_of(tree):
        changed = program.with_values({path: "'" + text.replace("'", "''") + "'"})
        assert changed == replace(program, hash=changed.hash), path
