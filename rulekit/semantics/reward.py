"""`rewards:` — gifts, vouchers and perks; `if`, `limit` and `price` bind buying, not what is given (S3.9)."""

from __future__ import annotations

from typing import Literal

from rulekit.program.model import Price, Reward
from rulekit.semantics.checker import Checker, as_branch
from rulekit.semantics.fields import key_of, mapping, pairs, required, scalar, word
from rulekit.semantics.gate import check_if
from rulekit.semantics.limit import Limited, check_limits
from rulekit.semantics.place import REWARD
from rulekit.semantics.quantities import amount, money, whole_in_wallet
from rulekit.semantics.time_fields import check_duration
from rulekit.syntax.tree import Mapping
from rulekit.values.money import format_amount


def check_rewards(checker: Checker, tree: Mapping) -> tuple[Reward, ...]:
    """Every reward of the program."""
    found = []
    for pair in pairs(checker, tree.get("rewards"), "`rewards:`"):
        with checker.within(f"in reward `{pair.key.text}`"):
            owner = mapping(checker, pair.value, "a reward")
            if owner is not None:
                found.append(_reward(checker, pair.key.text, owner))
    return tuple(found)


def _reward(checker: Checker, name: str, owner: Mapping) -> Reward:
    required(checker, owner, "kind", "a reward")
    kind: Literal["gift", "voucher", "perk"] = word(checker, owner, "kind", ("gift", "voucher", "perk"), "gift")
    _report_to_come(checker, owner)
    return Reward(
        name=name,
        kind=kind,
        price=_price(checker, owner),
        copay_minor=_money(checker, owner, "copay", "a co-payment"),
        worth_minor=_money(checker, owner, "worth", "the worth", zero_allowed=True),
        cost_minor=_money(checker, owner, "cost", "the cost", zero_allowed=True),
        minimum_basket_minor=_money(checker, owner, "minimum basket", "the minimum basket"),
        valid=check_duration(checker, owner, "valid", "the validity"),
        condition=check_if(checker, owner, REWARD.under(f"rewards.{name}")),
        limits=check_limits(checker, owner.get("limit"), Limited("a reward", bare_times=True)),
    )


def _money(checker: Checker, owner: Mapping, key: str, what: str, *, zero_allowed: bool = False) -> int | None:
    found = scalar(checker, owner.get(key), f"`{key}:`")
    return money(checker, found, what, zero_allowed=zero_allowed) if found else None


def _price(checker: Checker, owner: Mapping) -> Price | None:
    found = scalar(checker, owner.get("price"), "`price:`")
    sentence = checker.sentence("price", found, checker.names.amounts()) if found else None
    if sentence is None:
        return None
    tree = sentence.tree
    if tree.data == "price_rate":
        checker.not_yet(sentence.span(tree), "a price at a rate", "write a fixed price, such as `100 points`")
        return None
    node = as_branch(tree.children[0])
    spent = amount(checker, sentence, node)
    if spent is None:
        return None
    if spent.wallet is None:
        plural = next((wallet.plural for wallet in checker.names.wallets.values()), "points")
        help_text = f"write `{format_amount(spent.minor)} {plural}`; what the member pays in money is `copay:`"
        checker.report("RK209", sentence.span(node), "a price is paid from a wallet", help=help_text)
        return None
    units = whole_in_wallet(checker, sentence, node, spent.minor, spent.wallet)
    return None if units is None else Price(spent.wallet.name, units)


def _report_to_come(checker: Checker, owner: Mapping) -> None:
    """Keys of the language that do not work yet; `auto: no` is how it is without the key."""
    if owner.get("stock") is not None:
        checker.not_yet(key_of(owner, "stock").span, "a stock of rewards")
    if owner.get("auto") is not None and word(checker, owner, "auto", ("no", "yes"), "no") == "yes":
        checker.not_yet(key_of(owner, "auto").span, "`auto: yes`", "leave it out; members buy the reward themselves")
