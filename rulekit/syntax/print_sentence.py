"""The canonical text of a sentence: (kind, text, declared names) -> phrases between which its line may break.

The author's own words in their order, with single spaces; commas, quotes and parentheses that say nothing fall away. It works
on tokens and knows no sentence in particular, so a new one needs nothing here. Invariant: what is printed parses to the same
tree (I11); where it would not, the author's text stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lark import Token, Tree

from rulekit.syntax.parentheses import needless_parentheses, sign, stands_alone
from rulekit.syntax.sentence import parse_text, sentence_tokens

Phrases = tuple[str, ...]

_NO_COMMA_BEFORE = (("pro",), ("or", "nothing"), ("at", "end"))
_NAMES = ("NAME", "UNKNOWN", "TEXT")


def print_sentence(start: str, tree: Tree[Token], text: str, names: Mapping[str, str]) -> Phrases:
    """Print a sentence of the kind `start` that was parsed from `text`; joined by single spaces the phrases are the sentence.

    >>> amounts = {"point": "unit", "EUR": "currency"}
    >>> text = "1.5 point  per EUR, pro rata"
    >>> print_sentence("award", parse_text("award", text, amounts), text, amounts)
    ('1.5 point per 1 EUR pro rata',)
    """
    tokens = sentence_tokens(text, names)
    for bare in (True, False):
        phrases = _phrases(start, tokens, names, _declared(tree) if bare else frozenset())
        printed = " ".join(phrases)
        if printed == text:
            return phrases
        again = parse_text(start, printed, names)
        if again is not None and _same(tree, again):
            return phrases
    return (text,)


def _phrases(start: str, tokens: Sequence[Token], names: Mapping[str, str], declared: frozenset[int | None]) -> Phrases:
    """The printed tokens; a new phrase begins at each `and` and `or`."""
    phrases = [""]
    before: Token | None = None
    for token, glued in _kept(start, tokens):
        is_break = before is not None and sign(token) in ("and", "or")
        if is_break:
            phrases.append("")
        is_name = token.start_pos in declared and token[1:-1] in names
        spelled = token[1:-1] if is_name else _spelled(token)
        phrases[-1] += spelled if glued or not phrases[-1] else f" {spelled}"
        before = token
    return tuple(phrases)


def _kept(start: str, tokens: Sequence[Token]) -> Iterator[tuple[Token, bool]]:
    """Each token that stays, with whether it stands right behind the one before; `per EUR` becomes `per 1 EUR`."""
    needless = needless_parentheses(tokens) if "(" in tokens else frozenset()
    before: Token | None = None
    glues = True
    for index, token in enumerate(tokens):
        if index in needless or _is_optional_comma(tokens, index):
            continue
        if before is not None and sign(before) in ("per", "started") and token.type in _NAMES:
            yield Token("NUMBER", "1"), False
        in_range = start == "schedule" and sign(token) == "-"
        yield token, glues or in_range or sign(token) in (")", "]", ",", ";")
        is_prefix = sign(token) in ("+", "-") and stands_alone(before)
        glues = in_range or is_prefix or sign(token) in ("(", "[")
        before = token


def _is_optional_comma(tokens: Sequence[Token], index: int) -> bool:
    if sign(tokens[index]) != ",":
        return False
    following = tuple(sign(token) for token in tokens[index + 1 : index + 3])
    return any(following[: len(words)] == words for words in _NO_COMMA_BEFORE)


def _spelled(token: Token) -> str:
    """A text stands in double quotes, where it holds none itself."""
    return f'"{token[1:-1]}"' if token.type == "TEXT" and '"' not in token[1:-1] else token.value


def _declared(tree: Tree[Token]) -> frozenset[int | None]:
    """Where the declared names stand, quoted or not."""
    return frozenset(
        token.start_pos for token in tree.scan_values(lambda part: isinstance(part, Token) and part.type == "NAME")
    )


def _same(left: Tree[Token] | Token, right: Tree[Token] | Token) -> bool:
    """Whether two trees are one sentence: `per EUR` is `per 1 EUR`, and both kinds of quotes are one."""
    if isinstance(left, Token) and isinstance(right, Token):
        return left.type == right.type and _spelled(left) == _spelled(right)
    if isinstance(left, Token) or isinstance(right, Token):
        return False
    mine, theirs = _parts(left), _parts(right)
    return left.data == right.data and len(mine) == len(theirs) and all(map(_same, mine, theirs))


def _parts(tree: Tree[Token]) -> list[Tree[Token] | Token]:
    return [part for part in tree.children if tree.data != "per_money" or part != "1"]
