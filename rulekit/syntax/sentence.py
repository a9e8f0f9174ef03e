"""One sentence of a program: (kind of field, scalar, declared names) -> a syntax tree whose tokens know their place.

Invariants: a sentence of any length and depth ends in a tree or a finding, never in a recursion; every place is one in
the author's text. Types and names are checked afterwards; the grammar only knows forms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from lark import Lark, Token, Tree, UnexpectedInput
from lark.lexer import LexerThread

from rulekit.diagnostics import Diagnostic, Span
from rulekit.syntax.failure import Failure
from rulekit.syntax.joiner import join_names
from rulekit.syntax.sentence_problem import explain_failure
from rulekit.syntax.thousands import thousands_problem
from rulekit.syntax.tree import Scalar

STARTS = (
    "condition", "award", "price", "share", "bonus", "stamp", "limit", "budget", "trigger", "available", "expires",
    "over", "keep", "measure", "reach", "afterwards", "qualifies", "goal", "repeat", "schedule", "balance", "duration",
    "amount", "band", "change",
)  # fmt: skip
"""The kinds of sentence: start symbols of the grammar."""

_GRAMMAR = resources.files("rulekit.syntax").joinpath("grammar.lark").read_text("utf-8")
KEYWORDS = frozenset(re.findall(r'"([^\W\d_]+)"', re.sub(r"//.*", "", _GRAMMAR)))
"""The words of the language itself."""

MAX_CHARACTERS = 2_000
MAX_PARENTHESES = 20
MAX_TREE_DEPTH = 60


@cache
def sentence_parser() -> Lark:
    """The parser of all sentences, built once from grammar.lark (about 0.1 s)."""
    return Lark(
        _GRAMMAR,
        parser="lalr",
        lexer="basic",
        start=[*STARTS, "stray"],
        propagate_positions=True,
        maybe_placeholders=False,
    )


def parse_sentence(
    start: str, scalar: Scalar, names: Mapping[str, str], examples: tuple[str, ...] = (), *, has_thousandths: bool = False
) -> tuple[Tree[Token] | None, list[Diagnostic]]:
    """Parse the scalar as a sentence of one kind, a name of `STARTS`; the tree is None where there are findings.

    It is also None, without a finding, for a key with nothing behind it, of which `check_structure` speaks.

    `names`: the declared names this field may mention -> kind: unit, currency, wallet, tier, reward, counter, segment,
    choice, or attribute (spelt with its scope, `member.shoe size`). Places: `span_of`; the author's words: `text_of`.
    `examples`: what help shows instead of sentences of this kind, for a field that takes only some of them.
    `has_thousandths`: what is counted has three decimals, so that `1.500` is one and a half.
    """
    if len(scalar.text) > MAX_CHARACTERS:
        message = f"a sentence of {len(scalar.text)} characters; at most {MAX_CHARACTERS} are allowed"
        help_text = "split it: a segment can name a part of a condition"
        return None, [Diagnostic("RK141", message, scalar.place(0, 40), help=help_text)]
    if not scalar.text.strip():
        return None, [] if scalar.is_missing else [missing_value(scalar)]
    tokens = sentence_tokens(scalar.text, names)
    deep = _too_deep(tokens)
    if deep is not None:
        return None, [_nested(scalar.place(deep.start_pos or 0, (deep.start_pos or 0) + 1))]
    tree, stopped = _parse(start, tokens)
    if tree is None:
        accepted = frozenset(_expected(start, tokens[:stopped]))
        return None, [explain_failure(Failure(start, scalar, names, tokens, stopped, accepted, _spelled(), examples))]
    if _depth(tree) > MAX_TREE_DEPTH:
        return None, [_nested(scalar.span)]
    unclear = None if has_thousandths else _unclear_number(scalar, tokens)
    if unclear is not None:
        return None, [unclear]
    return _with_plain_names(tree, names), []


def sentence_tokens(text: str, names: Mapping[str, str]) -> list[Token]:
    """The words of a sentence, with names folded."""
    return list(join_names(_words(text), names))


def parse_text(start: str, text: str, names: Mapping[str, str]) -> Tree[Token] | None:
    """Parse a sentence that stands in no file; None where it is none. For bounds and findings: `parse_sentence`."""
    tree, _ = _parse(start, sentence_tokens(text, names))
    return None if tree is None else _with_plain_names(tree, names)


@lru_cache(maxsize=1)
def _words(text: str) -> tuple[Token, ...]:
    """The tokens of a sentence, kept until the next, for who parses it and prints it; `Lark.lex` would build its lexer anew."""
    thread = LexerThread.from_text(sentence_parser().parser.lexer, text)
    return tuple(thread.lex(None))  # type: ignore[no-untyped-call]  # lark has no types there


def _parse(start: str, tokens: list[Token]) -> tuple[Tree[Token] | None, int]:
    """The tree, or None and the index of the token that did not fit (their number: the sentence ended too early)."""
    parser = sentence_parser().parse_interactive(start=start)
    for index, token in enumerate(tokens):
        try:
            parser.feed_token(token)
        except UnexpectedInput:
            return None, index
    try:
        tree: Tree[Token] = parser.feed_eof(tokens[-1])  # type: ignore[no-untyped-call]  # lark has no types there
    except UnexpectedInput:
        return None, len(tokens)
    return tree, len(tokens)


def _expected(start: str, tokens: list[Token]) -> set[str]:
    """The kinds of token that could follow these tokens, which fit so far."""
    parser = sentence_parser().parse_interactive(start=start)
    for token in tokens:
        parser.feed_token(token)
    accepted: set[str] = parser.accepts()  # type: ignore[no-untyped-call]  # lark has no types there
    return accepted


@cache
def _spelled() -> dict[str, str]:
    """How keywords and signs are written: kind of token -> text."""
    terminals = sentence_parser().terminals
    return {terminal.name: terminal.pattern.value for terminal in terminals if terminal.pattern.type == "str"}


def missing_value(scalar: Scalar, key: Scalar | None = None, *, context: str | None = None) -> Diagnostic:
    """What is said about an empty value, at its key where it has one."""
    message = "a value is missing here" if key is None else f"`{key.text}` has no value"
    place = scalar.span if key is None else key.span
    help_text = scalar.comment_help or "write the value behind the colon, or remove the key"
    return Diagnostic("RK134", message, place, help=help_text, context=context)


# ---------------------------------------------------------------- places


def span_of(part: Tree[Token] | Token, scalar: Scalar) -> Span:
    """The place of a part of the sentence; of a part without words, the place of the whole."""
    start, end = _range(part) if not isinstance(part, Token) else (part.start_pos, part.end_pos)
    return scalar.span if start is None or end is None else scalar.place(start, end)


def text_of(part: Tree[Token] | Token, scalar: Scalar) -> str:
    """The author's own words for a part of the sentence, as YAML reads them."""
    start, end = _range(part) if not isinstance(part, Token) else (part.start_pos, part.end_pos)
    return scalar.text if start is None or end is None else scalar.text[start:end]


