"""Whatever is done to a program, the check ends in a program or in errors, and never in an exception.

Words of sound programs are dropped, doubled, exchanged and replaced by other words of the language, lines are dropped and moved.
"""

import re
from pathlib import Path

from checked_programs import check, condition, program, rule
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rulekit.diagnostics import CODES, Severity
from rulekit.diagnostics.render import render
from rulekit.syntax.sentence import KEYWORDS

CAFE = Path(__file__).with_name("cafe.yaml").read_text(encoding="utf-8")
RICH = program(
    starts="2024-01-01",
    cards="""
  card: { stamp: 1 per 5 EUR, full at: 10, give: [mug, 5 points], lines: line.category = "x", limit: 2 stamps per day }""",
    milestones="""
  ladder: { count: spend, gifts: { 10 EUR: mug, 20 EUR: 5 points }, then: continue with second }
  second: { count: spend, gifts: { 10 EUR: mug }, then: start again }
  collectors: { count: points earned, gifts: { 10 points: mug } }""",
    referral="{ qualifies: first purchase of at least 5 EUR, referrer: { give: 5 points, limit: once per year } }",
    stacking="{ bonuses: multiply, rounding: once per rule }",
)
PROGRAMS = (
    CAFE,
    RICH,
    rule("on: purchase, give: { none: 1 point per 1 EUR, Gold: [2% back, mug] }, limit: [5 points per day, once], at: Sat"),
    condition("member.tier is at least Gold and visits this month between 1 and 3 or purchase.channel not in [app, web]"),
    condition('any line where line.category in ["a", "b"] and sum of line.amount where (line.sku is missing) * 2 > 5 EUR'),
)
_WORD = re.compile(r"\w+|[^\w\s]|\s+")
TOKENS = [
    *sorted(KEYWORDS), "5", "0", "-1", "99999999999", "1.23456", "10%", "2x", "EUR", "USD", "points", "miles", "Gold", "none",
    "mug", "regulars", "basket.total", "member.points", "member.tier", "line.amount", "purchase.channel", "app", '"x"',
    "2024-02-30", "25:00", "=", ">=", "(", ")", "[", "]", "{", "}", ",", ":", "- ", "\n", "\n  ", "'", '"', "#", "&a", "*a",
    "!!x", "|", "ß", "\u0301", "💶",
]  # fmt: skip

edits = st.tuples(
    st.sampled_from(("drop", "double", "exchange", "replace", "insert", "drop line", "move line")),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
    st.sampled_from(TOKENS),
)


def changed(text: str, edit: tuple[str, int, int, str]) -> str:
    """The text with one edit; positions count around."""
    kind, first, second, token = edit
    parts = text.splitlines(keepends=True) if kind.endswith("line") else _WORD.findall(text)
    if not parts:
        return token
    one, other = first % len(parts), second % len(parts)
    if kind.startswith("drop"):
        del parts[one]
    elif kind == "double":
        parts.insert(one, parts[one])
    elif kind == "exchange":
        parts[one], parts[other] = parts[other], parts[one]
    elif kind == "replace":
        parts[one] = token
    elif kind == "insert":
        parts.insert(one, f" {token} ")
    else:
        parts.insert(other, parts.pop(one))
    return "".join(parts)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.sampled_from(PROGRAMS), st.lists(edits, min_size=1, max_size=6))
@example(CAFE, [])
def test_a_check_always_ends_in_a_program_or_in_errors(text: str, changes: list[tuple[str, int, int, str]]):
    for edit in changes:
        text = changed(text, edit)
    checked, found = check(text)
    assert (checked is None) == any(one.severity is Severity.ERROR for one in found)
    assert all(one.code in CODES and one.code != "RK901" for one in found), [one for one in found if one.code == "RK901"]
    assert [one.order for one in found] == sorted(one.order for one in found)
    assert len({(one.code, one.span, one.message) for one in found}) == len(found)
    render(found)
    assert check(text) == (checked, found), "the same text, the same answer"


def test_programs_of_the_test_are_sound():
    for text in PROGRAMS:
        assert check(text)[0] is not None, check(text)[1]
