"""Time zones from the tzdata package alone (S1.1, S1.2): instants are UTC microseconds, days and minutes are local.

The system's own zone data is never read, so two machines cannot differ.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from rulekit.values.calendar import Day

MICROSECOND = timedelta(microseconds=1)
_HOUR = 3_600_000_000
_DAY = 24 * _HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()


_LONGEST_REPEAT = 3 * _HOUR

Stretch = tuple[int, int, Day]
"""From this instant on this offset (microseconds), and the local day that had begun just before."""


class Zone:
    """One IANA time zone, e.g. `Zone("Europe/Berlin")`; raises KeyError for an unknown name."""

    def __init__(self, name: str) -> None:
        if name not in zone_names():
            raise KeyError(name)
        place = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
        with place.open("rb") as file:
            self._info = ZoneInfo.from_file(file, key=name)
        self.name = name
        self._stretches: dict[int, list[Stretch]] = {}
        self._first_instants: dict[Day, int] = {}
        self._acting_days: dict[Day, Day] = {}

    def local(self, at: int) -> tuple[Day, int]:
        """The local day and minute of the day of an instant.

        Days never run backwards: where the clock falls back over midnight, the repeated time belongs to the day that had begun.
        """
        stretches = self._stretches.get(at // _DAY)
        if stretches is None:
            stretches = self._stretches[at // _DAY] = self._stretches_of(at // _DAY * _DAY)
        for start, offset, day_begun in reversed(stretches):
            if at >= start:
                days, rest = divmod(at + offset, _DAY)
                return max(_EPOCH_DAY + days, day_begun), rest // 60_000_000
        raise AssertionError("the first stretch begins before its day")

    def instant(self, local: datetime) -> int:
        """The instant of a local time: the first of two, and a time that does not exist moves forward by the gap (S1.1)."""
        return (local.replace(tzinfo=self._info, fold=0).astimezone(UTC) - _EPOCH) // MICROSECOND

    def first_instant(self, day: Day) -> int:
        """The first instant of a local day; of a day that does not exist, of the next that does (S1.2)."""
        found = self._first_instants.get(day)
        if found is None:
            found = self.instant(datetime.combine(date.fromordinal(day), datetime.min.time()))
            self._first_instants[day] = found
        return found

    def acting_day(self, day: Day) -> Day:
        """The day itself, or the next one that exists in this zone (S1.2)."""
        found = self._acting_days.get(day)
        if found is None:
            found = self._acting_days[day] = self.local(self.first_instant(day))[0]
        return found

    def _stretches_of(self, start: int) -> list[Stretch]:
        """The stretches of one offset in a UTC day, with those of the hours before: their midnight may still be repeated."""
        at, end = start - _LONGEST_REPEAT, start + _DAY
        offset, day_begun = self._offset(at), 0
        found = [(at, offset, day_begun)]
        while at < end:
            following = min(at + _HOUR, end)
            changed = self._offset(following)
            if changed != offset:
                first = self._first_with(changed, at, following)
                day_begun = _EPOCH_DAY + (first - 1 + offset) // _DAY
                offset = changed
                found.append((first, offset, day_begun))
            at = following
        return found

    def _first_with(self, offset: int, before: int, after: int) -> int:
        """The first instant after `before` that has this offset."""
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (before, middle) if self._offset(middle) == offset else (middle, after)
        return after

    def _offset(self, at: int) -> int:
        moment = _EPOCH + timedelta(microseconds=at)
        offset = moment.astimezone(self._info).utcoffset()
        return (offset or timedelta()) // MICROSECOND


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every zone name of the tzdata package."""
    text = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return frozenset(text.split())


def utc_text(at: int) -> str:
    """An instant as ISO 8601 text in UTC, to the microsecond.

    >>> utc_text(0)
    '1970-01-01T00:00:00.000000Z'
    """
    return (_EPOCH + timedelta(microseconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def instant_of(moment: datetime) -> int:
    """The instant of a time with an offset, as UTC microseconds."""
    return (moment.astimezone(UTC) - _EPOCH) // MICROSECOND
