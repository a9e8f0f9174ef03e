"""Compare: a ledger + programs -> variants side by side, each against the first.

The same purchases run through every variant: how members would have behaved otherwise is not guessed, and every output says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rulekit.diagnostics import UsageError
from rulekit.engine.engine import checked_day
from rulekit.engine.plan import schema_of
from rulekit.kpi import Figure, catalogue, measure, of_result
from rulekit.kpi.figure import decimal_text
from rulekit.kpi.kpis import by_of
from rulekit.kpi.periods import By
from rulekit.ledger import Ledger, LoadedLedger
from rulekit.program.model import Program
from rulekit.replay import replay
from rulekit.result import Result
from rulekit.simulate.benefit import Benefit, benefits_of, compared
from rulekit.simulate.names import named
from rulekit.simulate.tally import Tally, tally_of
from rulekit.values.calendar import Day, iso_day
from rulekit.values.zone import Zone

HELD = (
    "Behaviour is held as it was: the same purchases run through every variant, and nobody buys more or less because of it. "
    "Points and rewards are used only on the days of the past, so more rewards look too cheap."
)

OTHER_WISHES = "worse off can also mean that an earlier wish was granted and a later one no longer was: see the declined wishes"

_SHOWN = frozenset(
    kpi.id for kpi in catalogue().values() if kpi.model != "lifetime" and not kpi.id.startswith("promotion.uplift")
)
"""Behaviour is held: predictions of it are the same in every variant, and no promotion makes anybody spend more."""

FIRST_REWARD = "time_to_first_reward"
"""The figure that means little without how many members it is of."""

WALLET_LINES = ("earned", "adjusted", "spent", "expired", "taken_back", "written_off", "balance", "debt", "pending", "liability")
"""What the summary of a wallet says, in the order in which it is shown."""

REWARD_LINES = ("issued", "used", "open", "lapsed", "cost")
"""The same of a reward."""

Progress = Callable[[str, str, int, int | None], None]
"""Called with the variant's name, the phase, what is done and what there is in all."""

Tell = Callable[[str, int, int | None], None]
"""The same for one variant."""

COLUMNS = ("variant", "kpi", "period", "value", "difference", "flags")
"""Those of variants.csv."""

