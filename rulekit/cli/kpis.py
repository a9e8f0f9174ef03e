"""`rulekit kpis`: the retention and program figures of a ledger or a result folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rulekit.cli import console
from rulekit.cli.csv_text import csv_text
from rulekit.cli.program_file import load_for_command
from rulekit.cli.summary_text import grouped
from rulekit.cli.typed_options import refuse
from rulekit.diagnostics import UsageError, closest
from rulekit.engine.trace.wording import plural
from rulekit.kpi.assumptions import MODELS
from rulekit.values.money import SCALE, parse_amount

if TYPE_CHECKING:
    from rulekit.kpi import Warehouse
    from rulekit.kpi.assumptions import Assumptions, Model

EPILOG = """\b
Examples:
  rulekit kpis --ledger sales.csv --by month
  rulekit kpis result --by quarter --segment tier
  rulekit kpis --ledger export.csv --mapping mapping.yaml --format json
  rulekit kpis result --goals --benchmarks industry.yaml
  rulekit kpis --sql retention.strict
\b
A result folder (`rulekit replay … --out result`) has the figures of the program as well; a ledger alone those of the sales.
"""

COLUMNS = ("id", "scope", "period", "segment", "subject", "value", "numerator", "denominator", "unit", "flags", "note")

OF_LEDGERS = ("mapping", "program", "currency", "timezone")
"""The options that say how to read a ledger."""


@click.command("kpis", epilog=EPILOG)
@click.argument("result", metavar="[RESULT]", required=False)
@click.option("--ledger", "ledgers", metavar="FILE", multiple=True, show_envvar=True, help="A ledger file. Can be repeated.")
@click.option("--mapping", metavar="FILE", show_envvar=True, help="What the columns of a foreign export mean.")
@click.option("--program", metavar="FILE", show_envvar=True, help="Whose currency, time zone and attributes the ledger has.")
@click.option("--currency", metavar="CODE", show_default="EUR", show_envvar=True, help="Its currency, without a program.")
@click.option("--timezone", metavar="NAME", show_default="UTC", show_envvar=True, help="Its time zone, without a program.")
@click.option("--by", metavar="PERIOD", show_envvar=True, help="day, week, month, quarter, year, or such as '90 days'.")
@click.option("--segment", metavar="NAME", show_envvar=True, help="A member attribute (also as member.NAME), tier or cohort.")
@click.option("--history-starts", metavar="DATE", show_envvar=True, help="The first day the ledger is complete from.")
@click.option("--until", metavar="DATE", show_envvar=True, help="The last day to look at.")
@click.option(
    "--model", type=click.Choice(MODELS), default=MODELS[0], show_default=True, show_envvar=True,
    help="The model of predictions; docs/kpis.md compares them.",
)  # fmt: skip
@click.option(
    "--discount-rate", metavar="PERCENT", default="10%", show_default=True, show_envvar=True,
    help="Money a year later is divided by 1 plus this, for predictions.",
)  # fmt: skip
@click.option("--marketing-budget", metavar="AMOUNT", show_envvar=True, help="The marketing budget of each period.")
@click.option(
    "--scope", type=click.Choice(["all sales", "identified customers", "members"]), show_envvar=True,
    help="Only figures of these customers; else the table shows each figure for the widest.",
)  # fmt: skip
@click.option("--benchmarks", metavar="FILE", show_envvar=True, help="What is usual in the industry, shown beside the figures.")
@click.option("--goals", is_flag=True, show_envvar=True, help="Exit with 1 where a goal of the program is missed.")
@click.option("--sql", "sql_of", metavar="ID", show_envvar=True, help="Print the query of one figure.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True, show_envvar=True,
    help="How the figures are shown.",
)  # fmt: skip
def command(
    result: str | None, ledgers: tuple[str, ...], mapping: str | None, program: str | None, currency: str | None,
    timezone: str | None, by: str | None, segment: str | None, history_starts: str | None, until: str | None, model: Model,
    discount_rate: str, marketing_budget: str | None, scope: str | None, benchmarks: str | None, goals: bool,
    sql_of: str | None, form: str,
) -> None:  # fmt: skip
    """Measure retention, repeat purchases, value, returns and, with a result, what the program gives and owes."""
    if sql_of is not None:
        refuse(None, "is for measuring, and `--sql` only prints a query: leave it out.", beside="sql_of")
        if result is None:
            console.say(_sql(sql_of))
            return
        refuse(["sql_of"], "only prints a query, and a result folder is for measuring: leave one of the two out.")
    from rulekit.kpi.benchmarks import read_benchmarks
    from rulekit.kpi.kpis import figures_of

    _check_together(result, program, scope)
    assumptions = _assumptions(model, discount_rate, marketing_budget)
    usual = () if benchmarks is None else read_benchmarks(benchmarks)
    warehouse = _warehouse(result, ledgers, mapping, program, currency or "EUR", timezone or "UTC")
    found = figures_of(
        warehouse, by=by, segment=segment, history_starts=history_starts, until=until, assumptions=assumptions, benchmarks=usual
    )
    if scope is not None and not (scope == "members" and result is None):
        found["kpis"] = [record for record in found["kpis"] if record["scope"] == scope]
    _show(found, form, warehouse)
    if warehouse.left_out:
        what = plural(grouped(warehouse.left_out), "row")
        where = "rejected.csv lists them" if result is not None else "a replay lists them in rejected.csv"
        console.note(f"{what} could not be used and did not count; {where}, with the reason")
    if goals and any(goal["verdict"] == "missed" for goal in found["goals"]):
        sys.exit(1)


def _check_together(result: str | None, program: str | None, scope: str | None) -> None:
    """Refuse options that would say nothing beside the others."""
    if result is None:
        refuse(["goals", "marketing_budget"], "is about members and a program: name a result folder.")
        if scope == "members":
            refuse(["scope"], "is `members` only where members are known: name a result folder.")
    else:
        refuse(["ledgers"], "is a ledger beside a result folder: name one of the two.")
        refuse(OF_LEDGERS, "says how to read a ledger, and a result folder was read already: leave it out.")
    if program is not None:
        refuse(["currency", "timezone"], "is for a ledger without a program: leave it out, or `--program`.")


def _show(found: dict[str, Any], form: str, warehouse: Warehouse) -> None:
    if form == "json":
        sys.stdout.writelines(json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(found))  # never whole: it can be long
        console.say()
    elif form == "csv":
        console.say(_csv(found["kpis"]).removesuffix("\n"))
    else:
        from rulekit.cli.kpis_text import kpis_text

        wallets = warehouse.program["wallets"] if warehouse.program is not None else {}
        console.say(kpis_text(found, warehouse.currency, {name: facts["decimals"] for name, facts in wallets.items()}))


def _assumptions(model: Model, discount_rate: str, marketing_budget: str | None) -> Assumptions:
    from rulekit.kpi.assumptions import MOST_RATE, Assumptions

    percent = _percent("--discount-rate", discount_rate)
    if not 0 <= percent <= MOST_RATE * 100:
        message = f"a discount rate of {percent:f} % makes no sense"
        raise UsageError(message, help=f"it is a percentage from 0% to {MOST_RATE * 100}%; write 10 % a year as `10%`")
    budget = None if marketing_budget is None else _amount("--marketing-budget", marketing_budget, "`5000` or `5000.50`")
    return Assumptions(model, percent / 100, budget)


def _percent(option: str, text: str) -> Decimal:
    """With its sign: without it, nobody can tell whether 0.1 is a tenth or a thousandth."""
    number, sign, rest = text.strip().partition("%")
    minor = parse_amount(number.strip()) if sign and not rest else None
    if minor is None:
        raise UsageError(f"`{text}` is no percentage for {option}", help="write 10 % a year as `10%`")
    return Decimal(minor) / SCALE


def _amount(option: str, text: str, example: str) -> Decimal:
    minor = parse_amount(text.strip())
    if minor is None:
        raise UsageError(f"`{text}` is no amount for {option}", help=f"write {example}")
    return Decimal(minor) / SCALE


def _warehouse(
    result: str | None, ledgers: Sequence[str], mapping: str | None, program: str | None, currency: str, timezone: str
) -> Warehouse:
    from rulekit.kpi.kpis import schema_for
    from rulekit.kpi.warehouse import of_folder, of_ledger
    from rulekit.ledger import read_ledger

    if result is not None:
        return of_folder(Path(result))
    if not ledgers:
        raise click.UsageError("Name a result folder, or a ledger with `--ledger FILE`.")
    checked = load_for_command(program) if program is not None else None
    return of_ledger(read_ledger(ledgers, mapping=mapping), schema_for(checked, currency, timezone))


def _sql(kpi_id: str) -> str:
    from rulekit.kpi import catalogue
    from rulekit.kpi.views import views

    if kpi_id == "views":
        names = ("seen", "views", "program_tables", "program_seen", "program_views")
        return "\n".join(map(views, names)).removesuffix("\n")
    if kpi_id in catalogue():
        return catalogue()[kpi_id].sql.removesuffix("\n")
    near = closest(kpi_id, catalogue())
    raise UsageError(f"no figure is called `{kpi_id}`", help=f"did you mean `{near}`?" if near else "docs/kpis.md lists them all")


def _csv(records: Sequence[dict[str, Any]]) -> str:
    flat = ({**record, "flags": " ".join(record["flags"])} for record in records)
    return csv_text(COLUMNS, ([record[name] for name in COLUMNS] for record in flat))
