"""A preview says what will happen, whoever buys."""

from rulekit.engine import Engine
from rulekit.program.model import Program

PROGRAM = """
program: Café
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points }
rules:
  regulars:
    on: purchase
    give: 1 point per 1 EUR
    if: purchases where (basket.total >= 5 EUR) in the last 30 days >= 1
"""


def test_a_refund_of_an_anonymous_sale_can_be_previewed(tmp_path):
    engine = Engine(loaded(tmp_path))
    engine.apply({"event_id": "s1", "at": "2024-03-01 09:00", "amount": "7.50"})
    refund = {"event_id": "s2", "type": "refund", "at": "2024-03-02 09:00", "ref": "s1", "amount": "7.50"}
    assert engine.preview(refund) == engine.apply(refund)


def loaded(folder) -> Program:
    from rulekit.semantics.load_program import load

    path = folder / "program.yaml"
    path.write_text(PROGRAM, encoding="utf-8")
    return load(path)
