"""Variants side by side in a terminal: one column each, with the difference to the first; as many beside each other as fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from rulekit.cli import console
from rulekit.cli.summary_text import grouped, table
from rulekit.diagnostics.display import visible, widest
from rulekit.kpi import catalogue
from rulekit.kpi.figure import NOTES
from rulekit.semantics.currencies import CURRENCIES
from rulekit.simulate import Comparison
from rulekit.simulate.compare import FIRST_REWARD, HELD, REWARD_LINES, WALLET_LINES, FigureKey, figure_keys
from rulekit.simulate.shown import shown

FIGURES = (
    "reward_cost_ratio", "effective_reward_rate", "time_to_first_reward", "cards.completion", "budget.used", "earn_rate",
    "redemption_rate", "breakage.expired", "breakage.expected", "liability.expected", "liability.cost",
)  # fmt: skip
"""Figures that a program changes while the purchases stay; a line below says where all others are."""

Row = list[str]


def variants_text(found: Comparison) -> str:
    """The names of the variants, the table, and what to mind."""
    legend = [f"{letter}  {visible(one.name)}" for letter, one in zip(found.letters, found.variants, strict=True)]
    rows = [*_things(found), *_figures(found), *_members(found)]
    parts = ["\n".join(legend), *("\n".join(table(part)) for part in _folded([["", *found.letters], *rows], console.width()))]
    if any(one.members["mixed"] for one in found.variants):
        parts.append("mixed: more of one thing and less of another, which no money weighs")
    if any(" pp)" in cell for row in rows for cell in row):
        parts.append("pp: percentage points; from 2 % to 3 % is +1 pp")
    parts += map(console.wrapped, (*_flagged(found), *found.notes))
    left_out = "not shown: " + ("" if found.by is None else "the figures of each period and ") + "all other figures: --format csv"
    return "\n\n".join([*parts, console.wrapped(HELD), left_out])


def _folded(rows: list[Row], width: int) -> Iterator[list[Row]]:
    """Tables that are no wider than this: the name and the first variant in each, and as many others as fit."""
    widths = [widest(column) + 2 for column in zip(*rows, strict=True)]
    ends, used = [2], sum(widths[:2]) - 2
    for place in range(2, len(widths)):
        if used + widths[place] > width and place > ends[-1]:
            ends.append(place)
            used = sum(widths[:2]) - 2
        used += widths[place]
    for start, end in pairwise([*ends, len(widths)]):
        yield [[*row[:2], *row[start:end]] for row in rows]


def _things(found: Comparison) -> Iterator[Row]:
    """Wallets, rewards, declined wishes and levels of any variant; lines that are zero in all of them are left out."""
    currency = found.variants[0].program.currency
    for group, keys in (("wallets", WALLET_LINES), ("rewards", REWARD_LINES)):
        for name in dict.fromkeys(name for one in found.variants for name in one.summary[group]):
            lines = []
            for key in keys:
                values = [one.summary[group].get(name, {}).get(key) for one in found.variants]
                label = f"{key.replace('_', ' ')}{f' {currency}' if key in ('liability', 'cost') else ''}"
                lines += [_row(label, [None if value is None else str(value) for value in values])]
            if group == "rewards" and any(one.summary[group].get(name, {}).get("lapsed") for one in found.variants):
                lines += [_row(f"cost if all were used {currency}", [one.tally.cost_if_used.get(name) for one in found.variants])]
            yield from _under(found, visible(name), lines)
    wishes = [_row(visible(wish), list(map(str, counts))) for wish, counts in found.wishes.items()]
    yield from _under(found, "declined wishes", wishes)
    levels = dict.fromkeys(level for one in found.variants for level in one.summary["tiers"])
    counts = {level: [one.summary["tiers"].get(level) for one in found.variants] for level in levels}
    yield from _under(
        found, "members by level",
        [_row(visible(level), [None if n is None else str(n) for n in numbers]) for level, numbers in counts.items()],
    )  # fmt: skip


def _figures(found: Comparison) -> Iterator[Row]:
    """Figures of the whole time in their first scope; those that are null everywhere are left out."""
    lines = []
    for key in _shown_keys(found):
        figures = [one.totals.get(key) for one in found.variants]
        values = [figure.exact if figure else None for figure in figures]
        lines.append([f"  {_named(key)}", *_cells(found, catalogue()[key[0]].unit, values)])
        if key[0] == FIRST_REWARD:
            counts = [f"{grouped(len(one.tally.rewarded))} of {grouped(one.summary['members'])}" for one in found.variants]
            lines.append(["    of the members who got one", *counts])
    yield from _under(found, "figures of the whole time", lines)


def _shown_keys(found: Comparison) -> list[FigureKey]:
    """The figures that the table has room for."""
    keys = figure_keys([one.totals for one in found.variants])
    return [key for key in keys if key[0] in FIGURES and key[1] == catalogue()[key[0]].scopes[0]]


def _named(key: FigureKey) -> str:
    return f"{catalogue()[key[0]].name}{f' ({visible(key[2])})' if key[2] else ''}"


def _flagged(found: Comparison) -> Iterator[str]:
    """What to mind about figures that are shown: which ones, and of which variants where not of all."""
    for flag, note in NOTES.items():
        names: dict[str, dict[str, None]] = {}
        for key in _shown_keys(found):
            figures = [one.totals.get(key) for one in found.variants]
            seen = zip(found.letters, figures, strict=True)
            letters = [letter for letter, one in seen if one and one.exact is not None and flag in one.flags]
            if letters:
                which = "" if len(letters) == len(figures) else f" of {', '.join(letters)}"
                names.setdefault(which, {})[_named(key)] = None
        for which, named in names.items():
            yield f"{', '.join(named)}{which}: {note}"


def _cells(found: Comparison, unit: str, values: Sequence[Fraction | None]) -> Row:
    """Each value, and in brackets how much more or less it is than the first, as far as that can be seen."""
    numbers, _ = shown(unit, values, CURRENCIES.get(found.variants[0].program.currency, 2) if unit == "money" else None)
    first, sign, points = numbers[0], *((" %", " pp") if unit == "ratio" else ("", ""))
    cells = ["-" if number is None else f"{number:,f}{sign}" for number in numbers]
    for place, number in enumerate(numbers[1:], 1):
        if number is not None and first is not None and number != first:
            cells[place] += f" ({number - first:+,f}{points})"
    return cells


def _members(found: Comparison) -> Iterator[Row]:
    """How many members are better or worse off than with the first variant."""
    yield [f"members, held against {found.letters[0]}", *[""] * len(found.variants)]
    for outcome in found.variants[0].members:
        counts = [one.members[outcome] for one in found.variants[1:]]
        if outcome != "mixed" or any(counts):
            name = outcome + (" off" if outcome in ("better", "worse") else "")
            yield [f"  {name}", "", *map(grouped, counts)]


def _under(found: Comparison, heading: str, lines: Sequence[Row]) -> Iterator[Row]:
    """Lines with their heading, if any says something."""
    shown = [line for line in lines if any(cell.strip("-0. %") for cell in line[1:])]
    if shown:
        yield [heading, *[""] * len(found.variants)]
        yield from shown


def _row(label: str, values: Sequence[str | None]) -> Row:
    """Each value, and in brackets how much more or less it is than the first."""
    first = None if values[0] is None else Decimal(values[0])
    cells = ["-" if value is None else grouped(value) for value in values]
    for place, value in enumerate(values[1:], 1):
        if value is not None and first is not None and Decimal(value) != first:
            cells[place] += f" ({Decimal(value) - first:+,f})"
    return [f"  {label}", *cells]
