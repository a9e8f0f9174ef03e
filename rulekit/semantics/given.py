"""`given:` of a test, item by item: keys and values -> a draft in the ledger's columns, every mistake said where it stands.

A draft says when it happens first and how often; `happenings` makes events of drafts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time

from rulekit.diagnostics import closest
from rulekit.ledger.event import LedgerSchema
from rulekit.semantics.checker import Checker, Sentence, as_branch, as_token
from rulekit.semantics.event_cells import (
    EVERY_KEY,
    KEYS,
    add_attributes,
    knows_reward,
    lines_of,
    quantity_of,
    set_attribute,
    set_money,
    text_of,
)
from rulekit.semantics.fields import date_problem, key_of, pairs, quoted, scalar, word
from rulekit.semantics.quantities import amount, count, name_of, too_fine
from rulekit.semantics.values import minute_of
from rulekit.syntax.foreign_keys import meant
from rulekit.syntax.tree import Mapping, Scalar
from rulekit.values.calendar import Duration, parse_day
from rulekit.values.money import SCALE, format_amount
from rulekit.values.rounding import ratio

MOST_REPEATS = 1_000
_SOME_TIME = datetime(2000, 1, 1)  # noqa: DTZ001  local; stands for a time that could not be read

_REPEATS = {"daily": Duration(1, "days"), "weekly": Duration(7, "days"), "monthly": Duration(1, "months")}


@dataclass(slots=True)
class Draft:
    """One item of `given:`. `record` is in the ledger's columns, without `at` and `event_id`.

    `is_rest`: a refund of all that is left. `is_sound`: nothing was found wrong with it. `times` and `pause`: how often it
    happens, and how far apart.
    """

    given: int
    kind: str
    owner: Mapping
    at: datetime
    event_id: str
    record: dict[str, object] = field(default_factory=dict)
    is_rest: bool = False
    is_sound: bool = True
    times: int = 1
    pause: Duration = field(default_factory=lambda: Duration(1, "days"))


def check_event(checker: Checker, schema: LedgerSchema, owner: Mapping, given: int) -> Draft | None:
    """One item of `given:`; None where it does not say what happens."""
    before = len(checker.findings)
    kind = _kind(checker, owner)
    at = _moment(checker, scalar(checker, owner.get("at"), "`at:`"))
    if kind is None:
        return None
    name = text_of(checker, owner, "id")
    draft = Draft(given, kind, owner, at or _SOME_TIME, name or str(given + 1))
    draft.record = {"type": kind, "member_id": _member(checker, owner, kind), "order": str(given)}
    _FILL[kind](checker, owner, draft)
    for key, column in (("ref", "ref"), ("reason", "reason"), ("sku", "sku")):
        draft.record[column] = text_of(checker, owner, key)
    draft.record["quantity"] = quantity_of(checker, owner)
    if owner.get("lines") is not None:
        draft.record["lines"] = lines_of(checker, schema, owner)
    add_attributes(checker, schema, owner, kind, draft.record)
    for pair in pairs(checker, owner.get("profile"), "`profile:`"):
        set_attribute(checker, schema, pair, draft.record, "member")
    _repeat(checker, owner, draft)
    draft.is_sound = at is not None and len(checker.findings) == before
    return draft


# ---------------------------------------------------------------- what happens, to whom, when


def _kind(checker: Checker, owner: Mapping) -> str | None:
    found = [pair for pair in owner.pairs if pair.key.text in KEYS and pair.key.text != "profile"]
    if len(found) > 1:
        message = f"an event is one thing; this is `{found[0].key.text}` and `{found[1].key.text}`"
        checker.report("RK340", found[1].key.span, message, help="write two events, each with its own `at:`")
        return None
    if found:
        return found[0].key.text
    if owner.get("lines") is not None:
        return "purchase"
    if owner.get("profile") is not None:
        return "profile"
    about = next((pair.key for pair in owner.pairs if pair.key.text in checker.names.attributes.member), None)
    unknown = [pair.key for pair in owner.pairs if _happening(pair.key.text) and pair.key.text not in EVERY_KEY]
    strange = [pair.key for pair in owner.pairs if pair.key.text not in EVERY_KEY and not _is_attribute(checker, pair.key.text)]
    place = (about or (unknown or strange or [owner.pairs[0].key])[0]).span
    near = _happening(unknown[0].text) if unknown else None
    help_text = f"did you mean `{near}`?" if near else f"add what happens, such as `purchase: 5 {checker.names.currency}`"
    activity = next((key.text for key in strange if not unknown), None)
    if activity is not None:
        help_text += f"; an activity of this name is written `activity: {activity}`"
    if about is not None:
        help_text = f"write `profile: {{ {about.text}: … }}`"
    checker.report("RK340", place, "this event does not say what happens", help=help_text)
    return None


def _is_attribute(checker: Checker, name: str) -> bool:
    declared = checker.names.attributes
    return any(name in attributes for attributes in (declared.member, declared.purchase, declared.line))


def _happening(written: str) -> str | None:
    """What a key most likely says that happens."""
    return meant(written, frozenset(KEYS)) or closest(written, KEYS)


def _member(checker: Checker, owner: Mapping, kind: str) -> str | None:
    member_id = text_of(checker, owner, "member")
    if member_id is None and kind != "purchase" and not (kind == "refund" and owner.get("ref")):
        article = "an" if kind[0] in "aeiou" else "a"
        checker.report("RK340", owner.pairs[0].key.span, f"{article} {kind} needs its member", help="add `member: anna`")
    return member_id


def _moment(checker: Checker, found: Scalar | None) -> datetime | None:
    if found is None:
        return None
    day_text, _, time_text = " ".join(found.text.replace("T", " ").split()).partition(" ")
    problem = date_problem(day_text)
    if problem is not None:
        checker.report("RK213", found.span, problem[0], help=problem[1])
        return None
    minute = minute_of(time_text or "00:00")
    if minute is None or minute == 24 * 60:
        help_text = f"write 00:00 to 23:59, such as `{day_text} 09:00`"
        checker.report("RK217", found.span, f"`{time_text}` is not a time of day", help=help_text)
        return None
    return datetime.combine(datetime.fromordinal(parse_day(day_text) or 1), time(minute // 60, minute % 60))


def _repeat(checker: Checker, owner: Mapping, draft: Draft) -> None:
    found = scalar(checker, owner.get("repeat"), "`repeat:`")
    sentence = checker.sentence("repeat", found, {}) if found else None
    if sentence is None:
        return
    rhythm, number = as_token(sentence.tree.children[0]), as_token(sentence.tree.children[1])
    draft.times = count(checker, sentence, number, "the number of times", most=MOST_REPEATS) or 1
    draft.pause = _REPEATS[str(rhythm)]


# ---------------------------------------------------------------- each kind


def _purchase(checker: Checker, owner: Mapping, draft: Draft) -> None:
    set_money(checker, owner, draft.record, "purchase", "amount", "a purchase")


def _refund(checker: Checker, owner: Mapping, draft: Draft) -> None:
    found = scalar(checker, owner.get("refund"), "`refund:`")
    if found is not None and found.text.strip() == "all":
        draft.is_rest = True
    else:
        set_money(checker, owner, draft.record, "refund", "amount", "a refund")


def _activity(checker: Checker, owner: Mapping, draft: Draft) -> None:
    draft.record["activity"] = text_of(checker, owner, "activity")


def _redeem(checker: Checker, owner: Mapping, draft: Draft) -> None:
    found = scalar(checker, owner.get("redeem"), "`redeem:`")
    if found is None:
        return
    if found.text[:1].isdigit() and found.text.strip() not in checker.names.of("reward"):
        if owner.get("points") is not None:
            help_text = "write the reward under `redeem:`, or leave `points:` out"
            checker.report("RK340", key_of(owner, "points").span, "`redeem:` says already how much is paid", help=help_text)
        _set_points(checker, checker.sentence("amount", found, checker.names.amounts()), draft.record)
    else:
        draft.record["reward"] = _reward(checker, found)
        paid = scalar(checker, owner.get("points"), "`points:`")
        _set_points(checker, checker.sentence("amount", paid, checker.names.amounts()) if paid else None, draft.record)


def _use(checker: Checker, owner: Mapping, draft: Draft) -> None:
    found = scalar(checker, owner.get("use"), "`use:`")
    draft.record["reward"] = _reward(checker, found) if found else None


def _reward(checker: Checker, found: Scalar) -> str | None:
    name = " ".join(found.text.split())
    return name if knows_reward(checker, name, found) else None


def _enrol(checker: Checker, owner: Mapping, draft: Draft) -> None:
    word(checker, owner, "enrol", ("yes",), "yes")
    draft.record["referred_by"] = text_of(checker, owner, "referred by")


def _leave(checker: Checker, owner: Mapping, draft: Draft) -> None:  # noqa: ARG001  one signature for all
    word(checker, owner, "leave", ("yes",), "yes")


def _adjust(checker: Checker, owner: Mapping, draft: Draft) -> None:
    found = scalar(checker, owner.get("adjust"), "`adjust:`")
    _set_points(checker, checker.sentence("change", found, checker.names.amounts()) if found else None, draft.record)


def _set_points(checker: Checker, sentence: Sentence | None, record: dict[str, object]) -> None:
    """A wallet and points, of `100 points` or `-100 points`."""
    if sentence is None:
        return
    branch = as_branch(sentence.tree.children[0]) if sentence.tree.data == "change" else sentence.tree
    found = amount(checker, sentence, branch)
    if found is None:
        return
    wallets = checker.names.money_wallets()
    wallet = found.wallet or (wallets[0] if found.is_money and wallets else None)
    if wallet is None:
        known = [one.plural for one in checker.names.wallets.values()]
        help_text = f"write an amount in {quoted(known)}" if known else "declare a wallet first"
        unit = as_branch(branch.children[1])
        checker.report("RK209", sentence.span(branch), f"no wallet holds `{name_of(unit)}`", help=help_text)
    elif not isinstance(ratio(found.minor * 10**wallet.decimals, SCALE), int):
        too_fine(checker, sentence.span(branch.children[0]), wallet, found.minor)
    else:
        sign = "-" if sentence.text(sentence.tree).startswith("-") else ""
        record |= {"wallet": wallet.name, "points": sign + format_amount(found.minor)}


def _profile(_: Checker, __: Mapping, ___: Draft) -> None:
    """Its attributes are all there is."""


_FILL: dict[str, Callable[[Checker, Mapping, Draft], None]] = {
    "purchase": _purchase, "refund": _refund, "activity": _activity, "redeem": _redeem, "use": _use, "enrol": _enrol,
    "adjust": _adjust, "leave": _leave, "profile": _profile,
}  # fmt: skip
