"""Reads the small sentences of a mapping: text + the ledger's columns -> a condition or a term.

No general language: columns, plain numbers, texts, nothing else. Length, depth and factors are bounded; a fault says where in the
sentence it stands. A known column is recognised as it is written in the header, blanks and brackets included.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rulekit.ledger.mapping_file import MOST_SHOWN, meant
from rulekit.ledger.mapping_sentence import Both, Column, Comparison, Condition, Constant, Not, Product, Sum, Term, Test
from rulekit.values.money import parse_amount

MOST_CHARACTERS = 500
MOST_DEPTH = 20
MOST_FACTORS = 4


class SentenceFault(Exception):  # noqa: N818  a fault of the author's text, turned into a diagnostic by the caller
    """What is wrong with a sentence and where: characters [start, end) of its text. `unknown` is a column that does not exist."""

    def __init__(self, message: str, start: int, end: int, *, help_text: str | None = None, unknown: bool = False) -> None:
        super().__init__(message)
        self.start = start
        self.end = max(end, start + 1)
        self.help_text = help_text
        self.unknown = unknown


def read_condition(text: str, columns: Sequence[str]) -> Condition:
    """Read a condition; raises SentenceFault.

    >>> read_condition('invoice starts with "C"', ["invoice"])
    Test(column='invoice', comparison='starts with', texts=('C',), numbers=(None,))
    """
    reader = _Reader(text, columns)
    condition = reader.condition(0)
    reader.end("`and`, `or` or the end of the condition", "a text of several words may stand in double quotes")
    return condition


def read_term(text: str, columns: Sequence[str]) -> Term:
    """Read a column or a calculation; raises SentenceFault.

    >>> read_term("quantity * unit_price", ["quantity", "unit_price"])
    Product(parts=(Column(name='quantity'), Column(name='unit_price')))
    """
    if text.strip() in columns:
        return Column(text.strip())
    reader = _Reader(text, columns)
    term = reader.sum(0)
    reader.end("`+`, `-` or `*`", "e.g. `quantity * unit_price`; there is no division")
    return term


_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"[^\s()\[\],=!<>\"*+]+")
_STRING = re.compile(r'"((?:[^"]|"")*)"')
_NUMBER = re.compile(r"-?[0-9]{1,10}(?:\.[0-9]{1,4})?(?![\w.])")
_DECIMAL_COMMA = re.compile(r"(-?[0-9]+),([0-9]+)")
_COMPARISONS: tuple[tuple[str, Comparison, bool], ...] = (
    ("does not start with", "starts with", True),
    ("does not end with", "ends with", True),
    ("does not contain", "contains", True),
    ("starts with", "starts with", False),
    ("ends with", "ends with", False),
    ("contains", "contains", False),
    ("is not empty", "is empty", True),
    ("is empty", "is empty", False),
    ("is not in", "=", True),
    ("is in", "=", False),
    ("not in", "=", True),
    ("in", "=", False),
    ("is not", "!=", False),
    ("is", "=", False),
    ("!=", "!=", False),
    ("<=", "<=", False),
    (">=", ">=", False),
    ("=", "=", False),
    ("<", "<", False),
    (">", ">", False),
)
_KEYWORDS = frozenset(("and", "or", "not", "is", "in", "starts", "ends", "contains", "does"))


class _Reader:
    """One pass over a sentence from left to right."""

    def __init__(self, text: str, columns: Sequence[str]) -> None:
        self.text = text
        self.columns = columns
        self.by_length = sorted((name for name in columns if name), key=len, reverse=True)
        self.position = 0
        if len(text) > MOST_CHARACTERS:
            raise SentenceFault(f"the sentence is longer than {MOST_CHARACTERS} characters", 0, MOST_CHARACTERS)

    def condition(self, depth: int) -> Condition:
        parts = [self._all(depth)]
        while self._word("or"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Both(tuple(parts), every=False)

    def sum(self, depth: int) -> Term:
        parts = [(self._product(depth), True)]
        while sign := self._sign("+-"):
            parts.append((self._product(depth), sign == "+"))
        return parts[0][0] if len(parts) == 1 else Sum(tuple(parts))

    def end(self, expected: str, help_text: str) -> None:
        self._skip()
        comma = next((one for one in _DECIMAL_COMMA.finditer(self.text) if one.start() < self.position < one.end()), None)
        if comma is not None:
            mend = f"write `{comma[1]}.{comma[2]}`: in a mapping numbers have a point, whatever the file has"
            raise SentenceFault(f"`{comma[0]}` has a decimal comma", comma.start(), comma.end(), help_text=mend)
        if self.position < len(self.text):
            raise self._fault(f"expected {expected}", help_text)

    def _all(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self._word("and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Both(tuple(parts), every=True)

    def _one(self, depth: int) -> Condition:
        self._check_depth(depth)
        if self._column_length() == 0:
            if self._word("not"):
                return Not(self._one(depth + 1))
            if self._sign("("):
                part = self.condition(depth + 1)
                self._close(")")
                return part
        return self._test()

    def _test(self) -> Condition:
        column = self._column("a column")
        self._skip()
        for words, comparison, opposite in _COMPARISONS:
            if self._words(words):
                test = self._compared(column, words, comparison)
                return Not(test) if opposite else test
        raise self._fault("expected a comparison", "e.g. `=`, `<`, `starts with`, `in [A, B]`, `is empty`")

    def _compared(self, column: str, words: str, comparison: Comparison) -> Test:
        if comparison == "is empty":
            return Test(column, comparison)
        if words == "in" or words.endswith(" in"):
            values = self._list()
        else:
            start = self.position
            values = [self._value()]
            if comparison in ("<", "<=", ">", ">=") and values[0][1] is None:
                raise SentenceFault(
                    "expected a number to compare with",
                    self._after_space(start),
                    self.position,
                    help_text="e.g. `quantity < 0`",
                )
        if comparison in ("starts with", "ends with", "contains"):
            values = [(text, None) for text, _ in values]
        return Test(column, comparison, tuple(text for text, _ in values), tuple(number for _, number in values))

    def _list(self) -> list[tuple[str, int | None]]:
        if not self._sign("["):
            raise self._fault("expected a list", "e.g. `in [A, B, C]`")
        values = [self._value()]
        while self._sign(","):
            values.append(self._value())
        self._close("]")
        return values

    def _value(self) -> tuple[str, int | None]:
        """A text or a number: quoted text is always text, a bare number also a number."""
        self._skip()
        quoted = _STRING.match(self.text, self.position)
        if quoted:
            self.position = quoted.end()
            return quoted.group(1).replace('""', '"'), None
        start = self.position
        words: list[str] = []
        while True:
            self._skip()
            word = _WORD.match(self.text, self.position)
            if not word or (word.group() in ("and", "or") and words):
                break
            words.append(word.group())
            self.position = word.end()
        if not words:
            raise self._fault("expected a value", 'e.g. `C`, `"Gift card"` or `0`')
        text = " ".join(words)
        return text, parse_amount(text) if _NUMBER.fullmatch(self.text[start : self.position].strip()) else None

    def _product(self, depth: int) -> Term:
        parts = [self._factor(depth)]
        while self._sign("*"):
            parts.append(self._factor(depth))
            if len(parts) > MOST_FACTORS:
                raise self._fault(f"more than {MOST_FACTORS} factors")
        return parts[0] if len(parts) == 1 else Product(tuple(parts))

    def _factor(self, depth: int) -> Term:
        self._check_depth(depth)
        if self._column_length() == 0:
            if self._sign("("):
                term = self.sum(depth + 1)
                self._close(")")
                return term
            self._skip()
            number = _NUMBER.match(self.text, self.position)
            if number:
                self.position = number.end()
                value = parse_amount(number.group())
                assert value is not None, "the pattern is that of amounts"
                return Constant(value)
        return Column(self._column("a column or a number"))

    def _column(self, expected: str) -> str:
        """A column: the longest known name that stands here, or a quoted one."""
        length = self._column_length()
        self._skip()
        start = self.position
        if length:
            self.position += length
            return self.text[start : self.position]
        quoted = _STRING.match(self.text, start)
        if quoted:
            self.position = quoted.end()
            return self._known(quoted.group(1).replace('""', '"'), start)
        end = start
        while (word := _WORD.match(self.text, self._after_space(end))) and word.group() not in _KEYWORDS and word.group() != "-":
            end = word.end()
        if end == start:
            raise self._fault(f"expected {expected}")
        self.position = end
        return self._known(self.text[start:end], start)

    def _known(self, name: str, start: int) -> str:
        if name in self.columns:
            return name
        message = f"the ledger has no column `{name[:MOST_SHOWN]}`"
        raise SentenceFault(message, start, self.position, help_text=meant(name, self.columns, "it has"), unknown=True)

    def _column_length(self) -> int:
        """How long the known column name is that stands here; 0 without one."""
        self._skip()
        for name in self.by_length:
            end = self.position + len(name)
            if self.text.startswith(name, self.position) and not (name[-1].isalnum() and self.text[end : end + 1].isalnum()):
                following = self.text[end : end + 1]
                if following != "_" or name[-1] == "_":
                    return len(name)
        return 0

    def _word(self, word: str) -> bool:
        return self._words(word)

    def _words(self, words: str) -> bool:
        self._skip()
        pattern = r"\s+".join(re.escape(word) for word in words.split(" ")) + (r"(?![\w])" if words[-1].isalpha() else "")
        match = re.compile(pattern).match(self.text, self.position)
        if match:
            self.position = match.end()
        return match is not None

    def _sign(self, signs: str) -> str | None:
        self._skip()
        found = self.text[self.position : self.position + 1]
        if found and found in signs:
            self.position += 1
            return found
        return None

    def _close(self, sign: str) -> None:
        if not self._sign(sign):
            raise self._fault(f"expected `{sign}`")

    def _skip(self) -> None:
        self.position = self._after_space(self.position)

    def _after_space(self, position: int) -> int:
        match = _SPACE.match(self.text, position)
        assert match is not None, "the pattern also matches nothing"
        return match.end()

    def _check_depth(self, depth: int) -> None:
        if depth > MOST_DEPTH:
            raise self._fault("the sentence is nested too deeply")

    def _fault(self, message: str, help_text: str | None = None) -> SentenceFault:
        self._skip()
        return SentenceFault(message, self.position, self.position + 1, help_text=help_text)