def _range(tree: Tree[Token]) -> tuple[int | None, int | None]:
    return (None, None) if tree.meta.empty else (tree.meta.start_pos, tree.meta.end_pos)


# ---------------------------------------------------------------- bounds and finish


def _too_deep(tokens: list[Token]) -> Token | None:
    depth = 0
    for token in tokens:
        depth += (token in ("(", "[")) - (token in (")", "]"))
        if depth > MAX_PARENTHESES:
            return token
    return None


def _unclear_number(scalar: Scalar, tokens: list[Token]) -> Diagnostic | None:
    """`1.500 EUR`, where nobody knows whether thousands are meant."""
    for token, unit in zip(tokens, [*tokens[1:], None], strict=True):
        name = f" {unit}" if unit is not None and unit.type in ("NAME", "UNKNOWN") else ""
        problem = thousands_problem(token, name) if token.type == "NUMBER" else None
        if problem is not None:
            return Diagnostic("RK143", problem[0], span_of(token, scalar), help=problem[1])
    return None


def _nested(place: Span) -> Diagnostic:
    help_text = "name parts of it as segments, or write several rules"
    return Diagnostic(
        "RK142", "this sentence is nested too deeply, or has too many parts, to be understood", place, help=help_text
    )


def _depth(tree: Tree[Token]) -> int:
    """How deep the tree is, without recursion."""
    level: list[Tree[Token]] = [tree]
    depth = 0
    while level:
        depth += 1
        level = [child for node in level for child in node.children if isinstance(child, Tree)]
    return depth


def _with_plain_names(tree: Tree[Token], names: Mapping[str, str]) -> Tree[Token]:
    """Quoted names become `name` like all others: NAME where declared, else UNKNOWN, without their quotes."""
    for node in tree.iter_subtrees():
        if node.data == "quoted_name":
            token = node.children[0]
            assert isinstance(token, Token), "the grammar gives a quoted name one text"
            value = token.value[1:-1]
            node.data = "name"
            node.children = [Token.new_borrow_pos("NAME" if value in names else "UNKNOWN", value, token)]
    return tree
