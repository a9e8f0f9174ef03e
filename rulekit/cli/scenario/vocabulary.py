"""The words a program knows, for sentences about it: declared choices, and every text it compares an attribute with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal, NamedTuple

from rulekit.program.expression import Among, Compare, Fact, Literal_, Node
from rulekit.program.model import Attributes, Program, Reward, Trigger, Wallet
from rulekit.values.attribute import AttributeType

Owner = Literal["member", "purchase", "line"]


class Meaning(NamedTuple):
    """What a word says: the value of one attribute, or of `sku`."""

    owner: Owner
    attribute: str
    value: str


@dataclass(slots=True)
class Vocabulary:
    """`words` and the names of things by their folded spelling, so that capitals never matter."""

    program: Program
    words: dict[str, list[Meaning]] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    activities: dict[str, str] = field(default_factory=dict)
    rewards: dict[str, str] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    units: dict[str, Wallet] = field(default_factory=dict)
    money: dict[str, Wallet] = field(default_factory=dict)
    days: dict[str, Trigger] = field(default_factory=dict)
    payments: dict[str, Reward] = field(default_factory=dict)
    """By the name of the wallet: the first reward with a price at a rate, which takes a part of a purchase off."""

    def attributes(self) -> Iterator[tuple[Owner, str, AttributeType]]:
        """Every declared attribute, longest name first."""
        declared = self.program.attributes
        found: list[tuple[Owner, str, AttributeType]] = []
        for owner in _OWNERS:
            found += [(owner, name, kind) for name, kind in _of(declared, owner).items()]
        yield from sorted(found, key=lambda each: -len(each[1]))

    def add(self, meaning: Meaning) -> None:
        """Learn a word."""
        meanings = self.words.setdefault(meaning.value.casefold(), [])
        if meaning not in meanings:
            meanings.append(meaning)


_OWNERS: tuple[Owner, ...] = ("line", "purchase", "member")


def vocabulary_of(program: Program) -> Vocabulary:
    """Everything that can be said about a program."""
    vocabulary = Vocabulary(program)
    for owner, name, kind in vocabulary.attributes():
        for choice in kind.choices:
            vocabulary.add(Meaning(owner, name, choice))
    for node in _nodes(program):
        for meaning in _compared(node):
            vocabulary.add(meaning)
    if program.tiers is not None:
        vocabulary.levels = {level.name.casefold(): level.name for level in program.tiers.levels}
    triggers = [rule.trigger.activity for rule in program.rules]
    triggers += [counter.step.subject for counter in program.counters if counter.step.basis == "activity"]
    vocabulary.activities = {name.casefold(): name for name in triggers if name is not None}
    vocabulary.days = {day: rule.trigger for rule in program.rules if (day := _day_name(rule.trigger)) is not None}
    vocabulary.rewards = {reward.name.casefold(): reward.name for reward in program.rewards}
    vocabulary.cards = {c.name.casefold(): c.name for c in program.counters if c.kind == "card"}
    for wallet in program.wallets:
        if wallet.is_money:
            vocabulary.money[wallet.name.casefold()] = wallet
        else:
            for word in (wallet.name, wallet.singular, wallet.plural):
                vocabulary.units.setdefault(word.casefold(), wallet)
    for reward in program.rewards:
        if reward.price is not None and reward.price.worth_minor is not None:
            vocabulary.payments.setdefault(reward.price.wallet, reward)
    return vocabulary


def _day_name(trigger: Trigger) -> str | None:
    """A day of the calendar as `on:` writes it; None for what is no such day."""
    if trigger.kind == "quiet":
        return f"{trigger.quiet} without purchase"
    if trigger.kind == "first day":
        return f"first day of {trigger.period}"
    return trigger.kind if trigger.kind in ("birthday", "joining anniversary") else None


def _of(declared: Attributes, owner: Owner) -> dict[str, AttributeType]:
    kinds: dict[str, AttributeType] = dict(getattr(declared, owner))
    return kinds


def _nodes(program: Program) -> Iterator[Node]:
    """Every expression of a program, with all its parts."""
    roots: list[Node | None] = list(program.segments.values())
    for rule in program.rules:
        roots += [rule.condition, rule.lines]
    for counter in program.counters:
        roots += [counter.condition, counter.lines]
    roots += [reward.condition for reward in program.rewards]
    if program.referral is not None:
        roots += [side.condition for side in (program.referral.referrer, program.referral.friend) if side is not None]
    for root in roots:
        if root is not None:
            yield from _parts(root)


def _parts(node: Node) -> Iterator[Node]:
    yield node
    for each in fields(node):
        value = getattr(node, each.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                yield from _parts(part)


def _compared(node: Node) -> Iterator[Meaning]:
    """The texts an attribute is compared with."""
    fact: Node
    others: tuple[Node, ...]
    if isinstance(node, Compare):
        is_turned = isinstance(node.left, Literal_)
        fact, others = (node.right, (node.left,)) if is_turned else (node.left, (node.right,))
    elif isinstance(node, Among):
        fact, others = node.item, node.options
    else:
        return
    if isinstance(fact, Fact) and fact.scope != "basket" and fact.type.kind == "text":
        for other in others:
            if isinstance(other, Literal_) and isinstance(other.value, str) and other.value.strip():
                yield Meaning(fact.scope, fact.name, other.value)
