"""Warnings about what binds the buying of rewards: a condition nobody meets at a till, because nobody can buy (S3.9)."""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.diagnostics import Diagnostic
from rulekit.program.model import Program
from rulekit.semantics.lints.places import warning
from rulekit.syntax.tree import Mapping


def selling(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """What has no effect on a reward that is only given (RK326), and a minimum basket of what is no voucher (RK327)."""
    yield from _not_for_sale(program, tree)
    yield from _baskets(program, tree)


def _not_for_sale(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """What binds buying has no effect on a reward without a price (S3.9)."""
    for reward in program.rewards:
        written = {
            "copay": reward.copay_minor is not None, "if": reward.condition is not None, "limit": bool(reward.limits),
            "auto": reward.auto, "at most": reward.most_percent is not None,
        }  # fmt: skip
        for key in (key for key, is_written in written.items() if is_written and reward.price is None):
            message = f"`{key}:` binds buying, and this reward has no price: it can only be given, which ignores it"
            help_text = f"add a `price:`, or leave `{key}:` out; who gets a gift is said where it is given"
            path, context = ("rewards", reward.name, key), f"in reward `{reward.name}`"
            yield warning("RK326", tree, path, message, help_text=help_text, context=context)


def _baskets(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """A voucher is taken off a basket; a gift or a perk is not."""
    for reward in program.rewards:
        if reward.minimum_basket_minor is not None and reward.kind != "voucher":
            message = f"a minimum basket is for vouchers, which are taken off a purchase; this is a {reward.kind}"
            path, context = ("rewards", reward.name, "minimum basket"), f"in reward `{reward.name}`"
            help_text = "write `kind: voucher`, or leave `minimum basket:` out"
            yield warning("RK327", tree, path, message, help_text=help_text, context=context)
