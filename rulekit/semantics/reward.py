"""`rewards:` — gifts, vouchers and perks; `if`, `limit` and `price` bind buying, not what is given (S3.9).

A price at a rate makes a voucher a way to pay: points take a part of a purchase.
"""

from __future__ import annotations

import re
from math import gcd
from typing import Literal

from lark import Token

from rulekit.program.model import Price, Reward
from rulekit.semantics.checker import Checker, Sentence, as_branch, as_token
from rulekit.semantics.currencies import CURRENCIES
from rulekit.semantics.fields import key_of, mapping, pairs, required, scalar, word
from rulekit.semantics.gate import check_if
from rulekit.semantics.limit import Limited, check_limits
from rulekit.semantics.measure import whole
from rulekit.semantics.place import REWARD
from rulekit.semantics.quantities import amount, lacks_unit, money, percent, whole_in_wallet
from rulekit.semantics.rate import per_money
from rulekit.semantics.time_fields import check_duration
from rulekit.syntax.tree import Mapping, Scalar
from rulekit.values.money import SCALE_DECIMALS, format_amount

_PIECES = re.compile(r"(?P<count>[1-9][0-9]*) (?:(?P<period>(?:per|a|each|every|in a) .+)|[^\W\d]+)")


def check_rewards(checker: Checker, tree: Mapping) -> tuple[Reward, ...]:
    """Every reward of the program."""
    found = []
    for pair in pairs(checker, tree.get("rewards"), "`rewards:`"):
        with checker.within(f"in reward `{pair.key.text}`"):
            owner = mapping(checker, pair.value, "a reward")
            if owner is not None:
                found.append(_reward(checker, pair.key.text, owner))
    return tuple(found)


def declare_payments(checker: Checker, tree: Mapping) -> None:
    """Note which rewards have a price at a rate, before anything that might give them is checked."""
    for pair in pairs(checker, tree.get("rewards"), "`rewards:`"):
        price = pair.value.get("price") if isinstance(pair.value, Mapping) else None
        if isinstance(price, Scalar) and " per " in price.text:
            checker.names.payments.add(pair.key.text)


def _reward(checker: Checker, name: str, owner: Mapping) -> Reward:
    required(checker, owner, "kind", "a reward")
    kind: Literal["gift", "voucher", "perk"] = word(checker, owner, "kind", ("gift", "voucher", "perk"), "gift")
    price = _price(checker, owner)
    _check_payment(checker, owner, kind, price)
    return Reward(
        name=name,
        kind=kind,
        price=price,
        copay_minor=_money(checker, owner, "copay", "a co-payment"),
        worth_minor=_money(checker, owner, "worth", "the worth", zero_allowed=True),
        cost_minor=_money(checker, owner, "cost", "the cost", zero_allowed=True),
        minimum_basket_minor=_money(checker, owner, "minimum basket", "the minimum basket"),
        valid=check_duration(checker, owner, "valid", "the validity"),
        condition=check_if(checker, owner, REWARD.under(f"rewards.{name}")),
        limits=check_limits(checker, owner.get("limit"), Limited("a reward", bare_times=True)),
        stock=_stock(checker, owner),
        auto=word(checker, owner, "auto", ("no", "yes"), "no") == "yes",
        most_percent=_most(checker, owner),
    )


def _stock(checker: Checker, owner: Mapping) -> int | None:
    found = scalar(checker, owner.get("stock"), "`stock:`")
    spoken = _PIECES.fullmatch(found.text.strip()) if found else None
    if found is None or spoken is None:
        return whole(checker, found, "the stock cannot be") if found else None
    message, help_text = f"the stock cannot be `{found.text[:24]}`", f"write `{spoken['count']}`, without a unit"
    if spoken["period"]:
        message = "a stock is for all members and all time, and is never filled up"
        help_text = f"write `{spoken['count']}`; what one member can buy in a time is a `limit:`"
    checker.report("RK211", found.span, message, help=help_text)
    return None


def _money(checker: Checker, owner: Mapping, key: str, what: str, *, zero_allowed: bool = False) -> int | None:
    found = scalar(checker, owner.get(key), f"`{key}:`")
    return money(checker, found, what, zero_allowed=zero_allowed) if found else None


