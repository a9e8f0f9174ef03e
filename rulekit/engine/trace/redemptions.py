"""Why a reward could be bought or not: its condition, its limits and its price, with their values (S3.9, S4.2)."""

from __future__ import annotations

from collections.abc import Sequence

from rulekit.engine.book import Explanation
from rulekit.engine.entry import Entry
from rulekit.engine.facts import Facts
from rulekit.engine.grant import Rooms
from rulekit.engine.plan import PreparedReward
from rulekit.engine.trace.conditions import Judge
from rulekit.engine.trace.misses import gap_of, limit_miss
from rulekit.engine.trace.reason import Reason, Trace
from rulekit.engine.trace.wording import amount_text, limit_text, money
from rulekit.ledger.event import Event
from rulekit.program.model import Program
from rulekit.values.money import SCALE


def trace_redemption(judge: Judge, explanation: Explanation, entries: Sequence[Entry]) -> Trace:
    """What a member asked for, or what is bought by itself, and what stood in the way."""
    event, program = explanation.event, judge.program
    name = explanation.reward or ""
    prepared = judge.plan.rewards[name]
    price = prepared.reward.price
    assert price is not None, "only what has a price is looked at"
    asked = price.amount
    reasons = buying_reasons(judge, prepared, explanation.facts, explanation.rooms)
    reasons += minimum_reasons(explanation.rooms, program)
    wallet, balance = program.wallet(price.wallet), explanation.rooms["balance"]
    if price.worth_minor is not None and isinstance(event, Event):
        asked = (event.points or 0) * 10**wallet.decimals // SCALE
        steps = f"{amount_text(price.amount, wallet)} pay {money(price.worth_minor, program)}, in whole steps"
        if wallet.is_money:
            steps = f"`{wallet.name}` pays in steps of {money(price.worth_minor, program)}"
        over = asked % price.amount
        miss = f"{amount_text(over, wallet)} more than whole steps of {amount_text(price.amount, wallet)}" if over else None
        reasons.append(Reason(steps, not over, (), miss))
        worth = asked // price.amount * price.worth_minor
        if "basket" in explanation.rooms:
            payable = max(0, explanation.rooms["basket"])
            payer = f"`{wallet.name}`" if wallet.is_money else wallet.plural
            text = f"{payer} may pay {money(payable, program)} more of this purchase ({money(worth, program)} are asked)"
            miss = f"{money(worth - payable, program)} above {money(payable, program)}" if worth > payable else None
            reasons.append(Reason(text, miss is None, (), miss, gap_of(worth, payable)))
    short = asked - balance
    missing = f", {amount_text(short, wallet)} too little" if short > 0 else ""
    text = f"the balance covers {amount_text(asked, wallet)} (it is {amount_text(balance, wallet)}{missing})"
    miss = f"{amount_text(short, wallet)} short of {amount_text(asked, wallet)}" if short > 0 else None
    reasons.append(Reason(text, short <= 0, (), miss, gap_of(balance, asked)))
    kind, gives = ("issue", "the reward") if price.worth_minor is None else ("spend", "the payment")
    later = [entry for entry in entries if entry.seq >= explanation.first_seq]
    is_given = any(entry.kind == kind and entry.reward == name and entry.rule in (None, explanation.trigger) for entry in later)
    return Trace(name, "reward" if explanation.trigger == "redeem" else "auto", gives if is_given else "nothing", tuple(reasons))


def trace_use(explanation: Explanation, program: Program) -> Trace:
    """Why a reward could not be used for a purchase."""
    reasons = minimum_reasons(explanation.rooms, program)
    if not reasons and isinstance(explanation.event, Event):
        reasons.append(Reason.lacks(f"the member has no purchase {explanation.event.ref}"))
    return Trace(explanation.reward or "", "reward", "nothing", tuple(reasons))


def minimum_reasons(rooms: Rooms, program: Program) -> list[Reason]:
    """Whether a purchase is large enough for a reward with a minimum basket; nothing where there is none of both."""
    if "minimum" not in rooms or "left" not in rooms:
        return []
    minimum, left = rooms["minimum"], rooms["left"]
    short = "" if left >= minimum else f"{money(minimum - left, program)} short of {money(minimum, program)}"
    text = f"the minimum basket: the purchase is {money(left, program)}{f', {short}' if short else ''}"
    return [Reason(text, not short, (), short or None, gap_of(min(left, minimum), minimum))]


def buying_reasons(judge: Judge, prepared: PreparedReward, facts: Facts, rooms: Rooms) -> list[Reason]:
    """What binds buying beside the price: condition, limits, stock. `rooms`: what is left of the limits, and the `stock`."""
    program, reward = judge.program, prepared.reward
    reasons = [] if reward.condition is None else judge.all_of(reward.condition, facts)
    for keyed in prepared.limits:
        room = rooms[keyed.key]
        left = "used up" if room <= 0 else f"{room} left"
        miss = None if room > 0 else limit_miss(keyed.limit, facts.day, program)
        reasons.append(Reason(f"the limit `{limit_text(keyed.limit, program)}` ({left})", room > 0, (), miss))
    if reward.stock is not None:
        pieces = rooms["stock"]
        miss = None if pieces > 0 else f"{reward.name} is out of stock"
        reasons.append(Reason(f"the stock of {reward.stock} ({pieces or 'none'} left)", pieces > 0, (), miss))
    return reasons
