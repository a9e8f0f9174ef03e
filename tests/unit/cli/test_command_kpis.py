"""`rulekit kpis`: formats, scopes, and what is wrong with a request."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from cafe import Run, on_a_terminal

from rulekit.syntax.schema import validator


@pytest.fixture
def folder(run: Run, cafe: tuple[str, str], tmp_path: Path) -> str:
    assert run("replay", *cafe, "--out", str(tmp_path / "r")).exit_code == 0
    return str(tmp_path / "r")


def records(text: str) -> list[dict]:
    return json.loads(text)["kpis"]


@pytest.mark.parametrize("options", [(), ("--by", "month"), ("--by", "week"), ("--by", "7 days"), ("--segment", "tier", "--by", "quarter")])
def test_the_json_fits_its_schema(run: Run, folder: str, options: tuple[str, ...]) -> None:
    found = json.loads(run("kpis", folder, "--format", "json", *options).stdout)
    assert list(validator("kpis").iter_errors(found)) == []
    assert found["kpis"]


def test_the_schema_refuses_what_is_no_figure(run: Run, folder: str) -> None:
    found = json.loads(run("kpis", folder, "--format", "json").stdout)
    for key, wrong in (("value", "1e5"), ("unit", "apples"), ("flags", ["odd"]), ("period", "June")):
        changed = found | {"kpis": [found["kpis"][0] | {key: wrong}]}
        assert list(validator("kpis").iter_errors(changed)), key


def test_the_csv_has_the_same_rows(run: Run, folder: str) -> None:
    as_json = records(run("kpis", folder, "--by", "month", "--format", "json").stdout)
    as_csv = list(csv.DictReader(io.StringIO(run("kpis", folder, "--by", "month", "--format", "csv").stdout)))
    assert [(row["id"], row["value"]) for row in as_csv] == [(one["id"], one["value"] or "") for one in as_json]


def test_the_table_shows_each_figure_once(run: Run, folder: str) -> None:
    shown = run("kpis", folder).stdout
    assert shown.count("  aov.gross\n") == 1
    assert "nps" in shown.partition("not observed (yet): ")[2]
    assert "members" not in shown.partition("Who comes back")[0]


def test_another_scope_is_asked_for(run: Run, folder: str) -> None:
    assert {one["scope"] for one in records(run("kpis", folder, "--scope", "members", "--format", "json").stdout)} == {"members"}
    assert "participation.orders" not in run("kpis", folder, "--scope", "members").stdout


def test_a_ledger_alone_has_the_figures_of_sales(run: Run, cafe: tuple[str, str]) -> None:
    program, ledger = cafe
    shown = run("kpis", "--ledger", ledger, "--program", program, "--by", "month")
    assert shown.exit_code == 0, shown.output
    assert "sales.gross" in shown.stdout
    assert "points.issued" not in shown.stdout


def test_a_ledger_and_its_result_say_alike_how_much_was_left_out(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    """Of three contents of one event two go, and a broken row; a repeated one was used."""
    ledger = tmp_path / "hostile.csv"
    same = "".join(f"a,2024-01-0{day},anna,{amount}\n" for day, amount in ((2, 1), (1, 1), (1, 2), (1, "1.00")))
    ledger.write_text("event_id,at,member_id,amount\n" + same + "b,yesterday,anna,1\n", encoding="utf-8")
    assert run("replay", cafe[0], str(ledger), "--out", str(tmp_path / "r")).exit_code == 0
    said = "3 rows could not be used and did not count"
    assert said in run("kpis", "--ledger", str(ledger), "--program", cafe[0]).stderr
    assert f"{said}; rejected.csv lists them" in " ".join(run("kpis", str(tmp_path / "r")).stderr.split())


def test_the_currency_of_a_ledger_is_that_of_its_program(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    program, ledger = cafe
    swiss = tmp_path / "swiss.yaml"
    swiss.write_text(Path(program).read_text(encoding="utf-8").replace("EUR", "CHF"), encoding="utf-8")
    assert "money in CHF;" in run("kpis", "--ledger", ledger, "--program", str(swiss)).stdout
    assert "money in CHF;" in run("kpis", "--ledger", ledger, "--currency", "CHF").stdout
    assert "money in EUR;" in run("kpis", "--ledger", ledger).stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--marketing-budget", "400"), "`--marketing-budget` is about members and a program"),
        (("--scope", "members"), "`--scope` is `members` only where members are known"),
        (("--goals",), "`--goals` is about members and a program"),
        (("--currency", "EUR<script>"), "`EUR<script>` is no currency"),
        (("--currency", "EURO"), "did you mean `EUR`"),
        (("--timezone", "Mars"), "`Mars` is no time zone"),
        (("--program", "p.yaml", "--currency", "CHF"), "`--currency` is for a ledger without a program"),
        (("--program", "p.yaml", "--timezone", "UTC"), "`--timezone` is for a ledger without a program"),
    ],
)
def test_a_ledger_alone_refuses_what_would_say_nothing(run: Run, cafe: tuple[str, str], options: tuple[str, ...], said: str) -> None:
    done = run("kpis", "--ledger", cafe[1], *options)
    assert done.exit_code == 2
    assert said in done.output


def test_a_budget_is_shared_out(run: Run, folder: str) -> None:
    found = records(run("kpis", folder, "--marketing-budget", "400", "--format", "json").stdout)
    assert [one["denominator"] for one in found if one["id"] == "budget.existing_customers"] == ["400"]
    without = records(run("kpis", folder, "--format", "json").stdout)
    assert [one["value"] for one in without if one["id"] == "budget.existing_customers"] == [None]


def test_periods_are_said_in_any_case(run: Run, folder: str) -> None:
    for written, meant in (("Month", "month"), ("QUARTER", "quarter"), ("30 Days", "30 days")):
        found = run("kpis", folder, "--by", written, "--format", "csv")
        assert (found.exit_code, found.stdout) == (0, run("kpis", folder, "--by", meant, "--format", "csv").stdout)


def test_a_prediction_is_called_one_below_the_table(run: Run, folder: str) -> None:
    said = [line for line in run("kpis", folder).stdout.splitlines() if "estimated by a model, not counted" in line]
    assert len(said) == 1
    assert said[0].startswith("liability.ifrs15")


WRONG = [
    (("--by", "fortnight"), "no length of a period"),
    (("--by", "90days"), "`90days` is no length of a period\n  = help: did you mean `90 days`?"),
    (("--by", "90d"), "did you mean `90 days`?"),
    (("--by", "Monthly"), "did you mean `month`?"),
    (("--segment", "shoe size"), "no segment is called"),
    (("--history-starts", "soon"), "soon"),
    (("--discount-rate", "much"), "`much` is no percentage for --discount-rate"),
    (("--discount-rate", "0.1"), "`0.1` is no percentage for --discount-rate\n  = help: write 10 % a year as `10%`"),
    (("--discount-rate", "0.1%%"), "no percentage for --discount-rate"),
    (("--discount-rate", "2000%"), "a discount rate of 2000 % makes no sense\n  = help: it is a percentage from 0% to 1000%; write 10 % a year as `10%`"),
    (("--discount-rate", "-1%"), "a discount rate of -1 % makes no sense"),
    (("--program", "p.yaml"), "`--program` says how to read a ledger"),
    (("--mapping", "m.yaml"), "`--mapping` says how to read a ledger"),
    (("--timezone", "UTC"), "`--timezone` says how to read a ledger"),
    (("--currency", "EUR"), "`--currency` says how to read a ledger"),
    (("--marketing-budget", "-5"), "more than nothing"),
    (("--ledger", "l.csv"), "`--ledger` is a ledger beside a result folder"),
    (("--sql", "churn"), "`--sql` only prints a query, and a result folder is for measuring"),
]


@pytest.mark.parametrize(("options", "said"), WRONG)
def test_a_wrong_request_is_said(run: Run, folder: str, options: tuple[str, ...], said: str) -> None:
    done = run("kpis", folder, *options)
    assert done.exit_code == 2
    assert said in done.output


def test_what_is_no_result_folder(run: Run, tmp_path: Path, cafe: tuple[str, str]) -> None:
    assert "is no result folder" in run("kpis", str(tmp_path)).output
    assert run("kpis").exit_code == 2
    assert run("kpis", str(tmp_path), "--ledger", cafe[1]).exit_code == 2


def test_queries_are_printed(run: Run) -> None:
    assert "did you mean `retention.strict`" in run("kpis", "--sql", "retention.strickt").output
    assert "`--by` is for measuring, and `--sql` only" in run("kpis", "--sql", "churn", "--by", "month").output
    assert run("kpis", "--sql", "churn").stdout.startswith("-- id: churn\n")
    assert " movements AS" in run("kpis", "--sql", "views").stdout


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_table_fits_the_terminal(run: Run, folder: str, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    on_a_terminal(monkeypatch, columns)
    lines = run("kpis", folder, "--by", "week").stdout.splitlines()
    assert max(map(len, lines)) <= columns
    heads = [line for line in lines if re.fullmatch(r"( +[0-9]{4}-W[0-9]{2}\*?)+", line)]
    assert {len(head.split()) for head in heads} <= ({1, 2} if columns == 60 else {2, 3, 4})


def test_sparklines_are_for_terminals(run: Run, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run("kpis", folder, "--by", "week").stdout
    assert not set("▁▂▃▄▅▆▇█") & set(plain)
    assert "  sales.gross\n" in plain, "a pipe gets everything, whatever its width"
    on_a_terminal(monkeypatch, 140)
    shown = run("kpis", folder, "--by", "week").stdout
    assert re.search(r"^  Sales, gross +[-0-9,. ]+  [▁▂▃▄▅▆▇█ ]{4} +sales\.gross$", shown, re.MULTILINE)


def test_what_is_measured_for_several_things_stands_below_its_name(run: Run, folder: str) -> None:
    shown = run("kpis", folder).stdout
    assert re.search(r"^  Rewards given +rewards\.issued\n    free coffee +[0-9]+\n    mug +[0-9]+$", shown, re.MULTILINE), shown


LEFT_OUT = [
    ((), "not shown: figures of members and of identified customers alone: --format csv; cohorts: --format json"),
    (("--scope", "members"), "not shown: cohorts: --format json"),
    (("--by", "day"), "not shown: earlier periods (21 in all), figures of members and of identified customers alone: --format csv; cohorts:"),
    (("--by", "week", "--scope", "members"), "not shown: cohorts: --format json"),
]


@pytest.mark.parametrize(("options", "said"), LEFT_OUT)
def test_what_is_not_shown_is_said_with_how_to_see_it(run: Run, folder: str, options: tuple[str, ...], said: str) -> None:
    assert f"\n{said}" in run("kpis", folder, *options).stdout


def test_on_a_narrow_terminal_fewer_periods_are_shown_and_that_is_said(
    run: Run, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch, 60)
    shown = run("kpis", folder, "--by", "week", "--scope", "members").stdout
    assert "not shown: earlier periods (4 in all): --format csv; cohorts: --format json " in " ".join(shown.split())


def test_what_is_not_shown_is_in_the_csv(run: Run, folder: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("kpis", folder, "--by", "day", "--format", "csv").stdout)))
    assert len({row["period"] for row in rows}) == 21
    assert {row["scope"] for row in rows} >= {"members", "identified customers"}
    assert json.loads(run("kpis", folder, "--by", "day", "--format", "json").stdout)["cohorts"]