def _price(checker: Checker, owner: Mapping) -> Price | None:
    found = scalar(checker, owner.get("price"), "`price:`")
    plural = next((wallet.plural for wallet in checker.names.wallets.values()), "points")
    if found is None or lacks_unit(checker, found, plural):
        return None
    sentence = checker.sentence("price", found, checker.names.amounts())
    if sentence is None:
        return None
    tree = sentence.tree
    node = as_branch(tree.children[0])
    spent = amount(checker, sentence, node)
    if spent is None:
        return None
    if spent.wallet is None:
        help_text = f"write `{format_amount(spent.minor)} {plural}`; what the member pays in money is `copay:`"
        checker.report("RK209", sentence.span(node), "a price is paid from a wallet", help=help_text)
        return None
    units = whole_in_wallet(checker, sentence, node, spent.minor, spent.wallet)
    if units is None:
        return None
    return Price(spent.wallet.name, units) if tree.data == "price" else _rate(checker, sentence, Price(spent.wallet.name, units))


def _rate(checker: Checker, sentence: Sentence, price: Price) -> Price | None:
    """`100 points per 1 EUR`: in full steps of the rate; `pro rata` in the smallest steps that are worth whole cents."""
    basis = as_branch(sentence.tree.children[1])
    started = basis.children[0]
    is_started = basis.data == "per_money" and not isinstance(started, Token) and bool(started.children)
    if basis.data != "per_money" or is_started:
        help_text = f"write `{sentence.text(sentence.tree.children[0])} per 1 {checker.names.currency}`"
        checker.report("RK325", sentence.span(basis), "points pay at a rate of money", help=help_text)
        return None
    per_minor = per_money(checker, sentence, basis)
    if per_minor is None:
        return None
    if len(sentence.tree.children) == 2:
        return Price(price.wallet, price.amount, per_minor)
    cent_minor = 10 ** (SCALE_DECIMALS - CURRENCIES.get(checker.names.currency, 2))
    step = price.amount * cent_minor // gcd(price.amount * cent_minor, per_minor)
    return Price(price.wallet, step, step * per_minor // price.amount)


def _most(checker: Checker, owner: Mapping) -> int | None:
    """`at most: 50% of basket.total`, in hundredths of a percent."""
    found = scalar(checker, owner.get("at most"), "`at most:`")
    sentence = checker.sentence("share", found, {}) if found else None
    if sentence is None:
        return None
    share, fact = map(as_token, sentence.tree.children)
    if fact != "basket.total":
        help_text = f"write `{share} of basket.total`"
        checker.report("RK325", sentence.span(fact), f"`at most:` is a share of the purchase, not of `{fact}`", help=help_text)
        return None
    return percent(checker, sentence, share, "the share", 100)


def _check_payment(checker: Checker, owner: Mapping, kind: str, price: Price | None) -> None:
    """What can and cannot stand beside a price at a rate."""
    pays = price is not None and price.worth_minor is not None
    if owner.get("at most") is not None and price is not None and not pays:
        help_text = f"write `price: 100 points per 1 {checker.names.currency}`, or leave `at most:` out"
        checker.report("RK325", key_of(owner, "at most").span, "`at most:` is for a price at a rate", help=help_text)
    if not pays:
        return
    if kind != "voucher":
        written = key_of(owner, "price" if owner.get("kind") is None else "kind")
        checker.report("RK325", written.span, f"a {kind} has no price at a rate", help="write `kind: voucher`")
    for key, why in _NOT_WHERE_POINTS_PAY.items():
        if owner.get(key) is not None:
            message = f"with a price at a rate {why}"
            checker.report("RK325", key_of(owner, key).span, message, help=f"leave `{key}:` out, or write a fixed price")


_NOT_WHERE_POINTS_PAY = {
    "copay": "points pay a part of the purchase, and the member the rest",
    "worth": "the rate says what points are worth",
    "cost": "the cost is what the points pay",
    "valid": "nothing is issued that could lapse",
    "stock": "there are no pieces to count",
    "auto": "the member says how many points to pay with",
}
