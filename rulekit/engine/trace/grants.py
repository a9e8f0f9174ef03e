"""How an amount came about: a grant -> its formula with its values, own limits, rounding and cuts (S3.3 to S3.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rulekit.engine.basket import Selection
from rulekit.engine.grant import Grant, Part, Rooms, Share
from rulekit.engine.plan import KeyedLimit
from rulekit.engine.rates import in_band
from rulekit.engine.trace.misses import limit_miss
from rulekit.engine.trace.reason import Reason
from rulekit.engine.trace.wording import amount_text, budget_text, exact_text, limit_text, money, money_step, plural
from rulekit.program.award import Bonus, FixedAward, MoneyRate, PlainAward, RewardAward, ThingRate
from rulekit.program.model import Program, Wallet
from rulekit.values.calendar import Day
from rulekit.values.money import format_amount
from rulekit.values.rounding import ratio

_TIMES = {1: "double", 2: "triple"}


def given_text(grant: Grant, program: Program, missing: Mapping[str, int]) -> str:
    """What a rule gives in all, e.g. `12 points and free coffee`; `nothing` where it gives nothing.

    `missing`: the pieces that were not in stock, by reward.
    """
    parts = [amount_text(share.amount, program.wallet(share.wallet)) for share in grant.shares.values() if share.amount]
    if grant.gives_rewards:
        there = [RewardAward(award.reward, award.count - missing.get(award.reward, 0)) for award in grant.rewards]
        parts += [reward_text(award) for award in there if award.count > 0]
    return " and ".join(parts) or "nothing"


def reward_text(award: RewardAward) -> str:
    """A reward that is given, with its number where it is more than one."""
    return award.reward if award.count == 1 else f"{award.count} x {award.reward}"


def grant_reasons(grant: Grant, rooms: Rooms, program: Program, day: Day) -> list[Reason]:
    """The calculation of everything a rule grants."""
    reasons = []
    for share in grant.shares.values():
        reasons += share_reasons(grant, share, rooms, program, day)
    reasons += [Reason(reward_text(award)) for award in grant.rewards]
    used_up = [keyed for keyed in grant.rule.limits if keyed.limit.kind == "times" and rooms[keyed.key] <= 0]
    if grant.out_of_times or grant.refused is not None:
        for keyed in used_up:
            text = f"the limit `{limit_text(keyed.limit, program)}` is used up: nothing"
            reasons.append(Reason(text, miss=limit_miss(keyed.limit, day, program)))
    keyed_budget = grant.rule.budget
    if grant.out_of_budget and keyed_budget is not None and not grant.out_of_times:
        text = f"the budget `{budget_text(keyed_budget.budget, program)}` of all members is used up: nothing"
        reasons.append(Reason(text, miss=text))
    if grant.refused is not None:
        whose = "the limit of its wallet" if grant.refused == "wallet limit" else "its limit"
        text = f"it does not fit into {whose}, so all of it is declined"
        reasons.append(Reason(text, miss=text))
    return reasons


def share_reasons(grant: Grant, share: Share, rooms: Rooms, program: Program, day: Day) -> list[Reason]:
    """The calculation of one wallet's part: formula, sum, own limits, rounding, cut."""
    wallet = program.wallet(share.wallet)
    parts = [part for part in share.parts if not _is_beyond(part)]
    reasons = [Reason(formula(part, wallet, program), miss=_unit_miss(part, program)) for part in parts]
    if not reasons and grant.rule.rule.bonus is not None:
        text = "no rule with a rate gave anything to multiply"
        reasons.append(Reason(text, miss=text))
    if len(share.parts) > 1:
        reasons.append(Reason(f"together {amount_text(share.uncut, wallet)}"))
    if grant.out_of_times:
        return reasons
    reasons += _limits(grant.rule.limits, share, rooms, program, day)
    if grant.refused is None and (share.amount + share.cut != share.uncut or share.amount != share.exact):
        reasons += _rounding(share, wallet, program)
    return reasons


def _is_beyond(part: Part) -> bool:
    """Whether the purchase does not come up to the band of a rate."""
    return isinstance(part.award, MoneyRate) and 0 < part.selection.amount <= part.award.above_minor


def formula(part: Part, wallet: Wallet, program: Program) -> str:
    """One award with its values and what it comes to."""
    award = part.award
    if isinstance(award, Bonus):
        return f"{bonus_text(award)} on {part.of_rule}: {amount_text(part.amount, wallet)} more"
    text = award_text(award, wallet, program, part.selection)
    return text if isinstance(award, FixedAward) else f"{text}: {amount_text(part.amount, wallet)}"


