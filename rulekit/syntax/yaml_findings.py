"""What is said about YAML that can be read and is refused all the same: place -> finding, with a way out.

Anchors, aliases, tags, merge keys and second documents have no use in a program; duplicate keys, and commas that cut a
sentence inside braces, would lose what the author wrote.
"""

from __future__ import annotations

import re

from rulekit.diagnostics import Diagnostic, Label, Source, Span
from rulekit.syntax.tree import Pair, Scalar

MAX_DEPTH = 32
"""Levels of brackets and indentation that a file may have."""
_UNUSED = "which programs do not use"
_WHOLE = re.compile(r"(?:^|.*[^\w.,])([0-9]+)", re.DOTALL)
_FRACTION = re.compile(r"([0-9]{1,4})(?![0-9.,])(\s*(?:%|[^\W\d_]+))?")
DECIMAL_KEY = re.compile(r"(?:up\s+to\s+)?([0-9]+),\s?([0-9]{1,4}(?:\s+[^\W\d_]+)?)\s*:")
"""A key of a mapping in braces that is a number with a decimal comma: `{ 10,50 EUR: mug }`, `{ up to 10,50 EUR: 1% back }`."""


def empty_file(source: Source) -> Diagnostic:
    """Nothing but white space and comments."""
    help_text = "start with `program:` and the name of your program"
    return Diagnostic("RK108", "the file is empty", source.span(0, 0), help=help_text)


def too_deep(source: Source, start: int, most: int) -> Diagnostic:
    """Brackets or indentation nested beyond the bound."""
    help_text = "a program needs no more than 8 levels; is a bracket or an indentation wrong?"
    return Diagnostic("RK105", f"nested more than {most} levels deep", source.span(start, start + 1), help=help_text)


def too_many(source: Source, start: int, most: int) -> Diagnostic:
    """More keys and values than the bound."""
    help_text = "one program is one file of rules; is this a ledger?"
    return Diagnostic("RK106", f"more than {most} entries", source.span(start, start + 1), help=help_text)


def too_long(source: Source, start: int, size: int, most: int) -> Diagnostic:
    """One text longer than the bound."""
    place = source.span(start, start + 40)
    return Diagnostic("RK107", f"a text of {size} characters", place, help=f"at most {most} are allowed; is a quote missing?")


def duplicate(key: Scalar, first: Scalar) -> Diagnostic:
    """A key that stands in its mapping already; the first stays."""
    labels = (Label(first.span, "first here"), Label(key.span, "here again"))
    return Diagnostic("RK120", f"the key `{key.text}` stands twice", key.span, labels, "keep one of them, or rename one")


def second_document(source: Source, start: int, end: int) -> Diagnostic:
    """`---` below the first document."""
    help_text = "keep one program per file; `---` and `...` separate documents, so remove them"
    return Diagnostic("RK121", "a second document begins here", source.span(start, end), help=help_text)


def directive(source: Source, start: int) -> Diagnostic:
    """`%YAML` and `%TAG`."""
    line = source.text[start:].split("\n", 1)[0].rstrip()
    message = f"a line that begins with `%` is an instruction to YAML, {_UNUSED}"
    return Diagnostic("RK128", message, source.span(start, start + len(line)), help="remove the line")


def tag(source: Source, start: int) -> Diagnostic:
    """`!name` before a value, perhaps behind an anchor."""
    start = source.text.find("!", start)
    written = source.text[start:].split(maxsplit=1)[0]
    help_text = "for `not` write the word `not`; put a text that begins with `!` in single quotes"
    place = source.span(start, start + len(written))
    return Diagnostic("RK122", f"`{written}` is a YAML tag, {_UNUSED}", place, help=help_text)


def anchor(source: Source, start: int, name: str) -> Diagnostic:
    """`&name` before a value, perhaps behind a tag."""
    start = source.text.find("&", start)
    help_text = "remove it; put a text that begins with `&` in single quotes"
    place = source.span(start, start + 1 + len(name))
    return Diagnostic("RK123", f"`&{name}` is a YAML anchor, {_UNUSED}", place, help=help_text)


