"""`# rulekit: ignore RK352 reason`: where it counts, what it silences, and what is said about a comment that does nothing."""

from pathlib import Path

import pytest
from checked_programs import check, findings

import rulekit as rk
from rulekit.diagnostics.render import FORMATS, render

HEAD = "program: Café\ncurrency: EUR\ntimezone: Europe/Berlin\n"
TEXT = (
    HEAD
    + """wallets:
  points: { unit: point/points }
rules:
  base:
    on: purchase
    ABOVE
    if: basket.total < 0 EUR   LINE
    give: 1 point per 1 EUR   NEXT
"""
)
DRAWN = "  drawn:\n    {}\n    on: purchase #1\n    give: 1 point per 1 EUR\n"
"""A warning of the reading, found beside errors."""

IGNORE = "# rulekit: ignore RK352 a test"


def with_comments(above: str = "", line: str = "", following: str = "", text: str = TEXT) -> str:
    return text.replace("    ABOVE", above and f"    {above}").replace("LINE", line).replace("NEXT", following)


def codes(text: str) -> list[str]:
    return [code for code, _ in findings(text)]


PLACES = [
    ({}, ["RK352"]),
    ({"line": IGNORE}, []),
    ({"above": IGNORE}, []),
    ({"above": f"{IGNORE}\n\n    # the next line is wrong, we know"}, []),
    ({"above": f"# see below\n    {IGNORE}"}, []),
    ({"above": IGNORE, "line": IGNORE}, []),
    ({"following": IGNORE}, ["RK352", "RK364"]),
    ({"line": "# we know: rulekit: ignore RK352 a test"}, ["RK352"]),
]


@pytest.mark.parametrize(("comments", "expected"), PLACES)
def test_a_comment_means_its_line_or_the_next_one(comments: dict[str, str], expected: list[str]):
    assert codes(with_comments(**comments)) == expected
    assert codes(with_comments(**comments).replace("\n", "\r\n")) == expected


def test_a_comment_above_does_not_reach_further():
    text = with_comments().replace("  base:", f"  {IGNORE}\n  base:")
    assert codes(text) == ["RK364", "RK352"]
    assert codes(with_comments() + f"# the end\n{IGNORE}") == ["RK352", "RK364"]


SPELLINGS = [
    ("#rulekit:ignore RK352 a test", []),
    ("# rulekit ignore RK352 a test", []),
    ("# Rulekit: Ignore RK352: a test", []),
    ("# rulekit: ignore RK352 - 2024 is a test", []),
    ("# rulekit: ignore RK352", ["RK363"]),
    ("# rulekit: ignore RK352 …", ["RK363"]),
    ("# rulekit: ignore", ["RK352", "RK363"]),
    ("# rulekit: ignore this", ["RK352", "RK363"]),
    ("# rulekit: silence RK352 a test", ["RK352", "RK363"]),
    ("# rulekit", ["RK352"]),
    ("# about rulekit", ["RK352"]),
    ("# rulekit: ignore rk352 a test", ["RK352", "RK365"]),
    ("# rulekit: ignore RK325 a test", ["RK352", "RK365"]),
    ("# rulekit: ignore RK35x a test", ["RK352", "RK365"]),
    ("# rulekit: ignore RK201 a test", ["RK352", "RK365"]),
    ("# rulekit: ignore RK352, RK356 a test", ["RK364"]),
    ("# rulekit: ignore RK356 RK352 a test", ["RK364"]),
    ("# rulekit: ignore RK364 RK352 a test", ["RK364"]),
    ("# rulekit: ignore RK352 as RK356 would be worse", []),
]


@pytest.mark.parametrize(("comment", "expected"), SPELLINGS)
def test_what_a_comment_may_say(comment: str, expected: list[str]):
    assert codes(with_comments(line=comment)) == expected


def test_a_misspelt_code_is_suggested():
    text = with_comments(line="# rulekit: ignore rk352 a test")
    assert [one.help for one in check(text)[1] if one.code == "RK365"] == ["did you mean `RK352`?"]


def test_several_findings_of_a_line_are_silenced_together():
    text = HEAD + "wallets: { points: { unit: point/points }, miles: { unit: mile/miles }, stars: { unit: star/stars } }"
    assert codes(text) == ["RK356"] * 3
    assert codes(f"{text}   # rulekit: ignore RK356 they come in May") == []


IN_TEXTS = [
    f"program: '{IGNORE}'",
    f'program: "Café\n  {IGNORE}\n  Sonne"',
    f"program: >\n  {IGNORE}\n",
    f"program: |-\n  Café\n  {IGNORE}\n",
]


@pytest.mark.parametrize("name", IN_TEXTS)
def test_what_stands_in_a_text_is_no_comment(name: str):
    """Were it one, it would be stale."""
    assert "RK364" not in codes(with_comments().replace("program: Café", name))


def test_a_comment_behind_a_text_with_a_number_sign_counts():
    text = with_comments(line=IGNORE).replace("basket.total < 0 EUR", '\'line.sku = "#1" and line.sku = "# 2"\'')
    text = text.replace("if:", "lines:")
    assert codes(text) == []
    assert codes(text.replace(IGNORE, "")) == ["RK352"]


def test_a_comment_in_the_header_or_behind_a_block_text_counts():
    block = TEXT.replace("if: basket.total < 0 EUR   LINE", f"if: >   {IGNORE}\n      basket.total < 0 EUR")
    assert codes(with_comments(text=block)) == []
    behind = TEXT.replace("if: basket.total < 0 EUR   LINE", f"if: |\n      basket.total < 0 EUR\n    {IGNORE}")
    assert codes(with_comments(text=behind)) == ["RK352", "RK364"]


def test_errors_are_never_silenced():
    text = with_comments(line="# rulekit: ignore RK204, RK352 a test").replace("< 0 EUR", "< 0")
    assert codes(text) == ["RK204"], "beside errors nothing is said about comments: the checks they speak of did not run"


def test_warnings_beside_errors_are_silenced_too():
    text = with_comments().replace("< 0 EUR", "< 0") + DRAWN.format("# rulekit: ignore RK129 for later")
    assert codes(text) == ["RK204"]
    assert codes(text.replace("rulekit", "")) == ["RK204", "RK129"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_the_same(form):
    assert "RK352" in render(check(with_comments())[1], form)
    assert "RK352" not in render(check(with_comments(line=IGNORE))[1], form)


def test_loading_heeds_comments(tmp_path: Path):
    path = tmp_path / "program.yaml"
    path.write_text(
        with_comments().replace("< 0 EUR", "< 0") + DRAWN.format(IGNORE.replace("352", "129")), encoding="utf-8"
    )
    with pytest.raises(rk.ProgramError) as raised:
        rk.load(path)
    assert [one.code for one in raised.value.diagnostics] == ["RK204"]


def test_a_comment_changes_nothing_but_the_hash():
    plain, silenced = check(with_comments())[0], check(with_comments(line=IGNORE))[0]
    assert plain is not None
    assert silenced is not None
    assert (plain.rules, plain.wallets) == (silenced.rules, silenced.wallets)


def test_a_file_of_nothing_but_comments_is_read_in_one_pass():
    text = with_comments() + f"{IGNORE}\n" * 10_000
    assert codes(text) == ["RK352"] + ["RK364"] * 10_000
