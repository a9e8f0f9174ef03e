"""Which parentheses of a sentence say nothing: its tokens -> the indexes of those that can be left out.

A pair stays where the tree needs it, and where it shows a reader what belongs together: an `and` beside an `or`, a comparison
behind `not`, whatever stands behind `where`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lark import Token

_WORDS_OF_AUTHORS = ("NAME", "UNKNOWN", "TEXT", "PATH")

_LOGIC, _NEGATION, _COMPARISON, _SUM, _PRODUCT, _FACTOR, _ATOM, _NEVER = range(2, 10)
"""How tightly parts hold together, loosest first; nothing holds tightly enough for `_NEVER`."""

_COMPARES = ("is", "between", "=", "!=", "<", "<=", ">", ">=")
_WANTED_BEHIND = {
    "": 0, "(": 0, "[": _SUM, ",": _SUM, "or": _NEGATION, "and": _NEGATION, "not": _SUM, "+": _PRODUCT, "-": _PRODUCT,
    "*": _FACTOR,
} | dict.fromkeys(_COMPARES, _SUM)  # fmt: skip
"""How tightly a part must hold together to stand bare behind a sign; an empty one is the end of the sentence."""

_WANTED_BEFORE = {
    "": 0, ")": 0, "]": _SUM, ",": _SUM, "or": _NEGATION, "and": _NEGATION, "not": _SUM, "in": _SUM,
    "+": _SUM, "-": _SUM, "*": _PRODUCT,
} | dict.fromkeys(_COMPARES, _SUM)  # fmt: skip
_NO_VALUE = frozenset(_WANTED_BEHIND) - {""} | {"where"}
"""Behind these a value begins."""


def sign(token: Token | None) -> str:
    """The keyword or sign a token is; nothing for words of the author's own and beyond the ends."""
    return "" if token is None or token.type in _WORDS_OF_AUTHORS else token.value


def stands_alone(before: Token | None) -> bool:
    """Whether a `-` or `+` behind this token has nothing on its left: `-5`, `> -5`."""
    return before is None or (sign(before) in _NO_VALUE)


@dataclass(slots=True)
class _Open:
    """A bracket that is not closed yet: the loosest that stands in it, and what its left neighbour wants.

    `between`: how many of these still wait for their `and`; `ends_range`: the last token was such an `and`.
    """

    index: int
    wanted: int
    loosest: int = _ATOM
    between: int = 0
    ends_range: bool = False


def needless_parentheses(tokens: Sequence[Token]) -> frozenset[int]:
    """The indexes of both parentheses of each pair that can go."""
    found: set[int] = set()
    opened = [_Open(-1, 0)]
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if sign(token) in ("(", "["):
            opened.append(_Open(index, _wanted_behind(tokens, index, opened[-1])))
        elif sign(token) in (")", "]") and len(opened) > 1:
            closed = opened.pop()
            outer = opened[-1]
            if sign(token) == ")" and closed.loosest >= max(closed.wanted, _wanted_before(after, outer)):
                found.update((closed.index, index))
                outer.loosest = min(outer.loosest, closed.loosest)
        else:
            _note(opened[-1], token, before, after)
    return frozenset(found)


def _wanted_behind(tokens: Sequence[Token], index: int, outer: _Open) -> int:
    """What the left neighbour of the bracket at `index` wants."""
    before = tokens[index - 1] if index else None
    if before is not None and not sign(before):
        return _NEVER
    if sign(before) == "-" and stands_alone(tokens[index - 2] if index > 1 else None):
        return _ATOM
    return _SUM if outer.ends_range else _WANTED_BEHIND.get(sign(before), _NEVER)


def _wanted_before(after: Token | None, outer: _Open) -> int:
    if after is not None and not sign(after):
        return _NEVER
    return _SUM if sign(after) == "and" and outer.between else _WANTED_BEFORE.get(sign(after), _NEVER)


def _note(opened: _Open, token: Token, before: Token | None, after: Token | None) -> None:
    """What a token does to the bracket it stands in."""
    word = sign(token)
    opened.ends_range = word == "and" and opened.between > 0
    opened.between += (word == "between") - opened.ends_range
    if not opened.ends_range:
        opened.loosest = min(opened.loosest, _level(word, before, after))


def _level(word: str, before: Token | None, after: Token | None) -> int:
    """How tightly an operator holds together; other words are parts of what they stand in."""
    if word in ("and", "or", "any", "all"):
        return _LOGIC
    if word == "not":
        return _NEGATION
    if word in _COMPARES or (word == "in" and sign(after) in ("", "[")):
        return _COMPARISON
    if word in ("+", "-"):
        return _FACTOR if stands_alone(before) else _SUM
    return _PRODUCT if word == "*" else _ATOM
