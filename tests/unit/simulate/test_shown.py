"""Rounding of a row: what differs can be seen, and differences are those of what is shown."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rulekit.simulate.shown import shown


@pytest.mark.parametrize(
    ("unit", "values", "expected"),
    [
        ("ratio", ["0.0304", "0.0608"], ["3.0", "6.1"]),
        ("ratio", ["0.00015", "0.00022"], ["0.015", "0.022"]),
        ("ratio", ["0.0125", "0.01251"], ["1.250", "1.251"]),
        ("ratio", ["0.000132", "0.000151"], ["0.013", "0.015"]),
        ("ratio", ["0.0125", "0.0125"], ["1.3", "1.3"]),
        ("ratio", ["0.0125", "0.012500001"], ["1.3", "1.3"]),
        ("ratio", ["0.01", None, "0.02"], ["1.0", None, "2.0"]),
        ("count", ["3", "1000"], ["3", "1000"]),
        ("count", ["1", "7.25"], ["1.00", "7.25"]),
        ("points", ["0.6101", "0.6099"], ["0.6101", "0.6099"]),
        ("money", ["1.004", "1.001"], ["1.00", "1.00"]),
        ("days", ["14.5", "28"], ["14.5", "28.0"]),
    ],
)
def test_a_row_has_the_decimals_it_takes(unit: str, values: list[str | None], expected: list[str | None]) -> None:
    numbers, decimals = shown(unit, [None if value is None else Fraction(value) for value in values], 2 if unit == "money" else None)
    assert [None if number is None else f"{number:f}" for number in numbers] == expected
    assert {-int(number.as_tuple().exponent) for number in numbers if number is not None} == {decimals}