def bonus_text(bonus: Bonus) -> str:
    """A bonus in the words of a program.

    >>> from fractions import Fraction
    >>> bonus_text(Bonus("points", 1)), bonus_text(Bonus("points", Fraction(1, 2)))
    ('double points', '+50% points')
    """
    word = _TIMES.get(bonus.extra) if isinstance(bonus.extra, int) else None
    return f"{word} {bonus.wallet}" if word else f"+{exact_text(bonus.extra * 100)}% {bonus.wallet}"


def award_text(award: PlainAward, wallet: Wallet, program: Program, selection: Selection) -> str:
    """An award as a sentence about this purchase, e.g. `1 point for each full euro of 12.40 EUR`."""
    if isinstance(award, RewardAward):
        return reward_text(award)
    if isinstance(award, FixedAward):
        return amount_text(award.amount, wallet)
    if isinstance(award, MoneyRate):
        return _money_rate(award, wallet, program, selection)
    return _thing_rate(award, wallet, selection)


def _money_rate(rate: MoneyRate, wallet: Wallet, program: Program, selection: Selection) -> str:
    amount, paid = amount_text(rate.amount, wallet), money(in_band(rate, selection.amount), program)
    if rate.above_minor or rate.up_to_minor is not None:
        paid += " in its band"
    if rate.mode == "pro rata" and wallet.is_money:
        percent = ratio(rate.amount.numerator * 10 ** (6 - wallet.decimals), rate.amount.denominator * rate.per_minor)
        return f"{exact_text(percent)}% of {paid}"
    if rate.mode == "pro rata":
        return f"{amount} for each {money_step(rate.per_minor, program)} and its exact share, of {paid}"
    return f"{amount} for each {rate.mode} {money_step(rate.per_minor, program)} of {paid}"


def _thing_rate(rate: ThingRate, wallet: Wallet, selection: Selection) -> str:
    amount = amount_text(rate.amount, wallet)
    if rate.thing == "unit":
        share = " and its exact share" if rate.pro_rata else ""
        return f"{amount} for each unit{share}, of {plural(format_amount(selection.units), 'unit')}"
    if rate.thing == "line":
        return f"{amount} for each line, of {plural(str(selection.line_count), 'line')}"
    return f"{amount} for the first purchase of the day" if rate.thing == "visit" else f"{amount} for the purchase"


def _unit_miss(part: Part, program: Program) -> str | None:
    """What a purchase is short of the first full unit of a rate."""
    rate, paid = part.award, part.selection.amount
    if isinstance(rate, MoneyRate) and rate.mode == "full" and 0 < paid < rate.per_minor:
        return f"{money(rate.per_minor - paid, program)} short of {money(rate.per_minor, program)}"
    return None


def _limits(
    limits: tuple[KeyedLimit, ...], share: Share, rooms: Rooms, program: Program, day: Day
) -> Iterator[Reason]:
    wallet = program.wallet(share.wallet)
    for keyed in limits:
        if keyed.limit.kind == "amount" and keyed.limit.wallet == share.wallet and rooms[keyed.key] < share.uncut:
            room = amount_text(max(0, rooms[keyed.key]), wallet)
            miss = None if rooms[keyed.key] > 0 else limit_miss(keyed.limit, day, program)
            yield Reason(f"the limit `{limit_text(keyed.limit, program)}` leaves room for {room}", miss=miss)


def _rounding(share: Share, wallet: Wallet, program: Program) -> Iterator[Reason]:
    """Rounding of the exact amount, and what was cut off afterwards."""
    whole = share.amount + share.wallet_cut + share.budget_cut
    if share.exact != whole:
        together = "" if program.rounding == "once per rule" else ", once per purchase on the running total"
        rounded = amount_text(whole, wallet)
        yield Reason(f"{amount_text(share.exact, wallet)} rounded {wallet.rounding}{together}: {rounded}")
    if share.wallet_limit is not None:
        text = f"the limit `{limit_text(share.wallet_limit, program)}` of the wallet {wallet.name}, over all rules,"
        yield Reason(f"{text} leaves room for {amount_text(share.amount + share.budget_cut, wallet)}")
    if share.cut > share.budget_cut:
        yield Reason(f"cut by {amount_text(share.cut - share.budget_cut, wallet)}")
    if share.budget_cut:
        yield Reason(f"the budget of all members cuts {amount_text(share.budget_cut, wallet)}")
