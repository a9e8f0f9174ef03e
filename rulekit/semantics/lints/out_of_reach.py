"""Balances nobody saves up to: an `auto: yes` reward without condition, limit or stock is bought as soon as the points suffice.

After every event and every due day the balance is then below its price (S3.8). What asks for more at an event is never true,
and a dearer reward is never bought. Days of the calendar and referrals act before the settle step, so nothing is said of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from rulekit.diagnostics import Diagnostic
from rulekit.program.expression import Balance, Node, ValueType
from rulekit.program.model import Price, Program, Reward, Rule
from rulekit.semantics.contradictions import contradiction
from rulekit.semantics.lints.places import levels, warning, workers
from rulekit.syntax.tree import Mapping
from rulekit.values.money import format_units

_Buyers = dict[str, tuple[Reward, Price]]
_EVENTS = ("purchase", "enrol", "activity")


def out_of_reach(program: Program, tree: Mapping) -> Iterator[Diagnostic]:
    """Conditions and prices above what a member can have."""
    buyers = _buyers(program)
    below: dict[Node, int] = {
        Balance(type=ValueType("points", wallet), text="", wallet=wallet): price.amount for wallet, (_, price) in buyers.items()
    }
    for path, context, condition in _at_events(program) if buyers else ():
        if contradiction(condition, levels(program)) is None and contradiction(condition, levels(program), below) is not None:
            spent = " and ".join(_spent(program, *buyer) for buyer in buyers.values())
            message = f"this is never true: {spent}, so nobody has as many"
            help_text = f"ask what was earned, such as `{next(iter(buyers))} earned ever`, or leave `auto: yes` out"
            yield warning("RK361", tree, path, message, help_text=help_text, context=context)
    yield from _dearer(program, tree, buyers)


def _dearer(program: Program, tree: Mapping, buyers: _Buyers) -> Iterator[Diagnostic]:
    """Rewards nobody can pay for; one that is bought by itself too has its turn where it stands first."""
    passed: set[str] = set()
    for reward in program.rewards:
        passed.add(reward.name)
        if reward.price is None or reward.price.wallet not in buyers:
            continue
        buyer, price = buyers[reward.price.wallet]
        if buyer is not reward and reward.price.amount >= price.amount and (not reward.auto or buyer.name in passed):
            message = f"nobody saves up for this: {_spent(program, buyer, price)}"
            path, context = ("rewards", reward.name, "price"), f"in reward `{reward.name}`"
            help_text = f"take `auto: yes` off `{buyer.name}`, or ask for less"
            yield warning("RK361", tree, path, message, help_text=help_text, context=context)


def _buyers(program: Program) -> _Buyers:
    """The cheapest reward of each wallet that nothing keeps from being bought by itself."""
    found: _Buyers = {}
    for reward in program.rewards:
        is_free = reward.condition is None and not reward.limits and reward.stock is None
        if reward.auto and is_free and reward.price is not None:
            known = found.get(reward.price.wallet)
            if known is None or reward.price.amount < known[1].amount:
                found[reward.price.wallet] = reward, reward.price
    return found


def _at_events(program: Program) -> Iterator[tuple[tuple[str, ...], str, Node]]:
    """Conditions that are judged on a settled state: those of events, and of rewards that members ask for."""
    for path, context, worker in workers(program):
        if not isinstance(worker, Rule) or worker.trigger.kind in _EVENTS:
            written = (("if", worker.condition), ("lines", worker.lines))
            yield from (((*path, key), context, condition) for key, condition in written if condition is not None)
    for reward in program.rewards:
        if reward.condition is not None and not reward.auto:
            yield ("rewards", reward.name, "if"), f"in reward `{reward.name}`", reward.condition


def _spent(program: Program, reward: Reward, price: Price) -> str:
    wallet = program.wallet(price.wallet)
    return f"`{reward.name}` is bought by itself at {format_units(price.amount, wallet.decimals)} {wallet.plural}"
