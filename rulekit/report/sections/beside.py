"""Variants beside each other: a value of each -> the cells of a row, with the difference to the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle

from rulekit.report.blocks import Cell, Table, TableRow
from rulekit.report.charts import BLUE, GREEN, OLIVE, ORANGE, RED, VIOLET, Colours
from rulekit.report.formats import Format
from rulekit.report.material import plain_name
from rulekit.report.texts import Texts
from rulekit.simulate import Comparison, Variant

Values = Sequence[Fraction | None]
"""One value for each variant; None where it has none."""

MOST_LETTERS = 24
"""Of a name that fits beside a bar."""

COLOURS = (BLUE, ORANGE, GREEN, VIOLET, OLIVE, RED)


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page of variants is written from."""

    found: Comparison
    texts: Texts
    format: Format

    @property
    def variants(self) -> tuple[Variant, ...]:
        """In their order."""
        return self.found.variants

    @property
    def names(self) -> list[str]:
        """What the variants are called in charts: their letters and names."""
        return [f"{letter} · {plain_name(one.name)}" for letter, one in zip(self.found.letters, self.variants, strict=True)]

    @property
    def labels(self) -> list[str]:
        """The same beside bars, where there is little room: a long name is left to the table of variants."""
        return [name if len(name) <= MOST_LETTERS else name.partition(" ")[0] for name in self.names]

    @property
    def colours(self) -> Colours:
        """A colour for each variant."""
        return dict(zip(self.names, cycle(COLOURS), strict=False))

    def is_money(self, wallet: str | None) -> bool:
        """Whether a subject is a wallet of money in any variant."""
        return any(one.is_money for variant in self.variants for one in variant.program.wallets if one.name == wallet)

    def cells(
        self, unit: str, values: Values, *, is_money: bool = False, is_mean: bool = False, better: str = "-"
    ) -> tuple[Cell, ...]:
        """The values as text; behind the first, how much more or less than it and whether that is good (`better`)."""
        first, form = values[0], {"is_money": is_money, "is_mean": is_mean}
        cells = [Cell(self.format.value(unit, first, **form))]
        for value in values[1:]:
            more = None if value is None or first is None else value - first
            change = self.format.signed(unit, more, **form) if more else None
            mood = "even" if not more or better == "-" else "good" if (more > 0) == (better == "higher") else "bad"
            cells.append(Cell(self.format.value(unit, value, **form), None, change, mood))
        return tuple(cells)

    def table(self, caption: str, what: str, rows: Sequence[TableRow], **more: bool) -> Table:
        """A column for each variant behind the column that names the rows."""
        head = (what, *self.found.letters)
        note = self.texts("variants/points_of_percent") if any("%" in _change(cell) for row in rows for cell in row) else None
        return Table(caption, head, tuple(rows), frozenset(range(1, len(head))), note=note, **more)


def _change(cell: str | Cell) -> str:
    return "" if isinstance(cell, str) else cell.change or ""




def exact(value: str | int | None) -> Fraction | None:
    """A number of a summary."""
    return None if value is None else Fraction(value)


