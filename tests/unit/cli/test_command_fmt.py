"""`rulekit fmt`."""

import hashlib
import os
import stat
from pathlib import Path

import pytest
from cafe import PROGRAM, Run
from click.testing import CliRunner

from rulekit.cli import fmt
from rulekit.cli.main import cli
from rulekit.diagnostics import Source
from rulekit.semantics import check_program, format_program

UNTIDY = "# mine\nprogram:   'P'\r\ncurrency: EUR # of the house\r\ntimezone: UTC"
TIDY = "# mine\nprogram: P\ncurrency: EUR  # of the house\ntimezone: UTC\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_programs_are_formatted_in_place(run: Run, tmp_path: Path) -> None:
    first, second = write(tmp_path, "a.yaml", UNTIDY), write(tmp_path, "b.yaml", TIDY)
    result = run("fmt", str(first), str(second))
    assert result.exit_code == 0
    assert result.stdout == f"{first} is formatted now\n{second} is formatted already\n"
    assert first.read_bytes() == second.read_bytes() == TIDY.encode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "b.yaml"]


def test_a_byte_order_mark_goes(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", "\ufeff" + TIDY)
    assert run("fmt", "--check", str(path)).exit_code == 1
    assert run("fmt", str(path)).exit_code == 0
    assert path.read_bytes() == TIDY.encode()


def test_a_formatted_file_is_not_touched(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", TIDY)
    os.utime(path, (1, 1))
    assert run("fmt", str(path)).exit_code == 0
    assert path.stat().st_mtime == 1


def test_check_names_what_would_change_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    first, second = write(tmp_path, "a.yaml", UNTIDY), write(tmp_path, "b.yaml", TIDY)
    result = run("fmt", "--check", str(first), str(second))
    assert result.exit_code == 1
    assert result.stdout == f"{first} would be formatted\n{second} is formatted already\n"
    assert first.read_bytes() == UNTIDY.encode()
    assert run("fmt", "--check", str(second)).exit_code == 0


def test_diff_shows_what_would_change_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    first, second = write(tmp_path, "a.yaml", UNTIDY), write(tmp_path, "b.yaml", TIDY)
    result = run("fmt", "--diff", str(first), str(second))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"--- {first}", f"+++ {first} (formatted)", "@@ -1,4 +1,4 @@", " # mine", "-program:   'P'\\r",
        "-currency: EUR # of the house\\r", "-timezone: UTC", "\\ No newline at end of file",
        "+program: P", "+currency: EUR  # of the house", "+timezone: UTC",
    ]  # fmt: skip
    assert first.read_bytes() == UNTIDY.encode()
    assert run("fmt", "--diff", str(second)).output == ""


def test_standard_input_goes_to_standard_output() -> None:
    result = CliRunner().invoke(cli, ["fmt", "-"], input=UNTIDY.encode())
    assert (result.exit_code, result.stdout_bytes) == (0, TIDY.encode())
    result = CliRunner().invoke(cli, ["fmt", "--check", "-"], input=UNTIDY.encode())
    assert (result.exit_code, result.stdout) == (1, "<stdin> would be formatted\n")
    result = CliRunner().invoke(cli, ["fmt", "-"], input=b"a: b: c")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[RK114]" in result.stderr


def test_a_program_that_cannot_be_read_stays_and_the_others_are_formatted(run: Run, tmp_path: Path) -> None:
    wrong = write(tmp_path, "wrong.yaml", TIDY + "rules:\n   r: { on: enrol, give: 5 per per }\n")
    right = write(tmp_path, "right.yaml", UNTIDY)
    before = wrong.read_bytes()
    result = run("fmt", str(wrong), str(right))
    assert result.exit_code == 1
    assert "error[RK140]" in result.stderr
    assert result.stdout == f"{right} is formatted now\n"
    assert wrong.read_bytes() == before


@pytest.mark.parametrize(("name", "code"), [("nowhere.yaml", "RK101"), (".", "RK101")])
def test_a_file_that_is_not_there(run: Run, tmp_path: Path, name: str, code: str) -> None:
    result = run("fmt", str(tmp_path / name))
    assert result.exit_code == 2
    assert code in result.stderr


def test_other_bytes_than_text(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"program: Caf\xe9\n")
    assert run("fmt", str(path)).exit_code == 1
    path.write_bytes(b"#" * 1_000_001)
    assert "RK102" in run("fmt", str(path)).stderr


def test_the_mode_and_a_link_to_the_file_stay(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path = write(tmp_path / "real", "a.yaml", UNTIDY)
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    assert run("fmt", str(link)).exit_code == 0
    assert link.is_symlink()
    assert path.read_bytes() == TIDY.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_one_may_not_change_stays(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.yaml", UNTIDY)
    other = write(tmp_path, "b.yaml", UNTIDY)
    monkeypatch.setattr(fmt.os, "access", lambda file, _: Path(file).name != "a.yaml")
    result = run("fmt", str(path), str(other))
    assert result.exit_code == 2
    assert "you may not change" in result.stderr
    assert path.read_bytes() == UNTIDY.encode()
    assert other.read_bytes() == TIDY.encode()


def test_nothing_is_written_where_the_meaning_would_change(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.yaml", UNTIDY)
    monkeypatch.setattr(fmt, "format_program", lambda _: (TIDY.replace("P", "Q"), []))
    result = run("fmt", str(path))
    assert result.exit_code == 2
    assert "RK901" in result.stderr
    assert path.read_bytes() == UNTIDY.encode()


def test_the_hash_of_a_program_is_that_of_its_canonical_text(run: Run, tmp_path: Path) -> None:
    canonical, _ = format_program(Source("p", PROGRAM))
    path = write(tmp_path, "a.yaml", PROGRAM.replace("\n\n", "\n\n\n").replace(": ", ":   "))
    run("fmt", str(path))
    assert path.read_text(encoding="utf-8") == canonical
    program, _ = check_program(Source("p", PROGRAM))
    assert program is not None
    assert program.hash == hashlib.sha256(path.read_bytes()).hexdigest()
