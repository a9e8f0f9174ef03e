"""What the program gives: rewards and their cost, what each rule and promotion gave, levels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import cycle

from rulekit.report.blocks import Chart, Section, Table
from rulekit.report.charts import BLUE, GREEN, OLIVE, ORANGE, RED, VIOLET, Row, bars, lines, ranking, titled
from rulekit.report.formats import UNKNOWN
from rulekit.report.material import Material, plain_name
from rulekit.report.sections.courses import Series, course_chart, facts, present
from rulekit.report.sections.groups import promotions
from rulekit.report.sections.reward_causes import reward_causes

STATUSES = {"used": GREEN, "open": BLUE, "lapsed": ORANGE, "taken_back": RED}
LEVEL_COLOURS = (OLIVE, BLUE, GREEN, ORANGE, VIOLET, RED)
"""From no level to the highest."""

GIVEN = """
SELECT rule, wallet, sum(amount) AS amount,
    count(DISTINCT event_id) FILTER (WHERE amount > 0) AS events, count(DISTINCT member_id) FILTER (WHERE amount > 0) AS members
FROM seen_entries WHERE flow = 'issued' AND rule IS NOT NULL
GROUP BY rule, wallet ORDER BY wallet, amount DESC, rule
"""
"""An entry of 0, of which a limit or a budget left nothing, gave nothing: it is no event and no member of the rule."""
MOST_RULES = 12

MOVED = """
SELECT CASE booked WHEN 'tier' THEN split_part(reason, 'tier from ', 2) END AS level_before, rule, booked, count(*)
FROM seen_entries
ANTI JOIN (SELECT member_id, event_id FROM seen_entries WHERE booked = 'leave') AS gone USING (member_id, event_id)
WHERE booked IN ('tier_up', 'tier_down', 'tier')
GROUP BY ALL
"""
"""Who leaves loses the level; that is no drop. A correction (S11) names the level before in place of the direction."""


def rewards(material: Material) -> Section | None:
    """None where no reward was given."""
    found = {name: one for name, one in material.summary["rewards"].items() if one["issued"]}
    if not found:
        return None
    texts, form = material.texts, material.format
    happened = [status for status in STATUSES if any(one[status] for one in found.values())]
    series = {texts(f"rewards/{status}"): STATUSES[status] for status in happened}
    rows: list[Row] = []
    for name, one in found.items():
        for order, (status, label) in enumerate(zip(happened, series, strict=True)):
            tip = f"{plain_name(name)} · {label}: {form.number(one[status])}"
            rows.append({"x": plain_name(name), "y": one[status], "s": label, "o": order, "tip": tip})
    kind = "" if material.tells_costs else "_trial"
    columns = ("reward", "issued", *STATUSES, "worth", *(("cost",) if material.tells_costs else ()))
    head = tuple(texts(f"rewards/{name}") for name in columns)
    lines_of_table = tuple(_reward_row(material, name, one)[: len(head)] for name, one in found.items())
    table = Table(texts("rewards/table"), head, lines_of_table, frozenset(range(1, len(head))), note=texts(f"rewards/note{kind}"))
    spec = titled(ranking(rows, "count", series), texts("rewards/axis"), "x")
    says = texts("rewards/fate/says_trial" if material.is_trial else "rewards/fate/says")
    blocks = present(
        Chart(texts("rewards/fate/title"), says, spec, table, series),
        _cost_over_time(material, has_lapsed="lapsed" in happened),
        facts(
            material,
            texts("rewards/facts"),
            "reward_cost_ratio",
            "effective_reward_rate",
            "time_to_first_reward",
        ),
    )
    return Section("rewards", texts(f"rewards/heading{kind}"), texts(f"rewards/lead{kind}"), blocks)


def _cost_over_time(material: Material, *, has_lapsed: bool) -> Chart | Table | None:
    """What rewards cost of what members paid; what lapsed is left out of earlier periods too, which is said."""
    series = [Series(material.texts("rewards/ratio_line"), material.course("reward_cost_ratio"))]
    found = course_chart(material, "rewards/ratio", lines, series, only_full=True)
    return replace(found, note=material.texts("rewards/ratio_note")) if found is not None and has_lapsed else found


def _reward_row(material: Material, name: str, one: dict[str, int | str | None]) -> tuple[str, ...]:
    form = material.format
    worth = material.program["rewards"][name]["worth"]
    counts = [form.number(one[key] or 0) for key in ("issued", *STATUSES)]
    cost = one["cost"]
    return (
        plain_name(name),
        *counts,
        UNKNOWN if worth is None else form.money(worth),
        UNKNOWN if cost is None else form.money(str(cost)),
    )


def rules(material: Material) -> Section | None:
    """What each rule gave, points and rewards; promotions with their time and budget."""
    given = material.warehouse.connection.execute(GIVEN).fetchall()
    texts, form = material.texts, material.format
    charts = []
    for wallet in dict.fromkeys(row[1] for row in given):
        rows: list[Row] = []
        table_rows = []
        for rule, _, amount, events, members in [row for row in given if row[1] == wallet]:
            name, shown = texts.rule(rule), material.amount(wallet, Fraction(amount))
            rows.append({"x": name, "y": float(amount), "s": wallet, "o": 0, "tip": f"{name}: {shown}", "label": shown})
            table_rows.append((name, shown, form.number(events), form.number(members), *_running(material, rule)))
        head = tuple(texts(f"rules/{name}") for name in ("rule", "given", "events", "members", "time", "budget"))
        title = texts("rules/title", wallet=material.suffix(wallet))
        table = Table(title, head, tuple(table_rows), frozenset({1, 2, 3}))
        unit = material.unit(wallet)
        spec = titled(ranking(rows[:MOST_RULES], "points" if unit else "money", {wallet: BLUE}), unit, "x")
        note = texts("rules/most", shown=MOST_RULES, rules=len(rows)) if len(rows) > MOST_RULES else None
        charts.append(Chart(title, texts("rules/says"), spec, table, note=note))
    blocks = present(*charts, reward_causes(material), *promotions(material))
    return Section("rules", texts("rules/heading"), texts("rules/lead"), blocks) if blocks else None


def _running(material: Material, rule: str) -> tuple[str, str]:
    """When a rule ran, in whatever editions, and what is used of its budget."""
    spans = [_span(material, one["from"], one["until"]) for one in material.program["runs"].get(rule, ())]
    return ", ".join(spans) or UNKNOWN, _used(material, rule)


def _used(material: Material, rule: str) -> str:
    """Points of a wallet, or how often; nothing without a budget."""
    budget, found = material.summary["budgets"].get(rule), material.program["rules"].get(rule)
    if budget is None:
        return ""
    wallet = found["budget"]["wallet"] if found and found["budget"] else None
    used, whole = (
        material.format.number(budget[key]) if wallet is None else material.amount(wallet, budget[key])
        for key in ("used", "budget")
    )
    return material.texts("rules/used", used=used, budget=whole)


def _span(material: Material, first: str | None, last: str | None) -> str:
    if first is None and last is None:
        return material.texts("rules/always")
    days = ["…" if iso is None else material.format.day(date.fromisoformat(iso).toordinal()) for iso in (first, last)]
    return " \N{EN DASH} ".join(days)


def tiers(material: Material) -> Section | None:
    """How many members stand on which level, and how they moved; None where there are no levels."""
    found: dict[str, int] = material.summary["tiers"]
    if not sum(found.values()):
        return None
    texts, form = material.texts, material.format
    names = {name: texts("tiers/none") if name == "none" else plain_name(name) for name in found}
    members = texts("tiers/members")
    rows: list[Row] = [
        {
            "x": f"{names[name]}: {form.number(count)}",
            "y": count,
            "s": members,
            "o": 0,
            "tip": f"{names[name]}: {form.number(count)}",
        }
        for name, count in found.items()
    ]
    total = sum(found.values())
    up, down = _moves(material)
    table = Table(
        texts("tiers/title"),
        (texts("tiers/level"), members, texts("tiers/share")),
        tuple((names[name], form.number(count), form.percent(Fraction(count, total))) for name, count in found.items()),
        frozenset({1, 2}),
        note=texts(
            "tiers/moves",
            up=texts("tiers/ups", count=up, number=form.number(up)),
            down=texts("tiers/downs", count=down, number=form.number(down)),
        ),
    )
    chart = Chart(texts("tiers/title"), texts("tiers/says"), titled(ranking(rows, "count", {members: BLUE}), members, "x"), table)
    levels = [
        Series(names[name], material.course("tiers.members", subject=name), colour)
        for name, colour in zip(found, cycle(LEVEL_COLOURS), strict=False)
    ]
    course = course_chart(material, "tiers/course", bars, levels, axis=members)
    return Section("tiers", texts("tiers/heading"), texts("tiers/lead"), present(chart, course))


def _moves(material: Material) -> tuple[int, int]:
    """How many steps went up and how many down, those that late events brought among them."""
    places = {name: place for place, name in enumerate(("none", *material.program["levels"]))}
    counts = {"tier_up": 0, "tier_down": 0}
    for before, level, booked, count in material.warehouse.connection.execute(MOVED).fetchall():
        restated = "tier_up" if places.get(level, 0) > places.get(before, 0) else "tier_down"
        counts[restated if booked == "tier" else booked] += count
    return counts["tier_up"], counts["tier_down"]
