"""What a report is made of: sections with blocks, plain data. Every text in it is text, never markup; the template escapes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

MOST_ON_PAPER = 8
"""Rows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; `lang` where it is not in the language of the page.

    `change`: how much more or less it is than another, and `mood` whether that is good, bad or neither (even).
    """

    text: str
    lang: str | None = None
    change: str | None = None
    mood: str = "even"


TableRow = tuple[str | Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first column names the row; those numbered in `numbers` (from 0) are set flush right.

    `total`: the last row is a sum; `folded`: it opens when somebody wants to see it. `stacked`: on a phone a row is a paragraph
    that shows the last two numbers alone, and ends with the last cell.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[TableRow, ...]
    numbers: frozenset[int]
    total: bool = False
    folded: bool = False
    note: str | None = None
    stacked: bool = False

    @property
    def is_small(self) -> bool:
        """Whether paper has room for it below its chart."""
        return len(self.rows) <= MOST_ON_PAPER


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite spec, what it shows in a sentence, and the table behind it; `note` says what to mind.

    `colours`: its series and the colours they have in the style sheet; `wide`: it scrolls in its frame on a narrow screen.
    """

    kind: ClassVar[str] = "chart"
    title: str
    says: str
    spec: Mapping[str, Any]
    table: Table
    colours: Mapping[str, str] = field(default_factory=dict)
    wide: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A headline figure: its value, how it changed (`mood`: good, bad, even), its course, what it means, what would be good.

    `of`: the count behind a share; `so_far`: its value in the period that is not over; `usual`: what is usual elsewhere, and who
    says so.
    """

    name: str
    value: str
    of: str | None
    change: str | None
    mood: str
    so_far: str | None
    spark: str | None
    means: str
    good: str
    usual: str | None


@dataclass(frozen=True, slots=True)
class Cards:
    """The headline figures; `title` says of which period they are."""

    kind: ClassVar[str] = "cards"
    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with its sentences, in a list of such; `mind`: what its flags say."""

    name: str
    value: str
    means: str
    good: str
    usual: str | None
    mind: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Some figures of the whole time, under a heading of their own."""

    kind: ClassVar[str] = "facts"
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph; `stressed` where nobody may miss it."""

    kind: ClassVar[str] = "prose"
    text: str
    stressed: bool = False


@dataclass(frozen=True, slots=True)
class Notes:
    """A list of remarks."""

    kind: ClassVar[str] = "notes"
    title: str
    lines: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names and values, for what is copied rather than read. A value of several lines is a command to type."""

    kind: ClassVar[str] = "pairs"
    pairs: tuple[tuple[str, str], ...]


Block = Table | Chart | Cards | Facts | Prose | Notes | Pairs


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence on how to read what follows, and the blocks."""

    id: str
    heading: str
    lead: str
    blocks: tuple[Block, ...]
