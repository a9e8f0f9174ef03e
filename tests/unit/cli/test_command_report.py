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
    assert re.search(r"rulekit replay \S+ \S+ --until 2024-12-31 --report here.html --lang de", text)


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
