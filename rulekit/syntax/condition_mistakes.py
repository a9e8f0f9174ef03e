"""Mistakes in conditions about a purchase, its lines and its member: what is compared, and with what.

Each function: failure -> finding, or None where the mistake is another one.
"""

from __future__ import annotations

import re

from rulekit.diagnostics import Diagnostic, closest
from rulekit.syntax.failure import Failure
from rulekit.syntax.schedule_mistakes import slot

_SCOPES = ("basket", "purchase", "line", "member")


_SIGN_OF = {
    "at least": ">=", "from": ">=", "more than": ">", "over": ">", "above": ">", "at most": "<=", "up to": "<=",
    "less than": "<", "under": "<", "below": "<",
}  # fmt: skip
_SIGNS_OR_WORDS = "|".join(["[<>=!]=?", *_SIGN_OF])
_BASKET = re.compile(
    r"(?<![\w.])(?:the |a )?(?:purchase|basket|order|cart|total|bill|sale|receipt)(?: (?:total|amount|value|sum))?"
    rf"(?: is| of)? (?P<sign>{_SIGNS_OR_WORDS}) ?(?P<value>[0-9]+(?:\.[0-9]+)? [A-Z]{{3}})"
)
_LEFT_OUT = re.compile(
    r"(?:(?:all|every|any|everything|anything)(?: lines?| products?| items?)? )?"
    r"(?:except(?: for)?|but(?: not)?|without|other than|excluding|not|no(?! (?:purchase|visit|unit|refund|activit))) "
    r"(?:(?P<asked>.*[=<>].*)|(?P<what>[^()=<>]+))"
)
_AT_LEAST_LEVEL = re.compile(
    r"(?:(?:the )?(?:member|customer)(?:'s (?:tier|level|status))?(?: is)? )?(?:at least|>=) (?:an? )?(?P<level>.+?)"
    r"(?: (?:member|level|tier|status))?"
)
_FIRST_IN = re.compile(
    r"first (?:purchase|order|visit)(?: of| in| per)?(?: the| each| every| a| this)? (?P<period>day|week|month|quarter|year)\b"
)
_NEW_MEMBER = re.compile(r"(?:member is (?:a )?new(?: member| customer)?|(?:an? )?new (?:member|customer)s?|is new)\b")
_DATE_IN_WINDOW = re.compile(
    r"(?P<fact>member\.[\w ]+?)(?: is| was)? (?:(?:in|within)(?: the)?(?: last| past| this)?|this|last) "
    r"(?:[0-9]+ )?(?:day|week|month|quarter|year)s?\b"
)
_IS_LEVEL = re.compile(
    r"(?:(?:member|customer) is (?:an? )?(?P<behind>.+?)|(?P<before>.+?) (?:member|customer)s?)(?: member| level)?"
)
_WEEKDAY = re.compile(
    r"(?:(?:the )?(?:purchase|day|weekday|date)[ .]?(?:weekday|day|date)? ?)?(?P<day>(?:on |is |= ?|in ).+|[^ ]+)"
)


def money_of_basket(failure: Failure) -> Diagnostic | None:
    """`purchase >= 50 EUR`: the money paid is `basket.total`."""
    found = next((one for one in _BASKET.finditer(failure.text) if one.start() <= failure.at <= one.end()), None)
    if failure.start != "condition" or found is None:
        return None
    help_text = f"write `basket.total {_SIGN_OF.get(found['sign'], found['sign'])} {found['value']}`"
    return failure.finding("RK140", "the money paid is `basket.total`", help_text, found.start(), found.end())


def lines_left_out(failure: Failure) -> Diagnostic | None:
    """`all except "tobacco"`: lines are chosen by one of their facts."""
    found = _LEFT_OUT.fullmatch(" ".join(failure.text.split()))
    if failure.start != "condition" or found is None:
        return None
    if found["asked"]:
        return failure.finding("RK140", "what is left out is said with `not`", f"write `not ({found['asked']})`", 0, failure.size)
    lines = [name for name, kind in failure.names.items() if kind == "attribute" and name.startswith("line.")]
    likely = "line.category" if "line.category" in lines else lines[0] if lines else "line.sku"
    named = next((name for name in lines if re.match(rf"(?:line\.)?{re.escape(name[5:])}\b.", found["what"])), None)
    fact = named or likely
    values = re.sub(rf"^(?:line\.)?{re.escape(fact[5:])}\b(?: is| of|:)?", "", found["what"]) if named else found["what"]
    words = [word.strip(" \"'`\u201c\u201d\u201e[]") for word in re.split(r",| and | or |/", values)]
    listed = ", ".join(f'"{word}"' for word in words if word)
    help_text = f"write `{fact} not in [{listed}]`" if len(words) > 1 else f"write `{fact} != {listed}`"
    return failure.finding("RK140", "what is left out is said by a fact of the line", help_text, 0, failure.size)


def level_of_member(failure: Failure) -> Diagnostic | None:
    """`member is Gold`, `Gold member`."""
    found = _IS_LEVEL.fullmatch(" ".join(failure.text.split()))
    if failure.start != "condition" or found is None:
        return None
    level = _level(failure, found["behind"] or found["before"])
    if level is None:
        return None
    return failure.finding("RK140", "the level is a fact of the member", f"write `member.tier is {level}`", 0, failure.size)


