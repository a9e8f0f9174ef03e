"""A strategy for programs with every construct the engine knows, as nested mappings of sentences that `yaml_text` writes down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from generators.conditions import Names, line_conditions, member_conditions, purchase_conditions
from rulekit.program.figure_units import FIGURE_UNITS
from rulekit.program.goal import GOAL_PERIODS

Draw = Any
Spec = Mapping[str, Any]

DAYS = ("2024-01-15", "2024-02-29", "2024-03-31", "2024-05-05", "2024-06-30", "2024-10-27", "2024-12-31")
LIVES = ("7 days", "14 days", "7 days", "30 days", "1 month", "2 months", "12 months", "1 year", "4 weeks", "1 day", "1 week", "2 years")
DATES = ("on 31 December", "on 29 February", "on 31 March of the next year")
PERIODS = ("day", "week", "month", "quarter", "year", "member")
SLOTS = ("Sat-Sun", "Mon-Fri 09:00-14:00", "22:00-02:00", "Sat-Sun; Mon, Wed and Fri 14:00-17:00", "00:00-24:00", "Tue and Thu")
CALENDAR = ("birthday", "joining anniversary", "first day of month", "first day of week", "first day of quarter", "first day of year", "7 days without purchase", "1 month without purchase")
REWARDS = ("free coffee", "mug", "voucher")
GOAL_SPANS = ("", *(f" per {period}" for period in GOAL_PERIODS))
REFUNDS = ("proportional", "recompute", "keep")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a test needs of its programs.

    `shared`: budgets and stock. `monotone`: no condition turns true and nothing is given anew as a basket shrinks.
    `rejects_late`: some programs refuse late events, so that their state keeps hashes instead of events.
    """

    refunds: tuple[str, ...] = REFUNDS
    referral: bool = True
    shared: bool = True
    monotone: bool = False
    rejects_late: bool = False


def sometimes(draw: Draw, strategy: st.SearchStrategy[Any], spec: dict[str, Any], key: str, out_of: int = 3) -> None:
    """Set a key in one of `out_of` examples; the simplest example has none."""
    if draw(st.integers(0, out_of - 1)) == out_of - 1:
        spec[key] = draw(strategy)


ANYTHING = Wish()


