"""What a report is written from: a result, in memory or in its folder -> its figures by period and for the whole time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import filterfalse
from pathlib import Path
from typing import Any, Literal

from rulekit.diagnostics.display import visible
from rulekit.kpi import Figure, Kpi, Warehouse, catalogue, measure, of_folder, of_result
from rulekit.kpi.benchmarks import Benchmark
from rulekit.kpi.figure import wallet_of
from rulekit.kpi.goals import Judged, judge
from rulekit.kpi.periods import Period, periods_between
from rulekit.kpi.populations import choose
from rulekit.report.formats import Format
from rulekit.report.misleading import is_trial, misleading, only_counted, tells_costs
from rulekit.report.texts import Texts, texts_in
from rulekit.result import Result
from rulekit.result.read_files import first_rejected, read_json

Calendar = Literal["week", "month", "quarter", "year"]

CALENDARS: tuple[Calendar, ...] = ("week", "month", "quarter", "year")
MOST_PERIODS = 40
"""More do not fit beside each other."""
FEW_PURCHASES = 8
"""A period should have more on average, or its ratios say nothing …"""
FEW_PERIODS = 5
"""… unless so few periods were left that no course can be seen."""
LONGEST_BY_WEEK = 100
"""Days; a longer history goes by months at least."""

RECENCY = "SELECT segment, min(recency), max(recency) FROM rfm GROUP BY segment"

SECOND_VISITS = """
WITH
windows AS (SELECT unnest([30, 60, 90, 180, 270]) AS days),
judged AS (
    SELECT days, count(*) FILTER (waits_from + days <= last_day) AS seen, count(*) AS newcomers
    FROM newcomers, windows, stated
    GROUP BY days
),
longest AS (SELECT max(days) AS days FROM judged WHERE 2 * seen >= newcomers AND seen >= $fewest)
SELECT windows.days, count(*) FILTER (second_day <= newcomers.first_day + windows.days), count(*)
FROM windows, longest, newcomers, stated
WHERE windows.days <= longest.days AND waits_from + longest.days <= last_day
GROUP BY windows.days
ORDER BY windows.days
"""
"""All windows count the same newcomers, those who have had the longest one: it is over for half of all at least."""
FEWEST_NEWCOMERS = 10

_OVER_TIME = frozenset(kpi.id for kpi in catalogue().values() if kpi.model != "lifetime")

Key = tuple[str, str, str | None]
"""Id, scope and subject of a figure."""


@dataclass(frozen=True, slots=True)
class Material:
    """`periods` are of the length `by`; `rejected` is the first row for each code; `benchmarks` say what is usual, by id.

    `courses` and `totals` have no figures that would mislead. `goals` are judged; `recency`: by kind of customer the least and
    the most days since the last purchase; `second_visits`: within so many days how many came again, of how many. `is_trial`: the
    program did not run when the sales were made. `tells_costs`: what rewards cost can be told. `only_counted`: the wallets whose
    points cannot be spent, and were not.

    What asks the warehouse later reads what does not depend on the customers looked at: `seen_…` and what the program says.
    """

    texts: Texts
    format: Format
    warehouse: Warehouse
    summary: Mapping[str, Any]
    program: Mapping[str, Any]
    rejected: Mapping[str, Sequence[str]]
    by: Calendar
    periods: tuple[Period, ...]
    courses: Mapping[Key, list[Figure]]
    totals: Mapping[Key, Figure]
    benchmarks: Mapping[str, Sequence[Benchmark]]
    goals: Sequence[Judged]
    recency: Mapping[str, tuple[int, int]]
    second_visits: Sequence[tuple[int, int, int]]
    is_trial: bool
    tells_costs: bool
    only_counted: frozenset[str]

    def course(self, kpi_id: str, scope: str | None = None, subject: str | None = None) -> list[Figure] | None:
        """A figure period by period; by default in its first scope. None where it was not measured or is never observable."""
        found = self.courses.get((kpi_id, scope or _first_scope(kpi_id), subject))
        return found if found and any(figure.exact is not None for figure in found) else None

    def total(self, kpi_id: str, scope: str | None = None, subject: str | None = None) -> Figure | None:
        """A figure of the whole time."""
        return self.totals.get((kpi_id, scope or _first_scope(kpi_id), subject))

    def is_money(self, subject: str | None) -> bool:
        """Whether a subject is a wallet of money, or names one."""
        return bool(self._facts(subject).get("is_money"))

    def decimals(self, subject: str | None) -> int | None:
        """Those of the wallet that a subject is or names."""
        return self._facts(subject).get("decimals")

    def amount(self, wallet: str | None, value: Fraction | str) -> str:
        """So much of a wallet."""
        return self.format.value("points", Fraction(value), is_money=self.is_money(wallet), decimals=self.decimals(wallet))

    def _facts(self, subject: str | None) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.program["wallets"].get(wallet_of(subject), {})
        return found

    @property
    def kind_of_wallets(self) -> str:
        """The end of the keys of what wallets are called together: credit where all are of money, both where some are.

        Counted where nothing can be spent from any.
        """
        found = set(map(self.is_money, self.program["wallets"]))
        if found and self.only_counted >= self.program["wallets"].keys():
            return "_counted"
        return "_both" if len(found) > 1 else "_credit" if True in found else ""

    def unit(self, wallet: str) -> str | None:
        """What is counted in a wallet, for an axis; None of money, which has its sign."""
        if self.is_money(wallet):
            return None
        unit: str = self.program["wallets"][wallet]["unit"]
        return self.texts.known("units", unit) or plain_name(unit)

    def suffix(self, wallet: str) -> str:
        """What tells the headings of several wallets apart."""
        return f": {plain_name(wallet)}" if len(self.program["wallets"]) > 1 else ""

    def shown(self, figure: Figure) -> str:
        """A figure's value as text."""
        kpi, is_money = figure.kpi, self.is_money(figure.subject)
        value = as_said(kpi, figure.exact, is_money=is_money)
        decimals = self.decimals(figure.subject)
        return self.format.value(kpi.unit, value, is_money=is_money, decimals=decimals, is_mean=kpi.divided)

    def usual(self, kpi: Kpi) -> str | None:
        """What is usual for a figure elsewhere, each with its source; None where nobody says."""
        said = [self._usual(kpi, one) for one in self.benchmarks.get(kpi.id, ())]
        return "; ".join(said) or None

    def _usual(self, kpi: Kpi, one: Benchmark) -> str:
        ends = {key: self.format.value(kpi.unit, end) for key, end in (("low", one.low), ("high", one.high)) if end is not None}
        return f"{self.texts('usual/' + '_'.join(ends), **ends)} ({plain_name(one.source)})"

    def period(self, period: Period) -> str:
        """The name of a period."""
        return self.format.period(period, self.by)

    def period_in_full(self, period: Period) -> str:
        """The same with the name of a month in full, for sentences."""
        return self.format.period(period, self.by, in_full=True)

    @property
    def full(self) -> tuple[int, ...]:
        """The places of the complete periods."""
        return tuple(place for place, period in enumerate(self.periods) if "partial" not in period.flags)


