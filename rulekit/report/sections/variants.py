"""The sections of the page of variants, in their order; None where a part has nothing to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from rulekit.kpi import Figure, Kpi, catalogue
from rulekit.kpi.catalogue import GROUPS
from rulekit.report.blocks import Block, Cell, Chart, Pairs, Prose, Section, Table, TableRow
from rulekit.report.charts import BLUE, GREEN, OLIVE, ORANGE, RED, VIOLET, Row, lines, ranking, titled
from rulekit.report.material import as_said, cost_of, nearest, plain_name
from rulekit.report.remarks import minded
from rulekit.report.sections.beside import COLOURS, Beside, Values, exact
from rulekit.report.sections.reproduce import horizon_of, secret_note
from rulekit.simulate import Variant
from rulekit.simulate.compare import FIRST_REWARD, REWARD_LINES, WALLET_LINES, FigureKey, figure_keys

USES = frozenset(("burn_rate", "redemption_rate", "rewards.use_rate", "rewards.used"))
"""What members use is held to the days of the past, so more or less of it speaks neither for a variant nor against it."""
OUTCOMES = {"better": GREEN, "worse": RED, "unchanged": OLIVE, "mixed": VIOLET}


def glance(beside: Beside) -> Section:
    """Which letter is which variant, what each costs, owes and gives back; and that behaviour is held."""
    texts, found = beside.texts, beside.found
    amounts: dict[str, Values] = {
        "cost": [cost_of(one.summary["rewards"].values()) for one in found.variants],
        "full": [_full_cost(one) for one in found.variants],
        "owed": [_owed(one.summary["wallets"].values()) for one in found.variants],
    }
    known = {name: values for name, values in amounts.items() if any(value is not None for value in values)}
    columns = [beside.cells("money", values) for values in known.values()]
    columns.append(beside.cells("ratio", [_total(one.totals, "effective_reward_rate") for one in found.variants]))
    head = tuple(texts(f"variants/{name}") for name in ("letter", "variant", *known, "back"))
    rows = tuple(
        (letter, plain_name(one.name), *cells)
        for letter, one, *cells in zip(found.letters, found.variants, *columns, strict=True)
    )  # fmt: skip
    table = Table(texts("variants/title"), head, rows, frozenset(range(2, len(head))), note=texts("variants/note"))
    blocks: list[Block] = [Prose(texts(f"variants/{said}"), stressed=True) for said in ("held", "used_as_then")]
    blocks.append(table)
    for letter, one in zip(found.letters, found.variants, strict=True):
        if one.unborn:
            starts, last = map(beside.format.day, one.unborn)
            blocks.append(Prose(texts("variants/unborn", letter=letter, starts=starts, last=last)))
    drawn = {name: known[name] for name in ("full", "owed") if any(known.get(name, ()))}
    if drawn:
        blocks.append(_money_chart(beside, drawn))
    return Section("overview", texts("variants/heading"), texts("variants/lead"), tuple(blocks))


def _money_chart(beside: Beside, amounts: dict[str, Values]) -> Chart:
    """What rewards cost if all are used and, behind it, what points are worth: a bar for each variant."""
    texts, form = beside.texts, beside.format
    series = {texts(f"variants/{key}"): {"full": ORANGE, "owed": BLUE}[key] for key in amounts}
    rows: list[Row] = [
        {"x": place, "y": nearest(value), "s": label, "o": order, "tip": f"{name} · {label}: {form.money(value)}"}
        for order, (label, values) in enumerate(zip(series, amounts.values(), strict=True))
        for place, name, value in zip(beside.labels, beside.names, values, strict=True)
        if value is not None
    ]
    title = texts("variants/money/title")
    parts = (("full", "behind") if len(amounts) > 1 else tuple(amounts)) + ("shorter",)
    says = " ".join(texts(f"variants/money/{part}") for part in parts)
    behind: list[TableRow] = [
        (label, *beside.cells("money", values)) for label, values in zip(series, amounts.values(), strict=True)
    ]  # fmt: skip
    table = beside.table(title, texts("variants/what"), behind)
    return Chart(title, says, ranking(rows, "money", series), table, series)


def members(beside: Beside) -> Section | None:
    """How many members are better or worse off than with the first variant."""
    texts, found = beside.texts, beside.found
    others = list(zip(beside.labels, beside.names, found.variants, strict=True))[1:]
    seen = {outcome: colour for outcome, colour in OUTCOMES.items() if any(one.members[outcome] for *_, one in others)}
    if not seen:
        return None
    series = {texts(f"variants/{outcome}"): colour for outcome, colour in seen.items()}
    rows: list[Row] = []
    for place, name, one in others:
        for order, (outcome, label) in enumerate(zip(seen, series, strict=True)):
            count = one.members[outcome]
            tip = f"{name} · {label}: {beside.format.number(count)}"
            rows.append({"x": place, "y": count, "s": label, "o": order, "tip": tip})
    cells = tuple((name, *(beside.format.number(one.members[outcome]) for outcome in seen)) for _, name, one in others)
    notes = [("mixed_note", "mixed" in seen), ("other_wishes", found.grants_other_wishes)]
    note = " ".join(texts(f"variants/{key}") for key, is_needed in notes if is_needed) or None
    title, head = texts("variants/members/title"), (texts("variants/variant"), *series)
    table = Table(title, head, cells, frozenset(range(1, len(head))))
    spec = titled(ranking(rows, "count", series), texts("tiers/members"), "x")
    chart = Chart(title, texts("variants/members/says"), spec, table, series, note=note)
    return Section("members", texts("variants/members/heading"), texts("variants/members/lead"), (chart,))


def wallets(beside: Beside) -> Section | None:
    """A table for each wallet of any variant."""
    return _each(beside, "wallets", WALLET_LINES)


def given_rewards(beside: Beside) -> Section | None:
    """A table for each reward that any variant gave, and one of the wishes that were declined."""
    given, wishes, texts = _each(beside, "rewards", REWARD_LINES), _declined(beside), beside.texts
    tables = (*(given.blocks if given else ()), *((wishes,) if wishes else ()))
    return Section("rewards", texts("variants/rewards/heading"), texts("variants/rewards/lead"), tables) if tables else None


def _declined(beside: Beside) -> Table | None:
    """How many wishes were declined, by what was wished for."""
    texts = beside.texts
    rows: list[TableRow] = [
        (plain_name(wish), *beside.cells("count", list(map(Fraction, counts)))) for wish, counts in beside.found.wishes.items()
    ]
    return beside.table(texts("rejections/declined"), texts("variants/wished"), rows) if rows else None


def _each(beside: Beside, group: str, keys: tuple[str, ...]) -> Section | None:
    """A table for each thing of a group; lines that are zero everywhere are left out."""
    texts, tables = beside.texts, []
    for name in _names(beside, group):
        rows: list[TableRow] = []
        for key in keys:
            values = _line(beside, group, name, key)
            if any(values):
                unit = "money" if key in ("liability", "cost") else "points" if group == "wallets" else "count"
                rows.append((texts(f"variants/lines/{key}"), *beside.cells(unit, values, wallet=name)))
        if any(_line(beside, group, name, "lapsed")):
            costs = [exact(one.tally.cost_if_used.get(name)) for one in beside.variants]
            rows.append((texts("variants/full"), *beside.cells("money", costs)))
        if rows:
            tables.append(beside.table(plain_name(name), texts("variants/what"), rows))
    heading, lead = texts(f"variants/{group}/heading"), texts(f"variants/{group}/lead")
    return Section(group, heading, lead, tuple(tables)) if tables else None


def levels(beside: Beside) -> Section | None:
    """Members by level, where there are any."""
    texts = beside.texts
    rows: list[TableRow] = []
    for level in dict.fromkeys(level for one in beside.variants for level in one.summary["tiers"]):
        values = [exact(one.summary["tiers"].get(level)) for one in beside.variants]
        rows.append((texts("tiers/none") if level == "none" else plain_name(level), *beside.cells("count", values)))
    if not any(sum(one.summary["tiers"].values()) for one in beside.variants):
        return None
    table = beside.table(texts("tiers/title"), texts("tiers/level"), rows)
    return Section("tiers", texts("tiers/heading"), texts("variants/tiers_lead"), (table,))


def over_time(beside: Beside) -> Section | None:
    """What is owed or open over time, a line for each variant; where periods were asked for and the lines differ and are few."""
    texts, blocks = beside.texts, []
    if beside.found.by is None or len(beside.variants) > len(COLOURS):
        return None
    for wallet in _names(beside, "wallets"):
        courses = (_course(beside, kpi_id, wallet) for kpi_id in ("liability.closing", "points.closing"))
        course = next((course for course in courses if any(len(set(values)) > 1 for values in course.values())), None)
        if course is not None:
            blocks.append(_course_chart(beside, wallet, course))
    return Section("course", texts("variants/course/heading"), texts("variants/course/lead"), tuple(blocks)) if blocks else None


def _course_chart(beside: Beside, wallet: str, course: dict[Figure, Values]) -> Chart:
    """`course`: by a figure of each period, the values of the variants."""
    texts, form = beside.texts, beside.format
    unit = "money" if beside.is_money(wallet) else next(iter(course)).kpi.unit
    title = texts(f"variants/course/{unit}", wallet=plain_name(wallet))
    rows: list[Row] = []
    behind: list[TableRow] = []
    for figure, values in course.items():
        period = form.period(figure.period, beside.found.by)
        starred = period + ("*" if "partial" in figure.flags else "")
        for name, value in zip(beside.names, values, strict=True):
            tip = f"{starred} · {name}: {form.value(unit, value, decimals=beside.decimals(wallet))}"
            rows.append({"x": period, "y": nearest(value), "s": name, "o": 0, "tip": tip, "p": False})
        behind.append((starred, *beside.cells(unit, values, wallet=wallet)))
    is_partial = any("partial" in figure.flags for figure in course)
    table = replace(beside.table(title, texts("words/period"), behind), note=texts("words/partial") if is_partial else None)
    return Chart(title, texts("variants/course/says"), lines(rows, unit, beside.colours), table, beside.colours)


def all_figures(beside: Beside) -> Section:
    """Every figure that does not look the same in all variants, group by group, with what it means."""
    texts, totals = beside.texts, [one.totals for one in beside.variants]
    rows: dict[str, list[TableRow]] = {}
    same = 0
    for key in figure_keys(totals):
        kpi, subject = catalogue()[key[0]], key[2]
        values = [figure.exact if (figure := found.get(key)) else None for found in totals]
        if key[1] == kpi.scopes[0] and any(value is not None for value in values):
            is_money = beside.is_money(subject)
            values = [as_said(kpi, value, is_money=is_money) for value in values]
            cells = beside.cells(kpi.unit, values, wallet=subject, is_mean=kpi.divided, better=_better(beside, kpi))
            if any(cell.change for cell in cells) or None in values:
                flags = dict.fromkeys(flag for found in totals if (figure := found.get(key)) for flag in figure.flags)
                explained = texts.explained(kpi, credit=is_money) + minded(flags, texts, beside.format)
                rows.setdefault(kpi.group, []).append((texts.named(kpi, subject, credit=is_money), *cells, Cell(explained)))
                if kpi.id == FIRST_REWARD:
                    rows[kpi.group].append(_with_reward(beside))
            else:
                same += 1
    head = (texts("figures/figure"), *beside.found.letters, texts("figures/means"))
    numbers = frozenset(range(1, len(head) - 1))
    groups = [(texts.known("groups", group) or group, rows[group]) for group in GROUPS if group in rows]
    tables = [Table(title, head, tuple(some), numbers, folded=True) for title, some in groups]
    said = Prose(texts("variants/figures/same", count=same, number=beside.format.number(same)))
    return Section("figures", texts("variants/figures/heading"), texts("variants/figures/lead"), (*tables, said))


def _better(beside: Beside, kpi: Kpi) -> str:
    """Which way is good; neither is where a variant looks at other members, or where behaviour is held as it was."""
    rewarded = {one.tally.rewarded for one in beside.variants}
    return "-" if kpi.id in USES or (kpi.id == FIRST_REWARD and len(rewarded) > 1) else kpi.better


def _with_reward(beside: Beside) -> TableRow:
    """Of how many members the days to the first reward are."""
    texts, number = beside.texts, beside.format.number
    counts = [(number(len(one.tally.rewarded)), number(one.summary["members"])) for one in beside.variants]
    return texts("variants/with_reward"), *(texts("variants/of", number=some, members=all_) for some, all_ in counts), ""


def reproduce(beside: Beside, command: str) -> Section:
    """Everything the comparison depends on; `command` is the line that writes the page."""
    texts, first = beside.texts, beside.variants[0]
    pairs = []
    for letter, one in zip(beside.found.letters, beside.variants, strict=True):
        pairs.append((f"{texts('reproduce/program_hash')} {letter}", one.program.hash))
        pairs.append((f"{texts('reproduce/digest')} {letter}", one.summary["digest"]))
    pairs.append((texts("reproduce/ledger_hash"), first.summary["ledger"]["hash"]))
    pairs.append((texts("reproduce/horizon"), horizon_of(beside.format, first.summary)))
    pairs.append((texts("reproduce/versions"), ", ".join(f"{name} {one}" for name, one in first.summary["versions"].items())))
    pairs.append((texts("reproduce/command"), plain_name(command)))
    blocks: tuple[Block, ...] = (Pairs(tuple(pairs)), *secret_note(texts, command))
    return Section("reproduce", texts("reproduce/heading"), texts("reproduce/lead"), blocks)


def _names(beside: Beside, group: str) -> list[str]:
    """The wallets or rewards of all variants, each once."""
    return list(dict.fromkeys(name for one in beside.variants for name in one.summary[group]))


def _line(beside: Beside, group: str, name: str, key: str) -> Values:
    """A line of the summaries; None where a variant has no such wallet or reward."""
    return [exact(one.summary[group].get(name, {}).get(key)) for one in beside.variants]


def _owed(wallets: Iterable[dict[str, str | None]]) -> Fraction | None:
    """What open points are worth; None where no wallet states a value, as those that are only collected have none."""
    known = [Fraction(one["liability"]) for one in wallets if one["liability"] is not None]
    return sum(known, Fraction()) if known else None


def _full_cost(one: Variant) -> Fraction | None:
    """What rewards would cost if all were used; None where one was given of which no cost is stated."""
    given = [cost for name, cost in one.tally.cost_if_used.items() if one.summary["rewards"][name]["issued"]]
    known = [Fraction(cost) for cost in given if cost is not None]
    return sum(known, Fraction()) if len(known) == len(given) else None


def _total(totals: Mapping[FigureKey, Figure], kpi_id: str) -> Fraction | None:
    """A figure of the whole time in its first scope, without a subject."""
    scope = catalogue()[kpi_id].scopes[0]
    return next((figure.exact for key, figure in totals.items() if key[:3] == (kpi_id, scope, "")), None)


def _course(beside: Beside, kpi_id: str, subject: str) -> dict[Figure, Values]:
    """By a figure of each period, the values of the variants."""
    found: dict[Figure, Values] = {}
    for key in figure_keys([one.figures for one in beside.variants]):
        if key[0] == kpi_id and key[2] == subject:
            figures = [one.figures.get(key) for one in beside.variants]
            some = next(figure for figure in figures if figure is not None)
            found[some] = [figure.exact if figure else None for figure in figures]
    return found
