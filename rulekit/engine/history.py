"""What a member did, by local day: the measures that facts, tiers and referral look at (S1.4, S5.4, S5.5).

A refund lowers the *purchase's* day; `refunds` and `refunded` count on the refund's own day. Days carry running sums,
so that a window costs the same however long the history is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import add

from rulekit.program.expression import Measure, Window
from rulekit.values.calendar import Day, last_yearly, period_start, window_start

MEASURES = ("visits", "purchases", "spend", "units", "refunds", "refunded")
_PLACES = {measure: place for place, measure in enumerate(MEASURES)}


@dataclass(slots=True)
class Table:
    """Days in order, each with the sums of everything up to and including it: one row of running sums a day."""

    days: list[Day] = field(default_factory=list)
    sums: list[list[int]] = field(default_factory=list)

    def add(self, day: Day, amounts: Sequence[int]) -> None:
        """Add to a day, in the order of the table's columns."""
        days, sums = self.days, self.sums
        if not days:
            days.append(day)
            sums.append(list(amounts))
        elif days[-1] < day:
            days.append(day)
            sums.append(list(map(add, sums[-1], amounts)))
        elif days[-1] == day:
            sums[-1] = list(map(add, sums[-1], amounts))
        else:
            place = bisect_left(days, day)
            if days[place] != day:
                days.insert(place, day)
                sums.insert(place, list(sums[place - 1]) if place else [0] * len(amounts))
            sums[place:] = [list(map(add, row, amounts)) for row in sums[place:]]

    def between(self, column: int, start: Day | None, end: Day) -> int:
        """The sum of a column over the days from `start` (None: the first) to `end`, both included."""
        days, sums = self.days, self.sums
        last = bisect_right(days, end)
        first = 0 if start is None else bisect_left(days, start)
        if last <= first:
            return 0
        return sums[last - 1][column] - (sums[first - 1][column] if first else 0)


@dataclass(slots=True)
class History:
    """All measures of a member. `purchases_made` and `last_purchase_day` ignore refunds (S5.5).

    Money and quantities are ten-thousandths, `earned` smallest units of its wallet.
    """

    table: Table = field(default_factory=Table)
    filtered: dict[int, Table] = field(default_factory=dict)
    """The same columns, of the purchases alone that fulfil one of the program's conditions of histories."""
    earned: dict[str, Table] = field(default_factory=dict)
    activities: dict[str, Table] = field(default_factory=dict)
    purchases_made: int = 0
    last_purchase_day: Day | None = None

    def add_purchase(self, day: Day, spend: int, units: int, counted: Sequence[int] = ()) -> None:
        """A purchase; the first of its day is a visit. `counted`: the conditions of histories that it fulfils."""
        is_visit = day != self.last_purchase_day or self.on("purchases", day) == 0
        self.table.add(day, (int(is_visit), 1, spend, units, 0, 0))
        self.count(day, spend, units, is_live=True, counted=counted)
        self.purchases_made += 1
        self.last_purchase_day = day

    def count(self, day: Day, spend: int, units: int, *, is_live: bool, counted: Sequence[int]) -> None:
        """What conditions of histories see of a purchase. `is_live`: it is not completely refunded."""
        for index in counted:
            table = self.filtered.setdefault(index, Table())
            is_visit = is_live and table.between(_PLACES["purchases"], day, day) == 0
            table.add(day, (int(is_visit), int(is_live), spend, units, 0, 0))

    def add_spend(self, day: Day, amount: int) -> None:
        """Money spent before the program knew the member; no purchase of its own."""
        self.table.add(day, (0, 0, amount, 0, 0, 0))

    def add_refund(self, day: Day, amount: int) -> None:
        """A refund on its own day."""
        self.table.add(day, (0, 0, 0, 0, 1, amount))

    def take_back(self, day: Day, spend: int, units: int, *, is_complete: bool, counted: Sequence[int] = ()) -> None:
        """What a refund takes off the purchase's day: the visit goes with the day's last purchase (S5.4)."""
        for table in (self.table, *(self.filtered[index] for index in counted)):
            is_last = is_complete and table.between(_PLACES["purchases"], day, day) == 1
            table.add(day, (-is_last, -is_complete, -spend, -units, 0, 0))

    def add_earned(self, day: Day, amount: int, wallet: str) -> None:
        """Points earned on a day, or (negative) taken back from it."""
        table = self.earned.get(wallet)
        if table is None:
            table = self.earned[wallet] = Table()
        table.add(day, (amount,))

    def add_activity(self, day: Day, name: str) -> None:
        """An activity."""
        self.activities.setdefault(name, Table()).add(day, (1,))

    def measure(self, measure: Measure, subject: str | None, start: Day | None, today: Day) -> int:
        """A measure over the days [start, today]; without a start, ever. `subject`: wallet of `earned`, activity's name."""
        if subject is None:
            return self.table.between(_PLACES[measure], start, today)
        table, column = self._column(measure, subject)
        return table.between(column, start, today)

    def measure_filtered(self, index: int, measure: Measure, start: Day | None, today: Day) -> int:
        """A measure of the purchases that fulfil a condition of histories, over the days [start, today]."""
        table = self.filtered.get(index)
        return 0 if table is None else table.between(_PLACES[measure], start, today)

    def _column(self, measure: Measure, subject: str | None) -> tuple[Table, int]:
        """Where a measure stands."""
        if subject is None:
            return self.table, _PLACES[measure]
        return (self.earned if measure == "earned" else self.activities).get(subject) or Table(), 0

    def on(self, measure: Measure, day: Day) -> int:
        """A measure on one day."""
        return self.table.between(_PLACES[measure], day, day)

    def total(self, measure: Measure) -> int:
        """A measure over everything that ever happened."""
        return self.table.sums[-1][_PLACES[measure]] if self.table.sums else 0

    def first_day(self, measure: Measure, subject: str | None, start: Day | None) -> Day | None:
        """The first day from `start` on with anything of its kind on it."""
        days = self._column(measure, subject)[0].days
        place = 0 if start is None else bisect_left(days, start)
        return days[place] if place < len(days) else None


def start_of(window: Window, today: Day, joined: Day | None) -> Day | None:
    """The first day a window holds as seen today; None where it has no beginning."""
    if window.kind == "last":
        assert window.duration is not None
        return window_start(today, window.duration)
    if window.kind == "this":
        assert window.period is not None
        return period_start(today, window.period)
    if window.kind == "membership year":
        return None if joined is None else last_yearly(joined, today)
    return joined if window.kind == "since joining" else None
