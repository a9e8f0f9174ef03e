"""How text looks on a terminal: any text -> visible characters with known widths, in columns, in lines, cut around a place.

Invariant: nothing that could steer a terminal gets out: every control or direction character becomes a visible sign.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

TAB = "    "
ELLIPSIS = "…"


def visible(text: str) -> str:
    r"""The text with tabs as spaces and what cannot be seen as a sign.

    >>> visible("a\tb\x1b[31m")
    'a    b␛[31m'
    """
    return "".join(_sign(character) for character in text) if not (text.isascii() and text.isprintable()) else text


def display_width(text: str) -> int:
    """How many terminal columns visible text takes.

    >>> display_width("Café"), display_width("日本"), display_width("👍")
    (4, 4, 2)
    """
    return len(text) if text.isascii() else sum(_width(character) for character in text)


def widest(texts: Iterable[str]) -> int:
    """How many terminal columns the widest of some texts takes; 0 where there are none."""
    return max(map(display_width, texts), default=0)


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Visible text with blanks up to so many terminal columns, flush left or flush right.

    >>> padded("日本", 6), padded("日本", 6, right=True)
    ('日本  ', '  日本')
    """
    blanks = " " * (columns - display_width(text))
    return blanks + text if right else text + blanks


def wrap(text: str, columns: int, indent: int) -> str:
    """Visible text in lines of so many terminal columns, the further ones indented; a word longer than that stays whole.

    >>> print(wrap("日本 sells points", 11, 2))
    日本 sells
      points
    """
    lines = [""]
    for word in re.findall(" *[^ ]+", text):
        if lines != [""] and display_width(lines[-1] + word) > columns:
            lines.append(" " * indent + word.lstrip(" "))
        else:
            lines[-1] += word
    return "\n".join(lines)


def _sign(character: str) -> str:
    point = ord(character)
    if character == "\t":
        return TAB
    if point < 0x20:
        return chr(0x2400 + point)
    if point == 0x7F:
        return "\u2421"
    hidden = unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp", "Cn", "Co") or (
        unicodedata.category(character) == "Cf" and character not in "\u200c\u200d\u00ad"
    )
    return f"<U+{point:04X}>" if hidden else character


def _width(character: str) -> int:
    """0 for what joins the letter before it: marks, and the vowels and ends of a Korean syllable in parts."""
    joins = unicodedata.category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff"
    if joins and character != "\u00ad":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@dataclass(frozen=True, slots=True)
class DisplayLine:
    """One line of a source as shown, from its character `first` on.

    `cells[i]`: the terminal column where character `first + i` begins; one more for the end.
    """

    text: str
    first: int
    cells: tuple[int, ...]

    def range(self, start: int, end: int) -> tuple[int, int]:
        """Terminal columns [first, last) of characters [start, end), at least one wide, clamped to what is shown."""
        begin, stop = self._cell(start), self._cell(end)
        return begin, max(stop, begin + 1)

    def _cell(self, position: int) -> int:
        if position < self.first:
            return 0
        return self.cells[min(position - self.first, len(self.cells) - 1)]


def display_line(line: str, start: int, end: int, most: int) -> DisplayLine:
    """A line of at most `most` columns and the signs of a cut, with the characters [start, end) in it as far as they fit."""
    place, count = (min(start, len(line)), min(end, len(line))), most
    first, last = _window(len(line), *place, count)
    while (columns := display_width(visible(line[first:last]))) > most:
        count = count * most // columns
        first, last = _window(len(line), *place, count)
    text = ELLIPSIS if first > 0 else ""
    cells = []
    column = display_width(text)
    for character in line[first:last]:
        cells.append(column)
        shown = visible(character)
        text += shown
        column += display_width(shown)
    cells.append(column)
    return DisplayLine(text + (ELLIPSIS if last < len(line) else ""), first, tuple(cells))


def _window(size: int, start: int, end: int, most: int) -> tuple[int, int]:
    """Which characters of a line are shown: all, or a stretch that begins a little before the place."""
    if size <= most:
        return 0, size
    if end <= most - most // 6:
        return 0, most
    first = max(0, min(start - most // 3, end - most // 2))
    if end - first > most:
        first = max(0, start - most // 6)
    return first, min(size, first + most)