FigureKey = tuple[str, str, str, str]
"""A figure's id, scope, subject and period."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One program over the ledger. `members`: how many are better off, worse off and unchanged against the first.

    `figures` are those of each period, `totals` those of the whole time; `tally` is what the summary does not say.
    """

    name: str
    program: Program
    summary: Mapping[str, Any]
    figures: Mapping[FigureKey, Figure]
    totals: Mapping[FigureKey, Figure]
    benefits: Mapping[str, Benefit]
    members: Mapping[str, int]
    tally: Tally

    @property
    def unborn(self) -> tuple[Day, Day] | None:
        """Its first day and the last one of the replay, where it starts only after that: then it gave nothing to anybody."""
        horizon, starts = self.summary["horizon"], self.program.starts
        if horizon is None or starts is None:
            return None
        last = date.fromisoformat(horizon).toordinal()
        return (starts, last) if starts > last else None


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Variants in the order they were given; differences are against the first."""

    variants: tuple[Variant, ...]
    by: By | None

    def __repr__(self) -> str:
        return f"Comparison({', '.join(repr(variant.name) for variant in self.variants)})"

    @property
    def letters(self) -> tuple[str, ...]:
        """What heads the columns of the variants: A to Z, then AA."""
        return tuple(map(_letter, range(len(self.variants))))

    @property
    def wishes(self) -> dict[str, list[int]]:
        """By what was wished for, how many such wishes each variant declined."""
        found = [one.tally.wishes for one in self.variants]
        return {wish: [counts.get(wish, 0) for counts in found] for wish in dict.fromkeys(wish for one in found for wish in one)}

    @property
    def grants_other_wishes(self) -> bool:
        """Whether members are worse off with a variant that granted a wish which the first declined."""
        first = self.variants[0].tally.declined.keys()
        return any(one.members["worse"] and first - one.tally.declined.keys() for one in self.variants)

    @property
    def notes(self) -> tuple[str, ...]:
        """What to mind: variants that gave nothing because they start too late, and why a better one can make worse off."""
        unborn = [(letter, *one.unborn) for letter, one in zip(self.letters, self.variants, strict=True) if one.unborn]
        other_wishes = (OTHER_WISHES,) if self.grants_other_wishes else ()
        return other_wishes + tuple(
            f"{letter} starts on {iso_day(starts)}, after the last day that is replayed, {iso_day(last)}: it gives nothing"
            for letter, starts, last in unborn
        )

    def rows(self) -> Iterator[tuple[str, str, str, str | None, str | None, str]]:
        """The rows of variants.csv, as COLUMNS names them; the kpi with scope and subject where needed, flags between spaces.

        Every variant has a row for every figure of any of them, so that none is missed: a wallet that a program does not have has
        no value.
        """
        keys = figure_keys([one.figures for one in self.variants])
        first = self.variants[0].figures
        for variant in self.variants:
            for key in keys:
                figure = variant.figures.get(key)
                value, flags = (None, "") if figure is None else (figure.value, " ".join(figure.flags))
                yield variant.name, name_of(*key[:3]), key[3], value, difference(figure, first.get(key)), flags

    def record(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "assumption": HELD,
            "notes": list(self.notes),
            "variants": [
                {
                    "name": one.name, "hash": one.program.hash, "members": dict(one.members),
                    "members_with_reward": len(one.tally.rewarded), "cost_if_all_used": dict(one.tally.cost_if_used),
                    "declined_wishes": one.tally.wishes, "summary": one.summary,
                }
                for one in self.variants
            ],
            "kpis": [dict(zip(COLUMNS, row, strict=True)) | {"flags": row[-1].split()} for row in self.rows()],
        }  # fmt: skip


def simulate(
    ledger: Ledger, programs: Sequence[Program] | Mapping[str, Program], *, by: str | None = None,
    until: str | date | None = None, secret: str | None = None, progress: Progress | None = None,
) -> Comparison:  # fmt: skip
    """Replay a ledger through every program and compare with the first.

    A mapping names the variants; a sequence has them named after their programs and the values set in them. Raises UsageError
    where there is none, or their currencies differ. `by` is as for `rk.kpis`. `secret` makes the reward codes of all of them, by
    default those of the first, so that a use by its code finds its reward in every variant.
    """
    chosen = dict(programs) if isinstance(programs, Mapping) else named(programs)
    if not chosen:
        raise UsageError("there is no program", help="give one or more programs")
    if len({program.currency for program in chosen.values()}) > 1:
        raise UsageError("the variants have different currencies", help="compare programs of one currency")
    length, until_day = by_of(by), None if until is None else checked_day(until)
    read: list[tuple[Program, LoadedLedger]] = []
    variants: list[Variant] = []
    codes = secret or next(iter(chosen.values())).hash
    for name, program in chosen.items():
        tell = None if progress is None else _teller(progress, name)
        loaded = next((loaded for other, loaded in read if _read_alike(program, other)), None)
        if loaded is None:
            loaded = _load(ledger, program, until_day, tell)
            read.append((program, loaded))
        result = replay(program, loaded, until=until, secret=codes, progress=tell)
        variants.append(_variant(name, program, result, variants[0] if variants else None, length))
    return Comparison(tuple(variants), length)


def _read_alike(program: Program, other: Program) -> bool:
    """Whether two programs of one currency see the same ledger."""
    return program.timezone == other.timezone and program.attributes == other.attributes


def _load(ledger: Ledger, program: Program, until_day: Day | None, tell: Tell | None) -> LoadedLedger:
    told = None if tell is None else lambda done, total: tell("reading", done, total)
    return ledger.load(schema_of((program,), Zone(program.timezone)), until_day, told)


def _teller(progress: Progress, name: str) -> Tell:
    return lambda phase, done, total: progress(name, phase, done, total)


def _variant(name: str, program: Program, result: Result, first: Variant | None, by: By | None) -> Variant:
    warehouse = of_result(result)
    totals = _keyed(measure(warehouse, ids=_SHOWN))
    figures = totals if by is None else _keyed(measure(warehouse, by=by, ids=_SHOWN))
    benefits = benefits_of(result)
    members = compared(benefits, first.benefits if first else benefits)
    return Variant(name, program, result.summary, figures, totals, benefits, members, tally_of(result))


def _keyed(figures: Sequence[Figure]) -> dict[FigureKey, Figure]:
    return {(one.kpi.id, one.scope, one.subject or "", one.period.label): one for one in figures}


def figure_keys(variants: Sequence[Mapping[FigureKey, Figure]]) -> list[FigureKey]:
    """The keys of all variants, in the order of the catalogue; what only one of them has stands with its like."""
    found: dict[tuple[str, str], dict[FigureKey, None]] = {}
    for figures in variants:
        for key in figures:
            found.setdefault(key[:2], {})[key] = None
    order = {kpi_id: place for place, kpi_id in enumerate(catalogue())}
    return [key for like in sorted(found, key=lambda like: order[like[0]]) for key in found[like]]


def name_of(kpi_id: str, scope: str, subject: str) -> str:
    """`retention.strict`, `points.issued (points)`, `aov.gross (members)`."""
    extras = [subject, scope if scope != catalogue()[kpi_id].scopes[0] else ""]
    more = ", ".join(extra for extra in extras if extra)
    return f"{kpi_id} ({more})" if more else kpi_id


def difference(figure: Figure | None, first: Figure | None) -> str | None:
    """A figure less that of the first variant; None where one of them is not there or cannot be observed."""
    if figure is None or first is None or figure.exact is None or first.exact is None:
        return None
    return decimal_text(figure.exact - first.exact)


def _letter(place: int) -> str:
    """The letters of a place, as the columns of a spreadsheet have them.

    >>> _letter(0), _letter(25), _letter(26)
    ('A', 'Z', 'AA')
    """
    rest, last = divmod(place, 26)
    return (_letter(rest - 1) if rest else "") + chr(ord("A") + last)
