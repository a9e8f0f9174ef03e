"""What a member did, by local day: the measures that facts, tiers and referral look at (S1.4, S5.4, S5.5).

A refund lowers the *purchase's* day; `refunds` and `refunded` count on the refund's own day. Every measure is a series of days with
running sums, so that a window costs the same however long the history is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from rulekit.program.expression import Measure, Window
from rulekit.values.calendar import Day, period_start, window_start


@dataclass(slots=True)
class Series:
    """One measure: days in order, what each adds, and the sum up to and including it."""

    days: list[Day] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)

    def add(self, day: Day, amount: int) -> int:
        """Add to a day and return the day's new value."""
        days, values, sums = self.days, self.values, self.sums
        if not days or days[-1] < day:
            days.append(day)
            values.append(amount)
            sums.append(sums[-1] + amount if sums else amount)
            return amount
        place = len(days) - 1 if days[-1] == day else bisect_left(days, day)
        if days[place] != day:
            days.insert(place, day)
            values.insert(place, 0)
            sums.insert(place, 0)
        values[place] += amount
        before = sums[place - 1] if place else 0
        sums[place:] = list(accumulate(values[place:], initial=before))[1:]
        return values[place]

    def between(self, start: Day | None, end: Day) -> int:
        """The sum over the days from `start` (None: the first) to `end`, both included."""
        last = bisect_right(self.days, end)
        first = 0 if start is None else bisect_left(self.days, start)
        return 0 if last <= first else self.sums[last - 1] - (self.sums[first - 1] if first else 0)

    def on(self, day: Day) -> int:
        """The value of one day."""
        return self.between(day, day)

    def first_day(self, start: Day | None) -> Day | None:
        """The first day of the series from `start` on."""
        place = 0 if start is None else bisect_left(self.days, start)
        return self.days[place] if place < len(self.days) else None


@dataclass(slots=True)
class History:
    """All measures of a member. `purchases_made` and `last_purchase_day` ignore refunds (S5.5)."""

    series: dict[str, Series] = field(default_factory=dict)
    purchases_made: int = 0
    last_purchase_day: Day | None = None

    def add(self, measure: Measure, day: Day, amount: int, subject: str | None = None) -> None:
        """Add to a measure; money and quantities in ten-thousandths, `earned` in smallest units of the wallet `subject`."""
        self._series(measure, subject).add(day, amount)

    def count_purchase(self, day: Day, change: int) -> None:
        """One purchase more (1) or less (-1) on a day; a day with any purchase is a visit (S5.4)."""
        left = self._series("purchases", None).add(day, change)
        if left == max(change, 0):
            self._series("visits", None).add(day, change)

    def measure(self, measure: Measure, subject: str | None, start: Day | None, today: Day) -> int:
        """A measure over the days [start, today]; without a start, ever. `subject`: wallet of `earned`, activity's name."""
        series = self.of(measure, subject)
        return 0 if series is None else series.between(start, today)

    def of(self, measure: Measure, subject: str | None = None) -> Series | None:
        """The series of a measure; None where nothing was ever added."""
        return self.series.get(measure if subject is None else f"{measure} {subject}")

    def total(self, measure: Measure) -> int:
        """A measure over everything that ever happened."""
        series = self.of(measure)
        return series.sums[-1] if series and series.sums else 0

    def _series(self, measure: Measure, subject: str | None) -> Series:
        key = measure if subject is None else f"{measure} {subject}"
        found = self.series.get(key)
        if found is None:
            found = self.series[key] = Series()
        return found


def start_of(window: Window, today: Day, joined: Day | None) -> Day | None:
    """The first day a window holds as seen today; None where it has no beginning."""
    if window.kind == "last":
        assert window.duration is not None
        return window_start(today, window.duration)
    if window.kind == "this":
        assert window.period is not None
        return period_start(today, window.period)
    return joined if window.kind == "since joining" else None
