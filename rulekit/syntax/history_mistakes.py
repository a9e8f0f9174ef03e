"""Mistakes in conditions about history and draws: the window, what is counted, how often -> a finding with the whole sentence.

Each function: failure -> finding, or None where the mistake is another one. Help repeats the author's own figures.
"""

from __future__ import annotations

import re

from rulekit.diagnostics import Diagnostic
from rulekit.syntax.failure import Failure
from rulekit.syntax.sentence_words import WINDOWS
from rulekit.values.money import SCALE, parse_amount

_PERIODS = ("day", "week", "month", "quarter", "year")
_EACH = "(?:day|week|month|quarter|year)"
_LENGTH = r"[0-9]+ (?:day|week|month|year)s?"
_FACT = r'purchases?|visits?|spend|units?|refunds|refunded|activities "[^"]*"|[^\W\d][\w -]*? earned'
_WINDOW = (
    rf"(?:in|within|over|during|for)?(?: ?the)?(?: ?(?:last|past|previous))? ?{_LENGTH}"
    rf"|(?:this|per|each|every|a|in the last) {_EACH}|since joining|ever"
)
_NO_UNIT = "in|within|over|during|for|the|last|past|previous|this|per|each|every|a|since|ever|and|or"
_VALUE = rf"-?[0-9]+(?:\.[0-9]+)?(?: (?!(?:{_NO_UNIT})\b)[^\W\d_][\w&-]*)?"
_SIGNS = {
    "at least": ">=", "from": ">=", "more than": ">", "greater than": ">", "over": ">", "above": ">",
    "at most": "<=", "up to": "<=", "less than": "<", "fewer than": "<", "below": "<", "under": "<",
    "exactly": "=", "is": "=", "is at least": ">=", "is more than": ">", "is less than": "<",
    "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
}  # fmt: skip
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_COMPARED = rf"(?P<sign>{_SIGN})? ?(?P<value>{_VALUE})"
_VALUE_FIRST = re.compile(
    rf"(?P<of>(?:of|with|for) )?(?:{_COMPARED}|between (?P<range>{_VALUE} and {_VALUE})) (?P<window>{_WINDOW})(?!\w)"
)
_ASKED_FIRST = re.compile(rf"(?:with|having|whose|if|when) (?P<asked>[^()]+?) (?P<window>{_WINDOW})(?!\w)")
_OTHER_WINDOW = re.compile(rf"(?P<window>{_WINDOW})(?!\w)")
_BARE_WHERE = re.compile(rf"(?P<asked>[^()]+?) (?P<window>{_WINDOW})(?!\w)")
_COUNT_FIRST = re.compile(rf"(?:{_COMPARED}|(?P<none>no)) (?P<fact>{_FACT}) (?P<window>{_WINDOW})(?!\w)")
_LUCK = r"(?:a )?(?:chance|probability|random|odds|luck)(?: of)?"
_DRAW = re.compile(
    rf"{_LUCK} (?P<share>[0-9.]+) ?%|(?P<before>[0-9.]+) ?% (?:chance|probability)"
    rf"|{_LUCK} (?P<hits>[0-9]+) ?(?:in|of|out of|to|:|/) ?(?P<draws>[0-9]+)"
    rf"|{_LUCK} (?P<part>0\.[0-9]+)"
)


def window(written: str) -> str:
    """A window in the words of the language.

    >>> window("within 30 days"), window("per week"), window("in the last month"), window("ever")
    ('in the last 30 days', 'this week', 'this month', 'ever')
    """
    length = re.search(_LENGTH, written)
    period = re.search(rf"{_EACH}$", written)
    return f"in the last {length[0]}" if length else f"this {period[0]}" if period else written


def short_window(failure: Failure) -> Diagnostic | None:
    """`in the last month`, `in last 30 days`, `in 30 days`."""
    written = failure.written
    if failure.previous == "in" and "THE" in failure.accepted:
        start = failure.start_of(failure.index - 1)
        whole = _OTHER_WINDOW.match(failure.text, start)
        if whole is not None:
            message = f"`{whole[0]}` is not how a window is written"
            return failure.finding("RK146", message, f"write `{window(whole[0])}`", start, whole.end())
        if written in ("last", "this"):
            instead = "in the last 30 days" if written == "last" else "this month"
            return failure.finding("RK146", f"a window does not begin with `in {written}`", f"write it like `{instead}`")
    if failure.words(3) == ["in", "the", "last"] and written in _PERIODS:
        instead = "in the last 3 months" if written == "quarter" else f"in the last 1 {written}"
        return failure.finding("RK146", f"how many {written}s?", f"write `{instead}` or `this {written}`")
    return None


