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
QUARTER_HOUR = 900_000_000
"""Offsets since 1980 change on quarter hours of UTC: what one instant of a quarter says holds for all of it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_REGULAR_SINCE = (datetime(1980, 1, 1, tzinfo=UTC) - _EPOCH) // MICROSECOND
_DAY = 86_400_000_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()


class Zone:
    """One IANA time zone, e.g. `Zone("Europe/Berlin")`; raises KeyError for an unknown name."""

    def __init__(self, name: str) -> None:
        if name not in zone_names():
            raise KeyError(name)
        place = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
        with place.open("rb") as file:
            self._info = ZoneInfo.from_file(file, key=name)
        self.name = name
        self._offsets: dict[int, int] = {}
        self._first_instants: dict[Day, int] = {}
        self._acting_days: dict[Day, Day] = {}

    def local(self, at: int) -> tuple[Day, int]:
        """The local day and minute of the day of an instant."""
        if at < _REGULAR_SINCE:
            local = at + self._offset(at)
        else:
            quarter = at // QUARTER_HOUR
            offset = self._offsets.get(quarter)
            if offset is None:
                offset = self._offsets[quarter] = self._offset(at)
            local = at + offset
        days, rest = divmod(local, _DAY)
        return _EPOCH_DAY + days, rest // 60_000_000

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
