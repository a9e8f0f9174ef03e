"""What a member did, by local day: the measures that facts, tiers and referral look at (S1.4, S5.4, S5.5).

A refund lowers the *purchase's* day; `refunds` and `refunded` count on the refund's own day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from rulekit.program.expression import Measure, Window
from rulekit.values.calendar import Day, period_start, window_start


@dataclass(slots=True)
class DayTotals:
    """One local day: counts, money and quantities in ten-thousandths, points earned per wallet in its smallest units."""

    day: Day
    purchases: int = 0
    spend: int = 0
    units: int = 0
    refunds: int = 0
    refunded: int = 0
    activities: dict[str, int] = field(default_factory=dict)
    earned: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class History:
    """Days with anything on them, in order. `purchases_made` and `last_purchase_day` ignore refunds (S5.5)."""

    days: list[DayTotals] = field(default_factory=list)
    purchases_made: int = 0
    last_purchase_day: Day | None = None

    def on(self, day: Day) -> DayTotals:
        """The totals of a day, created where it has none yet."""
        if self.days and self.days[-1].day == day:
            return self.days[-1]
        place = bisect_left(self.days, day, key=_day)
        if place == len(self.days) or self.days[place].day != day:
            self.days.insert(place, DayTotals(day))
        return self.days[place]

    def measure(self, measure: Measure, subject: str | None, start: Day | None, today: Day) -> int:
        """A measure over the days [start, today]; without a start, ever. `subject`: wallet of `earned`, activity's name."""
        total = 0
        for totals in self.between(start, today):
            if measure == "visits":
                total += totals.purchases > 0
            elif measure == "earned":
                total += totals.earned.get(subject or "", 0)
            elif measure == "activities":
                total += totals.activities.get(subject or "", 0)
            else:
                total += getattr(totals, measure)
        return total

    def between(self, start: Day | None, today: Day) -> Iterator[DayTotals]:
        """The days from `start` to `today`, both included, latest first."""
        for totals in reversed(self.days):
            if start is not None and totals.day < start:
                return
            if totals.day <= today:
                yield totals


def start_of(window: Window, today: Day, joined: Day | None) -> Day | None:
    """The first day a window holds as seen today; None where it has no beginning."""
    if window.kind == "last":
        assert window.duration is not None
        return window_start(today, window.duration)
    if window.kind == "this":
        assert window.period is not None
        return period_start(today, window.period)
    return joined if window.kind == "since joining" else None


def _day(totals: DayTotals) -> Day:
    return totals.day
