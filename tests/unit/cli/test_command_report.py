"""`rulekit report`, `rulekit replay --report`, and the report of the demo."""

import re
from pathlib import Path

import pytest
from cafe import ROOT, Run, rulekit


@pytest.fixture
def folder(cafe: tuple[str, str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run("replay", *cafe, "--out", "result").exit_code == 0
    return tmp_path


def test_a_result_becomes_a_page(folder: Path, run: Run) -> None:
    done = run("report", "result", "-o", "pages/bericht.html", "--lang", "de")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "the report is in pages/bericht.html: open it in a browser\n"
    text = (folder / "pages" / "bericht.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in text
    assert "rulekit report result -o pages/bericht.html --lang de" in text
    assert [path.name for path in (folder / "pages").iterdir()] == ["bericht.html"]


def test_the_same_result_gives_the_same_bytes(folder: Path, run: Run) -> None:
    run("report", "result")
    first = (folder / "report.html").read_bytes()
    run("report", "result")
    assert (folder / "report.html").read_bytes() == first


def test_a_replay_writes_it_in_one_go(folder: Path, cafe: tuple[str, str], run: Run) -> None:
    done = run("replay", *cafe, "--until", "2024-12-31", "--secret", "hush", "--report", "here.html", "--lang", "de")
    assert done.exit_code == 0
    assert "the report is in here.html" in done.stderr
    text = (folder / "here.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in text
    assert "hush" not in text, "a secret stays one"
    assert re.search(r"rulekit replay \S+ \S+ --until 2024-12-31 --secret &#34;…&#34; --report here.html --lang de", text)
    assert "Das Geheimnis steht hier nicht" in text


def test_what_is_wrong_is_said(folder: Path, run: Run) -> None:
    (folder / "notes.txt").write_text("mine")
    wrong = run("report", "result", "-o", "notes.txt")
    assert wrong.exit_code == 2
    assert "`notes.txt` is no name for a page" in wrong.stderr
    assert (folder / "notes.txt").read_text() == "mine"
    missing = run("report", "nowhere")
    assert missing.exit_code == 2
    assert "`nowhere` is no result folder" in missing.stderr
    assert "--out DIR" in missing.stderr
    assert run("report", "result", "--lang", "fr").exit_code == 2


def test_only_a_report_is_replaced(folder: Path, cafe: tuple[str, str], run: Run) -> None:
    notes = folder / "notes.html"
    notes.write_text("<!DOCTYPE html><p>mine, about rulekit</p>", encoding="utf-8")
    (folder / "dir.html").mkdir()
    for command in (("report", "result", "-o"), ("replay", *cafe, "--report")):
        done = run(*command, "notes.html")
        assert (done.exit_code, done.stdout) == (2, "")
        assert "`notes.html` is no report of rulekit, and would be lost" in done.stderr
        assert "`dir.html` is a folder" in run(*command, "dir.html").stderr
    assert "mine" in notes.read_text(encoding="utf-8")
    assert run("report", "result", "-o", "new.html").exit_code == 0
    assert run("report", "result", "-o", "new.html", "--lang", "de").exit_code == 0, "an older report is replaced"
    assert '<html lang="de">' in (folder / "new.html").read_text(encoding="utf-8")


def test_a_wrong_name_is_said_before_anything_is_replayed_or_written(folder: Path, cafe: tuple[str, str], run: Run) -> None:
    done = run("replay", *cafe, "--out", "second", "--report", "report.pdf")
    assert done.exit_code == 2
    assert "`report.pdf` is no name for a page" in done.stderr
    assert not (folder / "second").exists()


def test_the_demo_leaves_nothing_here(tmp_path: Path) -> None:
    done = rulekit("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
    place = Path(re.search(r"to open in a browser: (.+)", done.stdout)[1])
    assert "Gift Club" in place.read_text(encoding="utf-8")
    assert ROOT not in place.parents
    place.unlink()
    place.parent.rmdir()


def test_benchmarks_are_shown_and_are_part_of_the_command(folder: Path, cafe: tuple[str, str], run: Run) -> None:
    (folder / "usual.yaml").write_text("- { id: aov.gross, low: 15, source: Own experience }\n", encoding="utf-8")
    assert run("report", "result", "--benchmarks", "usual.yaml").exit_code == 0
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "<b>Usual:</b> from €15.00 (Own experience)" in text
    assert "rulekit report result -o report.html --lang en --benchmarks usual.yaml" in text
    assert run("replay", *cafe, "--report", "here.html", "--benchmarks", "usual.yaml").exit_code == 0
    assert "<b>Usual:</b> from €15.00 (Own experience)" in (folder / "here.html").read_text(encoding="utf-8")


def test_benchmarks_without_a_report_or_in_a_wrong_file_are_refused_at_once(folder: Path, cafe: tuple[str, str], run: Run) -> None:
    alone = run("replay", *cafe, "--benchmarks", "usual.yaml")
    assert alone.exit_code == 2
    assert "write one with `--report FILE.html`" in alone.stderr
    (folder / "usual.yaml").write_text("- { id: aov.groos, low: 15, source: Own experience }\n", encoding="utf-8")
    wrong = run("replay", *cafe, "--out", "second", "--report", "here.html", "--benchmarks", "usual.yaml")
    assert wrong.exit_code == 1
    assert "RK420" in wrong.output
    assert not (folder / "second").exists()
