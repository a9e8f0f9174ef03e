"""Mistakes with signs: currencies, digits, quotes, brackets and signs of other languages, where the parser stopped.

Each function: failure -> finding, or None where the mistake is another one.
"""

from __future__ import annotations

import re

from rulekit.diagnostics import Diagnostic
from rulekit.syntax.failure import Failure
from rulekit.syntax.sentence_words import CURRENCY_SIGNS, SIGNS

_CURRENCY = re.compile(r"([€$£¥₣₹₺])\s*([0-9][0-9.,]*)?")
_SIGNED_NUMBER = re.compile(r"[0-9]+(?:[.,_'’][0-9]+)+|[0-9]{1,3}(?: [0-9]{3})+(?![0-9])")  # noqa: RUF001  meant
_SPACED_COMMA = re.compile(r"[0-9]+, [0-9]{1,2}(?![0-9])")
_DECIMAL_COMMA = re.compile(r"([0-9]+|[0-9]{1,3}(?:[.'’ ][0-9]{3})+), ?([0-9]{1,4})")  # noqa: RUF001  meant
_POINT_BEHIND_COMMAS = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)")
_UNIT = re.compile(r" ?([^\W\d_]+)")


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
    if failure.written == "/" and failure.start != "schedule":
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
        start, end, listed = _bare_list(failure)
        return failure.finding("RK147", message, f"write `in [{listed}]`", start, end)
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


def _bare_list(failure: Failure) -> tuple[int, int, str]:
    """From `in` to the end of its values, and these as they stand in a list: `plants` of a line is a text."""
    in_parentheses = re.compile(r"\(([^()]*)\)").match(failure.text, failure.at)
    end = in_parentheses.end() if in_parentheses else failure.size
    tokens = [token for token in failure.tokens[failure.index :] if (token.start_pos or 0) < end]
    values = [token for token in tokens if token.type in ("NAME", "UNKNOWN", "TEXT", "NUMBER")]
    rest = re.sub(r"[,()]| or ", " ", failure.text[failure.at : end]).split()
    fact = failure.kind(failure.index - 2) == "PATH" and failure.tokens[failure.index - 2].value != "member.tier"
    words = [f'"{token.value}"' if token.type == "UNKNOWN" and fact else str(token.value) for token in values]
    is_list = rest == " ".join(token.value for token in values).split()
    return failure.start_of(failure.index - 1), end, ", ".join(words) if is_list else "Silver, Gold"


def _open_brackets(failure: Failure) -> list[int]:
    """The brackets that are open where the sentence stopped, by index of token."""
    opened: list[int] = []
    for index, token in enumerate(failure.tokens[: failure.index]):
        if token in ("(", "["):
            opened.append(index)
        elif token in (")", "]") and opened:
            opened.pop()
    return opened
