"""`rk.kpis`: a ledger, or a ledger and the result of its replay -> figures as plain data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rulekit.diagnostics import UsageError, closest
from rulekit.engine.engine import checked_day
from rulekit.engine.plan import schema_of
from rulekit.kpi.assumptions import Assumptions
from rulekit.kpi.benchmarks import Benchmark, read_benchmarks
from rulekit.kpi.cohorts import coarse_enough, cohorts
from rulekit.kpi.goals import judge
from rulekit.kpi.measure import measure
from rulekit.kpi.periods import CALENDARS, By
from rulekit.kpi.warehouse import Warehouse, of_ledger, of_result
from rulekit.ledger.event import LedgerSchema
from rulekit.semantics.currencies import CURRENCIES
from rulekit.values.zone import Zone

if TYPE_CHECKING:
    from rulekit.ledger import Ledger
    from rulekit.program.model import Program
    from rulekit.result import Result

MOST_COHORTS = 400
"""Where there would be more, cohorts are of longer periods than the figures."""

MOST_DAYS = 3_660
"""The longest rolling period."""

_SO_MANY_DAYS = re.compile(r"([0-9]+)( *d| *days?)")


def kpis(
    ledger: Ledger | None = None, result: Result | None = None, *, program: Program | None = None, by: str | None = None,
    segment: str | None = None, history_starts: str | date | None = None, until: str | date | None = None,
    currency: str = "EUR", timezone: str = "UTC", assumptions: Assumptions | None = None, benchmarks: str | Path | None = None,
) -> dict[str, Any]:  # fmt: skip
    """All figures of a ledger, or of a result with the events it replayed, as in schemas/kpis.schema.json.

    `by` is day, week, month, quarter, year or, counted back from the last day, such as `90 days`; None is the whole time.
    `segment` is a member attribute, `tier` or `cohort`. `program` lends a ledger its currency, time zone and attributes without
    being replayed; `assumptions` are for predictions and budgets, `benchmarks` is a file of what is usual elsewhere. Raises
    UsageError where there is nothing to measure or an argument is none of these, ProgramError for a wrong file of benchmarks.
    """
    if result is not None:
        warehouse = of_result(result)
    elif ledger is not None:
        warehouse = of_ledger(ledger, schema_for(program, currency, timezone))
    else:
        raise UsageError("there is nothing to measure", help="give a ledger, or the result of a replay")
    return figures_of(
        warehouse, by=by, segment=segment, history_starts=history_starts, until=until, assumptions=assumptions,
        benchmarks=() if benchmarks is None else read_benchmarks(benchmarks),
    )  # fmt: skip


def figures_of(
    warehouse: Warehouse, *, by: str | None = None, segment: str | None = None, history_starts: str | date | None = None,
    until: str | date | None = None, assumptions: Assumptions | None = None, benchmarks: Sequence[Benchmark] = (),
) -> dict[str, Any]:  # fmt: skip
    """The figures of a warehouse as plain data (schemas/kpis.schema.json)."""
    first = None if history_starts is None else checked_day(history_starts)
    last = None if until is None else checked_day(until)
    length = by_of(by)
    found = measure(warehouse, by=length, segment=segment, history_starts=first, until=last, assumptions=assumptions)
    finest = CALENDARS.index("month" if length is None or isinstance(length, int) else length)
    calendar = coarse_enough(warehouse, CALENDARS[finest:], MOST_COHORTS, history_starts=first, until=last)
    return {
        "kpis": [figure.record() for figure in found],
        "cohorts": cohorts(warehouse, calendar, history_starts=first, until=last),
        "goals": [one.record() for one in judge(warehouse, history_starts=first, until=last, assumptions=assumptions)],
        "benchmarks": [one.record() for one in benchmarks],
    }


def schema_for(program: Program | None, currency: str = "EUR", timezone: str = "UTC") -> LedgerSchema:
    """How to read a ledger: as a program says, or with a currency and a time zone alone."""
    if program is not None:
        return schema_of((program,), Zone(program.timezone))
    if currency not in CURRENCIES:
        near = closest(currency, CURRENCIES)
        raise UsageError(f"`{currency}` is no currency", help=f"did you mean `{near}`?" if near else "write it as `EUR`")
    try:
        return LedgerSchema(currency, Zone(timezone))
    except KeyError:
        raise UsageError(f"`{timezone}` is no time zone", help="write it as `Europe/Berlin`") from None


def by_of(text: str | None) -> By | None:
    """`month`, or `90 days`, in any case, as the length of a period."""
    if text is None:
        return None
    words = text.casefold()
    if words in CALENDARS:
        return words
    near = closest(words, CALENDARS)
    if found := _SO_MANY_DAYS.fullmatch(words):
        days = int(found[1].lstrip("0")[:9] or 0)
        if 0 < days <= MOST_DAYS:
            if found[2] in (" day", " days"):
                return days
            near = f"{days} days"
    known = f"it can be {', '.join(CALENDARS)}, or such as `90 days`"
    raise UsageError(f"`{text}` is no length of a period", help=f"did you mean `{near}`?" if near else known)
