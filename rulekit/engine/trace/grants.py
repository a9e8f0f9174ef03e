"""How an amount came about: a grant -> its formula with its values, own limits, rounding and cuts (S3.3 to S3.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rulekit.engine.basket import Selection
from rulekit.engine.grant import Grant, Part, Rooms, Share
from rulekit.engine.plan import PreparedRule
from rulekit.engine.rates import in_band
from rulekit.engine.trace.misses import gap_of, limit_miss, no_room
from rulekit.engine.trace.reason import Reason
from rulekit.engine.trace.wording import amount_text, budget_text, exact_text, limit_text, money, money_step, plural
from rulekit.program.award import Bonus, FixedAward, MoneyRate, PlainAward, RewardAward, ThingRate
from rulekit.program.model import Limit, Program, Wallet
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
        reasons += [Reason.lacks(limit_miss(keyed.limit, day, program)) for keyed in used_up]
    if grant.out_of_budget and not grant.out_of_times:
        reasons.append(out_of_budget(grant.rule, program))
    if grant.refused == "wallet limit":
        reasons += [reason for share in grant.shares.values() for reason in _refused_by_wallet(share, rooms, program, day)]
    return reasons


def out_of_budget(rule: PreparedRule, program: Program) -> Reason:
    """That nothing is left of the budget of a rule."""
    assert rule.budget is not None, "what it cut has one"
    return Reason.lacks(f"the budget `{budget_text(rule.budget.budget, program)}` of all members is used up")


def _refused_by_wallet(share: Share, rooms: Rooms, program: Program, day: Day) -> Iterator[Reason]:
    """Limits with `or nothing` of a wallet that cannot hold a share, after what rules before it took of the same purchase."""
    wallet = program.wallet(share.wallet)
    wanted = amount_text(share.uncut, wallet)
    limits = [(number, each) for number, each in enumerate(wallet.limits) if each.or_nothing]
    for number, each in limits:
        room = max(0, rooms[f"wallets.{wallet.name}.limit.{number}"])
        if len(limits) == 1 or share.uncut > room:
            left = amount_text(room, wallet) + (" to all rules together" if share.uncut <= room else "")
            yield Reason.lacks(no_room(each, wanted, left, day, program))


def share_reasons(grant: Grant, share: Share, rooms: Rooms, program: Program, day: Day) -> list[Reason]:
    """The calculation of one wallet's part: formula, sum, own limits, rounding, cut."""
    wallet = program.wallet(share.wallet)
    parts = [part for part in share.parts if not _is_beyond(part)]
    reasons = [_part_reason(part, wallet, program) for part in parts]
    if not reasons and grant.rule.rule.bonus is not None:
        reasons.append(Reason.lacks(_nothing_to_multiply(grant.rule.rule.bonus)))
    if len(share.parts) > 1:
        reasons.append(Reason(f"together {amount_text(share.uncut, wallet)}"))
    if grant.out_of_times:
        return reasons
    reasons += _limits(grant, share, rooms, program, day)
    if grant.refused is None and (share.amount + share.cut != share.uncut or share.amount != share.exact):
        reasons += _rounding(grant, share, program, day)
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


def _part_reason(part: Part, wallet: Wallet, program: Program) -> Reason:
    """One award with its values; where it comes to nothing, what the purchase is short of its first unit."""
    text, rate, selection = formula(part, wallet, program), part.award, part.selection
    if isinstance(rate, MoneyRate) and rate.mode == "full" and not part.amount:
        wanted, paid = rate.per_minor, in_band(rate, selection.amount)
        return Reason(text, miss=f"{money(wanted - paid, program)} short of {money(wanted, program)}", gap=gap_of(paid, wanted))
    if isinstance(rate, ThingRate) and rate.thing == "visit" and not part.amount:
        return Reason(text, miss="a purchase of this day was counted before")
    if isinstance(rate, ThingRate) and rate.thing == "unit" and not part.amount:
        return Reason(text, miss="there is no full unit")
    return Reason(text)


def _nothing_to_multiply(bonus: Bonus) -> str:
    """Why a bonus adds nothing: what it multiplies gave nothing on the lines that count."""
    if bonus.of:
        return f"{' and '.join(bonus.of)} gave nothing to multiply on these lines"
    return "no rule with a rate gave anything to multiply on these lines"


def _limits(grant: Grant, share: Share, rooms: Rooms, program: Program, day: Day) -> Iterator[Reason]:
    wallet = program.wallet(share.wallet)
    for keyed in grant.rule.limits:
        if keyed.limit.kind == "amount" and keyed.limit.wallet == share.wallet and rooms[keyed.key] < share.uncut:
            room = amount_text(max(0, rooms[keyed.key]), wallet)
            if keyed.limit.or_nothing and grant.refused == "limit":
                yield Reason.lacks(no_room(keyed.limit, amount_text(share.uncut, wallet), room, day, program))
            elif rooms[keyed.key] <= 0:
                yield Reason.lacks(limit_miss(keyed.limit, day, program))
            else:
                yield Reason(f"the limit `{limit_text(keyed.limit, program)}` leaves room for {room}")


def _rounding(grant: Grant, share: Share, program: Program, day: Day) -> Iterator[Reason]:
    """Rounding of the exact amount, and what was cut off afterwards."""
    wallet = program.wallet(share.wallet)
    whole = share.amount + share.wallet_cut + share.budget_cut
    if share.exact != whole:
        together = "" if program.rounding == "once per rule" else ", once per purchase on the running total"
        text = f"{amount_text(share.exact, wallet)} rounded {wallet.rounding}{together}: {amount_text(whole, wallet)}"
        yield Reason(text, miss=None if whole else text)
    if share.wallet_limit is not None:
        yield _cut_by_wallet(share, share.wallet_limit, program, day)
    if share.cut > share.budget_cut:
        yield Reason(f"cut by {amount_text(share.cut - share.budget_cut, wallet)}")
    if share.budget_cut and not grant.out_of_budget:
        text = f"the budget of all members cuts {amount_text(share.budget_cut, wallet)}"
        yield Reason(text) if share.amount else out_of_budget(grant.rule, program)


def _cut_by_wallet(share: Share, limit: Limit, program: Program, day: Day) -> Reason:
    whose, room = f" of the wallet {share.wallet}, over all rules,", share.amount + share.budget_cut
    if not room:
        return Reason.lacks(limit_miss(limit, day, program, whose))
    left = amount_text(room, program.wallet(share.wallet))
    return Reason(f"the limit `{limit_text(limit, program)}`{whose} leaves room for {left}")
