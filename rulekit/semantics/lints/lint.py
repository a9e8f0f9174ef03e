"""Warnings about programs that are correct but hardly meant so (language.md, "Static checks").

Input: a checked program and its tree, for the places. Only what is certain is said; a warning never stops a replay.
"""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.diagnostics import Diagnostic
from rulekit.program.award import Award, MoneyRate, ThingRate, plain_awards
from rulekit.program.expression import Chance
from rulekit.program.model import Active, Expiry, Program, Wallet
from rulekit.semantics.award import rewards_given, wallets_given
from rulekit.semantics.contradictions import contradiction
from rulekit.semantics.lints.complexity import complexity
from rulekit.semantics.lints.idle_points import idle_points
from rulekit.semantics.lints.left_out import left_out
from rulekit.semantics.lints.out_of_reach import out_of_reach
from rulekit.semantics.lints.overlaps import overlaps
from rulekit.semantics.lints.places import conditions, given, levels, warning, workers
from rulekit.semantics.lints.selling import selling
from rulekit.semantics.nodes import nodes, used_segments
from rulekit.syntax.tree import Mapping
from rulekit.values.calendar import Duration, iso_day
from rulekit.values.money import format_amount


def lint(program: Program, tree: Mapping) -> list[Diagnostic]:
    """All warnings, in no particular order."""
    return [
        *_never_at_work(program, tree),
        *_never_true(program, tree),
        *_rewards(program, tree),
        *_wallets(program, tree),
        *_segments(program, tree),
        *_levels(program, tree),
        *_challenges(program, tree),
        *_bonuses(program, tree),
        *_groups(program, tree),
        *_draws(program, tree),
        *idle_points(program, tree),
        *out_of_reach(program, tree),
        *overlaps(program, tree),
        *selling(program, tree),
        *left_out(program, tree),
        *_late(program, tree),
        *complexity(program, tree),
    ]


# ---------------------------------------------------------------- rules and counters


