"""I11: what is printed parses to the same tree; a formatted program is the same program, comments and all; formatting ends."""

import re
from dataclasses import replace
from typing import Any

import lark
import pytest
from generators.programs import programs, yaml_text
from hypothesis import given, settings
from hypothesis import strategies as st

from rulekit.diagnostics import Source
from rulekit.semantics import check_program, format_program
from rulekit.syntax.print_sentence import print_sentence
from rulekit.syntax.sentence import MAX_TREE_DEPTH, STARTS, parse_text, sentence_parser

NAMES = {
    "points": "unit", "EUR": "currency", "bonus miles": "wallet", "Gold": "tier", "free coffee": "reward", "2 for 1": "reward",
    "half-price menu": "reward", "A & B": "segment", "10% off": "reward", "app": "choice", "last order": "segment",
    "member.shoe size": "attribute",
}  # fmt: skip
WORDS = {
    "NAME": tuple(sorted(set(NAMES) - {"member.shoe size"})),
    "UNKNOWN": ("Platin", "free cofee", "out-door", "Ärzte"),
    "PATH": ("basket.total", "line.sku", "purchase.channel", "member.tier", "member.shoe size"),
    "TEXT": ('"cake"', "'cake'", "'say \"hi\"'", '"it\'s"', '"a  b"', '"Gold"', '"and"', '"5 EUR"', '"#1: x"'),
    "NUMBER": ("1", "12", "3.50"),
}


DEEPEST = 14
"""Beyond this many rules in each other only the shortest way to an end is taken."""


def _terminals() -> dict[str, st.SearchStrategy[str]]:
    """A strategy for each kind of token; words do not run together, signs may."""
    found = {}
    for terminal in sentence_parser().terminals:
        fixed = (terminal.pattern.value,) if terminal.pattern.type == "str" else None
        texts = fixed or WORDS.get(terminal.name)
        found[terminal.name] = st.sampled_from(texts) if texts else st.from_regex(terminal.pattern.to_regexp(), fullmatch=True)
    found |= {name: st.sampled_from(WORDS[name]) for name in ("NAME", "UNKNOWN")}
    return found


TERMINALS = _terminals()
RULES: dict[str, list[tuple[str, ...]]] = {}
for one in sentence_parser().rules:
    RULES.setdefault(one.origin.name, []).append(tuple(symbol.name for symbol in one.expansion))
HEIGHTS = dict.fromkeys(TERMINALS, 0)
while len(HEIGHTS) < len(TERMINALS) + len(RULES):
    for origin, expansions in RULES.items():
        known = [max((HEIGHTS[name] for name in expansion), default=0) for expansion in expansions if HEIGHTS.keys() >= {*expansion}]
        HEIGHTS |= {origin: 1 + min(known)} if known and origin not in HEIGHTS else {}


@st.composite
def sentences(draw: Any, start: str) -> str:
    """A text of one kind of sentence, by every way through the grammar, spaced in every way."""
    words: list[str] = []
    ahead = [(start, 0)]
    while ahead:
        name, depth = ahead.pop()
        if name in RULES:
            choices = RULES[name]
            if depth > DEEPEST:
                choices = [min(choices, key=lambda expansion: max((HEIGHTS[part] for part in expansion), default=0))]
            ahead += [(part, depth + 1) for part in reversed(draw(st.sampled_from(choices)))]
        else:
            word = draw(TERMINALS[name])
            run_together = words and words[-1][-1].isalnum() and (word[0].isalnum() or word[0] == "'")
            words += [draw(st.sampled_from((" ", "  ", "\n") if run_together else ("", " "))), word]
    return "".join(words)


def same(part: Any) -> Any:
    """A tree as nested tuples, in which `per EUR` and `per 1 EUR` are one, as are both kinds of quotes."""
    if isinstance(part, lark.Token):
        return part.type, re.sub(r"^'([^\"]*)'$", r'"\1"', part.value) if part.type == "TEXT" else part.value
    children = [child for child in part.children if part.data != "per_money" or child != "1"]
    return str(part.data), tuple(map(same, children))