def material_of(source: Result | str | Path, lang: str, benchmarks: Sequence[Benchmark] = ()) -> Material:
    """Measure everything once by period and once for the whole time, predictions only then: they look ahead from the last day.

    Raises UsageError for what is no result folder.
    """
    warehouse = of_result(source) if isinstance(source, Result) else of_folder(Path(source))
    summary, rejected = _of_memory(source) if isinstance(source, Result) else _of_files(Path(source))
    assert warehouse.program is not None, "a result has a program"
    by = calendar_for(warehouse)
    courses: dict[Key, list[Figure]] = {}
    totals: dict[Key, Figure] = {}
    goals, by_period, whole = judge(warehouse), measure(warehouse, by=by, ids=_OVER_TIME), measure(warehouse)
    trial = is_trial(warehouse, warehouse.program)
    has_costs = tells_costs(summary, trial=trial)
    is_misleading = misleading(warehouse, warehouse.program, whole, trial=trial, has_costs=has_costs)
    goals = [replace(one, figure=None) if one.figure is not None and is_misleading(one.figure) else one for one in goals]
    for figure in filterfalse(is_misleading, by_period):
        courses.setdefault((figure.kpi.id, figure.scope, figure.subject), []).append(figure)
    for figure in filterfalse(is_misleading, whole):
        totals[figure.kpi.id, figure.scope, figure.subject] = figure
    periods = periods_between(warehouse.first, warehouse.last, by)
    form = Format(lang, warehouse.program["currency"])
    usual: dict[str, list[Benchmark]] = {}
    for one in benchmarks:
        usual.setdefault(one.id, []).append(one)
    return Material(
        texts_in(form), form, warehouse, summary, warehouse.program, rejected, by, periods, courses, totals, usual, goals,
        *_of_customers(warehouse), trial, has_costs, only_counted(warehouse.program, whole),
    )  # fmt: skip


