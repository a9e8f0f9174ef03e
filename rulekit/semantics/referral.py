"""`referral:` — which purchase of a friend qualifies, and what both sides get (S8)."""

from __future__ import annotations

from lark import Token

from rulekit.program.model import Referral, ReferralSide
from rulekit.semantics.award import Giver, check_awards, wallets_given
from rulekit.semantics.checker import Branch, Checker
from rulekit.semantics.fields import key_of, mapping, required, scalar
from rulekit.semantics.gate import check_if
from rulekit.semantics.limit import Limited, check_limits
from rulekit.semantics.place import REFERRAL
from rulekit.semantics.quantities import amount, duration, money_of
from rulekit.syntax.tree import Mapping
from rulekit.values.calendar import Duration


def check_referral(checker: Checker, tree: Mapping) -> Referral | None:
    """The referral; None where the program has none."""
    owner = mapping(checker, tree.get("referral"), "`referral:`")
    if owner is None:
        return None
    with checker.within("in `referral`"):
        minimum, within = _qualifies(checker, owner)
        referrer, friend = _side(checker, owner, "referrer"), _side(checker, owner, "friend")
        if owner.get("referrer") is None and owner.get("friend") is None:
            help_text = "add `referrer: { give: … }`, `friend: { give: … }` or both"
            checker.report("RK303", key_of(tree, "referral").span, "the referral gives nothing", help=help_text)
        return Referral(minimum, within, referrer, friend)


def _qualifies(checker: Checker, owner: Mapping) -> tuple[int | None, Duration | None]:
    """The least amount and the longest time after enrolling; without the key the first purchase, whatever it is."""
    found = scalar(checker, owner.get("qualifies"), "`qualifies:`")
    sentence = checker.sentence("qualifies", found, checker.names.amounts()) if found else None
    minimum: int | None = None
    within: Duration | None = None
    for child in sentence.tree.children if sentence else ():
        if sentence is None or isinstance(child, Token):
            continue
        if child.data == "amount":
            branch: Branch = child
            spent = amount(checker, sentence, branch)
            minimum = money_of(checker, sentence, branch, spent, "the least purchase") if spent else None
        else:
            within = duration(checker, sentence, child, "the time after enrolling")
    return minimum, within


def _side(checker: Checker, owner: Mapping, key: str) -> ReferralSide | None:
    side = mapping(checker, owner.get(key), f"`{key}:`")
    if side is None:
        return None
    who = f"the {key}'s side"
    with checker.within(f"in `referral`, {key}"):
        give = required(checker, side, "give", f"`{key}:`")
        awards = check_awards(checker, give, Giver(who)) if give is not None else ()
        limited = Limited(who, wallets=wallets_given(awards), amounts=True)
        return ReferralSide(
            awards=awards,
            condition=check_if(checker, side, REFERRAL.under(f"referral.{key}")),
            limits=check_limits(checker, side.get("limit"), limited),
        )