@pytest.mark.parametrize("start", STARTS)
def test_a_printed_sentence_is_the_same_sentence(start: str) -> None:
    @settings(max_examples=max(30, settings.default.max_examples // 2))
    @given(sentences(start))
    def check(text: str) -> None:
        tree = parse_text(start, text, NAMES)
        if tree is None or _depth(tree) > MAX_TREE_DEPTH:
            return  # words side by side that fold to another name
        printed = " ".join(print_sentence(start, tree, text, NAMES))
        again = parse_text(start, printed, NAMES)
        assert again is not None
        assert same(again) == same(tree)
        assert " ".join(print_sentence(start, again, printed, NAMES)) == printed
        if "'say \"hi\"'" not in printed and '"' not in printed:
            assert not re.search(r"\s\s|\( | \)|,\S| ,", printed), printed

    check()


def _depth(part: Any) -> int:
    return 1 + max(map(_depth, part.children), default=0) if isinstance(part, lark.Tree) else 0


# ---------------------------------------------------------------- whole programs


class Untidy:
    """Writes a program down as people do: braces or lines, any quotes, any indentation, comments and blank lines anywhere."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.comments = 0

    def chance(self, out_of: int) -> bool:
        return bool(self.draw(st.integers(0, out_of - 1)) == out_of - 1)

    def comment(self) -> str:
        self.comments += 1
        return f"#{' ' if self.chance(2) else ''}c{self.comments}: 'x' {{"

    def above(self, indent: str) -> list[str]:
        found = [""] * self.draw(st.sampled_from((0, 0, 0, 1, 3)))
        return [*found, (indent if self.chance(2) else "  ") + self.comment()] if self.chance(6) else found

    def behind(self) -> str:
        return f"{' ' * self.draw(st.integers(1, 4))}{self.comment()}" if self.chance(6) else " " * self.chance(4)

    def scalar(self, text: str, *, in_braces: bool) -> str:
        text = str(text)
        safe = re.fullmatch(r"[^\W_][\w .:/%=<>+*()\"-]*", text) and ": " not in text and not text.endswith((" ", ":"))
        if safe and not (in_braces and self.chance(2)):
            return text
        return "'" + text.replace("'", "''") + "'"

    def flow(self, value: Any) -> str:
        gap = self.draw(st.sampled_from(("", " ", "\n          ", f"  {self.comment()}\n          " if self.chance(4) else " ")))
        if isinstance(value, dict):
            entries = [f"{self.scalar(key, in_braces=True)}: {self.flow(one)}" for key, one in value.items()]
            return "{" + gap + f",{gap or ' '}".join(entries) + gap + "}"
        if isinstance(value, list):
            return "[" + gap + f",{gap}".join(self.scalar(one, in_braces=True) for one in value) + gap + "]"
        return self.scalar(value, in_braces=True)

    def lines(self, spec: Any, indent: str) -> list[str]:
        step = " " * self.draw(st.integers(1, 5))
        found = []
        for key, value in spec.items():
            head = f"{indent}{self.scalar(key, in_braces=False)}:"
            found += self.above(indent)
            if isinstance(value, dict) and value and not self.chance(3):
                found += [head + self.behind(), *self.lines(value, indent + step)]
            elif isinstance(value, list) and value and self.chance(2):
                found.append(head + self.behind())
                found += [f"{indent}{step}-  {self.scalar(one, in_braces=False)}{self.behind()}" for one in value]
            elif isinstance(value, dict | list):
                found.append(f"{head} {self.flow(value)}{self.behind()}")
            else:
                found.append(f"{head}{step}{self.scalar(value, in_braces=False)}{self.behind()}")
        return found + self.above(indent)


@given(st.data())
def test_a_formatted_program_is_the_same_program(data: st.DataObject) -> None:
    spec = data.draw(programs())
    untidy = Untidy(data.draw)
    text = ("\r\n" if untidy.chance(4) else "\n").join(untidy.lines(spec, ""))
    program, findings = check_program(Source("untidy", text))
    assert program is not None, (findings, text)
    tidy, _ = format_program(Source("untidy", text))
    assert tidy is not None
    assert check_program(Source("tidy", tidy))[0] == program, tidy
    plain = check_program(Source("plain", yaml_text(spec)))[0]
    assert plain is not None
    assert replace(plain, hash=program.hash) == program
    assert format_program(Source("tidy", tidy))[0] == tidy
    assert re.findall(r"# ?c\d+:.*", tidy) == [one.rstrip() for one in re.findall(r"# ?c\d+:.*", text)]
    assert not re.search(r"[ \t\r]\n|\n\n\n|\A\n|\n\n\Z", tidy)
