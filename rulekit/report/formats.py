"""How numbers, money and days are written in the language of the report: exact values -> text (CLDR, by babel)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from babel import Locale, numbers
from babel.dates import format_date
from babel.lists import format_list
from babel.units import format_unit

from rulekit.kpi.periods import By, Period
from rulekit.values.calendar import Day
from rulekit.values.rounding import rounded

LOCALES = {"en": "en_GB", "de": "de_DE"}
"""The languages of a report. English is the one of Europe: 9 December 2011, not 12/9/2011."""

MINUS = "\N{MINUS SIGN}"
"""As axes of charts write it; a hyphen is no minus."""

UNKNOWN = "\N{EN DASH}"
"""Stands where a figure cannot be observed (yet)."""


@dataclass(frozen=True, slots=True)
class Format:
    """One language and the program's currency."""

    lang: str
    currency: str

    @property
    def locale(self) -> Locale:
        """Whose signs and names are used."""
        return Locale.parse(LOCALES[self.lang])

    def number(self, value: Fraction | Decimal | int | str, decimals: int | None = None) -> str:
        """With separators; without `decimals` whole where it is whole, else with two.

        >>> Format("de", "EUR").number(1234567), Format("en", "EUR").number(Fraction(5, 2))
        ('1.234.567', '2.50')
        """
        exact = Fraction(value)
        places = decimals if decimals is not None else 0 if exact.denominator == 1 else 2
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return _signed(numbers.format_decimal(rounded(exact, places), format=pattern, locale=self.locale))

    @property
    def money_decimals(self) -> int:
        """So many decimals the currency has."""
        decimals: int = numbers.get_currency_precision(self.currency)
        return decimals

    def money(self, value: Fraction | Decimal | str) -> str:
        """In the program's currency, with as many decimals as it has.

        >>> Format("de", "GBP").money("912.3").replace(chr(160), " ")
        '912,30 £'
        """
        return _signed(
            numbers.format_currency(rounded(Fraction(value), self.money_decimals), self.currency, locale=self.locale)
        )

    def whole_money(self, value: Fraction | Decimal | int) -> str:
        """The same without a fraction, for headlines and sentences.

        >>> Format("en", "EUR").whole_money(Decimal("1479884.13"))
        '€1,479,884'
        """
        pattern = self.locale.currency_formats["standard"].pattern.replace("0.00", "0")
        form = {"format": pattern, "locale": self.locale, "currency_digits": False}
        return _signed(numbers.format_currency(rounded(Fraction(value), 0), self.currency, **form))

    def percent(self, share: Fraction, decimals: int = 1) -> str:
        """A share of 1 in percent.

        >>> Format("en", "EUR").percent(Fraction(1, 3))
        '33.3%'
        """
        pattern = self.locale.percent_formats[None].pattern.replace("0", "0." + "0" * decimals if decimals else "0")
        return _signed(numbers.format_percent(rounded(share, decimals + 2), format=pattern, locale=self.locale))

    def days(self, value: Fraction) -> str:
        """So many days, with a decimal where they are not whole.

        >>> Format("de", "EUR").days(Fraction(7)), Format("en", "EUR").days(Fraction(35, 2))
        ('7 Tage', '17.5 days')
        """
        shown = rounded(value, 1)
        return _signed(format_unit(int(shown) if shown == int(shown) else shown, "duration-day", locale=self.locale))

    def value(
        self, unit: str, value: Fraction | None, *, is_money: bool = False, decimals: int | None = None, is_mean: bool = False
    ) -> str:  # fmt: skip
        """A figure in its unit (`kpi.catalogue.UNITS`); points of a wallet of money are money, and a mean has decimals always.

        `decimals`: those of the wallet, which its points are written with.

        >>> Format("de", "EUR").value("points", Fraction(5, 2), decimals=3)
        '2,500'
        """
        if value is None:
            return UNKNOWN
        if unit == "ratio":
            return self.percent(value)
        if unit == "money" or (unit == "points" and is_money):
            return self.money(value)
        if unit == "days":
            return self.days(value)
        return self.number(value, 1 if unit == "score" else 2 if is_mean else decimals if unit == "points" else None)

    def day(self, day: Day) -> str:
        """A day in full: `9 December 2011`, `9. Dezember 2011`."""
        return format_date(date.fromordinal(day), "long", locale=self.locale)

    def short_day(self, day: Day) -> str:
        """A day of a year that is known: `9 Dec`, `9. Dez.`."""
        return format_date(date.fromordinal(day), "d MMM" if self.lang == "en" else "d. MMM", locale=self.locale)

    def period(self, period: Period, by: By | None, *, in_full: bool = False) -> str:
        """A short name for a period: `Dec 2011`, `2011`; for a week its Monday, for so many days the last of them.

        `in_full`: months by their whole names.

        >>> quarter = Period(1, "2011-Q4", date(2011, 10, 1).toordinal(), date(2011, 12, 31).toordinal())
        >>> Format("en", "EUR").period(quarter, "quarter"), Format("de", "EUR").period(quarter, "quarter")
        ('Q4 2011', '4. Quartal 2011')
        """
        day = date.fromordinal(period.ends if isinstance(by, int) else period.starts)
        if by == "quarter":
            number = (day.month + 2) // 3
            return f"{number}. Quartal {day.year}" if self.lang == "de" else f"Q{number} {day.year}"
        month = "MMMM yyyy" if in_full else "MMM yyyy"
        long = f"d {month}" if self.lang == "en" else f"d. {month}"
        return format_date(day, {"month": month, "year": "yyyy"}.get(str(by), long), locale=self.locale)

    def together(self, names: Sequence[str]) -> str:
        """Several names as one.

        >>> Format("de", "EUR").together(["Prämien", "Punkte", "Guthaben"])
        'Prämien, Punkte und Guthaben'
        """
        return format_list(names, locale=self.locale)

    def signs(self) -> dict[str, Any]:
        """The same signs for the axes of charts, as d3-format wants them."""
        symbol = numbers.get_currency_symbol(self.currency, locale=self.locale)
        leads = self.locale.currency_formats["standard"].pattern.startswith("¤")
        return {
            "decimal": numbers.get_decimal_symbol(self.locale),
            "thousands": numbers.get_group_symbol(self.locale),
            "grouping": [3],
            "currency": [symbol, ""] if leads else ["", f"\u00a0{symbol}"],
            "percent": "%" if leads else "\u00a0%",
        }


def _signed(text: str) -> str:
    return text.replace("-", MINUS)
