"""`tiers:` — the one ladder of levels, what it counts, over which window, and how levels are kept (S7)."""

from __future__ import annotations

from typing import Literal, cast

from lark import Token

from rulekit.program.expression import Window
from rulekit.program.model import Keep, Level, Tiers
from rulekit.semantics.checker import Checker, as_branch
from rulekit.semantics.fields import key_of, mapping, pairs, required, scalar, word
from rulekit.semantics.quantities import LARGEST_COUNT, duration, money
from rulekit.semantics.spelling import declare
from rulekit.syntax.tree import Mapping, Scalar
from rulekit.values.calendar import Duration
from rulekit.values.money import SCALE, parse_amount

_Measure = Literal["visits", "purchases", "spend"]
_MEASURES: tuple[_Measure, ...] = ("visits", "purchases", "spend")
_DEFAULT_WINDOW = Window("last", duration=Duration(12, "months"))


def declare_levels(checker: Checker, tree: Mapping) -> None:
    """Declare the names of the levels."""
    tiers = tree.get("tiers")
    levels = tiers.get("levels") if isinstance(tiers, Mapping) else None
    with checker.within("in `tiers`"):
        for pair in levels.pairs if isinstance(levels, Mapping) else ():
            declare(checker, "level", pair.key.text, pair.key.span)


def check_tiers(checker: Checker, tree: Mapping) -> Tiers | None:
    """The ladder; None where the program has none."""
    owner = mapping(checker, tree.get("tiers"), "`tiers:`")
    if owner is None:
        return None
    with checker.within("in `tiers`"):
        measure = _measure(checker, owner)
        over = _over(checker, owner)
        keep = _keep(checker, owner)
        drop: Literal["one level", "to what is qualified"] = word(
            checker, owner, "drop", ("one level", "to what is qualified"), "to what is qualified"
        )
        levels = _levels(checker, owner, measure)
        return Tiers(measure or "visits", over, levels, keep, drop)


def _measure(checker: Checker, owner: Mapping) -> _Measure | None:
    found = scalar(checker, required(checker, owner, "by", "`tiers:`"), "`by:`")
    sentence = checker.sentence("measure", found, checker.names.amounts()) if found else None
    if sentence is None:
        return None
    first = sentence.tree.children[0]
    name = "activities" if isinstance(first, Token) else str(first.children[0])
    for measure in _MEASURES:
        if name == measure:
            return measure
    span = sentence.span(sentence.tree)
    help_text = "write `visits`, `purchases` or `spend`"
    if name == "units" or (not isinstance(first, Token) and first.data == "name"):
        checker.not_yet(span, f"counting `{sentence.text(sentence.tree)}` for tiers", help_text)
    else:
        checker.report("RK212", span, f"tiers cannot count {name}", help=help_text)
    return None


def _over(checker: Checker, owner: Mapping) -> Window:
    found = scalar(checker, owner.get("over"), "`over:`")
    sentence = checker.sentence("over", found, {}) if found else None
    if sentence is None:
        return _DEFAULT_WINDOW
    children = sentence.tree.children
    if children[0] == "ever":
        return Window("ever")
    if children[0] == "last":
        length = duration(checker, sentence, as_branch(children[1]), "the window")
        return Window("last", duration=length) if length else _DEFAULT_WINDOW
    span = sentence.span(sentence.tree)
    checker.not_yet(span, f"counting over the {sentence.text(sentence.tree)}", "write `last 12 months` for now")
    if children[0] == "calendar":
        _check_calendar_year(checker, owner)
    return _DEFAULT_WINDOW


def _check_calendar_year(checker: Checker, owner: Mapping) -> None:
    """A calendar year starts empty, so nobody would stay qualified on 1 January (S7.3)."""
    keep = owner.get("keep")
    if keep is None or (isinstance(keep, Scalar) and keep.text.split() == ["while", "qualified"]):
        span = (keep or key_of(owner, "over")).span
        message = "over a calendar year nobody stays qualified: each year starts empty"
        checker.report("RK307", span, message, help="write `keep: until end of next calendar year`")


def _keep(checker: Checker, owner: Mapping) -> Keep:
    found = scalar(checker, owner.get("keep"), "`keep:`")
    sentence = checker.sentence("keep", found, {}) if found else None
    if sentence is None:
        return Keep("while qualified")
    first = sentence.tree.children[0]
    if not isinstance(first, Token):
        length = duration(checker, sentence, first, "the protection")
        return Keep("for", length) if length else Keep("while qualified")
    words = " ".join(str(child) if isinstance(child, Token) else str(child.children[0]) for child in sentence.tree.children)
    if words.startswith("until") and not words.endswith("calendar year"):
        checker.report(
            "RK212",
            sentence.span(sentence.tree),
            "levels are kept until the end of a year",
            help="write `until end of calendar year`",
        )
        return Keep("while qualified")
    kinds = Literal["while qualified", "until end of calendar year", "until end of next calendar year", "for ever"]
    return Keep(cast("kinds", words))


def _levels(checker: Checker, owner: Mapping, measure: _Measure | None) -> tuple[Level, ...]:
    found: list[Level] = []
    required(checker, owner, "levels", "`tiers:`")
    for pair in pairs(checker, owner.get("levels"), "`levels:`"):
        place = scalar(checker, pair.value, "a level")
        threshold = None if place is None or measure is None else _threshold(checker, place, measure)
        if threshold is None:
            continue
        if found and threshold <= found[-1].threshold:
            message = f"`{pair.key.text}` takes no more than `{found[-1].name}` before it"
            checker.report("RK304", pair.value.span, message, help="order the levels from the lowest to the highest")
        found.append(Level(pair.key.text, threshold))
    if isinstance(owner.get("levels"), Mapping) and not pairs(checker, owner.get("levels"), "`levels:`"):
        checker.misshape(owner.span, "the tiers have no levels")
    return tuple(found)


def _threshold(checker: Checker, place: Scalar, measure: _Measure) -> int | None:
    minor = parse_amount(place.text)
    if measure == "spend":
        if minor is not None:
            help_text = f"write `{place.text} {checker.names.currency}`"
            checker.report("RK209", place.span, "levels by spend are amounts of money", help=help_text)
            return None
        return money(checker, place, "a level")
    if minor is None or minor % SCALE or not 1 <= minor // SCALE <= LARGEST_COUNT:
        help_text = f"write a whole number from 1 to {LARGEST_COUNT}, without a unit"
        checker.report("RK211", place.span, f"a level cannot take `{place.text[:24]}` {measure}", help=help_text)
        return None
    return minor // SCALE
