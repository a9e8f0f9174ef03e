"""Mistakes in sentences that many people make, each recognised around the place where the parser stopped.

Each function: failure -> finding, or None where the mistake is another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rulekit.diagnostics import Diagnostic, closest
from rulekit.syntax.award_mistakes import counted_gift, money_off, rate_of_money, several_gifts, unit_first
from rulekit.syntax.condition_mistakes import (
    date_in_window,
    first_in_period,
    level_at_least,
    level_comparison,
    level_of_member,
    lines_left_out,
    money_of_basket,
    not_missing,
    second_value,
    two_conditions,
    unknown_scope,
    weekday_asked,
)
from rulekit.syntax.failure import Failure
from rulekit.syntax.history_mistakes import bare_where, count_first, draw, no_window, short_window
from rulekit.syntax.rewordings import earned, expiring, happening, qualifying, said_otherwise
from rulekit.syntax.schedule_mistakes import dated, in_months, weekly
from rulekit.syntax.sentence_words import PARTS_OF_TEXTS, PHRASES
from rulekit.syntax.sign_mistakes import currency_sign, foreign_sign, last_sign, number_with_signs, open_text, parentheses
from rulekit.syntax.trigger_mistakes import any_level, several_levels, waiting_without

_LAST_DAY = re.compile(r"(?:until|till|to|by|on)\b|(?:at |the )*end\b|[0-9]{4}-", re.IGNORECASE)
_TAILS = ("pro rata", "or nothing", "at end of month", "at end of quarter", "at end of year")


def part_of_a_sentence(failure: Failure) -> Diagnostic | None:
    """`[1 point per 1 EUR, pro rata]`: YAML made two items of it."""
    written = " ".join(failure.text.split())
    if written not in _TAILS or failure.scalar.quoted:
        return None
    help_text = "inside `[ ]` a comma begins a new entry; put the whole sentence in single quotes"
    return failure.finding("RK140", f"`{written}` is only the end of a sentence", help_text, 0, failure.size)


def times_factor(failure: Failure) -> Diagnostic | None:
    """`2x per month` in a limit."""
    if failure.kind(failure.index) != "FACTOR" or failure.start not in ("limit", "budget", "repeat"):
        return None
    written = failure.written
    times = "once" if written == "1x" and failure.start == "limit" else f"{written.removesuffix('x')} times"
    instead = failure.text.replace(written, times, 1).strip()
    message = f"`{written}` is how a bonus is written, not a number of times"
    return failure.finding("RK140", message, f"write `{instead}`", 0, failure.size)


def word_twice(failure: Failure) -> Diagnostic | None:
    """`and and`."""
    if not failure.written.isalpha() or failure.written != failure.previous:
        return None
    message = f"`{failure.written}` stands twice"
    return failure.finding("RK140", message, "remove one of them", failure.start_of(failure.index - 1))


def other_letters(failure: Failure) -> Diagnostic | None:
    """`AND`, `Per`: words of the language with capitals."""
    if failure.kind(failure.index) != "UNKNOWN":
        return None
    first = re.split(r"[\s-]", failure.written)[0]
    folded = first.casefold()
    instead = next((word for word in failure.spelled.values() if word.casefold() == folded), None)
    if instead is None or instead == first:
        return None
    end = failure.at + len(first)
    return failure.finding("RK140", f"`{first}` is written `{instead}` here", f"write `{instead}`", failure.at, end)


def misspelt_name(failure: Failure) -> Diagnostic | None:
    """`2 fro 1`, `menu for two`: names with words of the language, numbers or signs in them that nobody declared."""
    near = closest(failure.text, failure.names)
    written = failure.text.strip()
    if near is not None and not all(word.isalpha() and word not in failure.spelled.values() for word in near.split()):
        return failure.finding("RK140", f"`{written}` is not declared", f"did you mean `{near}`?", 0, failure.size)
    if failure.start == "award" and failure.accepted == {"$END"} and failure.kind(0) == "UNKNOWN":
        help_text = "declare a reward of this name, or write a sentence such as `50 points`"
        return failure.finding("RK140", f"`{written}` is not declared", help_text, 0, failure.size)
    return None


def life_without_beginning(failure: Failure) -> Diagnostic | None:
    """`expires: 6 months`, `12 months after last visit`: from which day on."""
    after = re.search(r"\s+after\b", failure.text)
    if failure.start != "expires" or not failure.accepted & {"AFTER", "EARNING", "ACTIVITY", "STAMP"} or after is None:
        return None
    length = failure.text[: after.start()].strip()
    anchor = failure.examples[-1].partition(" after ")[2] if failure.examples else "earning"
    if anchor == "earning" and " last " in failure.text:
        anchor = "last activity"
    message = "this does not say what the time is counted from"
    return failure.finding("RK149", message, f"write `{length} after {anchor}`", 0, failure.size)


def share_of_money(failure: Failure) -> Diagnostic | None:
    """`worth: 10%`: a reward is worth an amount of money."""
    if failure.start != "amount" or failure.kind(failure.index) != "PERCENT":
        return None
    help_text = "write what it takes off, such as `5 EUR`; a rule gives a share of each purchase back: `5% back to cashback`"
    return failure.finding("RK140", f"`{failure.written}` is a share, and an amount of money is expected", help_text)


def no_last_day(failure: Failure) -> Diagnostic | None:
    """`valid: until end of year`: how long a reward is valid counts from the day it is given."""
    if failure.start != "duration" or not _LAST_DAY.match(failure.text):
        return None
    message = "this counts from the day it is given, so it has no last day of its own"
    return failure.finding("RK140", message, "write how long, such as `30 days` or `12 months`", 0, failure.size)


def other_words(failure: Failure) -> Diagnostic | None:
    """`basket.total more than 5 EUR`, `twice per month`, `contains`."""
    for index in (failure.index, failure.index - 1):
        if failure.kind(index) in ("", "NUMBER", "NAME", "TEXT", "PATH"):
            continue
        start = failure.start_of(index)
        rest = failure.text[start:].casefold()
        phrase = next((phrase for phrase in _LONGEST_FIRST if re.match(rf"{re.escape(phrase)}\b", rest)), None)
        if phrase and _fits(failure, PHRASES[phrase], index):
            end = start + len(phrase)
            message = f"`{failure.text[start:end]}` is not a word of this language here"
            help_text = f"write `{PHRASES[phrase]}`" if PHRASES[phrase] else "leave it out"
            return failure.finding("RK140", message, help_text, start, end)
        if rest.startswith(PARTS_OF_TEXTS):
            help_text = "texts are compared as a whole: write `=`, or `in [ ]` with several texts"
            return failure.finding("RK140", "parts of texts cannot be compared", help_text, start, failure.end_of(index))
    return None


_LONGEST_FIRST = sorted(PHRASES, key=len, reverse=True)
_KINDS = {"per": "PER", "to": "TO", "pro rata": "PRO", "2 times": "NUMBER", "3 times": "NUMBER"}


def _fits(failure: Failure, instead: str, index: int) -> bool:
    """Whether the replacement could stand there; words that are left out only begin a sentence."""
    return _KINDS.get(instead, "COMPARE") in failure.accepted if instead else index == 0


MISTAKES: tuple[Callable[[Failure], Diagnostic | None], ...] = (
    part_of_a_sentence,
    money_off,
    counted_gift,
    rate_of_money,
    unit_first,
    several_levels,
    any_level,
    waiting_without,
    currency_sign,
    draw,
    number_with_signs,
    open_text,
    foreign_sign,
    weekly,
    dated,
    in_months,
    several_gifts,
    last_sign,
    lines_left_out,
    money_of_basket,
    level_of_member,
    level_at_least,
    first_in_period,
    date_in_window,
    weekday_asked,
    no_last_day,
    short_window,
    no_window,
    bare_where,
    count_first,
    parentheses,
    times_factor,
    other_letters,
    said_otherwise,
    earned,
    expiring,
    qualifying,
    happening,
    word_twice,
    not_missing,
    misspelt_name,
    life_without_beginning,
    share_of_money,
    second_value,
    other_words,
    level_comparison,
    two_conditions,
    unknown_scope,
)
"""Tried in this order; the first that recognises its mistake speaks."""
