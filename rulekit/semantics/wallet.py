"""`wallets:` — balances of points or money, each with its unit, rounding, availability and expiry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rulekit.diagnostics import closest
from rulekit.program.model import RefundMode, Wallet
from rulekit.program.tests import COLUMNS, EXPECT_KEYS
from rulekit.semantics.checker import Checker
from rulekit.semantics.currencies import CURRENCIES
from rulekit.semantics.fields import mapping, pairs, required, scalar, word
from rulekit.semantics.limit import Limited, check_limits
from rulekit.semantics.quantities import money
from rulekit.semantics.spelling import declare
from rulekit.semantics.time_fields import check_available, check_expiry
from rulekit.syntax.tree import Mapping, Pair, Scalar
from rulekit.values.money import SCALE, SCALE_DECIMALS
from rulekit.values.rounding import Rounding

_CODE = re.compile(r"[A-Z]{3}")
_DECIMALS = tuple(str(number) for number in range(SCALE_DECIMALS + 1))


@dataclass(frozen=True, slots=True)
class _Unit:
    singular: str
    plural: str
    is_money: bool = False


def declare_wallets(checker: Checker, tree: Mapping) -> None:
    """Declare every wallet with its unit, so that the rest of the program can name them."""
    for key in EXPECT_KEYS:
        checker.names.reserve(key)
    for pair in pairs(checker, tree.get("wallets"), "`wallets:`"):
        for words in COLUMNS:
            checker.names.reserve(f"{pair.key.text} {words}", span=pair.key.span)
    for pair in pairs(checker, tree.get("wallets"), "`wallets:`"):
        name = pair.key.text
        with checker.within(f"in wallet `{name}`"):
            owner = mapping(checker, pair.value, "a wallet")
            unit = _unit(checker, pair, owner)
            declare(checker, "wallet", name, pair.key.span)
            checker.names.units.setdefault(name, name)
            decimals = _decimals(checker, owner, unit) if owner else 0
            checker.names.wallets[name] = Wallet(name, unit.singular, unit.plural, decimals, unit.is_money)
            for spelling in dict.fromkeys((unit.singular, unit.plural)):
                checker.names.units.setdefault(spelling, name)


def check_wallets(checker: Checker, tree: Mapping) -> tuple[Wallet, ...]:
    """Every wallet in full."""
    found = []
    for pair in pairs(checker, tree.get("wallets"), "`wallets:`"):
        if isinstance(pair.value, Mapping):
            with checker.within(f"in wallet `{pair.key.text}`"):
                found.append(_wallet(checker, checker.names.wallets[pair.key.text], pair.value))
    return tuple(found)


def _wallet(checker: Checker, declared: Wallet, owner: Mapping) -> Wallet:
    rounding: Rounding = word(checker, owner, "rounding", ("down", "up", "half up", "half even"), "down")
    refunds: RefundMode = word(checker, owner, "refunds", ("proportional", "recompute", "keep"), "proportional")
    debt: Literal["allowed", "forgiven"] = word(checker, owner, "debt", ("allowed", "forgiven"), "allowed")
    limited = Limited("this wallet", wallets=(declared.name,), amounts=True, times=False, purchase=True)
    return Wallet(
        name=declared.name,
        singular=declared.singular,
        plural=declared.plural,
        decimals=declared.decimals,
        is_money=declared.is_money,
        value_minor=_value(checker, declared, owner),
        rounding=rounding,
        available=check_available(checker, owner),
        expires=check_expiry(checker, owner, "wallet"),
        refunds=refunds,
        debt=debt,
        limits=check_limits(checker, owner.get("limit"), limited),
    )


def _value(checker: Checker, declared: Wallet, owner: Mapping) -> int | None:
    """What one whole point is worth; money is worth itself."""
    found = scalar(checker, owner.get("value"), "`value:`")
    if not declared.is_money:
        return money(checker, found, "the value of a point") if found else None
    if found is not None:
        checker.report("RK209", found.span, "a wallet of money is worth what it holds", help="leave `value:` out")
    return SCALE


def _decimals(checker: Checker, owner: Mapping, unit: _Unit) -> int:
    found = scalar(checker, owner.get("decimals"), "`decimals:`")
    if unit.is_money:
        decimals = CURRENCIES.get(checker.names.currency, 2)
        if found is not None and found.text != str(decimals):
            message = f"{checker.names.currency} has {decimals} decimals"
            checker.report("RK211", found.span, message, help="leave `decimals:` out; money has those of its currency")
        return decimals
    if found is None:
        return 0
    if found.text not in _DECIMALS:
        checker.report(
            "RK211",
            found.span,
            f"`decimals:` cannot be `{found.text}`",
            help=f"write a whole number from 0 to {SCALE_DECIMALS}",
        )
        return 0
    return int(found.text)


# ---------------------------------------------------------------- units


def _unit(checker: Checker, pair: Pair, owner: Mapping | None) -> _Unit:
    """`point/points`, one word for both, or the program's currency."""
    name, currency = pair.key.text, checker.names.currency
    found = scalar(checker, required(checker, owner, "unit", "a wallet"), "`unit:`") if owner else None
    if found is None or not found.text.strip():
        return _Unit(name, name)
    singular, _, plural = (part.strip() for part in found.text.partition("/"))
    if not plural and singular == currency:
        _check_money_unit(checker, name, found)
        return _Unit(currency, currency, is_money=True)
    if not plural and (singular in CURRENCIES or _CODE.fullmatch(singular)):
        _wrong_currency(checker, found, singular)
        return _Unit(name, name)
    if "/" in found.text and not (singular and plural):
        checker.report(
            "RK202", found.span, "a unit has two forms, for one and for many", help="write both, such as `point/points`"
        )
        return _Unit(name, name)
    plural = plural or singular
    for spelling in dict.fromkeys((singular, plural)):
        if not declare(checker, "unit", spelling, found.span, owner=name):
            break
    return _Unit(singular, plural)


def _check_money_unit(checker: Checker, name: str, found: Scalar) -> None:
    """Amounts in the currency must mean one wallet."""
    owner = checker.names.units.get(checker.names.currency)
    if owner is not None:
        message = f"the wallets `{owner}` and `{name}` would both hold {checker.names.currency}"
        checker.report("RK203", found.span, message, help="a program has one wallet of money; choose another unit")


def _wrong_currency(checker: Checker, found: Scalar, written: str) -> None:
    currency = checker.names.currency
    if written in CURRENCIES:
        message = f"a wallet of money holds the program's currency, {currency}, not {written}"
        help_text = f"write `unit: {currency}`, or name points such as `point/points`"
        checker.report("RK209", found.span, message, help=help_text)
        return
    near = closest(written, [currency]) or closest(written, CURRENCIES)
    help_text = f"did you mean `{near}`?" if near else "name points with both forms, such as `point/points`"
    checker.report("RK215", found.span, f"`{written}` is not a currency code of ISO 4217", help=help_text)