def no_window(failure: Failure) -> Diagnostic | None:
    """`purchases >= 3`, without its window, or with it at another place."""
    if failure.start != "condition" or "EVER" not in failure.accepted or failure.index == 0:
        return None
    last = failure.index - 1
    if failure.previous == ")":
        message = "this history needs a window of time behind it"
        return failure.finding("RK146", message, f"add {WINDOWS}", failure.start_of(last), failure.end_of(last))
    has_two = failure.previous == "earned" or failure.kind(last) == "TEXT"
    start = failure.start_of(last - has_two)
    end = failure.end_of(last)
    fact = failure.text[start:end]
    return _moved_window(failure, start, fact) or failure.finding(
        "RK146", f"`{fact}` needs a window of time behind it", f"add {WINDOWS}", start, end
    )


def _moved_window(failure: Failure, start: int, fact: str) -> Diagnostic | None:
    """The window stands behind a comparison, or in other words."""
    plain = _OTHER_WINDOW.match(failure.text, failure.at)
    if plain is not None:
        message = f"`{plain[0]}` is not how a window is written"
        return failure.finding("RK146", message, f"write `{fact} {window(plain[0])}`", start, plain.end())
    asked = _ASKED_FIRST.match(failure.text, failure.at)
    late = asked or _VALUE_FIRST.match(failure.text, failure.at)
    if late is None:
        return None
    when = window(late["window"])
    if asked is None and (fact not in ("purchases", "visits") or " " not in (late["value"] or "")):
        message = f"the window stands before the comparison, right behind `{fact}`"
        compared = f"between {late['range']}" if late["range"] else f"{_SIGNS[late['sign'] or '>=']} {late['value']}"
        instead = f"{fact} {when} {compared}"
    else:
        message = f"which {fact} count stands in `where ( … )`"
        condition = asked["asked"] if asked else f"basket.total {_SIGNS[late['sign'] or '>=']} {late['value']}"
        instead = f"{fact} where ({condition}) {when}{_at_least_one(failure, late.end())}"
    return failure.finding("RK146", message, f"write `{instead}`", start, late.end())


def _at_least_one(failure: Failure, end: int) -> str:
    """The comparison that a count still needs where none follows it."""
    return "" if re.match(r" *(?:[=!<>]|is\b|between\b|(?:not )?in\b|at\b|more\b|less\b|over\b)", failure.text[end:]) else " >= 1"


def bare_where(failure: Failure) -> Diagnostic | None:
    """`purchases where basket.total >= 25 EUR in the last 60 days`: the parentheses are missing."""
    if failure.previous != "where" or failure.accepted != {"LPAR"} or failure.at >= failure.size:
        return None
    asked = _BARE_WHERE.match(failure.text, failure.at)
    if asked is None:
        return None
    message = "the condition behind `where` stands without parentheses"
    more = _at_least_one(failure, asked.end())
    help_text = f"write `where ({asked['asked']}) {window(asked['window'])}{more}`"
    return failure.finding("RK147", message, help_text, failure.start_of(failure.index - 1), asked.end())


def count_first(failure: Failure) -> Diagnostic | None:
    """`at least 3 purchases in the last 30 days`, `no purchase this month`."""
    if failure.start != "condition":
        return None
    found = next((one for one in _COUNT_FIRST.finditer(failure.text) if one.start() <= failure.at < one.end()), None)
    if found is None:
        return None
    fact, value = found["fact"], found["value"] or ""
    if fact.endswith(" earned") and " " not in value:
        value += f" {fact.removesuffix(' earned')}"
    fact = f"{fact}s" if fact in ("purchase", "visit", "unit") else fact
    compared = "= 0" if found["none"] else f"{_SIGNS[found['sign'] or '>=']} {value}"
    message = "what is counted comes first, then the window, then the comparison"
    if fact == "purchases" and " " in value:
        message = "which purchases count stands in `where ( … )`"
        fact, compared = f"purchases where (basket.total {compared})", ">= 1"
    help_text = f"write `{fact} {window(found['window'])} {compared}`"
    return failure.finding("RK140", message, help_text, found.start(), found.end())


def draw(failure: Failure) -> Diagnostic | None:
    """`chance 5%`, `chance 1 of 20`, `chance 0.05`."""
    found = next((one for one in _DRAW.finditer(failure.text) if one.start() <= failure.at <= one.end()), None)
    if failure.start != "condition" or found is None:
        return None
    share = found["share"] or found["before"]
    hits = parse_amount(share or found["part"] or found["hits"]) or 0
    draws = 100 * SCALE if share else SCALE if found["part"] else int(found["draws"]) * SCALE
    if not 0 < hits < draws:
        return None
    about = ", which is about as often" if draws % hits else ""
    help_text = f"write `chance 1 in {(draws + hits // 2) // hits}`{about}"
    return failure.finding("RK140", "a draw is one hit in so many", help_text, found.start(), found.end())