def _of_customers(warehouse: Warehouse) -> tuple[dict[str, tuple[int, int]], list[tuple[int, int, int]]]:
    """By kind of customer how many days ago they bought last, at least and at most; and how soon newcomers came again."""
    choose(warehouse, _first_scope("rfm.customers"), 1, most=1, queries=[RECENCY, SECOND_VISITS])
    recency = warehouse.connection.execute(RECENCY).fetchall()
    visits = warehouse.connection.execute(SECOND_VISITS, {"fewest": FEWEST_NEWCOMERS}).fetchall()
    return {segment: (least, most) for segment, least, most in recency}, visits


def calendar_for(warehouse: Warehouse) -> Calendar:
    """The finest periods that fit and hold enough purchases to say something."""
    found = warehouse.connection.execute("SELECT count(*) FROM all_events WHERE kind = 'purchase'").fetchone()
    purchases = found[0] if found else 0
    begin = 0 if warehouse.last - warehouse.first < LONGEST_BY_WEEK else 1
    counts = [len(periods_between(warehouse.first, warehouse.last, by)) for by in CALENDARS]
    for place in range(begin, len(CALENDARS) - 1):
        is_sparse = purchases < FEW_PURCHASES * counts[place] and counts[place + 1] >= FEW_PERIODS
        if counts[place] <= MOST_PERIODS and not is_sparse:
            return CALENDARS[place]
    return CALENDARS[-1]


def cost_of(rewards: Iterable[Mapping[str, Any]]) -> Fraction | None:
    """What the rewards of a summary cost together; None where one was given of which no cost is stated."""
    given = [reward["cost"] for reward in rewards if reward["issued"]]
    return None if None in given else sum(map(Fraction, given), Fraction())


def plain_name(text: str | None) -> str:
    """A name from the data without signs that nobody sees or that turn the direction of writing."""
    return visible(text or "")


def number_of(figure: Figure) -> float | None:
    """A figure for a chart: as near as a screen can show."""
    return nearest(figure.exact)


def as_said(kpi: Kpi, value: Fraction | None, *, is_money: bool) -> Fraction | None:
    """A figure's value; credit earned is so small a part of 1 that it is said of 100."""
    return value * 100 if value is not None and is_money and kpi.id == "earn_rate" else value


def mood_of(more: Fraction | Decimal | None, better: str) -> str:
    """Whether so much more than before is `good` or `bad`; `even` where it is nothing, or neither is (`Kpi.better`)."""
    if not more or better not in ("higher", "lower"):
        return "even"
    return "good" if (more > 0) == (better == "higher") else "bad"


def count_of(figure: Figure | None) -> int:
    """A figure that counts; 0 where there is none."""
    return int(figure.exact or 0) if figure else 0


def nearest(value: Fraction | None) -> float | None:
    """The same for a value."""
    return None if value is None else float(value)


def _first_scope(kpi_id: str) -> str:
    return catalogue()[kpi_id].scopes[0] if kpi_id in catalogue() else ""


def _of_memory(result: Result) -> tuple[Mapping[str, Any], Mapping[str, Sequence[str]]]:
    first: dict[str, Sequence[str]] = {}
    for rejection in result.rejections:
        first.setdefault(rejection.code, [str(cell or "") for cell in rejection])
    return result.summary, first


def _of_files(folder: Path) -> tuple[Mapping[str, Any], Mapping[str, Sequence[str]]]:
    return read_json(folder)[1], first_rejected(folder)
