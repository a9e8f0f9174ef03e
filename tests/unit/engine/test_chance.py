"""S9 once more with hashlib alone: who wins a draw, for many seeds, sentences and events."""

import hashlib

import pytest

from rulekit.diagnostics import Source
from rulekit.engine import Engine
from rulekit.semantics import check_program


def wins(seed: str, path: str, ordinal: int, event_id: str, one_in: int) -> bool:
    """The text of the clause."""
    drawn = hashlib.sha256("\x1f".join((seed, path, str(ordinal), event_id)).encode()).digest()
    return int.from_bytes(drawn[:8], "big") < 2**64 // one_in


@pytest.mark.parametrize("one_in", [1, 2, 3, 7, 1_000_000])
@pytest.mark.parametrize("seed", ["", "summer-2024", "Grüße"])
def test_a_draw_is_what_the_clause_says(seed: str, one_in: int) -> None:
    text = f"""
program: Draws
currency: EUR
timezone: Europe/Berlin
{f"seed: {seed}" if seed else ""}
wallets: {{ points: {{ unit: point/points }} }}
segments: {{ winners: chance 1 in {one_in} }}
rules:
  the first: {{ on: purchase, if: chance 1 in {one_in}, give: 1 point }}
  the second: {{ on: purchase, if: not chance 1 in 1 or chance 1 in {one_in}, give: 1 point }}
  a member: {{ on: purchase, if: member in winners, give: 1 point }}
"""
    program, findings = check_program(Source("p.yaml", text))
    assert program is not None
    assert {finding.code for finding in findings} == (set() if seed else {"RK319"})
    engine = Engine(program)
    draws = {"the first": ("rules.the first.if", 0), "the second": ("rules.the second.if", 1), "a member": ("segments.winners", 0)}
    for number in range(60):
        event_id = f"é{number}"
        outcome = engine.apply({"event_id": event_id, "at": "2024-06-01 12:00", "order": number, "member_id": "m", "amount": "1"})
        found = {entry.rule for entry in outcome.entries if entry.kind == "earn"}
        assert found == {rule for rule, (path, ordinal) in draws.items() if wins(seed, path, ordinal, event_id, one_in)}
