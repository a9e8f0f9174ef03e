"""`rulekit simulate`: variants side by side."""

from __future__ import annotations

import csv
import html
import json
import re
from pathlib import Path

import pytest
from cafe import Run, on_a_terminal

GIVES_MORE = "rules.welcome.give=80 points"


def test_another_value_is_another_variant(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    program, ledger = cafe
    out = tmp_path / "variants.csv"
    done = run("simulate", program, "--ledger", ledger, "--set", GIVES_MORE, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("A  Café Sonne\nB  welcome: give 80 points\n"), "no name of a file, no path"
    assert "1,219 (+60)" in done.stdout
    assert "members, held against A" in done.stdout
    assert re.search(r"^  better off +2$", done.stdout, re.MULTILINE)
    assert "Behaviour is held as it was" in done.stdout
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert set(rows[0]) == {"variant", "kpi", "period", "value", "difference", "flags"}
    issued = {row["variant"]: row["difference"] for row in rows if row["kpi"] == "points.issued (points)"}
    assert issued == {"Café Sonne": "0", "welcome: give 80 points": "60"}


def test_what_to_mind_about_a_figure_is_said_below_the_table(run: Run, tmp_path: Path) -> None:
    """Of the first variant nothing was redeemed, of the second a cake was."""
    (tmp_path / "p.yaml").write_text(
        "program: P\ncurrency: EUR\ntimezone: UTC\n"
        "wallets: { points: { unit: point/points, value: 0.01 EUR } }\n"
        "rules: { base: { on: purchase, give: 1 point per 1 EUR } }\n"
        "rewards: { cake: { kind: gift, price: 200 points, worth: 5 EUR, cost: 1 EUR } }\n"
    )
    (tmp_path / "s.csv").write_text(
        "event_id,type,at,member_id,amount,reward\n1,purchase,2024-01-10,anna,100,\n2,redeem,2024-01-11,anna,,cake\n"
    )
    words = ("simulate", str(tmp_path / "p.yaml"), "--ledger", str(tmp_path / "s.csv"))
    note = "no redemption of points was seen by then, so all that were open are taken as if they will be redeemed"
    one = run(*words, "--set", "rewards.cake.price=50 points").stdout
    assert f"\nLiability, expected (points) of A: {note}\n" in one
    both = run(*words, "--set", "rewards.cake.price=300 points").stdout
    assert f"\nLiability, expected (points): {note}\n" in both


def test_a_variant_that_starts_after_the_ledger_says_so(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    program, ledger = cafe
    page = tmp_path / "page.html"
    result = run("simulate", program, "--ledger", ledger, "--set", "starts=2027-01-01", "--report", str(page), "--lang", "de")
    assert result.exit_code == 0, result.stderr
    assert "B starts on 2027-01-01, after the last day that is replayed, 20" in result.stdout
    assert "A starts" not in result.stdout
    assert "B beginnt am 1. Januar 2027, erst nach dem letzten nachgerechneten Tag" in page.read_text(encoding="utf-8")


def test_json_holds_everything(run: Run, cafe: tuple[str, str]) -> None:
    program, ledger = cafe
    found = json.loads(run("simulate", program, "--ledger", ledger, "--set", GIVES_MORE, "--format", "json").stdout)
    assert [one["members"] for one in found["variants"]][1] == {"better": 2, "worse": 0, "unchanged": 0, "mixed": 0}
    as_csv = run("simulate", program, "--ledger", ledger, "--set", GIVES_MORE, "--format", "csv").stdout.splitlines()
    assert len(as_csv) == len(found["kpis"]) + 1


def test_one_program_is_nothing_to_compare(run: Run, cafe: tuple[str, str]) -> None:
    done = run("simulate", cafe[0], "--ledger", cafe[1])
    assert done.exit_code == 2
    assert "nothing to compare" in done.output


@pytest.mark.parametrize("twice", [("{program}",), ("--sweep", "wallets.points.value=0.01 EUR,0.01 EUR")])
def test_a_variant_that_is_named_twice_is_nothing_to_compare(run: Run, cafe: tuple[str, str], twice: tuple[str, ...]) -> None:
    done = run("simulate", cafe[0], *(word.format(program=cafe[0]) for word in twice), "--ledger", cafe[1])
    assert done.exit_code == 2
    assert "Two variants are the same" in done.output


@pytest.mark.parametrize(("options", "said"), [((), "all other"), (("--by", "month"), "the figures of each period and all other")])
def test_what_the_table_leaves_out_is_said(run: Run, cafe: tuple[str, str], options: tuple[str, ...], said: str) -> None:
    shown = run("simulate", cafe[0], "--ledger", cafe[1], "--set", GIVES_MORE, *options).stdout
    assert shown.endswith(f"\n\nnot shown: {said} figures: --format csv\n")


def test_beside_a_csv_it_is_said_that_behaviour_is_held(run: Run, cafe: tuple[str, str]) -> None:
    done = run("simulate", cafe[0], "--ledger", cafe[1], "--set", GIVES_MORE, "--format", "csv")
    assert "Behaviour is held as it was" in done.stderr
    assert "Behaviour" not in done.stdout


def test_a_file_that_is_read_is_not_written(run: Run, cafe: tuple[str, str]) -> None:
    program, ledger = cafe
    before = Path(ledger).read_bytes()
    found = run("simulate", program, "--ledger", ledger, "--set", GIVES_MORE, "--out", ledger)
    assert found.exit_code == 2
    assert "is one of the files that are read" in found.stderr
    assert Path(ledger).read_bytes() == before


def test_a_page_and_a_table_have_files_of_their_own(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    both = str(tmp_path / "v.html")
    found = run("simulate", cafe[0], "--ledger", cafe[1], "--set", GIVES_MORE, "--out", both, "--report", both)
    assert found.exit_code == 2
    assert "is another file of this command, and would be lost" in found.stderr
    assert not Path(both).exists()
    folder = run("simulate", cafe[0], "--ledger", cafe[1], "--set", GIVES_MORE, "--out", str(tmp_path))
    assert folder.exit_code == 2
    assert "is a folder" in folder.stderr


@pytest.mark.parametrize("option", ["--set", "--sweep"])
def test_a_mistake_stands_in_the_option_that_has_it(run: Run, cafe: tuple[str, str], option: str) -> None:
    found = run("simulate", cafe[0], "--ledger", cafe[1], option, "rules.welcome.gvie=80 points")
    assert found.exit_code == 1
    assert f" {option}:1:1" in found.output


def test_a_value_is_set_by_one_option(run: Run, cafe: tuple[str, str]) -> None:
    found = run("simulate", cafe[0], "--ledger", cafe[1], "--set", GIVES_MORE, "--sweep", GIVES_MORE)
    assert found.exit_code == 2
    assert "`rules.welcome.give` is set twice" in found.output


def test_a_sweep_is_one_variant_for_each_value(run: Run, cafe: tuple[str, str]) -> None:
    sweep = ("--sweep", "rules.welcome.give=60 points, 70 points", "--sweep", "wallets.points.value=0.01 EUR,0.02 EUR")
    done = run("simulate", cafe[0], "--ledger", cafe[1], "--set", "rules.review.give=30 points", *sweep, "--format", "json")
    assert done.exit_code == 0, done.output
    assert [one["name"] for one in json.loads(done.stdout)["variants"]] == [
        "Café Sonne",
        *(
            f"review: give 30 points; welcome: give {points} points; points: value {value} EUR"
            for points in (60, 70)
            for value in ("0.01", "0.02")
        ),
    ]


def test_many_variants_fold_into_tables_that_fit(run: Run, cafe: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_terminal(monkeypatch, 80)
    values = ",".join(f"{number} points" for number in range(51, 58))
    done = run("simulate", cafe[0], "--ledger", cafe[1], "--sweep", f"rules.welcome.give={values}")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    heads = [line.split() for line in lines if re.fullmatch(r"( +[A-Z]{1,2})+", line)]
    assert len(heads) > 1
    assert all(head[0] == "A" for head in heads), "the first stands in each, to compare with"
    assert [letter for head in heads for letter in head[1:]] == [*"BCDEFGH"]


def test_a_comparison_becomes_a_page(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    page = tmp_path / "variants.html"
    done = run("simulate", cafe[0], "--ledger", cafe[1], "--sweep", GIVES_MORE, "--report", str(page), "--lang", "de")
    assert done.exit_code == 0, done.output
    assert done.stderr.endswith(f"the comparison is in {page}: open it in a browser\n")
    text = html.unescape(page.read_text(encoding="utf-8"))
    assert '<html lang="de">' in text
    assert f'rulekit simulate {cafe[0]} --ledger {cafe[1]} --sweep "{GIVES_MORE}" --report {page} --lang de' in text
    wrong = run("simulate", cafe[0], "--ledger", cafe[1], "--set", GIVES_MORE, "--report", "page.pdf")
    assert wrong.exit_code == 2
    assert "`page.pdf` is no name for a page" in wrong.stderr
