"""Variants beside each other: a value of each -> the cells of a row, with the difference to the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import cycle

from rulekit.kpi.figure import wallet_of
from rulekit.program.model import Wallet
from rulekit.report.blocks import Cell, Table, TableRow
from rulekit.report.charts import BLUE, GREEN, OLIVE, ORANGE, RED, VIOLET, Colours
from rulekit.report.formats import UNKNOWN, Format
from rulekit.report.material import mood_of, plain_name
from rulekit.report.texts import Texts
from rulekit.simulate import Comparison, Variant
from rulekit.simulate.shown import shown

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
        """The same beside bars, where there is little room: of a long name what tells it from those that begin alike."""
        return _shortened(self.names)

    @property
    def colours(self) -> Colours:
        """A colour for each variant."""
        return dict(zip(self.names, cycle(COLOURS), strict=False))

    def is_money(self, subject: str | None) -> bool:
        """Whether a subject is a wallet of money in any variant, or names one."""
        return any(one.is_money for one in self._wallets(subject))

    def decimals(self, subject: str | None) -> int | None:
        """Those of the wallet that a subject is or names; where variants have different ones, the most."""
        return max((one.decimals for one in self._wallets(subject)), default=None)

    def _wallets(self, subject: str | None) -> Iterator[Wallet]:
        name = wallet_of(subject)
        return (one for variant in self.variants for one in variant.program.wallets if one.name == name)

    def cells(
        self, unit: str, values: Values, *, wallet: str | None = None, is_mean: bool = False, better: str = "-"
    ) -> tuple[Cell, ...]:  # fmt: skip
        """The values as text; behind the first, how much more or less than it and whether that is good (`better`).

        `wallet`: whose points they are, in its decimals unless they are means.
        """
        kind = "money" if unit == "points" and self.is_money(wallet) else unit
        of_wallet = self.decimals(wallet) if kind == "points" and not is_mean else None
        numbers, decimals = shown(kind, values, self.format.money_decimals if kind == "money" else of_wallet)
        first = numbers[0]
        cells = [Cell(self._text(kind, first, decimals))]
        for number in numbers[1:]:
            more = None if number is None or first is None else number - first
            change = self._change(kind, more, decimals)
            cells.append(Cell(self._text(kind, number, decimals), None, change, mood_of(more, better)))
        return tuple(cells)

    def _text(self, kind: str, number: Decimal | None, decimals: int) -> str:
        if number is None:
            return UNKNOWN
        if kind == "ratio":
            return self.format.percent(Fraction(number) / 100, decimals)
        return self.format.money(number) if kind == "money" else self.format.number(number, decimals)

    def _change(self, kind: str, more: Decimal | None, decimals: int) -> str | None:
        """How much more or less; of percentages in points."""
        if not more:
            return None
        said = self.format.number(more, decimals) if kind == "ratio" else self._text(kind, more, decimals)
        signed = f"+{said}" if more > 0 else said
        return self.texts("variants/points", number=signed) if kind == "ratio" else signed

    def table(self, caption: str, what: str, rows: Sequence[TableRow]) -> Table:
        """A column for each variant behind the column that names the rows."""
        head = (what, *self.found.letters)
        return Table(caption, head, tuple(rows), frozenset(range(1, len(head))))


def _shortened(names: Sequence[str]) -> list[str]:
    """The letter of each long name, and as many words as fit, those first in which it differs from names that begin like it.

    >>> _shortened(["A · Café Sonne", "B · points: expire 3 months after earning", "C · points: expire 12 months after earning"])
    ['A · Café Sonne', 'B · … 3 months after …', 'C · … 12 months after …']
    >>> _shortened(["B · coffee card: full at 8"])
    ['B · … card: full at 8']
    """
    long = [_words(name) for name in names if len(name) > MOST_LETTERS]
    return [_cut(name, long) if len(name) > MOST_LETTERS else name for name in names]


def _words(name: str) -> list[str]:
    """Those behind the letter."""
    return name.partition(" · ")[2].split(" ")


def _cut(name: str, others: Sequence[list[str]]) -> str:
    """`others`: the words of all long names. The letter alone where no word fits."""
    letter, words = name.partition(" · ")[0], _words(name)
    alike = [other for other in others if other[0] == words[0] and other != words]
    room = MOST_LETTERS - len(f"{letter} · ")
    begin = min((_common(words, other) for other in alike), default=len(words))
    end = max((len(words) - _common(words[::-1], other[::-1]) for other in alike), default=len(words))
    if begin > end or len(_said(words, begin, end)) > room:
        begin = end = len(words)
    while end < len(words) and len(_said(words, begin, end + 1)) <= room:
        end += 1
    while begin and len(_said(words, begin - 1, end)) <= room:
        begin -= 1
    return f"{letter} · {_said(words, begin, end)}" if begin < end else letter


def _common(words: Sequence[str], others: Sequence[str]) -> int:
    """How many first words are the same."""
    pairs = enumerate(zip(words, others, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(words), len(others)))


def _said(words: Sequence[str], begin: int, end: int) -> str:
    """These words, with a sign where some are left out."""
    return " ".join((*(["…"] if begin else []), *words[begin:end], *(["…"] if end < len(words) else [])))


def exact(value: str | int | None) -> Fraction | None:
    """A number of a summary."""
    return None if value is None else Fraction(value)