def level_at_least(failure: Failure) -> Diagnostic | None:
    """`member is at least Silver`."""
    found = _AT_LEAST_LEVEL.fullmatch(" ".join(failure.text.split()))
    level = _level(failure, found["level"]) if failure.start == "condition" and found else None
    if level is None:
        return None
    help_text = f"write `member.tier is at least {level}`"
    return failure.finding("RK140", "the level is a fact of the member", help_text, 0, failure.size)


def _level(failure: Failure, written: str) -> str | None:
    """The declared level that a word means, whatever its capitals."""
    levels = {name.casefold(): name for name, kind in failure.names.items() if kind == "level"}
    return levels.get(written.casefold())


def first_in_period(failure: Failure) -> Diagnostic | None:
    """`first purchase of the year`, `new member`: what was before is counted."""
    if failure.start != "condition":
        return None
    for pattern, instead in ((_FIRST_IN, "purchases this {period} = 0"), (_NEW_MEMBER, "first purchase")):
        found = next((one for one in pattern.finditer(failure.text) if one.start() <= failure.at <= one.end()), None)
        if found is not None:
            sentence = instead.format(**found.groupdict())
            message = f"`{found[0]}` is said in other words here"
            return failure.finding("RK140", message, f"write `{sentence}`", found.start(), found.end())
    return None


def date_in_window(failure: Failure) -> Diagnostic | None:
    """`member.joined in the last 30 days`: a date is compared with dates."""
    found = next((one for one in _DATE_IN_WINDOW.finditer(failure.text) if one.start() <= failure.at <= one.end()), None)
    if failure.start != "condition" or found is None:
        return None
    fact = found["fact"].strip()
    is_birthday = fact == "member.birthday"
    help_text = "a gift for the day is a rule `on: birthday`" if is_birthday else f"write it like `{fact} >= 2026-01-01`"
    message = "a date is compared with a date, not with a window of time"
    return failure.finding("RK140", message, help_text, found.start(), found.end())


def weekday_asked(failure: Failure) -> Diagnostic | None:
    """`purchase on Saturday`: days and hours stand in `at:`."""
    found = _WEEKDAY.fullmatch(" ".join(failure.text.split()))
    days = slot(re.sub("^(?:is |= ?|in )", "", found["day"])) if found else None
    if failure.start != "condition" or days is None:
        return None
    return failure.finding("RK140", "no fact is a day of the week", f"write `at: {days}` in place of it", 0, failure.size)


def not_missing(failure: Failure) -> Diagnostic | None:
    """`member.birthday is not missing`."""
    found = re.search(r"([\w.]+) is not missing\b", failure.text)
    if failure.start != "condition" or found is None:
        return None
    help_text = f"write `not ({found[1]} is missing)`"
    return failure.finding("RK140", "`is not missing` is not said here", help_text, found.start(), found.end())


def second_value(failure: Failure) -> Diagnostic | None:
    """`line.category = "Kaffee", "Espresso"`."""
    if failure.start != "condition" or failure.written != "," or failure.kind(failure.index - 1) != "TEXT":
        return None
    if failure.kind(failure.index - 2) != "COMPARE" or failure.kind(failure.index + 1) != "TEXT":
        return None
    fact = failure.tokens[failure.index - 3].value
    listed = ", ".join(token.value for token in failure.tokens[failure.index - 1 :] if token.type == "TEXT")
    help_text = f"write `{fact} in [{listed}]`"
    return failure.finding("RK140", "several values stand in brackets behind `in`", help_text)


def level_comparison(failure: Failure) -> Diagnostic | None:
    """`basket.total is at least 5 EUR`."""
    if failure.words(3) != ["is", "at", "least"]:
        return None
    start, end = failure.start_of(failure.index - 3), failure.end_of(failure.index - 1)
    help_text = "write `>=` for numbers and money"
    return failure.finding("RK140", "`is at least` compares levels of tiers", help_text, start, end)


def two_conditions(failure: Failure) -> Diagnostic | None:
    """`1 EUR < basket.total < 5 EUR`, or a new condition without `and`."""
    if failure.start != "condition" or "AND" not in failure.accepted:
        return None
    if failure.kind(failure.index) == "COMPARE" and "COMPARE" not in failure.accepted:
        help_text = "join two comparisons with `and`, or write `between 1 EUR and 5 EUR`"
        return failure.finding("RK140", "a second comparison in a row", help_text)
    if failure.kind(failure.index) in ("PATH", "MEMBER", "ANY", "ALL", "FIRST", "NOT"):
        return failure.finding("RK140", "a second condition begins here", "join two conditions with `and` or `or`")
    return None


def unknown_scope(failure: Failure) -> Diagnostic | None:
    """`customer.tier`: facts belong to four things only."""
    behind = re.compile(r"\.\s*([^\W\d]\w*)").match(failure.text, failure.at)
    before = re.search(r"([^\W\d]\w*)$", failure.text[: failure.at])
    if behind is None or before is None:
        return None
    near = closest(before[1], _SCOPES)
    help_text = f"did you mean `{near}.{behind[1]}`?" if near else "facts begin with `basket.`, `purchase.`, `line.` or `member.`"
    message = f"`{before[1]}.{behind[1]}` is not a fact"
    return failure.finding("RK140", message, help_text, before.start(), behind.end())
