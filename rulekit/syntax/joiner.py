"""Fold words to names: tokens of a sentence + declared names -> tokens with NAME, UNKNOWN and longer PATH tokens.

The longest declared name wins; it may hold keywords, numbers and signs (`2 for 1`, `10% off`). Other runs of plain
words become UNKNOWN, so that a misspelt name is a finding of the checker and never a syntax error. Look-ahead is
bounded by the longest name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from lark import Token

_GLUE = ("-", "&", "/", "'")
"""Signs that join words of an unknown name where they stand without spaces: `half-price menu`."""


def join_names(tokens: Sequence[Token], names: Mapping[str, str]) -> Iterator[Token]:
    """Yield the tokens with names folded. `names`: declared name -> kind (unit, currency, wallet, tier, reward, …).

    A name of kind `wallet` also folds behind `member.`; one of kind `attribute` is spelt with its scope
    (`member.shoe size`).
    """
    longest = max(map(len, names), default=0) + len("member.")
    position = 0
    while position < len(tokens):
        count, kind = _declared(tokens, position, names, longest)
        if count == 0 and tokens[position].type == "WORD":
            count, kind = _unknown(tokens, position, names, longest), "UNKNOWN"
        if count == 0:
            yield tokens[position]
            count = 1
        else:
            yield _folded(kind, tokens[position : position + count])
        position += count


def _declared(tokens: Sequence[Token], first: int, names: Mapping[str, str], longest: int) -> tuple[int, str]:
    """How many tokens the longest declared name takes that begins here, and the type of token it becomes."""
    best = (0, "")
    spelled = ""
    for index in range(first, len(tokens)):
        token = tokens[index]
        if token.type == "TEXT":
            break
        spelled += (" " if index > first and _apart(tokens[index - 1], token) else "") + token
        if len(spelled) > longest:
            break
        if names.get(spelled) == "attribute":
            best = (index - first + 1, "PATH")
        elif spelled in names:
            best = (index - first + 1, "NAME")
        elif tokens[first].type == "PATH" and names.get(spelled.removeprefix("member.")) == "wallet":
            best = (index - first + 1, "PATH")
    return best


def _unknown(tokens: Sequence[Token], first: int, names: Mapping[str, str], longest: int) -> int:
    """How many tokens of plain words, with signs between them, begin here and are no declared name."""
    index = first + 1
    while index < len(tokens):
        if tokens[index].type == "WORD" and _declared(tokens, index, names, longest)[0] == 0:
            index += 1
        elif _is_glued(tokens[index - 1 : index + 2]):
            index += 2
        else:
            break
    return index - first


def _is_glued(run: Sequence[Token]) -> bool:
    """Whether a word follows a word with only a sign and no space between them."""
    return (
        len(run) == 3 and run[1] in _GLUE and run[2].type == "WORD" and not _apart(run[0], run[1]) and not _apart(run[1], run[2])
    )


def _apart(left: Token, right: Token) -> bool:
    return left.end_pos != right.start_pos


def _folded(kind: str, run: Sequence[Token]) -> Token:
    """One token for a run, spelt as the author did with white space folded."""
    first, last = run[0], run[-1]
    value = first.value
    for left, right in pairwise(run):
        value += (" " if _apart(left, right) else "") + right.value
    return Token(kind, value, first.start_pos, first.line, first.column, last.end_line, last.end_column, last.end_pos)
