"""The names a program declares, and which of them each field may mention.

A name is declared once; it is unique over the kinds that could be confused in one field:

- wallets, their units and the currency, with rewards (`give: 2 free coffee`), with cards, milestones and challenges (a member's
  balances stand side by side) and with member attributes (`member.points`);
- wallets, cards, milestones and challenges with the other keys of `expect:` (`rewards`, `points pending`);
- rules, cards, milestones and challenges (an entry names the one that caused it), with what members do themselves (`redeem`);
- levels, and segments, among themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from rulekit.diagnostics import Span, closest
from rulekit.program.model import Attributes, Wallet

Kind = Literal[
    "wallet", "unit", "currency", "reward", "level", "segment", "card", "milestone", "challenge", "rule", "attribute",
    "expectation", "deed",
]  # fmt: skip

WORDS: dict[str, str] = {
    "wallet": "a wallet",
    "unit": "the unit of a wallet",
    "currency": "the currency",
    "reward": "a reward",
    "level": "a level of the tiers",
    "segment": "a segment",
    "card": "a card",
    "milestone": "a milestone ladder",
    "challenge": "a challenge",
    "rule": "a rule",
    "attribute": "an attribute of the member",
    "expectation": "a key of `expect:` in tests",
    "deed": "what members do with points and rewards",
}
"""Each kind as people call it."""

_BALANCES = frozenset(("wallet", "unit", "currency"))
_COUNTERS = frozenset(("card", "milestone", "challenge"))
DEEDS = ("redeem", "auto", "use")
"""What an entry names as its cause where no rule or counter is."""
CONFUSABLE: dict[str, frozenset[str]] = {
    "wallet": _BALANCES | _COUNTERS | {"reward", "attribute", "expectation"},
    "unit": _BALANCES | _COUNTERS | {"reward", "attribute"},
    "currency": _BALANCES,
    "reward": _BALANCES | {"reward"},
    "level": frozenset(("level",)),
    "segment": frozenset(("segment",)),
    "card": _COUNTERS | _BALANCES | {"rule", "expectation", "deed"},
    "milestone": _COUNTERS | _BALANCES | {"rule", "expectation", "deed"},
    "challenge": _COUNTERS | _BALANCES | {"rule", "expectation", "deed"},
    "rule": _COUNTERS | {"rule", "deed"},
    "attribute": _BALANCES,
}
"""For each kind the kinds that may not share a name with it."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared name; `owner` is the wallet of a unit, else the name itself. `mute`: sentences cannot say it."""

    kind: Kind
    name: str
    owner: str
    span: Span | None
    mute: bool = False


@dataclass(slots=True)
class Names:
    """Everything that is declared.

    `units` leads from every spelling of a wallet (name, singular, plural) to its name. `mute_choices`: values of
    choices that sentences can only say in quotes. `payments`: rewards with a price at a rate, which nobody can be given.
    """

    currency: str = ""
    declared: list[Declared] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    wallets: dict[str, Wallet] = field(default_factory=dict)
    attributes: Attributes = field(default_factory=Attributes)
    mute_choices: set[str] = field(default_factory=set)
    payments: set[str] = field(default_factory=set)
    _alike: dict[str, list[Declared]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for name in DEEDS:
            self.reserve(name, "deed")

    def add(self, one: Declared) -> None:
        """Declare a name."""
        self.declared.append(one)
        self._alike.setdefault(one.name.casefold(), []).append(one)

    def reserve(self, name: str, kind: Kind = "expectation", span: Span | None = None) -> None:
        """Keep a key of `expect:`, or a deed, from being a name; no sentence says it. `span`: the wallet it is a column of."""
        self._alike.setdefault(name.casefold(), []).append(Declared(kind, name, name, span))

    def alike(self, name: str) -> Sequence[Declared]:
        """What is declared under this name, whatever its capitals."""
        return self._alike.get(name.casefold(), ())

    def of(self, *kinds: str) -> tuple[str, ...]:
        """The declared names of some kinds, in the author's order."""
        return tuple(one.name for one in self.declared if one.kind in kinds)

    def kinds_of(self, name: str) -> tuple[Kind, ...]:
        """The kinds a name is declared as."""
        return tuple(one.kind for one in self.declared if one.name == name)

    def amounts(self) -> dict[str, str]:
        """What may stand after a number: the currency, wallets and their units."""
        return self._said("wallet", "unit", "currency")

    def awards(self) -> dict[str, str]:
        """What `give` may mention."""
        return self._said("wallet", "unit", "currency", "reward")

    def levels(self) -> dict[str, str]:
        """What a trigger may mention."""
        return self._said("level")

    def counters(self) -> dict[str, str]:
        """What `continue with` may mention."""
        return self._said("milestone", "card", "challenge")

    def conditions(self) -> dict[str, str]:
        """What a condition may mention; a choice that is also the name of something else stands back."""
        scopes = {"member": self.attributes.member, "purchase": self.attributes.purchase, "line": self.attributes.line}
        paths = {f"{scope}.{name}": "attribute" for scope, attributes in scopes.items() for name in attributes}
        choices = {
            value: "choice"
            for attributes in scopes.values()
            for kind in attributes.values()
            for value in kind.choices
            if value not in self.mute_choices
        }
        return paths | choices | self._said("segment", "level", "currency", "unit", "wallet")

    def wallet_of(self, unit: str) -> Wallet | None:
        """The wallet a spelling stands for."""
        name = self.units.get(unit)
        return None if name is None else self.wallets.get(name)

    def money_wallets(self) -> tuple[Wallet, ...]:
        """The wallets that hold money."""
        return tuple(wallet for wallet in self.wallets.values() if wallet.is_money)

    def closest(self, written: str, *kinds: str) -> str | None:
        """The declared name of these kinds that is most like what was written."""
        return closest(written, self.of(*kinds))

    def _said(self, *kinds: str) -> dict[str, str]:
        """Spellings to what the sentence parser calls them; a unit with spaces counts as a wallet's own name."""
        return {
            one.name: "wallet" if one.kind == "unit" else one.kind
            for kind in kinds
            for one in self.declared
            if one.kind == kind and not one.mute
        }