@st.composite
def programs(draw: Draw, wish: Wish = ANYTHING) -> Spec:
    """A whole program."""
    spec: dict[str, Any] = {
        "program": "Generated",
        "currency": "EUR",
        "timezone": draw(st.sampled_from(("Europe/Berlin", "UTC", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"))),
    }
    sometimes(draw, st.sampled_from(("2024-01-15", "2024-02-29")), spec, "starts", 12)
    sometimes(draw, st.sampled_from(("2024-05-05", "2024-12-31")), spec, "ends", 12)
    sometimes(draw, st.sampled_from(("required", "required", "required", "automatic")), spec, "enrolment", 6)
    sometimes(draw, st.just("summer-2024"), spec, "seed", 4)
    if wish.rejects_late:
        sometimes(draw, st.just("reject"), spec, "late", 4)
    spec["attributes"] = {
        "member": {"city": "text", "newsletter": "yes/no", "birthday": "date", "drink": ["coffee", "tea"]},
        "purchase": {"channel": ["store", "app", "web"], "tip": "money"},
        "line": {"category": "text", "weight": "number", "offer": "yes/no"},
    }
    spec["wallets"] = draw(_wallets(wish))
    names = Names(tuple((name, _plural(name)) for name in spec["wallets"]), rewards=REWARDS)
    if draw(st.booleans()):
        spec["tiers"] = draw(_tiers(names))
        names = Names(names.wallets, tuple(spec["tiers"]["levels"]), (), REWARDS)
    if draw(st.integers(0, 2)) == 2:
        spec["segments"] = {"regulars": draw(member_conditions(names))}
        names = Names(names.wallets, names.levels, ("regulars",), REWARDS)
    sometimes(draw, st.sampled_from(("add", "multiply", "best")).map(lambda word: {"bonuses": word}), spec, "stacking")
    if draw(st.booleans()):
        rounding = draw(st.sampled_from(("once per rule", "once per rule", "once per rule", "once per purchase")))
        spec["stacking"] = {**spec.get("stacking", {}), "rounding": rounding}
    spec["rules"] = draw(_rules(names, wish, spec.get("stacking", {}).get("bonuses", "add")))
    if not wish.monotone and draw(st.integers(0, 3)) == 3:
        spec["rules"] = _grouped(spec["rules"])
        if any("group" in rule for rule in spec["rules"].values()):
            spec["groups"] = {"g": "best"}
    sometimes(draw, _cards(names, wish), spec, "cards", 2)
    sometimes(draw, _milestones(names, wish), spec, "milestones", 2)
    sometimes(draw, _challenges(names, wish), spec, "challenges", 3)
    if wish.referral:
        sometimes(draw, _referral(names), spec, "referral", 2)
    spec["rewards"] = draw(_rewards(names))
    if wish.shared:
        _share(draw, spec)
    sometimes(draw, _goals(names), spec, "goals", 4)
    return spec


# ---------------------------------------------------------------- wallets, tiers, rewards, referral


@st.composite
def _wallets(draw: Draw, wish: Wish) -> Spec:
    choices = (("points",), ("points",), ("miles",), ("points", "miles"), ("points", "cashback"), ("cashback",))
    names = draw(st.sampled_from(choices))
    return {name: draw(_wallet(name, wish)) for name in names}


@st.composite
def _wallet(draw: Draw, name: str, wish: Wish) -> Spec:
    spec: dict[str, Any] = {"unit": {"points": "point/points", "miles": "mile/miles", "cashback": "EUR"}[name]}
    if name == "miles":
        sometimes(draw, st.sampled_from(("1", "2", "3", "4")), spec, "decimals", 2)
    sometimes(draw, st.sampled_from(("up", "half up", "half even", "down")), spec, "rounding", 2)
    sometimes(draw, st.sampled_from(("after 1 day", "after 14 days", "after 1 month", "at once")), spec, "available", 3)
    sometimes(draw, st.one_of(_expiry(("earning", "available", "last activity")), st.sampled_from((*DATES, "never"))), spec, "expires", 2)
    if "available" in spec:
        sometimes(draw, st.just("7 days after earning"), spec, "expires", 2)  # often gone while they still wait
    sometimes(draw, st.sampled_from(wish.refunds), spec, "refunds", 2)
    if wish.refunds and "proportional" not in wish.refunds:
        spec["refunds"] = spec.get("refunds", wish.refunds[0])
    sometimes(draw, st.sampled_from(("forgiven", "forgiven", "forgiven", "allowed")), spec, "debt")
    if name != "cashback":
        sometimes(draw, st.just("0.01 EUR"), spec, "value", 6)
    sometimes(draw, _wallet_limit(_plural(name), wish), spec, "limit", 5)
    return spec


def _wallet_limit(plural: str, wish: Wish) -> st.SearchStrategy[str]:
    return st.builds(
        lambda number, period, end: f"{number} {plural} per {period}{end}",
        st.sampled_from((3, 10, 25)), st.sampled_from(PERIODS), st.sampled_from(("",) if wish.monotone else ("", "", " or nothing")),
    )  # fmt: skip


@st.composite
def _expiry(draw: Draw, anchors: Sequence[str]) -> str:
    end = draw(st.sampled_from(("", "", ", at end of month", " at end of quarter", " at end of year")))
    return f"{draw(st.sampled_from(LIVES))} after {draw(st.sampled_from(anchors))}{end}"


@st.composite
def _tiers(draw: Draw, names: Names) -> Spec:
    wallet, plural = names.wallets[0]
    by = draw(st.sampled_from(("purchases", "visits", "spend", "units", 'activities "review"', f"{wallet} earned")))
    low, step = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    unit = {"spend": "0 EUR", f"{wallet} earned": f"0 {plural}"}.get(by, "")
    spec: dict[str, Any] = {"by": by, "levels": {"Silver": f"{low}{unit}", "Gold": f"{low + step}{unit}"}}
    windows = ("last 30 days", "last 1 month", "last 6 months", "ever", "calendar year", "membership year")
    sometimes(draw, st.sampled_from(windows), spec, "over", 2)
    keeps = ("30 days", "1 month", "12 months", "until end of calendar year", "until end of next calendar year", "for ever")
    keeps += () if spec.get("over", "").endswith("year") else ("while qualified",)
    sometimes(draw, st.sampled_from(keeps), spec, "keep", 1 if spec.get("over", "").endswith("year") else 2)
    sometimes(draw, st.sampled_from(("one level", "one level", "to what is qualified")), spec, "drop", 2)
    return spec


@st.composite
def _rewards(draw: Draw, names: Names) -> Spec:
    found = {}
    for name in REWARDS:
        spec: dict[str, Any] = {"kind": draw(st.sampled_from(("gift", "gift", "perk"))) if name != "voucher" else name}
        _, plural = draw(st.sampled_from((names.wallets[0], *names.wallets)))
        price = draw(st.sampled_from((None, 1, 1, 3, 5, 10)))
        if price is not None:
            spec["price"] = f"{price} {plural}"
            sometimes(draw, st.sampled_from(("yes", "yes", "yes", "no")), spec, "auto", 5)
        sometimes(draw, st.sampled_from(LIVES), spec, "valid", 2)
        sometimes(draw, member_conditions(names), spec, "if", 5)
        sometimes(draw, st.sampled_from(("1 per day", "2 times per month", "once")), spec, "limit", 2)
        for money in ("copay", "worth", "cost"):
            sometimes(draw, st.sampled_from(("0.50 EUR", "3 EUR")), spec, money, 6)
        if name == "voucher":
            sometimes(draw, st.just("10 EUR"), spec, "minimum basket", 2)
        found[name] = spec
    if draw(st.integers(0, 3)) == 3:
        _, plural = draw(st.sampled_from(names.wallets))
        mode = draw(st.sampled_from(("", " pro rata")))
        found["pay"] = {"kind": "voucher", "price": f"{draw(st.sampled_from((1, 2, 3)))} {plural} per 1 EUR{mode}"}
        sometimes(draw, st.sampled_from(("50% of basket.total", "20% of basket.total", "100% of basket.total")), found["pay"], "at most", 2)
        sometimes(draw, st.just("5 EUR"), found["pay"], "minimum basket", 4)
    return found


@st.composite
def _referral(draw: Draw, names: Names) -> Spec:
    least = draw(st.sampled_from(("", " of at least 5 EUR", " of at least 20 EUR")))
    within = draw(st.sampled_from(("", " within 7 days of enrolling", " within 1 month of enrolling")))
    spec: dict[str, Any] = {"qualifies": f"first purchase{least}{within}"}
    for side in draw(st.sampled_from((("referrer", "friend"), ("referrer",), ("friend",)))):
        _, plural = draw(st.sampled_from(names.wallets))
        given: dict[str, Any] = {"give": draw(_gift(names))}
        points = f"{draw(st.sampled_from((5, 12)))} {plural}"
        if draw(st.booleans()):
            given["give"] = [points, "mug"] if draw(st.booleans()) else points
        limit = f"12 {plural} per month or nothing" if given["give"] == points else "once"
        sometimes(draw, st.sampled_from(("1 time per month", "2 times per year", limit)), given, "limit")
        sometimes(draw, member_conditions(names), given, "if", 6)
        spec[side] = given
    return spec


@st.composite
def _goals(draw: Draw, names: Names) -> Spec:
    """What the program should reach; a replay knows nothing of it."""
    targets = {
        "ratio": ("60%", "0.5%"), "money": ("25 EUR", "0.50 EUR"), "count": ("100", "1.5"), "score": ("50",), "days": ("30 days",),
        "points": tuple(f"500 {plural}" for _, plural in names.wallets),
    }  # fmt: skip
    found = {}
    for figure in draw(st.lists(st.sampled_from(sorted(FIGURE_UNITS)), min_size=1, max_size=3, unique=True)):
        bound = draw(st.sampled_from(("at least", "at most")))
        found[f"{figure}{draw(st.sampled_from(GOAL_SPANS))}"] = f"{bound} {draw(st.sampled_from(targets[FIGURE_UNITS[figure]]))}"
    return found


def _share(draw: Draw, spec: Spec) -> None:
    """A budget for some rules and a stock for some rewards: in one program of three."""
    if draw(st.integers(0, 2)) < 2:
        return
    for rule in spec["rules"].values():
        given = " ".join((*rule["give"].values(),) if isinstance(rule.get("give"), dict) else (str(rule.get("give", rule.get("bonus"))),))
        budgets = ["2 times", "5 times", *(f"{n} {unit}" for n in (3, 20) for unit in ("points", "miles") if unit in given)]
        sometimes(draw, st.sampled_from(budgets), rule, "budget", 2)
    for name in REWARDS:
        sometimes(draw, st.sampled_from(("1", "2", "5")), spec["rewards"][name], "stock", 2)


# ---------------------------------------------------------------- rules


@st.composite
def _rules(draw: Draw, names: Names, wish: Wish, stacking: str) -> Spec:
    plain = draw(st.integers(0, 2)) < 2
    found = {"rule 1": draw(_purchase_rule(names, wish, plain=plain))}
    for number in range(2, draw(st.integers(1, 4)) + 1):
        kinds = [_purchase_rule(names, wish), _bonus_rule(names, wish, stacking), _fixed_rule(names)]
        found[f"rule {number}"] = draw(kinds[draw(st.sampled_from((1, 0, 2, 1)))])
    for rule in found.values():
        unit = rule.get("bonus", "").rpartition(" ")[2]
        if unit in ("points", "miles") and f" {unit}" in str(found["rule 1"]["give"]):
            sometimes(draw, st.just(["rule 1"]), rule, "of")
    return found


def _grouped(rules: Spec) -> Spec:
    """The same rules, those of the first rule's kind and wallet in one group with it."""
    first = rules["rule 1"]
    alike = [rule for rule in rules.values() if rule["on"] == "purchase" and _about(rule) == _about(first) is not None]
    return {name: {**rule, "group": "g"} if rule in alike else rule for name, rule in rules.items()}


def _about(rule: Spec) -> str | None:
    """The points or miles a rule gives, where it gives them alone; None for others."""
    give = rule.get("give")
    units = [unit for unit in ("points", "miles") if isinstance(give, str) and f" {unit}" in give]
    return units[0] if units else None


@st.composite
def _purchase_rule(draw: Draw, names: Names, wish: Wish, *, plain: bool = False) -> Spec:
    """`plain`: it works at all times, so that there is something to spend, to expire, to bring back."""
    spec: dict[str, Any] = {"on": "purchase"}
    _, plural = names.wallets[0] if plain else draw(st.sampled_from(names.wallets))
    one = _rate(plural)
    shape = draw(st.integers(0, 7))
    if shape == 7 and names.levels:
        spec["give"] = {"none": draw(one), names.levels[-1]: draw(_rate(plural))}
    elif shape == 6:
        second = draw(st.one_of(_gift(names, chosen=False), _rate(plural)))
        spec["give"] = [draw(one), *(second if isinstance(second, list) else [second])]
    else:
        spec["give"] = draw(one)
    if shape == 5:
        spec["bands"] = draw(st.sampled_from(("spend this year", "spend in the last 30 days", "spend ever", "spend since joining")))
        spec["give"] = {"up to 20 EUR": draw(_money_rate(plural)), "up to 45 EUR": draw(_money_rate(plural)), "above": draw(_money_rate(plural))}
    if not plain:
        sometimes(draw, line_conditions(monotone=wish.monotone), spec, "lines", 3)
        sometimes(draw, purchase_conditions(names, monotone=wish.monotone), spec, "if", 2)
        _when(draw, spec)
    if shape < 5 and plural in spec["give"]:
        sometimes(draw, _limits(plural, wish), spec, "limit")
    else:
        sometimes(draw, st.sampled_from(("once per month", "2 times per day")), spec, "limit")
    return spec


@st.composite
def _bonus_rule(draw: Draw, names: Names, wish: Wish, stacking: str) -> Spec:
    wallet, plural = draw(st.sampled_from(names.wallets))
    if plural == "EUR":
        plural = "cashback"
    form = draw(st.sampled_from(("double {}", "triple {}", "1.5x {}", "+50% {}", "+33.3% {}")))
    spec: dict[str, Any] = {"on": "purchase", "bonus": form.format(plural)}
    if stacking != "multiply":
        sometimes(draw, line_conditions(monotone=wish.monotone), spec, "lines", 4)
    sometimes(draw, purchase_conditions(names, monotone=wish.monotone), spec, "if", 3)
    _when(draw, spec)
    sometimes(draw, _limits(_plural(wallet), wish), spec, "limit")
    return spec


@st.composite
def _fixed_rule(draw: Draw, names: Names) -> Spec:
    reaching = [f"reaching {level}" for level in names.levels]
    spec: dict[str, Any] = {"on": draw(st.sampled_from(("enrol", 'activity "review"', *CALENDAR, *reaching)))}
    spec["give"] = draw(_gift(names))
    sometimes(draw, member_conditions(names), spec, "if", 4)
    _when(draw, spec, hours=spec["on"] in ("enrol", 'activity "review"'))
    sometimes(draw, st.sampled_from(("once per month", "2 times per day", "once")), spec, "limit")
    return spec


def _when(draw: Draw, spec: dict[str, Any], *, hours: bool = True) -> None:
    if hours:
        sometimes(draw, st.sampled_from(SLOTS), spec, "at", 6)
    if draw(st.integers(0, 7)) == 7:
        days = sorted(draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=2, unique=True)))
        spec["from"] = days[0]
        if len(days) > 1:
            spec["until"] = days[1]


@st.composite
def _limits(draw: Draw, plural: str, wish: Wish) -> Any:
    points = st.builds(
        lambda n, period: f"{n} {plural} per {period}", st.sampled_from((1, 3, 10, 25)), st.sampled_from((*PERIODS, "purchase"))
    )
    times = st.sampled_from(("once", "once per year", "2 times per month", "1 time per day", "3 times per week"))
    one = st.one_of(points, points, times)
    if not wish.monotone:  # what did not fit may fit once the basket has shrunk
        one = one.flatmap(lambda limit: st.sampled_from((limit, limit, f"{limit} or nothing")))
    return draw(st.one_of(one, one, st.tuples(points, times).map(list)))


# ---------------------------------------------------------------- what is given


def _money_rate(plural: str) -> st.SearchStrategy[str]:
    """A rate of money, as bands need it."""
    if plural == "EUR":
        return st.sampled_from(("1% back to cashback", "0.10 EUR per started 2 EUR"))
    return st.sampled_from((f"1 {plural} per 1 EUR", f"2 {plural} per started 3 EUR", f"1.5 {plural} per 1 EUR pro rata"))


@st.composite
def _rate(draw: Draw, plural: str) -> str:
    number = draw(st.sampled_from(("1", "2", "5", "1.5", "0.25", "3.33")))
    if plural == "EUR":
        return draw(
            st.sampled_from((f"{number}% back to cashback", "0.05 EUR per 1 EUR", "0.10 EUR per started 2 EUR", "0.5 EUR"))
        )
    per = draw(
        st.sampled_from(
            (
                "per 1 EUR", "per 1 EUR", "per 2 EUR", "per started 1 EUR", "per started 3 EUR", "per 1 EUR pro rata",
                "per 3 EUR, pro rata", "per 0.30 EUR", "per purchase", "per visit", "per unit", "per unit pro rata", "per line", "",
            )
        )
    )  # fmt: skip
    if not per or per in ("per purchase", "per visit"):
        number = draw(st.sampled_from(("1", "7", "20")))
    return f"{number} {plural} {per}".rstrip()


@st.composite
def _gift(draw: Draw, names: Names, avoid: str = "", *, chosen: bool = True) -> Any:
    points = [f"{n} {plural}" for _, plural in names.wallets for n in (5, 20) if plural != avoid]
    one = st.one_of(st.sampled_from(("mug", "free coffee", "2 mug", *names.rewards)), st.sampled_from(points or ["mug"]))
    shape = draw(st.integers(0, 6 if chosen else 5))
    if shape == 6:
        return {"coffee": draw(one), draw(st.sampled_from(("tea", "otherwise"))): draw(one)}
    return [draw(one), draw(one)] if shape == 5 else draw(one)


# ---------------------------------------------------------------- counters


@st.composite
def _cards(draw: Draw, names: Names, wish: Wish) -> Spec:
    return {name: draw(_card(names, wish)) for name in draw(st.sampled_from((("coffee card",), ("coffee card", "big card"))))}


@st.composite
def _card(draw: Draw, names: Names, wish: Wish) -> Spec:
    spec: dict[str, Any] = {
        "stamp": draw(st.sampled_from(("1 per purchase", "1 per visit", "1 per unit", "1 per 5 EUR", "2 per purchase", "2 stamps per line"))),
        "full at": str(draw(st.integers(2, 5))),
        "give": draw(_gift(names)),
    }
    sometimes(draw, st.sampled_from(("drop", "drop", "carry over")), spec, "overflow")
    sometimes(draw, st.sampled_from(("stop", "stop", "start again")), spec, "then", 4)
    sometimes(draw, st.one_of(_expiry(("first stamp",)), _expiry(("first stamp",)), st.sampled_from(DATES)), spec, "expires")
    sometimes(
        draw, st.sampled_from(("2 stamps per day", "1 stamp per day", "3 stamps per month", "2 stamps per day or nothing", "once per month", "2 times per year")), spec, "limit"
    )
    sometimes(draw, line_conditions(monotone=wish.monotone), spec, "lines", 4)
    sometimes(draw, purchase_conditions(names, monotone=wish.monotone), spec, "if", 5)
    _when(draw, spec)
    return spec


@st.composite
def _milestones(draw: Draw, names: Names, wish: Wish) -> Spec:
    """One ladder, or one that another continues."""
    wallet, _ = names.wallets[0]
    count = draw(st.sampled_from(("purchases", "visits", "units", "spend", 'activities "review"', f"{wallet} earned")))
    ladder = draw(_ladder(names, wish, count))
    if draw(st.integers(0, 4)) < 4:
        return {"ladder": ladder}
    return {"ladder": {**ladder, "then": "continue with ladder 2"}, "ladder 2": draw(_ladder(names, wish, count))}


@st.composite
def _ladder(draw: Draw, names: Names, wish: Wish, count: str) -> Spec:
    wallet, plural = names.wallets[0]
    steps = sorted(draw(st.lists(st.integers(1, 6), min_size=1, max_size=3, unique=True)))
    unit = {"spend": "0 EUR", f"{wallet} earned": f"0 {plural}"}.get(count, "")
    avoid = plural if count.endswith("earned") else ""
    spec: dict[str, Any] = {"count": count, "gifts": {f"{step}{unit}": draw(_gift(names, avoid)) for step in steps}}
    sometimes(draw, st.just("start again"), spec, "then", 2)
    if count in ("purchases", "visits", "units", "spend"):
        sometimes(draw, line_conditions(monotone=wish.monotone), spec, "lines", 5)
        sometimes(draw, purchase_conditions(names, monotone=wish.monotone), spec, "if", 5)
    _when(draw, spec)
    sometimes(draw, st.sampled_from(("once per month", "2 times per year")), spec, "limit", 5)
    return spec


@st.composite
def _challenges(draw: Draw, names: Names, wish: Wish) -> Spec:
    return {name: draw(_challenge(names, wish)) for name in draw(st.sampled_from((("sprint",), ("sprint", "marathon"))))}


@st.composite
def _challenge(draw: Draw, names: Names, wish: Wish) -> Spec:
    wallet, plural = names.wallets[0]
    count = draw(st.sampled_from(("purchases", "visits", "units", "spend", 'activities "review"', f"{wallet} earned")))
    unit = {"spend": "0 EUR", f"{wallet} earned": f"0 {plural}"}.get(count, "")
    within = draw(st.sampled_from(("1 day", "2 days", "7 days", "14 days", "1 month", "12 months")))
    spec: dict[str, Any] = {"count": count, "reach": f"{draw(st.integers(1, 4))}{unit} within {within}"}
    spec["give"] = draw(_gift(names, plural if count.endswith("earned") else ""))
    if count in ("purchases", "visits", "units", "spend"):
        sometimes(draw, line_conditions(monotone=wish.monotone), spec, "lines", 5)
        sometimes(draw, purchase_conditions(names, monotone=wish.monotone), spec, "if", 5)
    _when(draw, spec)
    sometimes(draw, st.sampled_from(("once per month", "2 times per year", "1 time per day")), spec, "limit", 3)
    return spec


# ---------------------------------------------------------------- text


def yaml_text(spec: Spec) -> str:
    """The program as YAML: blocks for mappings, every scalar in single quotes."""
    return "\n".join(_lines(spec, "")) + "\n"


def _lines(spec: Spec, indent: str) -> list[str]:
    found = []
    for key, value in spec.items():
        if isinstance(value, Mapping):
            found += [f"{indent}{_quoted(key)}:", *_lines(value, indent + "  ")]
        else:
            found.append(f"{indent}{_quoted(key)}: {_flow(value)}")
    return found


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_quoted(key)}: {_flow(item)}' for key, item in value.items())} }}"
    return f"[{', '.join(map(_flow, value))}]" if isinstance(value, list) else _quoted(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'" if not text.replace(" ", "").isalnum() else text


def _plural(wallet: str) -> str:
    return {"points": "points", "miles": "miles", "cashback": "EUR"}[wallet]
