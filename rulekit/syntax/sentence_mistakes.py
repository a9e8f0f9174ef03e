"""Mistakes in sentences that many people make, each recognised around the place where the parser stopped.

Each function: failure -> finding, or None where the mistake is another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rulekit.diagnostics import Diagnostic, closest
from rulekit.syntax.failure import Failure
from rulekit.syntax.history_mistakes import bare_where, count_first, draw, no_window, short_window
from rulekit.syntax.rewordings import earned, expiring, happening, qualifying, said_otherwise
from rulekit.syntax.sentence_words import CURRENCY_SIGNS, PARTS_OF_TEXTS, PHRASES, SIGNS, WEEKDAYS

_TAILS = ("pro rata", "or nothing", "at end of month", "at end of quarter", "at end of year")
_SCOPES = ("basket", "purchase", "line", "member")
_CURRENCY = re.compile(r"([€$£¥₣₹₺])\s*([0-9][0-9.,]*)?")
_SIGNED_NUMBER = re.compile(r"[0-9]+(?:[.,_'’][0-9]+)+|[0-9]{1,3}(?: [0-9]{3})+(?![0-9])")  # noqa: RUF001  meant
_SPACED_COMMA = re.compile(r"[0-9]+, [0-9]{1,2}(?![0-9])")
_DECIMAL_COMMA = re.compile(r"([0-9]+|[0-9]{1,3}(?:[.'’ ][0-9]{3})+), ?([0-9]{1,4})")  # noqa: RUF001  meant
_POINT_BEHIND_COMMAS = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)")
_UNIT = re.compile(r" ?([^\W\d_]+)")


def part_of_a_sentence(failure: Failure) -> Diagnostic | None:
    """`[1 point per 1 EUR, pro rata]`: YAML made two items of it."""
    written = " ".join(failure.text.split())
    if written not in _TAILS or failure.scalar.quoted:
        return None
    help_text = "inside `[ ]` a comma begins a new entry; put the whole sentence in single quotes"
    return failure.finding("RK140", f"`{written}` is only the end of a sentence", help_text, 0, failure.size)


def currency_sign(failure: Failure) -> Diagnostic | None:
    """`€5`, `5 $`."""
    match = _CURRENCY.match(failure.text, failure.at)
    if match is None:
        return None
    number, start = match[2], match.start()
    if number is None and failure.kind(failure.index - 1) == "NUMBER":
        number, start = failure.previous, failure.start_of(failure.index - 1)
    currency = next((name for name, kind in failure.names.items() if kind == "currency"), CURRENCY_SIGNS[match[1]])
    help_text = f"write `{(number or '5').replace(',', '.')} {currency}`"
    return failure.finding("RK148", f"money is not written with `{match[1]}`", help_text, start, match.end())


def number_with_signs(failure: Failure) -> Diagnostic | None:
    """`5,50`, `1,000`, `1'000`, `1_000` and `1 000`."""
    if failure.kind(failure.index - 1) not in ("NUMBER", "TIME"):
        return None
    start = failure.start_of(failure.index - 1)
    match = _SIGNED_NUMBER.match(failure.text, start) or _SPACED_COMMA.match(failure.text, start)
    if match is None or match.end() <= failure.at:
        return None
    written = match.group()
    unit = next((found[0] for found in [_UNIT.match(failure.text, match.end())] if found and found[1] in failure.names), "")
    decimal = _DECIMAL_COMMA.fullmatch(written)
    english = _POINT_BEHIND_COMMAS.fullmatch(written)
    plain = re.sub(r"[^0-9]", "", english[1]) + english[2] if english else re.sub(r"[^0-9]", "", written)
    if decimal is None:
        help_text = f"write `{plain}{unit}`"
    else:
        whole = re.sub(r"[^0-9]", "", decimal[1])
        point = f"`{whole}.{decimal[2]}{unit}` with a point"
        if decimal[2].endswith("0") and len(decimal[2]) == 3:
            small = f"{whole}.{decimal[2]}".rstrip("0").rstrip(".")
            point = f"`{small}{unit}` with a point" if "." in small else f"`{small}{unit}`"
        if len(decimal[2]) != 3:
            return failure.finding("RK143", f"`{written}` has a decimal comma", f"write {point}", start, match.end())
        help_text = f"write `{plain}{unit}`, or {point}"
    message = f"`{written}` has a sign between its digits"
    return failure.finding("RK143", message, help_text, start, match.end())


def open_text(failure: Failure) -> Diagnostic | None:
    """`"cake` without its second quote."""
    if failure.written not in ("'", '"'):
        return None
    help_text = failure.scalar.comment_help or f"close it with `{failure.written}`"
    message = "the text that begins here is never closed"
    return failure.finding("RK145", message, help_text, failure.at, failure.size)


def foreign_sign(failure: Failure) -> Diagnostic | None:
    """`=>`, `&&`, `≥`, curly quotes, `/` and the like."""
    touches = failure.index > 0 and failure.end_of(failure.index - 1) == failure.at
    first = failure.index - (touches and failure.kind(failure.index - 1) in ("COMPARE", "OTHER"))
    start = failure.start_of(first) if first < len(failure.tokens) else failure.at
    for size in (3, 2, 1):
        end = start + size
        written = failure.text[start:end]
        if written in SIGNS and failure.at < end < failure.size:
            instead = SIGNS[written]
            message = f"`{written}` is not a sign of this language"
            if not written.strip():
                message = "a space that is not an ordinary one"
            help_text = f"write {instead}" if " " in instead else f"write `{instead}`"
            return failure.finding("RK144", message, help_text, start, end)
    if failure.written == "/":
        is_rate = failure.start != "condition"
        help_text = "write `per`" if is_rate else "there is no division; multiply with a decimal number such as `0.5`"
        return failure.finding("RK144", "`/` is not a sign of this language", help_text)
    if failure.written == "%" and failure.kind(failure.index - 1) == "NUMBER":
        start = failure.start_of(failure.index - 1)
        return failure.finding("RK144", "a space stands before `%`", f"write `{failure.previous}%`", start)
    return None


def last_sign(failure: Failure) -> Diagnostic | None:
    """A full stop or the like at the end."""
    if failure.index != len(failure.tokens) - 1 or failure.written not in (".", ",", ";", "!", "?", ":"):
        return None
    return failure.finding("RK140", f"a sentence does not end with `{failure.written}`", "remove it")


def parentheses(failure: Failure) -> Diagnostic | None:
    """Missing, unclosed and superfluous parentheses and brackets."""
    if failure.previous == "where" and (failure.accepted == {"LPAR"} or failure.written == "not"):
        message = "the condition behind `where` stands without parentheses"
        return failure.finding("RK147", message, "write `where ( ... )`", failure.at, failure.size)
    if failure.accepted == {"LSQB"}:
        if failure.kind(failure.index - 2) == failure.kind(failure.index) == "NUMBER":
            help_text = f"write `chance {failure.text.strip()}`"
            return failure.finding("RK140", "a draw begins with `chance`", help_text, 0, failure.size)
        message = "the values behind `in` stand without brackets"
        return failure.finding("RK147", message, "write `in [Silver, Gold]`", failure.at, failure.size)
    opened = _open_brackets(failure)
    if failure.written in (")", "]") and not opened:
        opening = "(" if failure.written == ")" else "["
        help_text = f"remove it, or open it with `{opening}`"
        return failure.finding("RK147", f"this `{failure.written}` closes nothing", help_text)
    if not failure.written and opened and {"RPAR", "RSQB"} & failure.accepted:
        bracket = failure.tokens[opened[-1]].value
        help_text = f"add `{')' if bracket == '(' else ']'}` where it ends"
        start = failure.start_of(opened[-1])
        return failure.finding("RK147", f"this `{bracket}` is never closed", help_text, start, start + 1)
    return None


def _open_brackets(failure: Failure) -> list[int]:
    """The brackets that are open where the sentence stopped, by index of token."""
    opened: list[int] = []
    for index, token in enumerate(failure.tokens[: failure.index]):
        if token in ("(", "["):
            opened.append(index)
        elif token in (")", "]") and opened:
            opened.pop()
    return opened


def times_factor(failure: Failure) -> Diagnostic | None:
    """`2x per month` in a limit."""
    if failure.kind(failure.index) != "FACTOR" or failure.start not in ("limit", "budget", "repeat"):
        return None
    written = failure.written
    instead = failure.text.replace(written, f"{written.removesuffix('x')} times", 1).strip()
    message = f"`{written}` is how a bonus is written, not a number of times"
    return failure.finding("RK140", message, f"write `{instead}`", 0, failure.size)


def word_twice(failure: Failure) -> Diagnostic | None:
    """`and and`."""
    if not failure.written.isalpha() or failure.written != failure.previous:
        return None
    message = f"`{failure.written}` stands twice"
    return failure.finding("RK140", message, "remove one of them", failure.start_of(failure.index - 1))


def other_letters(failure: Failure) -> Diagnostic | None:
    """`AND`, `Per`, `Saturday`: words of the language with capitals, or days in full."""
    if failure.kind(failure.index) != "UNKNOWN":
        return None
    first = re.split(r"[\s-]", failure.written)[0]
    folded = first.casefold()
    instead = next((word for word in failure.spelled.values() if word.casefold() == folded), None)
    if failure.start == "schedule":
        instead = next((day for day in WEEKDAYS if folded.startswith(day.casefold())), instead)
    if instead is None or instead == first:
        return None
    end = failure.at + len(first)
    return failure.finding("RK140", f"`{first}` is written `{instead}` here", f"write `{instead}`", failure.at, end)


def not_missing(failure: Failure) -> Diagnostic | None:
    """`member.birthday is not missing`."""
    found = re.search(r"([\w.]+) is not missing\b", failure.text)
    if failure.start != "condition" or found is None:
        return None
    help_text = f"write `not ({found[1]} is missing)`"
    return failure.finding("RK140", "`is not missing` is not said here", help_text, found.start(), found.end())


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


MISTAKES: tuple[Callable[[Failure], Diagnostic | None], ...] = (
    part_of_a_sentence,
    currency_sign,
    draw,
    number_with_signs,
    open_text,
    foreign_sign,
    last_sign,
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
