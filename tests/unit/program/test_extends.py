"""`extends`: a variant is the other program with a few values of its own, and it never reads outside its folder."""

from pathlib import Path

import pytest

import rulekit as rk
from rulekit.diagnostics import Diagnostic, ProgramError, Source
from rulekit.diagnostics.render import render
from rulekit.semantics import check_program
from rulekit.syntax.read_source import read_source

BASE = """\
program: Café
currency: EUR
timezone: Europe/Berlin
wallets:
  points: { unit: point/points }
rules:
  base points: { on: purchase, give: 1 point per 1 EUR }
  review: { on: activity "review", give: 20 points }
"""


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder / "variant.yaml"


def findings_of(path: Path) -> list[Diagnostic]:
    source = read_source(path)
    assert isinstance(source, Source)
    return check_program(source)[1]


def codes(path: Path) -> list[str]:
    return [one.code for one in findings_of(path)]


def test_a_variant_is_the_base_with_its_own_values(tmp_path):
    path = write(tmp_path, base=BASE, variant="extends: ./base.yaml\nprogram: V\nrules.base points.give: 2 points per 1 EUR\n")
    whole = write(tmp_path, variant2=BASE.replace("program: Café", "program: V").replace("1 point per", "2 points per"))
    expected = rk.load(whole.with_name("variant2.yaml"))
    found = rk.load(path)
    assert found.rules == expected.rules
    assert found.name == "V"


def test_a_variant_may_add_whole_entries_which_come_last(tmp_path):
    path = write(tmp_path, base=BASE, variant="extends: base.yaml\nrules.summer: { on: purchase, bonus: double points }\n")
    assert [rule.name for rule in rk.load(path).rules] == ["base points", "review", "summer"]


def test_a_whole_section_is_replaced_with_a_warning(tmp_path):
    path = write(tmp_path, base=BASE, variant="extends: base.yaml\nrules:\n  one: { on: enrol, give: 5 points }\n")
    assert codes(path) == ["RK380"]
    assert [rule.name for rule in rk.load(path).rules] == ["one"]


def test_findings_point_at_the_file_that_has_the_mistake(tmp_path):
    wrong = BASE.replace("20 points", "20 pionts")
    path = write(tmp_path, base=wrong, variant="extends: base.yaml\nrules.base points.give: 2 pionts per 1 EUR\n")
    found = findings_of(path)
    assert [one.code for one in found] == ["RK201", "RK201"]
    assert [one.span.source.name for one in found if one.span] == [str(tmp_path / "base.yaml"), str(path)]
    assert [one.span.text for one in found if one.span] == ["pionts", "pionts"]


def test_a_base_that_is_no_yaml_is_told_in_its_own_place(tmp_path):
    path = write(tmp_path, base=BASE + "rewards: {", variant="extends: base.yaml\nprogram: V\n")
    (found,) = findings_of(path)
    assert found.code == "RK113"
    assert found.span is not None
    assert found.span.source.name.endswith("base.yaml")


def test_tests_of_the_base_are_about_the_base(tmp_path):
    tests = "tests:\n  t: { given: [{ at: 2024-01-01 09:00, member: anna, purchase: 1 EUR }], expect: { anna: { points: 1 } } }\n"
    path = write(tmp_path, base=BASE + tests, variant="extends: base.yaml\nprogram: V\n")
    assert codes(path) == []


def test_a_chain_the_nearest_value_counts_and_every_file_is_in_the_hash(tmp_path):
    path = write(
        tmp_path, base=BASE, middle="extends: base.yaml\nprogram: M\nrules.review.give: 30 points\n",
        variant="extends: middle.yaml\nrules.review.give: 40 points\n",
    )  # fmt: skip
    first = rk.load(path)
    assert first.name == "M"
    assert first.rules[1].awards[0].amount == 40
    write(tmp_path, base=BASE + "# a remark\n")
    assert rk.load(path).hash != first.hash
    write(tmp_path, base=BASE)
    assert rk.load(path).hash == first.hash
    assert len({first.hash, rk.load(tmp_path / "base.yaml").hash, rk.load(tmp_path / "middle.yaml").hash}) == 3


def test_line_ends_do_not_show_in_the_hash(tmp_path):
    path = write(tmp_path, base=BASE, variant="extends: base.yaml\nprogram: V\n")
    first = rk.load(path).hash
    (tmp_path / "base.yaml").write_bytes(BASE.replace("\n", "\r\n").encode())
    assert rk.load(path).hash == first


def test_chains_are_bounded_and_circles_are_told(tmp_path):
    for number in range(9):
        (tmp_path / f"p{number}.yaml").write_text(f"extends: p{number + 1}.yaml\n", encoding="utf-8")
    (tmp_path / "p9.yaml").write_text(BASE, encoding="utf-8")
    assert codes(tmp_path / "p0.yaml") == ["RK333"]
    assert codes(tmp_path / "p2.yaml") == []
    path = write(tmp_path, variant="extends: variant.yaml\n")
    assert codes(path) == ["RK333"]
    path = write(tmp_path, variant="extends: other.yaml\n", other="extends: ./variant.yaml\n")
    assert codes(path) == ["RK333"]


@pytest.mark.parametrize(
    "way", ["../base.yaml", "/etc/hosts", "~/base.yaml", "C:\\base.yaml", "none.yaml", ".", "sub/../../base.yaml", "'a\\0b'", '"a\\0b"']
)  # fmt: skip
def test_what_cannot_be_extended(tmp_path, way):
    folder = tmp_path / "inner"
    folder.mkdir()
    write(tmp_path, base=BASE)
    assert codes(write(folder, variant=f"extends: {way}\n")) in (["RK332"], ["RK104"])


def test_links_do_not_lead_out_of_the_folder(tmp_path):
    folder = tmp_path / "inner"
    folder.mkdir()
    write(tmp_path, base=BASE)
    (folder / "link.yaml").symlink_to(tmp_path / "base.yaml")
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    assert codes(write(folder, variant="extends: link.yaml\n")) == ["RK332"]
    assert codes(write(folder, variant="extends: up/base.yaml\n")) == ["RK332"]
    assert codes(write(tmp_path, variant="extends: inner/link.yaml\n")) == []


def test_a_base_in_a_folder_below_extends_within_the_folder_of_the_first_program(tmp_path):
    (tmp_path / "parts").mkdir()
    write(tmp_path, base=BASE, variant="extends: parts/middle.yaml\n")
    write(tmp_path / "parts", middle="extends: ../base.yaml\nprogram: M\n")
    assert codes(tmp_path / "variant.yaml") == []
    assert codes(tmp_path / "parts" / "middle.yaml") == ["RK332"]


@pytest.mark.parametrize(("line", "code"), [("extends:", "RK134"), ("extends: [base.yaml]", "RK132"), ("extends: {a: b}", "RK132")])
def test_extends_is_one_file(tmp_path, line, code):
    assert code in codes(write(tmp_path, base=BASE, variant=f"{line}\n"))


def test_values_are_set_on_top_of_a_variant(tmp_path):
    path = write(tmp_path, base=BASE, variant="extends: base.yaml\nprogram: V\n")
    program = rk.load(path)
    path.unlink()  # what was read stays read
    assert program.with_values({"program": "W"}).name == "W"
    with pytest.raises(ProgramError) as problem:
        program.with_values({"rules.reviw.give": "1 point"})
    assert "did you mean `rules.review.give`?" in render(problem.value.diagnostics)
