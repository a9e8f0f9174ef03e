"""`on:` of a rule: the event, the day of the calendar or the rise of tier that sets it off (S2.5, S3.8)."""

from __future__ import annotations

from typing import Literal

from lark import Token

from rulekit.program.model import Trigger
from rulekit.semantics.checker import Branch, Checker, Sentence
from rulekit.semantics.fields import key_of, quoted, required, scalar
from rulekit.semantics.quantities import duration, name_of
from rulekit.syntax.tree import Mapping
from rulekit.values.calendar import Period

_SILENT = {
    "profile": (
        "a profile event only tells what is known", 'let the shop send an activity with it, and write `on: activity "profile"`',
    ),
    "leave": ("who leaves loses points, rewards and cards", "give before somebody leaves, e.g. `on: 60 days without purchase`"),
    "refund": ("a refund only takes back", "say in the wallet what it takes: `refunds: proportional`, `recompute` or `keep`"),
    "redeem": ("what is bought with points gives nothing more", "let the reward be worth more, or send an activity with it"),
    "use": ("a reward that is used gives nothing more", "let the reward be worth more, or send an activity with it"),
    "adjust": ("what is given by hand says itself how much", "send an activity instead of the adjustment"),
}  # fmt: skip
"""Events that set off no rule: why, and what to write instead."""
_OWN_MINUTE = ("purchase", "enrol", "activity")
"""What happens at a time of the day; everything else acts when a day begins, or with whatever lifts the member."""


def check_trigger(checker: Checker, owner: Mapping) -> Trigger | None:
    """What sets a rule off; None where that is not understood."""
    found = scalar(checker, required(checker, owner, "on", "a rule"), "`on:`")
    if found is None:
        return None
    if found.text.strip() in _SILENT:
        why, help_text = _SILENT[found.text.strip()]
        checker.report("RK323", found.span, f"no rule can stand on `{found.text.strip()}`: {why}", help=help_text)
        return None
    sentence = checker.sentence("trigger", found, checker.names.levels())
    if sentence is None:
        return None
    first = sentence.tree.children[0]
    if not isinstance(first, Token):
        quiet = duration(checker, sentence, first, "the time without purchase")
        return None if quiet is None else Trigger("quiet", quiet=quiet)
    return _READERS[str(first)](checker, sentence)


def check_hours(checker: Checker, owner: Mapping, kind: str, who: str) -> None:
    """`at:` needs something that happens at a time of the day."""
    if owner.get("at") is not None and kind not in _OWN_MINUTE:
        message = f"{who} has no time of its own: the calendar acts as a day begins"
        if kind == "reaching":
            message = f"{who} has no time of its own: a level is reached by whatever lifts the member"
        checker.report("RK321", key_of(owner, "at").span, message, help="leave `at:` out; `from:` and `until:` can be used")


def _plain(kind: Literal["purchase", "enrol"]) -> Trigger:
    return Trigger(kind)


def _activity(checker: Checker, sentence: Sentence) -> Trigger:
    name = str(sentence.tree.children[1])[1:-1]
    if not name.strip():
        checker.report("RK208", sentence.scalar.span, "an activity has a name", help='write `on: activity "review"`')
    return Trigger("activity", name)


def _birthday(checker: Checker, sentence: Sentence) -> Trigger:
    kind = checker.names.attributes.member.get("birthday")
    if kind is None or kind.kind != "date":
        message = "nobody's birthday is known" if kind is None else f"`member.birthday` is declared as {kind.kind}, not as a date"
        help_text = "declare it: `attributes: { member: { birthday: date } }`"
        checker.report("RK320", sentence.scalar.span, message, help=help_text)
    return Trigger("birthday")


def _first_day(checker: Checker, sentence: Sentence) -> Trigger | None:
    node = _branch(sentence)
    period: Period = str(node.children[0])  # type: ignore[assignment]  # the grammar's own words
    if period == "day":
        help_text = "write `first day of week`, `first day of month`, `first day of quarter` or `first day of year`"
        checker.report("RK212", sentence.span(node), "a day has no first day", help=help_text)
        return None
    return Trigger("first day", period=period)


def _reaching(checker: Checker, sentence: Sentence) -> Trigger | None:
    node = _branch(sentence)
    written, levels = name_of(node), checker.names.of("level")
    if written in levels:
        return Trigger("reaching", level=written)
    near = checker.names.closest(written, "level")
    help_text = f"did you mean `{near}`?" if near else f"write {quoted(levels)}"
    if not levels:
        help_text = "declare `tiers:` with its levels"
    checker.report("RK201", sentence.span(node), f"there is no level `{written}`", help=help_text)
    return None


def _branch(sentence: Sentence) -> Branch:
    """The part of the sentence that is more than a word; it stands last."""
    last = sentence.tree.children[-1]
    assert not isinstance(last, Token), "the grammar says so"
    return last


_READERS = {
    "purchase": lambda _, __: _plain("purchase"),
    "enrol": lambda _, __: _plain("enrol"),
    "activity": _activity,
    "birthday": _birthday,
    "joining": lambda _, __: Trigger("joining anniversary"),
    "first": _first_day,
    "reaching": _reaching,
}
