"""Sentences for `if:`, `lines:` and segments. Amounts are those the ledgers play around, so that conditions really turn."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

SHRINKING = (
    "basket.total >= 5 EUR",
    "basket.total > 10 EUR",
    "basket.total + 1 EUR >= 6 EUR",
    "-1 EUR + basket.total >= 4 EUR",
    "basket.total * 10% >= 1 EUR",
    "any line where line.offer is yes",
    "basket.units >= 2",
    "basket.lines >= 2",
    'any line where line.category = "coffee"',
    'sum of line.amount where (line.category = "coffee") >= 5 EUR',
    "count of lines where (line.quantity >= 2) >= 1",
)
"""Conditions on the basket that never turn true as the basket shrinks (I3)."""

GROWING = (
    "basket.total < 20 EUR",
    "basket.total between 5 EUR and 20 EUR",
    "basket.total * 2 - 1 EUR <= 19 EUR",
    "basket.units = 1",
    "basket.lines != 2",
    "all lines where line.amount > 1 EUR",
    'not any line where line.category in ["tobacco", "cake"]',
)

PURCHASE = (
    "purchase.channel is app",
    "purchase.channel is not web",
    "purchase.channel in [store, app]",
    "purchase.channel not in [store, web]",
    "purchase.channel is missing",
    "purchase.tip >= 0.50 EUR",
)

MEMBER = (
    "member.newsletter is yes",
    "member.newsletter is no",
    'member.city = "Bonn"',
    'member.city != "Bonn"',
    "member.city is missing",
    "member.birthday >= 1990-01-01",
    "member.joined < 2024-03-01",
    "first purchase",
    "not first purchase",
    "chance 1 in 2",
    "days since last purchase > 7",
    "purchases in the last 30 days >= 2",
    "purchases this week = 0",
    "visits this month < 3",
    "visits in the last 1 month >= 1",
    "spend since joining >= 20 EUR",
    "spend in the last 12 months < 50 EUR",
    "units ever > 3",
    "refunds in the last 12 months = 0",
    "refunded this year < 5 EUR",
    'activities "review" ever >= 1',
    'activities "review" this day = 0',
    "purchases where (basket.total >= 5 EUR) in the last 30 days >= 1",
    'visits where (any line where line.category = "coffee" or basket.units >= 2) ever < 2',
    "spend where (purchase.channel is app) this year >= 5 EUR",
    "units where (basket.lines >= 2 and not (basket.total > 20 EUR)) in the last 1 month <= 3",
)

SHRINKING_LINES = (
    'line.category = "coffee"',
    'line.category not in ["tobacco", "cake"]',
    "line.category is missing",
    'line.sku = "a"',
)
"""Conditions on a line that do not look at what refunds change."""

OTHER_LINES = ("line.quantity >= 2", "line.amount >= 2 EUR", "line.amount < 10 EUR", "line.weight > 1.5")


@dataclass(frozen=True, slots=True)
class Names:
    """What a program declares and sentences may mention: (name, plural unit) of wallets, levels, segments, rewards."""

    wallets: tuple[tuple[str, str], ...]
    levels: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    rewards: tuple[str, ...] = ()


def member_conditions(names: Names) -> st.SearchStrategy[str]:
    """A condition on the member and its history."""
    sentences = list(MEMBER)
    for name, plural in names.wallets:
        sentences += [
            f"member.{name} >= 10 {plural}",
            f"{name} earned this quarter >= 10 {plural}",
            f"{name} earned ever < 50 {plural}",
        ]
    if names.levels:
        low, high = names.levels[0], names.levels[-1]
        sentences += [
            f"member.tier is {high}",
            f"member.tier is at least {low}",
            f"member.tier in [{low}, {high}]",
            "member.tier is none",
        ]
    for segment in names.segments:
        sentences += [f"member in {segment}", f"member not in {segment}"]
    return st.sampled_from((*sentences, *(f"member {word} {one}" for one in names.segments for word in ("in", "not in"))))


def purchase_conditions(names: Names, *, monotone: bool = False) -> st.SearchStrategy[str]:
    """A condition of a rule `on: purchase`, sometimes joined from two; `monotone`: none that turns true on a smaller basket."""
    basket = st.sampled_from(SHRINKING if monotone else (*SHRINKING, *GROWING))
    single = st.one_of(basket, st.sampled_from(PURCHASE), member_conditions(names))
    joined = st.builds(lambda a, word, b: f"{a} {word} {b}", single, st.sampled_from(("and", "or")), single)
    if monotone:
        return st.one_of(single, joined)
    return st.one_of(single, joined, joined.map(lambda text: f"not ({text})"))


def line_conditions(*, monotone: bool = False) -> st.SearchStrategy[str]:
    """A condition of `lines:`."""
    return st.sampled_from(SHRINKING_LINES if monotone else (*SHRINKING_LINES, *OTHER_LINES))
