"""Why a reward could be bought or not: its condition, its limits and its price, with their values (S3.9, S4.2)."""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.engine.book import Explanation
from rulekit.engine.entry import Entry
from rulekit.engine.trace.conditions import Judge
from rulekit.engine.trace.misses import limit_miss
from rulekit.engine.trace.reason import Reason, Trace
from rulekit.engine.trace.wording import amount_text, limit_text, money
from rulekit.ledger.event import Event
from rulekit.values.money import SCALE


def trace_redemption(judge: Judge, explanation: Explanation, entries: Sequence[Entry]) -> Trace:
    """What a member asked for, and what stood in the way."""
    event, program = explanation.event, judge.program
    assert isinstance(event, Event), "only an event buys something"
    name = event.reward or ""
    prepared = judge.plan.rewards[name]
    price = prepared.reward.price
    assert price is not None, "only what has a price is looked at"
    asked = price.amount
    reasons = [] if prepared.reward.condition is None else judge.all_of(prepared.reward.condition, explanation.facts)
    for keyed in prepared.limits:
        room = explanation.rooms[keyed.key]
        left = "used up" if room <= 0 else f"{room} left"
        miss = None if room > 0 else limit_miss(keyed.limit, explanation.facts.day, program)
        reasons.append(Reason(f"the limit `{limit_text(keyed.limit, program)}` ({left})", room > 0, (), miss))
    if prepared.reward.stock is not None:
        pieces = explanation.rooms["stock"]
        miss = None if pieces > 0 else f"{name} is out of stock"
        reasons.append(Reason(f"the stock of {prepared.reward.stock} ({pieces or 'none'} left)", pieces > 0, (), miss))
    wallet, balance = program.wallet(price.wallet), explanation.rooms["balance"]
    if price.worth_minor is not None:
        asked = (event.points or 0) * 10**wallet.decimals // SCALE
        rate = f"{amount_text(price.amount, wallet)} pay {money(price.worth_minor, program)}"
        steps = f"`{wallet.name}` pays in steps of {money(price.worth_minor, program)}"
        reasons.append(Reason(steps if wallet.is_money else f"{rate}, in whole steps", asked % price.amount == 0))
        worth = asked // price.amount * price.worth_minor
        if "basket" in explanation.rooms:
            payable = max(0, explanation.rooms["basket"])
            payer = f"`{wallet.name}`" if wallet.is_money else wallet.plural
            text = f"{payer} may pay {money(payable, program)} more of this purchase ({money(worth, program)} are asked)"
            reasons.append(Reason(text, worth <= payable))
    short = asked - balance
    missing = f", {amount_text(short, wallet)} too little" if short > 0 else ""
    text = f"the balance covers {amount_text(asked, wallet)} (it is {amount_text(balance, wallet)}{missing})"
    miss = f"{amount_text(short, wallet)} short of {amount_text(asked, wallet)}" if short > 0 else None
    reasons.append(Reason(text, short <= 0, (), miss))
    kind, gives = ("issue", "the reward") if price.worth_minor is None else ("spend", "the payment")
    is_given = any(entry.kind == kind and entry.reward == name for entry in entries)
    return Trace(name, "reward", gives if is_given else "nothing", tuple(reasons))
