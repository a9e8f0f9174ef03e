"""Points that buy nothing: a wallet is filled, rewards are sold for others, and nothing asks how many of these a member has.

A wallet of money, or with a `value:`, is worth something by itself; where no reward has a price, points may be spent elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.diagnostics import Diagnostic
from rulekit.program.expression import Balance, History
from rulekit.program.model import Program
from rulekit.semantics.award import wallets_given
from rulekit.semantics.lints.places import conditions, given, warning
from rulekit.semantics.nodes import nodes
from rulekit.syntax.tree import Mapping


def idle_points(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """One warning for each wallet whose points lead nowhere."""
    has_price = any(reward.price is not None for reward in program.rewards)
    filled = {name for awards in given(program) for name in wallets_given(awards)}
    used = program.spendable.union(_asked(program))
    for wallet in program.wallets if has_price else ():
        if wallet.name in filled and wallet.name not in used:
            yield warning(
                "RK362",
                tree,
                ("wallets", wallet.name),
                f"members collect {wallet.plural}, but there is nothing to get for them",
                help_text=f"give a reward a price such as `100 {wallet.plural}`, or say what one is worth with `value:`",
                context=f"in wallet `{wallet.name}`",
            )


def _asked(program: Program) -> Iterator[str]:
    """Wallets that a condition, a counter or the tiers ask about."""
    if program.tiers is not None and program.tiers.measure == "earned":
        yield program.tiers.subject or ""
    yield from (counter.step.subject or "" for counter in program.counters if counter.step.basis == "earned")
    for _, _, condition in conditions(program):
        for node in nodes(condition):
            if isinstance(node, Balance):
                yield node.wallet
            elif isinstance(node, History) and node.measure == "earned":
                yield node.subject or ""
