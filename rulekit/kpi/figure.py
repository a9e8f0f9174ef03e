"""A figure: one value of one KPI, exact, with what it was divided from, and what to mind about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import Any

from rulekit.kpi.catalogue import Kpi
from rulekit.kpi.periods import Period
from rulekit.values.rounding import round_exact

DECIMALS = 6
"""Values that do not end are shown to so many decimals, halves away from zero; numerator and denominator are exact."""

EXACT = Context(prec=200, traps=[Inexact])
"""Room for the product of any columns; those of SQL have 38 digits."""

NOTES = {
    "answers_left_out": "answers beyond the scale of the survey do not count",
    "model": "estimated by a model, not counted",
    "no_breakage_yet": "no redemption of points was seen by then, so all that were open are taken as if they will be redeemed",
    "resumed": "the replay went on from an earlier state, and of what was before only the points are known",
}
"""What flags say, in words."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`numerator` / `denominator`, or the numerator alone where the KPI is not divided. None: it cannot be observed (yet).

    The flag `partial`: not all of the period was seen; `model`: a prediction or estimate, rounded; NOTES has the words
    of all but `partial`. `note` says why there is no value.
    """

    kpi: Kpi
    scope: str
    period: Period
    segment: str | None
    subject: str | None
    numerator: Decimal | None
    denominator: Decimal | None
    flags: tuple[str, ...] = ()
    note: str | None = None

    @property
    def exact(self) -> Fraction | None:
        """The value as a ratio."""
        if self.numerator is None:
            return None
        if not self.kpi.divided:
            return Fraction(self.numerator)
        return Fraction(self.numerator) / Fraction(self.denominator) if self.denominator else None

    @property
    def value(self) -> str | None:
        """The value as decimal text."""
        exact = self.exact
        return None if exact is None else decimal_text(exact)

    def record(self) -> dict[str, Any]:
        """The figure as in the JSON of `rulekit kpis` (schemas/kpis.schema.json)."""
        return {
            "id": self.kpi.id, "scope": self.scope, "period": self.period.label, "segment": self.segment,
            "subject": self.subject, "value": self.value, "numerator": plain(self.numerator),
            "denominator": plain(self.denominator), "unit": self.kpi.unit, "flags": list(self.flags), "note": self.note,
        }  # fmt: skip


def wallet_of(subject: str | None) -> str | None:
    """Whose points a figure counts: its subject, or what stands in brackets behind a rule.

    >>> wallet_of("points"), wallet_of("base points (points)")
    ('points', 'points')
    """
    return None if subject is None else subject.rpartition(" (")[2].removesuffix(")")


def plain(number: Decimal | None) -> str | None:
    """Decimal text without an exponent and without idle zeros."""
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal_text(value: Fraction) -> str:
    """A ratio as decimal text: exact where it ends within the decimals, else rounded half away from zero.

    >>> decimal_text(Fraction(2, 3)), decimal_text(Fraction(-1, 8)), decimal_text(Fraction(5))
    ('0.666667', '-0.125', '5')
    """
    return plain(Decimal(round_exact(value * 10**DECIMALS, "half up")).scaleb(-DECIMALS, EXACT)) or "0"
