"""Mistakes in what is given: several gifts in one sentence, counts and units the wrong way round, money off that has no name.

Each function: failure -> finding, or None where the mistake is another one. Help repeats the author's own figures.
"""

from __future__ import annotations

import re

from rulekit.diagnostics import Diagnostic
from rulekit.syntax.failure import Failure

_JOINTS = ("and", "+", ",", "&", ";")
_MONEY = r"[0-9]+(?:\.[0-9]+)? [A-Z]{3}"
_OFF = r"(?:off|vouchers?|discounts?|coupons?|reduction|rebate|gutscheine?|rabatt|nachlass)"
_VOUCHER = re.compile(
    rf"(?:an? )?(?:(?P<first>{_MONEY}) {_OFF}|{_OFF}(?: of| worth| over| for)? (?P<last>{_MONEY}))", re.IGNORECASE
)
_SHARE = re.compile(
    rf"(?:an? )?(?:(?P<first>[0-9]+(?:\.[0-9]+)?) ?% {_OFF}|{_OFF}(?: of)? (?P<last>[0-9]+(?:\.[0-9]+)?) ?%)", re.IGNORECASE
)
_COUNTED = re.compile(r"(?:(?P<count>[0-9]+) ?x|(?P<one>an?|one|the)) (?P<what>.+)", re.IGNORECASE)
_MULTIPLIED = re.compile(r"(?:double|triple|[0-9]+(?:\.[0-9]+)?x) (?P<what>.+)", re.IGNORECASE)

_RATE = re.compile(
    r"(?P<count>[0-9]+(?:\.[0-9]+)?|an?|one) (?P<unit>.+?) ?(?:/|per|for(?: each| every)?|each|every|on(?: each| every)?) ?"
    r"(?P<started>started )?(?:(?:full|whole|complete|each|every|a|one) )*(?P<step>[0-9]+(?:\.[0-9]+)? ?)?"
    r"(?P<money>[A-Za-z]{3}|euros?|dollars?|pounds?|francs?)(?: (?:spent|paid|purchased|spend|of purchases?|in sales))?",
    re.IGNORECASE,
)
_MONEY_NAMES = ("euro", "euros", "dollar", "dollars", "pound", "pounds", "franc", "francs")


def rate_of_money(failure: Failure) -> Diagnostic | None:
    """`1 point per full EUR`, `one point per EUR spent`."""
    found = _RATE.fullmatch(" ".join(failure.text.split()))
    currency = next((name for name, kind in failure.names.items() if kind == "currency"), "")
    if failure.start != "award" or found is None or failure.names.get(found["unit"]) != "wallet":
        return None
    if found["money"].upper() != currency and found["money"].casefold() not in _MONEY_NAMES:
        return None
    count = found["count"] if found["count"][0].isdigit() else "1"
    step = f"{found['started'] or ''}{(found['step'] or '1').strip()}"
    message = f"`{failure.text.strip()}` is said in other words here"
    return failure.finding("RK140", message, f"write `{count} {found['unit']} per {step} {currency}`", 0, failure.size)


def several_gifts(failure: Failure) -> Diagnostic | None:
    """`friend voucher and 50 points`: a list."""
    if failure.start != "award" or failure.written not in _JOINTS:
        return None
    starts = [0]
    ends = []
    for index, token in enumerate(failure.tokens):
        if token.value in _JOINTS:
            ends.append(failure.start_of(index))
            starts.append(failure.end_of(index))
    gifts = [failure.text[start:end].strip() for start, end in zip(starts, [*ends, failure.size], strict=True)]
    if not all(gifts):
        return None
    return failure.finding("RK140", "several gifts are a list", f"write `[{', '.join(gifts)}]`", 0, failure.size)


def unit_first(failure: Failure) -> Diagnostic | None:
    """`points 200`."""
    kinds = [failure.kind(index) for index in range(len(failure.tokens))]
    if failure.start not in ("award", "amount", "budget") or kinds != ["NAME", "NUMBER"]:
        return None
    unit, number = (token.value for token in failure.tokens)
    if failure.names.get(unit) not in ("wallet", "currency"):
        return None
    return failure.finding("RK140", "the number comes first", f"write `{number} {unit}`", 0, failure.size)


def counted_gift(failure: Failure) -> Diagnostic | None:
    """`1x friend voucher`, `a mug`, and `double points`, which is a bonus."""
    written = " ".join(failure.text.split())
    multiplied, counted = _MULTIPLIED.fullmatch(written), _COUNTED.fullmatch(written)
    if failure.start != "award":
        return None
    if multiplied is not None and failure.names.get(multiplied["what"]) in ("wallet", "currency"):
        message = f"`{written}` multiplies what other rules give, so it is a bonus"
        return failure.finding("RK140", message, f"write `bonus: {written}` in place of `give:`", 0, failure.size)
    if counted is None or failure.names.get(counted["what"]) != "reward":
        return None
    count = counted["count"] if counted["count"] not in (None, "1") else ""
    help_text = f"write `{count} {counted['what']}`".replace("` ", "`")
    return failure.finding("RK140", f"`{written}` is said in other words here", help_text, 0, failure.size)


def money_off(failure: Failure) -> Diagnostic | None:
    """`5 EUR voucher`, `10 % discount`: a reward has a name, and a share is paid back."""
    written = " ".join(failure.text.split())
    voucher, share = _VOUCHER.fullmatch(written), _SHARE.fullmatch(written)
    if failure.start != "award":
        return None
    if voucher is not None:
        amount = voucher["first"] or voucher["last"]
        message = "a voucher is a reward, which is given by its name"
        declared = f"money off: {{ kind: voucher, worth: {amount} }}"
        help_text = f"declare it under `rewards:`, such as `{declared}`, and write `give: money off`"
        return failure.finding("RK140", message, help_text, 0, failure.size)
    if share is not None:
        percent = share["first"] or share["last"]
        currency = next((name for name, kind in failure.names.items() if kind == "currency"), "EUR")
        message = "a share of a purchase is paid back into a wallet, not taken off the price"
        till = "a discount at the till is a reward, `kind: perk`"
        help_text = f"write `{percent}% back` with a wallet of `unit: {currency}`; {till}"
        return failure.finding("RK140", message, help_text, 0, failure.size)
    return None
