"""How an amount came about: a grant -> its formula with its values, own limits, rounding and cuts (S3.3 to S3.6)."""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.engine.basket import Selection
from rulekit.engine.grant import Grant, Part, Rooms, Share
from rulekit.engine.plan import KeyedLimit
from rulekit.engine.rates import in_band
from rulekit.engine.trace.reason import Reason
from rulekit.engine.trace.wording import amount_text, exact_text, limit_text, money, money_step, plural
from rulekit.program.model import Bonus, FixedAward, MoneyRate, PlainAward, Program, RewardAward, ThingRate, Wallet
from rulekit.values.money import format_amount
from rulekit.values.rounding import ratio

_TIMES = {1: "double", 2: "triple"}


def given_text(grant: Grant, program: Program) -> str:
    """What a rule gives in all, e.g. `12 points and free coffee`; `nothing` where it gives nothing."""
    parts = [amount_text(share.amount, program.wallet(share.wallet)) for share in grant.shares.values() if share.amount]
    if grant.gives_rewards:
        parts += [reward_text(award) for award in grant.rewards]
    return " and ".join(parts) or "nothing"


def reward_text(award: RewardAward) -> str:
    """A reward that is given, with its number where it is more than one."""
    return award.reward if award.count == 1 else f"{award.count} x {award.reward}"


def grant_reasons(grant: Grant, rooms: Rooms, program: Program) -> list[Reason]:
    """The calculation of everything a rule grants."""
    reasons = []
    for share in grant.shares.values():
        reasons += share_reasons(grant, share, rooms, program)
    reasons += [Reason(reward_text(award)) for award in grant.rewards]
    used_up = [keyed for keyed in grant.rule.limits if keyed.limit.kind == "times" and rooms[keyed.key] <= 0]
    if grant.out_of_times or grant.refused is not None:
        reasons += [Reason(f"the limit `{limit_text(keyed.limit, program)}` is used up: nothing") for keyed in used_up]
    if grant.refused is not None:
        whose = "the limit of its wallet" if grant.refused == "wallet limit" else "its limit"
        reasons.append(Reason(f"it does not fit into {whose}, so all of it is declined"))
    return reasons


def share_reasons(grant: Grant, share: Share, rooms: Rooms, program: Program) -> list[Reason]:
    """The calculation of one wallet's part: formula, sum, own limits, rounding, cut."""
    wallet = program.wallet(share.wallet)
    reasons = [Reason(formula(part, wallet, program)) for part in share.parts if not _is_beyond(part)]
    if not reasons and grant.rule.rule.bonus is not None:
        reasons.append(Reason("no rule with a rate gave anything to multiply"))
    if len(share.parts) > 1:
        reasons.append(Reason(f"together {amount_text(share.uncut, wallet)}"))
    if grant.out_of_times:
        return reasons
    reasons += _limits(grant.rule.limits, share, rooms, program)
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


def _limits(limits: tuple[KeyedLimit, ...], share: Share, rooms: Rooms, program: Program) -> Iterator[Reason]:
    wallet = program.wallet(share.wallet)
    for keyed in limits:
        if keyed.limit.kind == "amount" and keyed.limit.wallet == share.wallet and rooms[keyed.key] < share.uncut:
            room = amount_text(max(0, rooms[keyed.key]), wallet)
            yield Reason(f"the limit `{limit_text(keyed.limit, program)}` leaves room for {room}")


def _rounding(share: Share, wallet: Wallet, program: Program) -> Iterator[Reason]:
    """Rounding of the exact amount, and what was cut off afterwards."""
    if share.exact != share.amount:
        together = "" if program.rounding == "once per rule" else ", once per purchase on the running total"
        rounded = amount_text(share.amount, wallet)
        yield Reason(f"{amount_text(share.exact, wallet)} rounded {wallet.rounding}{together}: {rounded}")
    if share.wallet_limit is not None:
        text = f"the limit `{limit_text(share.wallet_limit, program)}` of the wallet {wallet.name}, over all rules,"
        yield Reason(f"{text} leaves room for {amount_text(share.amount, wallet)}")
    if share.cut:
        yield Reason(f"cut by {amount_text(share.cut, wallet)}")
