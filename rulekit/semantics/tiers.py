"""`tiers:` — the one ladder of levels, what it counts, over which window, and how levels are kept (S7)."""

from __future__ import annotations

from typing import Literal, cast

from lark import Token

from rulekit.program.expression import Window
from rulekit.program.model import Keep, Level, TierMeasure, Tiers
from rulekit.semantics.checker import Checker, as_branch
from rulekit.semantics.fields import each, key_of, mapping, pairs, required, scalar, word
from rulekit.semantics.measure import check_measure, earned_threshold, units_threshold
from rulekit.semantics.quantities import LARGEST_COUNT, duration, is_unclear, money
from rulekit.semantics.spelling import declare
from rulekit.syntax.tree import Mapping, Scalar
from rulekit.values.calendar import Duration
from rulekit.values.money import SCALE, parse_amount

_MEASURES: dict[str, TierMeasure] = {
    "visit": "visits", "purchase": "purchases", "spend": "spend", "unit": "units", "earned": "earned", "activity": "activities",
}  # fmt: skip
"""What a step is called where tiers add them up."""
_Counted = tuple[TierMeasure, str | None]
_DEFAULT_WINDOW = Window("last", duration=Duration(12, "months"))


def declare_levels(checker: Checker, tree: Mapping) -> None:
    """Declare the names of the levels."""
    tiers = tree.get("tiers")
    levels = tiers.get("levels") if isinstance(tiers, Mapping) else None
    with checker.within("in `tiers`"):
        named = [pair.key for pair in levels.pairs] if isinstance(levels, Mapping) else each(levels)
        for name in named:
            if isinstance(name, Scalar) and not name.is_missing:
                declare(checker, "level", name.text, name.span)


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
        counted, subject = measure or ("visits", None)
        return Tiers(counted, over, levels, keep, drop, subject)


def _measure(checker: Checker, owner: Mapping) -> _Counted | None:
    """What the ladder counts, and the wallet or activity it is about."""
    found = scalar(checker, required(checker, owner, "by", "`tiers:`"), "`by:`")
    step = check_measure(checker, found, "tiers") if found else None
    return (_MEASURES[step.basis], step.subject) if step else None


def _over(checker: Checker, owner: Mapping) -> Window:
    found = scalar(checker, owner.get("over"), "`over:`")
    sentence = checker.sentence("over", found, {}) if found else None
    if sentence is None:
        return _DEFAULT_WINDOW
    first, last = sentence.tree.children[0], sentence.tree.children[-1]
    if first == "ever":
        return Window("ever")
    if first == "last":
        length = duration(checker, sentence, as_branch(last), "the window")
        return Window("last", duration=length) if length else _DEFAULT_WINDOW
    if first == "calendar" and as_branch(last).children[0] != "year":
        help_text = "write `calendar year`, or `last 1 month`"
        message = f"tiers cannot count over a {sentence.text(sentence.tree)}"
        checker.report("RK212", sentence.span(sentence.tree), message, help=help_text)
        return _DEFAULT_WINDOW
    _check_kept(checker, owner, "calendar" if first == "calendar" else "membership")
    return Window("this", period="year") if first == "calendar" else Window("membership year")


def _check_kept(checker: Checker, owner: Mapping, which: Literal["calendar", "membership"]) -> None:
    """A year starts empty, so nobody would stay qualified on its first day (S7.3)."""
    keep = owner.get("keep")
    if keep is None or (isinstance(keep, Scalar) and keep.text.split() == ["while", "qualified"]):
        span = (keep or key_of(owner, "over")).span
        message = f"over a {which} year nobody stays qualified: each year starts empty"
        instead = "until end of next calendar year" if which == "calendar" else "12 months"
        checker.report("RK307", span, message, help=f"write `keep: {instead}`")


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


def _levels(checker: Checker, owner: Mapping, measure: _Counted | None) -> tuple[Level, ...]:
    found: list[Level] = []
    required(checker, owner, "levels", "`tiers:`")
    for pair in pairs(checker, owner.get("levels"), "`levels:`"):
        place = scalar(checker, pair.value, "a level")
        if place is not None and not found and _is_nothing(place):
            message = f"a level cannot take `{place.text[:24]}`"
            help_text = f"leave `{pair.key.text}` out: who has no level yet is there, and `member.tier is none` asks for them"
            checker.report("RK211", place.span, message, help=help_text)
            continue
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


def _is_nothing(place: Scalar) -> bool:
    """Whether a level takes nothing at all: `0`, `0 EUR`."""
    return parse_amount(place.text.partition(" ")[0]) == 0


def _threshold(checker: Checker, place: Scalar, measure: _Counted) -> int | None:
    """What a level takes: money, points of the wallet, units, or a number."""
    counted, subject = measure
    minor = parse_amount(place.text)
    wallet = checker.names.wallets.get(subject or "") if counted == "earned" else None
    is_amount = counted == "spend" or wallet is not None
    unit, what = (wallet.plural, wallet.plural) if wallet else (checker.names.currency, "amounts of money")
    if is_unclear(checker, place, unit if is_amount else ""):
        return None
    if minor is not None and is_amount:
        message = f"levels by {wallet.name if wallet else 'spend'}{' earned' if wallet else ''} are {what}"
        checker.report("RK209", place.span, message, help=f"write `{place.text} {unit}`")
        return None
    if wallet is not None:
        return earned_threshold(checker, place, wallet, "levels by")
    if counted == "spend":
        return money(checker, place, "a level")
    if counted == "units":
        return units_threshold(checker, place, "a level")
    if minor is None or minor % SCALE or not 1 <= minor // SCALE <= LARGEST_COUNT:
        number, _, unit = place.text.partition(" ")
        help_text = f"write a whole number from 1 to {LARGEST_COUNT}, without a unit"
        message = f"a level cannot take `{place.text[:24]}` {counted}"
        if unit in (counted, counted[:-1]) and number.isdecimal() and number.strip("0"):
            message, help_text = f"levels by {counted} are numbers without a unit", f"write `{number}`"
        checker.report("RK211", place.span, message, help=help_text)
        return None
    return minor // SCALE
