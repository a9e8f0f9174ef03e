"""Which limits, budgets and stocks the tests went beyond: played tests -> one part for each of them (S3.6).

One is reached where it cut or refused something. A `limit:` that lists several is one part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rulekit.engine.book import Explanation
from rulekit.engine.entry import Entry
from rulekit.program.model import Program
from rulekit.program.tests import Path
from rulekit.semantics.award import wallets_given
from rulekit.testing.part import Part
from rulekit.testing.play import Played

Bite = tuple[str, str]
"""Whom something ended, and what: the name of a rule, counter, wallet or reward, and the word of an entry's reason."""


def bounds(program: Program, tests: Sequence[Played]) -> Iterator[Part]:
    """Every limit, budget and stock."""
    bites = {bite for played in tests for bite in (*_written(played), *_silent(played))}
    for wallet in program.wallets:
        if wallet.limits:
            yield _limit(("wallets", wallet.name), wallet.name, (wallet.name, "wallet limit") in bites)
    for rule in program.rules:
        if rule.limits:
            yield _limit(("rules", rule.name), rule.name, (rule.name, "limit") in bites)
        if rule.budget is not None:
            message = f"no test uses up the budget of `{rule.name}`"
            yield Part(("rules", rule.name, "budget"), message, (rule.name, "budget") in bites)
    for counter in program.counters:
        if counter.limits:
            yield _limit((f"{counter.kind}s", counter.name), counter.name, (counter.name, "limit") in bites)
    for side in ("referrer", "friend"):
        terms = getattr(program.referral, side, None)
        if terms is not None and terms.limits:
            yield _limit(("referral", side), f"referral: {side}", (f"referral.{side}", "limit") in bites)
    for reward in program.rewards:
        if reward.limits:
            yield _limit(("rewards", reward.name), reward.name, (reward.name, "limit") in bites)
        if reward.stock is not None:
            message = f"no test finds `{reward.name}` out of stock"
            yield Part(("rewards", reward.name, "stock"), message, (reward.name, "out of stock") in bites)


def _limit(owner: Path, name: str, is_reached: bool) -> Part:
    return Part((*owner, "limit"), f"no test goes beyond the limit of `{name}`", is_reached)


def _written(played: Played) -> Iterator[Bite]:
    """What entries say was cut or declined, and by what."""
    for entry in played.entries:
        for word in (entry.reason or "").split(" and ") if entry.cut or entry.kind == "declined" else ():
            if word == "wallet limit":
                yield from ((name, word) for name in _wallets(entry, played.plan.program))
            else:
                name = entry.reward if entry.kind == "declined" and entry.reward else entry.rule
                yield name or "", word


def _wallets(entry: Entry, program: Program) -> list[str]:
    """The wallet whose limit cut an entry; of a rule refused whole, those it gives that have a limit with `or nothing`."""
    if entry.wallet is not None:
        return [entry.wallet]
    rule = next(one for one in program.rules if one.name == entry.rule)
    given = wallets_given(rule.awards) if rule.bonus is None else (rule.bonus.wallet,)
    return [name for name in given if any(limit.or_nothing for limit in program.wallet(name).limits)]


def _silent(played: Played) -> Iterator[Bite]:
    """A reward that would have been bought by itself once more, were it not for its limit or stock, leaves no entry."""
    for explanation in played.explanations:
        if explanation.trigger != "auto" or explanation.reward is None:
            continue
        prepared, rooms, bought = played.plan.rewards[explanation.reward], explanation.rooms, _bought(played, explanation)
        price = prepared.reward.price
        affords = price is not None and rooms["balance"] >= (bought + 1) * price.amount
        if affords and (prepared.condition is None or prepared.condition(explanation.facts)):
            if any(room <= bought for key, room in rooms.items() if ".limit." in key):
                yield explanation.reward, "limit"
            if prepared.reward.stock is not None and rooms["stock"] <= bought:
                yield explanation.reward, "out of stock"


def _bought(played: Played, explanation: Explanation) -> int:
    """How many pieces of an auto reward were bought where it was looked at."""
    looked_at = explanation.facts.member.member_id, explanation.event.event_id, explanation.reward, "issue", "auto"
    entries = ((one.member_id, one.event_id, one.reward, one.kind, one.rule) for one in played.entries)
    return sum(one == looked_at for one in entries)
