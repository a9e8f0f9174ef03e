"""Programs in pieces: a sound one whose sections a test replaces, and what the check says about them."""

from __future__ import annotations

from rulekit.diagnostics import Diagnostic, Severity, Source
from rulekit.program.model import Program
from rulekit.semantics import check_program

SECTIONS = {
    "program": "Café",
    "currency": "EUR",
    "timezone": "Europe/Berlin",
    "attributes": """
  member: { birthday: date, city: text, newsletter: yes/no, size: number, home: [store, app] }
  purchase: { channel: [store, app, web], gift: yes/no }
  line: { category: text, deposit: money }""",
    "wallets": """
  points: { unit: point/points }
  bonus miles: { unit: mile/miles, decimals: 2, value: 0.01 EUR }
  cashback: { unit: EUR }""",
    "tiers": """
  by: visits
  levels: { Silver: 12, Gold: 30 }""",
    "segments": """
  regulars: purchases in the last 90 days >= 3""",
    "rules": """
  base: { on: purchase, give: 1 point per 1 EUR, if: member in regulars }
  miles: { on: purchase, give: 1 mile per 1 EUR }
  back: { on: purchase, give: 1% back }""",
    "rewards": """
  free coffee: { kind: gift, price: 100 points }
  mug: { kind: gift, price: 200 points }""",
}
"""Checks without a finding; every kind of name is declared."""


def program(**sections: str | None) -> str:
    """The sound program with some sections replaced, added, or (None) left out; `_` in a key stands for a space."""
    parts = SECTIONS | {key.replace("_", " "): value for key, value in sections.items()}
    return "".join(f"{key}: {value}\n" for key, value in parts.items() if value is not None)


def small(**sections: str | None) -> str:
    """A program with one wallet, rule and reward, and some sections replaced or added."""
    parts: dict[str, str | None] = {
        "attributes": None,
        "wallets": "{ points: { unit: point/points } }",
        "tiers": None,
        "segments": None,
        "rules": "{ base: { on: purchase, give: 1 point per 1 EUR } }",
        "rewards": "{ mug: { kind: gift, price: 200 points } }",
    }
    return program(**parts | sections)


def rule(body: str) -> str:
    """The sound program with one more rule `x`, in flow style."""
    return program(rules=SECTIONS["rules"] + f"\n  x: {{ {body} }}")


def condition(text: str) -> str:
    """The sound program with one more rule that has a condition."""
    return program(rules=SECTIONS["rules"] + f"\n  x:\n    on: purchase\n    if: '{text}'\n    give: 5 points")


def check(text: str) -> tuple[Program | None, list[Diagnostic]]:
    """The whole check of a text."""
    return check_program(Source("program.yaml", text))


def findings(text: str) -> list[tuple[str, str]]:
    """Code and the author's own text of each finding."""
    return [(one.code, one.span.text if one.span else "") for one in check(text)[1]]


def only(text: str) -> Diagnostic:
    """The one finding about a program."""
    found = check(text)[1]
    assert len(found) == 1, [(one.code, one.message) for one in found]
    return found[0]


def sound(text: str) -> Program:
    """The program of a text that has no error."""
    checked, found = check(text)
    errors = [(one.code, one.message, one.span.text if one.span else "") for one in found if one.severity is Severity.ERROR]
    assert checked is not None, errors
    return checked
