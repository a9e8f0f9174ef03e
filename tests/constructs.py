"""The constructs of the language, and which conformance blocks use them.

A construct is a key of the program schema, a word of a key with fixed words, or an alternative or keyword of the grammar in a kind of
sentence: `rules.*.give`, `wallets.*.rounding: half even`, `limit … or nothing`. The table in docs/language.md names for each a place
in a block that uses it; `test_constructs.py` holds the table against this.

    .venv/bin/python tests/constructs.py        # rows for constructs the table lacks, one suggestion each
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from conformance_blocks import Block, read_blocks
from lark import Lark, Token

from rulekit.diagnostics import Source
from rulekit.semantics import check_program, checker
from rulekit.syntax import sentence
from rulekit.syntax.joiner import join_names
from rulekit.syntax.schema import load_schema

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "language.md"
NOT_REPLAYED = ("tests", "goals", "extends", "late")
"""Sections that no replay shows: `tests/unit` holds them."""

REFUSED = frozenset({
    "condition: time", "expires: day", "expires: week", "keep: day", "keep: quarter", "keep: week", "measure: refunded",
    "measure: refunds", "over: day", "over: quarter", "over: week", "price: line", "price: per_thing", "price: purchase",
    "price: started", "price: unit", "price: visit",
})  # fmt: skip
"""What the grammar takes so that the checker can say why not: `tests/unit/semantics/mistakes.csv` holds it."""

_ROW = re.compile(r"\| `(?P<path>[^`|]+)` \| (?P<fence>`+) ?(?P<example>[^|]+?) ?(?P=fence) \| \[(?P<title>[^]]+)\]\(\.\./tests/conformance/(?P<file>[\w-]+\.md)\) \|")


@dataclass(frozen=True, slots=True)
class Use:
    """A value in a program: where it stands (names of the author's as `*`), its text, and the constructs it shows."""

    path: str
    text: str
    shows: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table."""

    path: str
    example: str
    file: str
    title: str


def rows_of(page: str) -> list[Row]:
    """The rows of the table."""
    return [Row(found["path"], found["example"].replace("\\|", "|"), found["file"], found["title"]) for found in _ROW.finditer(page)]


# ---------------------------------------------------------------- all constructs there are


@cache
def universe() -> frozenset[str]:
    """Every construct of the language."""
    keys = {construct for path, part in _keys(load_schema("program"), "") for construct in _of_key(path, part)}
    return frozenset(keys | in_sentences()) - REFUSED


@cache
def in_sentences() -> frozenset[str]:
    """Every alternative and keyword of the grammar, by the kind of sentence."""
    return frozenset(f"{start}: {item}" for start in STARTS for item in _reachable(start))


STARTS = tuple(start for start in sentence.STARTS if start not in ("goal", "repeat", "balance", "change"))


def _keys(part: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every key of the schema with its path."""
    for each in _alternatives(part):
        children = dict(each.get("properties", {}))
        if isinstance(each.get("additionalProperties"), dict):
            children["*"] = each["additionalProperties"]
        for name, child in children.items():
            below = f"{path}.{name}" if path else name
            if below in NOT_REPLAYED:
                continue
            if _may_be_text(child):
                yield below, child
            yield from _keys(child, below)
        if "items" in each:
            yield from _keys(each["items"], path)


def _may_be_text(part: Mapping[str, Any]) -> bool:
    """Whether a value can be one piece of text: a key of sections alone is shown by what is in it."""
    return any({"string", "array"} & set(_types(each)) or "enum" in each for each in _alternatives(part))


def _types(part: Mapping[str, Any]) -> list[str]:
    types = part.get("type", ())
    return [types] if isinstance(types, str) else list(types)


def _alternatives(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    resolved = _resolved(part)
    return [resolved, *(each for option in resolved.get("anyOf", ()) for each in _alternatives(option))]


def _resolved(part: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in part:
        target: Any = load_schema("program")
        for step in part["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return {**_resolved(target), **{key: value for key, value in part.items() if key != "$ref"}}
    return part


def _of_key(path: str, part: Mapping[str, Any]) -> set[str]:
    words = [word for each in _alternatives(part) for word in each.get("enum", ()) if isinstance(word, str)]
    return {path} | {f"{path}: {word}" for word in words}


def _reachable(start: str) -> set[str]:
    """Keywords and named alternatives that a kind of sentence can hold."""
    by_origin: dict[str, list[Any]] = {}
    for rule in _parser().rules:
        by_origin.setdefault(rule.origin.name.value if isinstance(rule.origin.name, Token) else rule.origin.name, []).append(rule)
    found, waiting, seen = set(), [start], {start}
    while waiting:
        for rule in by_origin[waiting.pop()]:
            found |= {rule.alias} if rule.alias else set()
            for symbol in rule.expansion:
                name = str(symbol.name)
                if symbol.is_term:
                    found |= {name} if name in _keywords() else set()
                elif name not in seen and name not in OPAQUE:
                    seen.add(name)
                    waiting.append(name)
    return {_shown(item) for item in found}


OPAQUE = {"duration", "amount", "name", "label", "set"}
"""Parts that stand in many kinds of sentence; `duration` and `amount` are kinds of their own."""


@cache
def _keywords() -> frozenset[str]:
    return frozenset(each.name for each in _parser().terminals if each.pattern.type == "str" and each.pattern.value.isalpha())


def _shown(item: str) -> str:
    """A terminal in words, an alternative as it is called."""
    return "time" if item == "__ANON_0" else item.lower()  # lark names no terminal after the token TIME


@cache
def _parser() -> Lark:
    return Lark(
        sentence._GRAMMAR, parser="lalr", lexer="basic", start=[*sentence.STARTS, "stray"], maybe_placeholders=False,
        keep_all_tokens=True,
    )  # fmt: skip


# ---------------------------------------------------------------- what a program uses


def uses_of(program: str) -> list[Use]:
    """All values of a program with the constructs they show."""
    forms = _forms(program)
    found = []
    for path, text in _values(yaml.compose(program, Loader=yaml.BaseLoader), load_schema("program"), ""):
        own = {path, f"{path}: {text}"} & universe()
        found.append(Use(path, text, frozenset(own | forms.get(" ".join(text.split()), set()))))
    return found


def _values(node: yaml.Node, part: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, yaml.ScalarNode):
        yield path, node.value
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _values(item, part, path)
    else:
        assert isinstance(node, yaml.MappingNode)
        named = {name: child for each in _alternatives(part) for name, child in each.get("properties", {}).items()}
        for key, value in node.value:
            name = key.value if key.value in named else "*"
            yield from _values(value, named.get(key.value, _others(part)), f"{path}.{name}" if path else name)
            if name == "*":
                yield path, key.value


def _others(part: Mapping[str, Any]) -> Mapping[str, Any]:
    for each in _alternatives(part):
        if isinstance(each.get("additionalProperties"), dict):
            return each["additionalProperties"]
    return {}


def _forms(program: str) -> dict[str, set[str]]:
    """The sentences of a program, as the checker asks for them: text to the constructs of the grammar in it."""
    found: dict[str, set[str]] = {}
    original = checker.parse_sentence

    def listening(start: str, scalar: Any, names: Mapping[str, str], *more: Any, **options: Any) -> Any:
        answer = original(start, scalar, names, *more, **options)
        if answer[0] is not None and start in STARTS:
            tree = _parsed(start, scalar.text, names)
            items = {node.data if isinstance(node.data, str) else str(node.data) for node in tree.iter_subtrees()}
            items |= {str(token.type) for token in tree.scan_values(lambda value: isinstance(value, Token))}
            shown = {f"{start}: {_shown(item)}" for item in items} & universe()
            found.setdefault(" ".join(scalar.text.split()), set()).update(shown)
        return answer

    checker.parse_sentence = listening  # type: ignore[assignment]
    try:
        check_program(Source("program.yaml", program))
    finally:
        checker.parse_sentence = original
    return found


def _parsed(start: str, text: str, names: Mapping[str, str]) -> Any:
    parser = _parser().parse_interactive(start=start)
    tokens = list(join_names(sentence._words(text), names))
    for token in tokens:
        parser.feed_token(token)
    return parser.feed_eof(tokens[-1])


# ---------------------------------------------------------------- rows for what is missing


def suggestions(blocks: list[Block], rows: list[Row]) -> Iterator[str]:
    """A row for each construct that no row shows, as few as will do; what no block uses is named."""
    uses = [(block, use) for block in blocks for program in block.programs for use in uses_of(program)]
    missing = set(universe()) - {each for row in rows for each in shown_by(row, blocks)}
    candidates = sorted(
        {(use.path, use.text): (use, block) for block, use in reversed(uses)}.values(),
        key=lambda candidate: len(candidate[0].text),
    )
    while missing:
        use, block = max(candidates, key=lambda candidate: len(candidate[0].shows & missing))
        if not use.shows & missing:
            break
        missing -= use.shows
        yield as_row(use, block)
    yield from (f"no block uses `{construct}`" for construct in sorted(missing))


def shown_by(row: Row, blocks: list[Block]) -> frozenset[str]:
    """The constructs that the place a row names shows; none where there is no such place."""
    for block in blocks:
        if (block.file, block.title) == (row.file, row.title):
            shown = [use.shows for program in block.programs for use in uses_of(program) if (use.path, use.text) == (row.path, row.example)]
            return frozenset().union(*shown)
    return frozenset()


def as_row(use: Use, block: Block) -> str:
    """The row of a use."""
    text = use.text.replace("|", "\\|")
    return f"| `{use.path}` | `{text}` | [{block.title}](../tests/conformance/{block.file}) |"


if __name__ == "__main__":
    for line in suggestions(read_blocks(), rows_of(PAGE.read_text(encoding="utf-8"))):
        sys.stdout.write(f"{line}\n")
