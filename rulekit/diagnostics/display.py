"""How text looks on a terminal: any text -> visible characters with known widths, cut around the place of interest.

Invariant: nothing that could steer a terminal gets out: every control or direction character becomes a visible sign.
"""

from __future__ import annotations

import unicodedata
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
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
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
    """A line of at most about `most` columns, with the characters [start, end) in it as far as they fit."""
    first, last = _window(len(line), min(start, len(line)), min(end, len(line)), most)
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
