"""Which defaults a program relies on."""

from checked_programs import program, small

from rulekit.diagnostics import Source
from rulekit.semantics import Default, defaults_used


def used(text: str) -> list[tuple[str, str]]:
    return [tuple(default) for default in defaults_used(Source("program.yaml", text))]


def test_every_default_of_the_language_is_listed_where_its_key_is_left_out():
    text = small(
        tiers="{ by: visits, levels: { Gold: 10 } }",
        cards="{ card: { stamp: 1 per visit, full at: 10, give: mug } }",
        milestones="{ ladder: { count: visits, gifts: { 10: mug } } }",
    )
    assert used(text) == [
        ("wallets.points.rounding", "down"),
        ("wallets.points.decimals", "0"),
        ("wallets.points.available", "at once"),
        ("wallets.points.expires", "never"),
        ("wallets.points.refunds", "proportional"),
        ("wallets.points.debt", "allowed"),
        ("tiers.over", "last 12 months"),
        ("tiers.keep", "while qualified"),
        ("tiers.drop", "to what is qualified"),
        ("cards.card.overflow", "carry over"),
        ("cards.card.then", "start again"),
        ("cards.card.expires", "never"),
        ("milestones.ladder.then", "stop"),
        ("stacking.bonuses", "add"),
        ("stacking.rounding", "once per purchase"),
        ("enrolment", "automatic"),
    ]


def test_what_is_written_is_not_listed():
    text = small(
        wallets="""
  points: { unit: point/points, rounding: up, decimals: 1, available: at once, expires: never, refunds: keep, debt: forgiven }""",
        stacking="{ bonuses: best }",
        enrolment="required",
    )
    assert used(text) == [("stacking.rounding", "once per purchase")]


def test_money_has_the_decimals_of_its_currency():
    paths = [path for path, _ in used(program())]
    assert "wallets.points.decimals" in paths
    assert "wallets.cashback.decimals" not in paths
    assert "wallets.cashback.rounding" in paths


def test_what_cannot_be_read_relies_on_nothing():
    assert defaults_used(Source("program.yaml", "- [")) == []
    assert Default("a", "b") == ("a", "b")