def alias(source: Source, start: int, end: int) -> Diagnostic:
    """`*name`. One that stands for a single value is followed all the same, so that it causes no other findings."""
    help_text = "write the value out; put a text that begins with `*` in single quotes"
    place = source.span(start, end)
    return Diagnostic("RK124", f"`{place.text}` is a YAML alias, {_UNUSED}", place, help=help_text)


def merge(place: Span) -> Diagnostic:
    """The key `<<`."""
    message = f"`<<` merges another mapping, {_UNUSED}"
    return Diagnostic("RK125", message, place, help="write the keys out where they are needed")


def key_that_is_no_name(place: Span) -> Diagnostic:
    """A list or mapping as a key."""
    help_text = "write `name: value`; a list or mapping cannot be a key"
    return Diagnostic("RK126", "a key must be a plain word or name", place, help=help_text)


def comma_in_braces(key: Scalar, before: Pair | None) -> Diagnostic:
    """A key without a colon inside `{ }`: mostly the end of a sentence that a comma cut off."""
    message = f"`{key.text}` is a key without a value"
    if ":" in key.text:
        help_text = f"write a space behind the colon: `{key.text.replace(':', ': ', 1)}`"
        return Diagnostic("RK127", message, key.span, help=help_text)
    if before is None or not isinstance(before.value, Scalar) or before.value.quoted or before.value.is_missing:
        help_text = f"inside `{{ }}` write `{key.text}: value`, or leave the braces out"
        return Diagnostic("RK127", message, key.span, help=help_text)
    whole = f"{before.key.text}: '{before.value.text}, {key.text}'"
    help_text = f"inside `{{ }}` a comma begins a new entry; put the whole sentence in single quotes: `{whole}`"
    labels = (Label(before.value.span, "does this belong together?"),)
    return Diagnostic("RK127", message, key.span, labels, help_text)


def is_decimal_comma(whole: Scalar, fraction: Scalar) -> bool:
    """Whether a comma in braces stood between the digits of one number: `{ worth: 2,90 EUR }`."""
    if whole.quoted or fraction.quoted or ":" in fraction.text:
        return False
    return bool(_WHOLE.fullmatch(whole.text) and _FRACTION.match(fraction.text))


def decimal_comma(whole: Scalar, fraction: Scalar) -> Diagnostic:
    """The number cut at its comma; its unit, if it has one, stands in the help."""
    before, behind = _WHOLE.fullmatch(whole.text), _FRACTION.match(fraction.text)
    assert before is not None, "`is_decimal_comma` said so"
    assert behind is not None, "`is_decimal_comma` said so"
    start, end = whole.offsets[before.start(1)], fraction.offsets[behind.end(1)]
    return _comma_for_point(whole.source.span(start, end), f"{before[1]}.{behind[1]}", behind[2] or "")


def decimal_comma_in_key(source: Source, start: int) -> Diagnostic:
    """The same in a key; what stands behind the comma is read as the key."""
    found = DECIMAL_KEY.match(source.text, start)
    assert found is not None, "the reader looked"
    return _comma_for_point(source.span(found.start(1), found.end(2)), f"{found[1]}.{found[2]}", "")


def _comma_for_point(place: Span, number: str, unit: str) -> Diagnostic:
    help_text = f"write `{number}{unit}` with a point"
    if re.match(r"[0-9]+\.[0-9]{3}(?![0-9])", number):
        help_text = f"write `{number.replace('.', '', 1)}{unit}`, or `{number}{unit}` with a point"
    return Diagnostic("RK143", f"`{place.text}` has a decimal comma", place, help=help_text)


def number_sign(comment: Span) -> Diagnostic:
    """`menu #1`: to YAML ` #` begins a comment, so only `menu` is read. A comment seldom begins with a digit."""
    help_text = "put the whole value in single quotes; if this is a comment, write a space behind `#`"
    return Diagnostic("RK129", f"`{comment.text}` is read as a comment", comment, help=help_text)


def is_cause(finding: Diagnostic, explained: Diagnostic) -> bool:
    """Whether both are one mistake: `*5 EUR` is an alias with text behind it, `menu #1: x` a key cut off by a comment."""
    same_line = finding.span and explained.span and finding.span.line == explained.span.line
    return bool(same_line and (finding.code, explained.code) in (("RK124", "RK116"), ("RK129", "RK118")))
