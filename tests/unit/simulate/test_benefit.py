"""Who is better off: by money where all of it is known, else thing by thing."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rulekit.simulate.benefit import NOTHING, Benefit, compared, outcome


def worth(money: int | None, **things: int) -> Benefit:
    return Benefit({name: Fraction(amount) for name, amount in things.items()}, None if money is None else Fraction(money))


@pytest.mark.parametrize(
    ("mine", "first", "expected"),
    [
        (worth(5), worth(4), "better"),
        (worth(3), worth(4), "worse"),
        (worth(4, points=400), worth(4, cake=1), "unchanged"),
        (worth(None, points=5), worth(None, points=4), "better"),
        (worth(None, points=4), worth(None, points=5), "worse"),
        (worth(None, points=4), worth(4, points=4), "unchanged"),
        (worth(None, points=5, cake=1), worth(None, points=4, cake=2), "mixed"),
        (worth(None, cake=1), NOTHING, "better"),
        (NOTHING, worth(None, cake=1), "worse"),
    ],
)
def test_outcome(mine, first, expected):
    assert outcome(mine, first) == expected


def test_members_of_one_side_alone_are_compared_with_nothing():
    mine, first = {"anna": worth(1), "bo": worth(2), "cy": worth(None, a=1, b=2)}, {"bo": worth(2), "cy": worth(None, a=2, b=1), "di": worth(1)}
    assert compared(mine, first) == {"better": 1, "worse": 1, "unchanged": 1, "mixed": 1}
