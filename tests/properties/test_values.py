"""The ground floor against other definitions: Decimal, zoneinfo, datetime, and the words of S1 and S3.5."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from fractions import Fraction
from importlib import resources
from zoneinfo import ZoneInfo

from generators.model_calendar import is_inside, later
from hypothesis import given
from hypothesis import strategies as st

from rulekit.engine.basket import spread
from rulekit.ledger.event import Line
from rulekit.values.calendar import Duration, add_months, period_end, period_start, window_exit, window_start
from rulekit.values.money import format_amount, format_units, parse_amount
from rulekit.values.rounding import ratio, round_exact
from rulekit.values.zone import Zone

MODES = {"down": ROUND_DOWN, "up": ROUND_UP, "half up": ROUND_HALF_UP, "half even": ROUND_HALF_EVEN}
EXACT = Context(prec=400)
PERIODS = ("day", "week", "month", "quarter", "year")
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata", "Africa/Casablanca", "UTC")

days = st.dates(date(1950, 1, 1), date(2390, 12, 31))
durations = st.one_of(
    st.builds(Duration, st.integers(1, 400), st.just("days")), st.builds(Duration, st.integers(1, 40), st.just("months"))
)
local_times = st.datetimes(datetime(1980, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001  local on purpose
tenths = st.builds(Fraction, st.integers(-(10**6), 10**6), st.sampled_from((1, 2, 4, 5, 8, 10, 1000)))


@given(tenths, st.sampled_from(tuple(MODES)))
def test_rounding_is_that_of_decimal(value: Fraction, mode: str):
    """Ratios that a decimal can hold, both signs, halves among them."""
    exact = EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    assert round_exact(value if value.denominator > 1 else value.numerator, mode) == int(
        exact.quantize(Decimal(1), rounding=MODES[mode])
    )


@given(st.fractions(min_value=-1000, max_value=1000), st.sampled_from(tuple(MODES)))
def test_rounding_goes_to_a_neighbour(value: Fraction, mode: str):
    """Any ratio: less than 1 away, halves at most a half, down never further from zero, up never nearer."""
    rounded = round_exact(value, mode)
    assert abs(rounded - value) < 1
    assert not mode.startswith("half") or abs(rounded - value) <= Fraction(1, 2)
    assert mode != "down" or abs(rounded) <= abs(value)
    assert mode != "up" or abs(rounded) >= abs(value)


@given(st.integers(-(10**20), 10**20), st.integers(1, 10**12))
def test_a_ratio_is_exact(numerator: int, denominator: int):
    found = ratio(numerator, denominator)
    assert found == Fraction(numerator, denominator)
    assert isinstance(found, int) == (numerator % denominator == 0)


@given(days, st.integers(-500, 500))
def test_months_keep_the_day_and_clamp_it(day: date, months: int):
    sign = 1 if months >= 0 else -1
    assert date.fromordinal(add_months(day.toordinal(), months)) == later(day, Duration(abs(months), "months"), sign)


@given(days, st.integers(0, 800), durations)
def test_a_window_holds_what_the_text_says(day: date, passed: int, length: Duration):
    """S1.4: N days are today and the N - 1 before; months are subtracted, clamped, with an exclusive start."""
    today = day + timedelta(days=passed)
    assert (window_start(today.toordinal(), length) <= day.toordinal()) == is_inside(day, today, length)


@given(days, durations)
def test_a_day_leaves_its_window_on_the_day_of_its_exit(day: date, length: Duration):
    """`window_exit` is the first day whose window starts later; on the day before, it is still inside."""
    gone = window_exit(day.toordinal(), length)
    assert window_start(gone, length) > day.toordinal()
    assert window_start(gone - 1, length) <= day.toordinal()


@given(days, st.sampled_from(PERIODS))
def test_periods_tile_the_calendar(day: date, period: str):
    """Start and end enclose the day, neighbours touch, and every day of a period agrees on it."""
    start, end = period_start(day.toordinal(), period), period_end(day.toordinal(), period)
    assert start <= day.toordinal() <= end
    assert period_end(start - 1, period) == start - 1
    assert period_start(end + 1, period) == end + 1
    assert period_start(end, period) == start
    assert period != "week" or date.fromordinal(start).weekday() == 0


@given(st.one_of(st.decimals(-(10**10), 10**10, places=4), st.decimals(-1000, 1000, places=2)), st.sampled_from(("", " ", "\t")))
def test_an_amount_is_read_as_decimal_reads_it(value: Decimal, space: str):
    text = f"{value:f}"
    minor = parse_amount(space + text + space)
    assert minor is None or Decimal(minor) == value.scaleb(4)
    assert (minor is None) == (abs(value) >= 10**10)
    assert minor is None or parse_amount(format_amount(minor)) == minor


@given(st.text(alphabet="0123456789.,-+eE _\u0664\u00b2NaInf", max_size=20))
def test_what_is_no_amount_is_none(text: str):
    """Whatever is read is what Decimal says; what has another form is refused."""
    minor = parse_amount(text)
    if minor is not None:
        assert set(text.strip(" \t")) <= set("0123456789.-")
        assert Decimal(minor) == Decimal(text.strip(" \t")).scaleb(4)


@given(st.integers(-(10**14), 10**14), st.integers(0, 4))
def test_units_are_written_with_all_their_decimals(units: int, decimals: int):
    text = format_units(units, decimals)
    assert Decimal(text) == Decimal(units).scaleb(-decimals)
    assert len(text.partition(".")[2]) == decimals


@given(st.lists(st.integers(-50_000, 100_000), min_size=1, max_size=6), st.integers(0, 200_000))
def test_a_discount_is_spread_exactly_and_in_proportion(amounts: list[int], discount: int):
    """S3.2: nothing is lost, lines at or below zero keep theirs, every share is the exact one rounded down or up."""
    positive = sum(amount for amount in amounts if amount > 0)
    discount = min(discount, positive)
    before = tuple(Line(str(number), amount) for number, amount in enumerate(amounts))
    after = spread(before, discount)
    assert sum(line.amount for line in before) - sum(line.amount for line in after) == discount
    for old, new in zip(before, after, strict=True):
        share = Fraction(discount * old.amount, positive) if old.amount > 0 else Fraction(0)
        assert abs(old.amount - new.amount - share) < 1
        assert old.amount > 0 or new.amount == old.amount
        assert new._replace(amount=old.amount) == old


@given(st.integers(-(10**15), 4 * 10**15), st.sampled_from(ZONES))
def test_local_days_and_minutes_are_those_of_zoneinfo(at: int, name: str):
    """Any instant from 1938 to 2096."""
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).astimezone(reference(name))
    assert Zone(name).local(at) == (local.date().toordinal(), local.hour * 60 + local.minute)


@given(local_times, st.sampled_from(ZONES))
def test_a_local_time_is_the_first_of_two_and_moves_over_a_gap(moment: datetime, name: str):
    """S1.1, asked backwards: the instant's local time is the time itself, or lies later by the length of the gap."""
    zone, info = Zone(name), reference(name)
    at = zone.instant(moment)
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).astimezone(info)
    shown = local.replace(tzinfo=None)
    if shown == moment:
        earlier = [wall(at - step * 900_000_000, info) for step in range(1, 9)]
        assert moment not in earlier
    else:
        before, after = moment.replace(tzinfo=info, fold=0).utcoffset(), moment.replace(tzinfo=info, fold=1).utcoffset()
        assert before is not None
        assert after is not None
        assert shown - moment == after - before


@given(st.dates(date(1980, 1, 1), date(2090, 1, 1)), st.sampled_from(ZONES))
def test_a_day_begins_with_its_first_instant(day: date, name: str):
    """S1.2: at the first instant it is that day (or the next that exists), a moment earlier it is not."""
    zone = Zone(name)
    first = zone.first_instant(day.toordinal())
    acting = zone.local(first)[0]
    assert acting == zone.acting_day(day.toordinal())
    assert acting == day.toordinal() or (acting == day.toordinal() + 1 and name == "Pacific/Apia")
    assert zone.local(first - 1)[0] < day.toordinal()


def wall(at: int, info: ZoneInfo) -> datetime:
    """The wall clock at an instant."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).astimezone(info).replace(tzinfo=None)


def reference(name: str) -> ZoneInfo:
    """The standard library's zone from the same data."""
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)
