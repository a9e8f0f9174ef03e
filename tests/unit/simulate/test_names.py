"""What variants are called: by the program's own name and the values in plain words, never two alike."""

from __future__ import annotations

from pathlib import Path

import pytest

import rulekit as rk
from rulekit.simulate.names import in_words, named

PROGRAM = """\
program: {name}
currency: EUR
timezone: UTC
wallets: {{ points: {{ unit: point/points, value: 0.01 EUR }} }}
rules: {{ base: {{ on: purchase, give: 1 point per 1 EUR }} }}
rewards: {{ base: {{ kind: gift, worth: 3 EUR }} }}
"""


def written(path: Path, name: str) -> rk.Program:
    path.parent.mkdir(exist_ok=True)
    path.write_text(PROGRAM.format(name=name), encoding="utf-8")
    return rk.load(path)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("rules.base points.give", "2 points per 1 EUR", "base points: give 2 points per 1 EUR"),
        ("rules.base points.give.Gold", "3 points per 1 EUR", "base points, give: Gold 3 points per 1 EUR"),
        ("tiers.levels.Gold", "1000 EUR", "tiers, levels: Gold 1000 EUR"),
        ("stacking", "best", "stacking best"),
        ("rules", "{}", "rules {}"),
    ],
)
def test_a_setting_is_said_without_the_signs_of_a_path(path: str, value: str, words: str) -> None:
    assert in_words(path, value) == words


def test_programs_are_called_as_they_call_themselves(tmp_path: Path) -> None:
    today, idea = written(tmp_path / "a.yaml", "Today"), written(tmp_path / "b.yaml", "Card of six")
    dearer = today.with_values({"wallets.points.value": "0.02 EUR", "rules.base.give": "1 point per 2 EUR"})
    assert list(named([today, idea, dearer])) == ["Today", "Card of six", "Today, points: value 0.02 EUR; base: give 1 point per 2 EUR"]
    assert list(named([today, dearer])) == ["Today", "points: value 0.02 EUR; base: give 1 point per 2 EUR"]


def test_files_tell_programs_of_one_name_apart(tmp_path: Path) -> None:
    today, idea = written(tmp_path / "today.yaml", "Club"), written(tmp_path / "idea.yaml", "Club")
    more = today.with_values({"wallets.points.value": "0.02 EUR"})
    assert list(named([today, idea, more])) == ["Club (today)", "Club (idea)", "Club (today), points: value 0.02 EUR"]
    there = written(tmp_path / "there" / "today.yaml", "Club")
    assert list(named([today, there])) == [f"Club ({tmp_path / 'today.yaml'})", f"Club ({tmp_path / 'there' / 'today.yaml'})"]


def test_settings_that_sound_alike_are_said_as_they_are_written(tmp_path: Path) -> None:
    club = written(tmp_path / "club.yaml", "Club")
    rule, reward = club.with_values({"rules.base.limit": "once per day"}), club.with_values({"rewards.base.limit": "once per day"})
    assert list(named([club, rule, reward])) == ["Club", "rules.base.limit=once per day", "rewards.base.limit=once per day"]


def test_what_is_the_same_is_numbered(tmp_path: Path) -> None:
    club = written(tmp_path / "club.yaml", "Club")
    assert list(named([club, club, club])) == ["Club", "Club (2)", "Club (3)"]
