"""Where each character of a YAML scalar stands in the file: (source text, value as YAML reads it) to offsets.

YAML folds lines, doubles quotes and knows escapes, so the value is not a slice of the file. The value is right as it
is; here it is laid beside the source, character by character. Invariant: one offset per character and one for the end,
never decreasing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_BLANKS = re.compile(r"[ \t]*(?:\r?\n[ \t]*)+")
_BREAK = re.compile(r"\r?\n")
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r?\n|.)")


def scalar_offsets(text: str, start: int, end: int, style: str | None, value: str) -> Sequence[int]:
    """Lay `value` beside `text[start:end]`, a scalar as written, quotes and header included.

    `style` is YAML's: a single or double quote, `|`, `>`, or nothing for a plain scalar.

    >>> list(scalar_offsets("a: 'it''s'", 3, 10, "'", "it's"))
    [4, 5, 6, 8, 9]
    """
    if style in ("|", ">"):
        return _block(text, start, end, value)
    if style in ("'", '"'):
        start, end = start + 1, end - 1
    if text[start:end] == value:
        return range(start, end + 1)
    return _flow(text, start, end, style or "", len(value))


def _flow(text: str, start: int, end: int, style: str, size: int) -> tuple[int, ...]:
    """Plain and quoted scalars that hold line breaks or escapes."""
    offsets: list[int] = []
    position = start
    while position < end:
        blanks = _BLANKS.match(text, position, end)
        if blanks:
            breaks = [position + match.start() for match in _BREAK.finditer(blanks.group())]
            offsets.extend(breaks[1:] or breaks)
            position = blanks.end()
        elif style == '"' and text[position] == "\\":
            position = _escape(text, position, end, offsets)
        else:
            offsets.append(position)
            position += 2 if style == "'" and text[position] == "'" else 1
    assert len(offsets) == size, "the scalar and its source do not match"
    return (*offsets, end)


def _escape(text: str, position: int, end: int, offsets: list[int]) -> int:
    """One escape of a double-quoted scalar: appends the offsets of its characters, returns the position behind it."""
    match = _ESCAPE.match(text, position, end)
    assert match is not None, "the YAML reader accepts no other escape"
    if not match.group().endswith("\n"):
        offsets.append(position)
        return match.end()
    blanks = re.compile(r"[ \t]*(?:\r?\n[ \t]*)*").match(text, match.end(), end)
    assert blanks is not None, "the pattern also matches nothing"
    offsets.extend(blanks.start() + found.start() for found in _BREAK.finditer(blanks.group()))
    return blanks.end()


def _block(text: str, start: int, end: int, value: str) -> tuple[int, ...]:
    """Literal (`|`) and folded (`>`) scalars: content without indentation, its breaks kept, folded or chopped."""
    lines = _lines(text, start, end)
    indent = _indent(lines, text, value)
    offsets: list[int] = []
    breaks: list[int] = []
    for first, last in lines:
        if last - first > indent:
            offsets.extend(_kept(breaks, value, len(offsets)))
            offsets.extend(range(first + indent, last))
            breaks = []
        breaks.append(last)
    offsets.extend(breaks[: len(value) - len(offsets)])
    assert len(offsets) == len(value), "the block text and its source do not match"
    return (*offsets, offsets[-1] + 1 if offsets else end)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Start and end (without the break) of every line below the header."""
    lines = []
    header = _BREAK.search(text, start, end)
    position = header.end() if header else end
    while position < end:
        found = _BREAK.search(text, position, end)
        lines.append((position, found.start() if found else end))
        position = found.end() if found else end
    return lines


def _indent(lines: list[tuple[int, int]], text: str, value: str) -> int:
    """How many leading spaces are indentation: what the first line has more of in the file than in the value."""
    content = value.lstrip(" \n")
    own = len(value) - len(content) - (value.rfind("\n", 0, len(value) - len(content)) + 1)
    for first, last in lines:
        line = text[first:last]
        if line.strip(" "):
            return len(line) - len(line.lstrip(" ")) - own
    widest = max((last - first for first, last in lines), default=0)
    return widest - max(map(len, value.split("\n")))


def _kept(breaks: list[int], value: str, position: int) -> list[int]:
    """Which breaks between two content lines stand in the value: one folded to a space, or some kept as they are."""
    if not breaks:
        return []
    if value[position : position + 1] == " ":
        return breaks[:1]
    count = 0
    while value[position + count : position + count + 1] == "\n":
        count += 1
    return breaks[len(breaks) - count :] if count else []