def _never_at_work(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    for path, context, worker in workers(program):
        active: Active = worker.active
        if program.starts is not None and active.until_day is not None and active.until_day < program.starts:
            message = f"this ends before the program starts on {iso_day(program.starts)}, so it never works"
            yield warning("RK351", tree, (*path, "until"), message, help_text="check the year", context=context)
        if program.ends is not None and active.from_day is not None and active.from_day > program.ends:
            message = f"this begins after the program ends on {iso_day(program.ends)}, so it never works"
            yield warning("RK351", tree, (*path, "from"), message, help_text="check the year", context=context)


def _never_true(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    for path, context, condition in conditions(program):
        found = contradiction(condition, levels(program))
        if found is not None:
            yield warning(
                "RK352",
                tree,
                path,
                f"this is never true: {found}",
                help_text="check the values, or write `or` for `and`",
                context=context,
            )


def _bonuses(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """A bonus multiplies what rules `on: purchase` give at a rate in its wallet (S3.4)."""
    rated = {wallet for rule in program.rules if rule.trigger.kind == "purchase" for wallet in _rates(rule.awards)}
    for rule in program.rules:
        if rule.bonus is not None and not rule.bonus.of and rule.bonus.wallet not in rated:
            message = f"no rule gives `{rule.bonus.wallet}` at a rate, so there is nothing to multiply"
            help_text = "add a rule such as `give: 1 point per 1 EUR`; fixed gifts are multiplied where `of:` names their rule"
            yield warning(
                "RK358",
                tree,
                ("rules", rule.name, "bonus"),
                message,
                help_text=help_text,
                context=f"in rule `{rule.name}`",
            )


def _draws(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """Without a seed everybody who reads the program can work out who wins."""
    for path, context, condition in () if program.seed else conditions(program):
        if any(isinstance(node, Chance) for node in nodes(condition)):
            help_text = "add `seed:` with a text of your own; publish its hash first and the text when the draw is over"
            yield warning(
                "RK319", tree, path, "the winners can be worked out by everybody: the draw has no seed",
                help_text=help_text, context=context,
            )  # fmt: skip


def _groups(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """A group is for rules that would add up otherwise."""
    declared = tree.get("groups")
    for name in [pair.key.text for pair in declared.pairs] if isinstance(declared, Mapping) else []:
        members = [rule.name for rule in program.rules if rule.group == name]
        if not members:
            message = f"no rule is in the group `{name}`"
            yield warning("RK356", tree, ("groups", name), message, help_text=f"write `group: {name}` in rules, or remove it")
        elif len(members) == 1:
            message = f"the group `{name}` has one rule alone, so there is nothing to choose"
            help_text = f"write `group: {name}` in the rules it should not add up with, or remove it"
            path, context = ("rules", members[0], "group"), f"in rule `{members[0]}`"
            yield warning("RK317", tree, path, message, help_text=help_text, context=context)


def _rates(awards: tuple[Award, ...]) -> Iterator[str]:
    for award in plain_awards(awards):
        if isinstance(award, MoneyRate | ThingRate):
            yield award.wallet


def _late(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """`late: recompute`, written out, where all members share a budget or a stock (S11)."""
    shared = [("budget", rule.name) for rule in program.rules if rule.budget is not None]
    shared += [("stock", reward.name) for reward in program.rewards if reward.stock is not None]
    if shared and program.late == "recompute" and tree.get("late") is not None:
        key, name = shared[0]
        message = f"late events are refused all the same: members share the {key} of `{name}`, so what others got would change"
        help_text = "write `late: reject`, which says what happens, or leave the key out"
        yield warning("RK367", tree, ("late",), message, help_text=help_text)


# ---------------------------------------------------------------- what is declared


def _rewards(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    awarded = {name for awards in given(program) for name in rewards_given(awards)}
    for reward in program.rewards:
        path, context = ("rewards", reward.name), f"in reward `{reward.name}`"
        if reward.price is None and reward.name not in awarded:
            help_text = "add a `price:`, or name it in a `give:`"
            yield warning(
                "RK353",
                tree,
                path,
                "nobody can get this reward: it has no price, and nothing gives it",
                help_text=help_text,
                context=context,
            )
        worth, basket = reward.worth_minor, reward.minimum_basket_minor
        if reward.kind == "voucher" and worth is not None and basket is not None and worth > basket:
            message = (
                f"the voucher is worth {format_amount(worth, 2)} {program.currency}, more than the basket it needs, "
                f"{format_amount(basket, 2)} {program.currency}"
            )
            yield warning("RK354", tree, (*path, "minimum basket"), message, help_text="raise `minimum basket:`", context=context)


def _wallets(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    filled = {name for awards in given(program) for name in wallets_given(awards)}
    for wallet in program.wallets:
        path, context = ("wallets", wallet.name), f"in wallet `{wallet.name}`"
        if wallet.name not in filled:
            example = "5% back" if wallet.is_money else f"10 {wallet.plural}"
            help_text = f"give them in a rule, such as `give: {example}`, or remove the wallet"
            yield warning(
                "RK356",
                tree,
                path,
                f"no rule puts {wallet.plural} into this wallet",
                help_text=help_text,
                context=context,
            )
        if _expires_first(wallet):
            message = f"{wallet.plural} expire {_after(wallet)}, but are usable only after {wallet.available}"
            yield warning(
                "RK355",
                tree,
                (*path, "expires"),
                message,
                help_text="let them expire later, or be usable earlier",
                context=context,
            )


def _after(wallet: Wallet) -> str:
    return f"after {wallet.expires.after}" if isinstance(wallet.expires, Expiry) else ""


def _expires_first(wallet: Wallet) -> bool:
    """Whether the last usable day is always before the first one, whatever the length of months."""
    if wallet.available is None or not isinstance(wallet.expires, Expiry) or wallet.expires.anchor != "earning":
        return False
    moved = {None: 0, "month": 30, "quarter": 91, "year": 365}[wallet.expires.end_of]
    return _most_days(wallet.expires.after) + moved < _least_days(wallet.available)


def _most_days(duration: Duration) -> int:
    return duration.count if duration.unit == "days" else duration.count * 31


def _least_days(duration: Duration) -> int:
    return duration.count if duration.unit == "days" else duration.count * 28


def _segments(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    used = {name for _, _, condition in conditions(program) for name in used_segments(condition)}
    for name in program.segments:
        if name not in used:
            help_text = f"write `if: member in {name}` in a rule, or remove it"
            yield warning("RK356", tree, ("segments", name), f"nothing uses the segment `{name}`", help_text=help_text)


def _levels(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """A visit is a day, so a window of days cannot hold more visits than days."""
    tiers = program.tiers
    if tiers is None or tiers.measure != "visits" or tiers.over.duration is None:
        return
    most = _most_days(tiers.over.duration)
    for level in tiers.levels:
        if level.threshold > most:
            message = f"nobody can reach `{level.name}`: {tiers.over.duration} hold at most {most} visits, one for each day"
            help_text = "take fewer visits, a longer `over:`, or count `purchases`"
            yield warning("RK357", tree, ("tiers", "levels", level.name), message, help_text=help_text, context="in `tiers`")


def _challenges(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """The same of the window of a challenge."""
    for counter in program.counters:
        if counter.within is None or counter.step.basis != "visit":
            continue
        most = _most_days(counter.within)
        if counter.thresholds[0].at > most:
            message = f"nobody can reach this: {counter.within} hold at most {most} visits, one for each day"
            path = ("challenges", counter.name, "reach")
            help_text = "take fewer visits, a longer time, or count `purchases`"
            yield warning("RK357", tree, path, message, help_text=help_text, context=f"in challenge `{counter.name}`")
