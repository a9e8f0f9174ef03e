"""Limits: `500 points per day`, `2 times per month`, `once`, `2 stamps per day`, a list of them (language.md)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from lark import Token

from rulekit.program.model import Budget, Limit
from rulekit.semantics.checker import Branch, Checker, Sentence, as_branch, as_token
from rulekit.semantics.fields import quoted, scalar, scalars
from rulekit.semantics.quantities import amount, count, name_of, whole_in_wallet
from rulekit.syntax.tree import Mapping, Tree
from rulekit.values.calendar import Period

_Period = Period | Literal["purchase", "member"]


LARGEST_BUDGET = 1_000_000_000
"""Grants of a rule to all members together."""

_TIMES = frozenset((
    "referral", "referrals", "friend", "friends", "people", "persons", "members", "member", "customers", "winner", "winners",
    "gift", "gifts", "prizes", "rewards", "vouchers", "uses", "use", "purchases", "visits", "recommendations", "x",
))  # fmt: skip
"""What people count where a limit counts times."""


@dataclass(frozen=True, slots=True)
class Limited:
    """What a limit stands on.

    `wallets`: those it credits. `amounts`, `stamps`: what can be limited besides `times`. `bare_times`: a number alone
    counts times. `purchase`: it works on purchases.
    """

    who: str
    wallets: tuple[str, ...] = ()
    amounts: bool = False
    stamps: bool = False
    times: bool = True
    bare_times: bool = False
    purchase: bool = False


def check_limits(checker: Checker, node: Tree | None, limited: Limited) -> tuple[Limit, ...]:
    """A `limit:` field."""
    found = []
    for written in scalars(checker, node, "a limit"):
        sentence = checker.sentence("limit", written, checker.names.amounts())
        if sentence is None:
            continue
        limit = _limit(checker, sentence, limited)
        if limit is not None:
            found.append(limit)
    return tuple(found)


def _limit(checker: Checker, sentence: Sentence, limited: Limited) -> Limit | None:
    tree = sentence.tree
    period = _period(checker, sentence, limited)
    if period is None:
        return None
    if tree.data == "limit_once":
        found: Limit | None = Limit("times", 1, period)
    else:
        found = (_count if tree.data == "limit_count" else _amount)(checker, sentence, limited, period)
    if found is not None and found.kind == "times" and not limited.times:
        text = f"{limited.who} is limited in its own unit, not in times"
        checker.report("RK310", sentence.span(tree), text, help=_forms(checker, limited))
        return None
    is_whole = any(not isinstance(child, Token) and child.data == "or_nothing" for child in tree.children)
    return None if found is None else replace(found, or_nothing=is_whole)


def _period(checker: Checker, sentence: Sentence, limited: Limited) -> _Period | None:
    """The period of a limit; without one the whole membership."""
    for child in sentence.tree.children:
        if isinstance(child, Token) or child.data != "period":
            continue
        inner = child.children[0]
        name = str(inner) if isinstance(inner, Token) else str(inner.children[0])
        if name == "purchase" and not limited.purchase:
            help_text = "write `per day`, `per week`, `per month`, `per quarter`, `per year` or `per member`"
            checker.report("RK310", sentence.span(child), f"{limited.who} has no purchase to limit", help=help_text)
            return None
        return name  # type: ignore[return-value]  # the grammar's own words
    return "member"


def _count(checker: Checker, sentence: Sentence, limited: Limited, period: _Period) -> Limit | None:
    token = as_token(sentence.tree.children[0])
    words = sentence.text(sentence.tree).split()
    unit = words[1] if len(words) > 1 else ""
    stamps = unit in ("stamp", "stamps")
    number = count(checker, sentence, token, "a limit")
    if stamps and not limited.stamps:
        checker.report(
            "RK310",
            sentence.span(sentence.tree),
            f"only cards have stamps, not {limited.who}",
            help=_forms(checker, limited),
        )
        return None
    if not stamps and unit not in ("time", "times") and not limited.bare_times:
        text = f"`{sentence.text(sentence.tree)}` does not say what it counts"
        checker.report("RK310", sentence.span(sentence.tree), text, help=_with_units(checker, words, limited))
        return None
    return None if number is None else Limit("stamps" if stamps else "times", number, period)


def _amount(checker: Checker, sentence: Sentence, limited: Limited, period: _Period) -> Limit | None:
    node = as_branch(sentence.tree.children[0])
    if _are_times(checker, sentence, node):
        return None
    found = amount(checker, sentence, node)
    if found is None:
        return None
    if found.wallet is None or not limited.amounts:
        message = (
            f"{limited.who} cannot be limited by an amount" if found.wallet else f"`{sentence.text(node)}` is no amount of points"
        )
        checker.report("RK310", sentence.span(node), message, help=_forms(checker, limited))
        return None
    if limited.wallets and found.wallet.name not in limited.wallets:
        verb = "gives" if limited.times else "holds"
        message = f"the limit is on `{found.wallet.name}`, but {limited.who} {verb} {quoted(limited.wallets)}"
        checker.report("RK310", sentence.span(node), message, help=_forms(checker, limited))
        return None
    if not limited.wallets:
        message = f"{limited.who} gives no {found.wallet.plural}"
        checker.report("RK310", sentence.span(node), message, help="count the times instead, such as `2 times per month`")
        return None
    units = whole_in_wallet(checker, sentence, node, found.minor, found.wallet)
    return None if units is None else Limit("amount", units, period, found.wallet.name)


def _are_times(checker: Checker, sentence: Sentence, node: Branch) -> bool:
    """Report `10 referrals`: whatever is counted here is so many times."""
    unit = name_of(as_branch(node.children[1]))
    if unit.casefold() not in _TIMES or checker.names.kinds_of(unit):
        return False
    number = sentence.text(as_token(node.children[0]))
    rest = sentence.text(sentence.tree).partition(sentence.text(node))[2].strip()
    instead = f"{'once' if number == '1' and rest else f'{number} times'} {rest}".strip()
    checker.report("RK310", sentence.span(sentence.tree), f"`{unit}` are counted as times here", help=f"write `{instead}`")
    return True


def check_budget(checker: Checker, owner: Mapping, wallets: tuple[str, ...]) -> Budget | None:
    """`budget:` of a rule that credits these wallets: an amount of one of them, or times."""
    written = scalar(checker, owner.get("budget"), "`budget:`")
    sentence = checker.sentence("budget", written, checker.names.amounts()) if written else None
    if sentence is None:
        return None
    if sentence.tree.data == "budget_count":
        times = count(checker, sentence, as_token(sentence.tree.children[0]), "a budget", most=LARGEST_BUDGET)
        return None if times is None else Budget("times", times)
    node = as_branch(sentence.tree.children[0])
    if _are_times(checker, sentence, node):
        return None
    found = amount(checker, sentence, node)
    if found is None:
        return None
    if found.wallet is None or found.wallet.name not in wallets:
        plurals = [checker.names.wallets[name].plural for name in wallets if name in checker.names.wallets]
        given = quoted(wallets) if wallets else "no points"
        message = f"this rule gives {given}, so its budget cannot be `{sentence.text(node)}`"
        example = f"`20000 {plurals[0]}` or `500 times`" if plurals else "`500 times`"
        checker.report("RK310", sentence.span(node), message, help=f"write {example}")
        return None
    units = whole_in_wallet(checker, sentence, node, found.minor, found.wallet)
    return None if units is None else Budget("amount", units, found.wallet.name)


def _with_units(checker: Checker, words: list[str], limited: Limited) -> str:
    """The author's own number and period, with each unit they could have."""
    number, rest = words[0], " ".join(words[1:])
    wallets = [checker.names.wallets[name] for name in limited.wallets if name in checker.names.wallets]
    units = [("stamp" if number == "1" else "stamps")] if limited.stamps else []
    units += [wallet.singular if number == "1" else wallet.plural for wallet in wallets[:1] if limited.amounts]
    period = rest if rest.startswith("per ") else f"per member {rest}".strip()
    forms = [f"{number} {unit} {period}" for unit in units]
    forms += [f"{'once' if number == '1' else f'{number} times'} {rest}".strip()] if limited.times else []
    return f"write {quoted(forms)}"


def _forms(checker: Checker, limited: Limited) -> str:
    """What can be written here."""
    if limited.stamps:
        return "write `2 stamps per day` or `2 times per month`"
    wallets = [checker.names.wallets[name] for name in limited.wallets if name in checker.names.wallets]
    if limited.amounts and wallets:
        amounts = f"write `500 {wallets[0].plural} per day`"
        return f"{amounts} or `2 times per month`" if limited.times else amounts
    return "write `2 times per month` or `once`"
