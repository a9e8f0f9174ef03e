"""What holds for every command: exit codes, help, environment variables, colour, interruptions, hostile input."""

import os
import pty
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from cafe import ROOT, Run, environment, rulekit, write_cafe

from rulekit.cli.command_group import CommandGroup
from rulekit.cli.ending import Ending
from rulekit.cli.main import COMMANDS, cli

# ---------------------------------------------------------------- help and usage


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_a_command_does_with_an_example(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"rulekit {name}" in result.output
    assert result.stderr == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_flag_has_an_environment_variable_and_says_so(run: Run, name: str) -> None:
    assert isinstance(cli, CommandGroup)
    context = cli.make_context("rulekit", ["check", "x"], resilient_parsing=True)
    command = cli.get_command(context, name)
    assert command is not None
    text = run(name, "--help").output
    for parameter in command.params:
        if parameter.param_type_name == "option":
            variable = f"RULEKIT_{name.upper()}_{(parameter.name or '').upper()}"
            assert variable in "".join(text.split()), variable


def test_an_environment_variable_stands_for_its_flag(run: Run, cafe: tuple[str, str]) -> None:
    result = run("replay", *cafe, RULEKIT_REPLAY_FORM="json", RULEKIT_REPLAY_UNTIL="2024-06-02")
    assert '"horizon": "2024-06-02"' in result.stdout


def test_help_of_the_whole_lists_every_command_and_loads_no_library() -> None:
    code = """
        import sys
        from rulekit.cli.main import cli
        try:
            cli(["--help"], prog_name="rulekit")
        except SystemExit as end:
            assert end.code == 0
        heavy = [name for name in ("duckdb", "pyarrow", "numpy", "jsonschema", "lark", "yaml", "rich") if name in sys.modules]
        assert not heavy, heavy
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, env=environment(), check=False
    )
    assert done.returncode == 0, done.stderr
    for name, (_, text) in COMMANDS.items():
        assert name in done.stdout
        assert text in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Usage: rulekit"),
        (["chek"], "Did you mean `check`?"),
        (["check"], "Missing argument"),
        (["replay", "p.yaml"], "Missing argument"),
        (["replay", "p.yaml", "l.csv", "--entries", "xlsx"], "'xlsx' is not one of"),
        (["check", "--nonsense", "p.yaml"], "--nonsense"),
        (["explain", "p.yaml", "l.csv"], "Missing option '--member'"),
    ],
)
def test_wrong_usage_is_said_on_stderr_with_exit_code_2(run: Run, arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Usage: rulekit" in result.stderr
    assert result.stdout == ""


def test_the_version_says_whether_the_installation_is_right(run: Run) -> None:
    short, long = run("--version"), run("--version", "-v")
    assert short.output == "rulekit 0.1.0\n"
    for word in ("rulekit 0.1.0", "Python 3.", "IANA 20", "backends: interpreter", "duckdb ", "tzdata "):
        assert word in long.output
    assert (short.exit_code, long.exit_code) == (0, 0)


def test_a_variable_called_version_is_not_ours(run: Run) -> None:
    assert run("check", "--help", RULEKIT_VERSION="0.1.0").exit_code == 0


# ---------------------------------------------------------------- our own mistakes


def test_a_mistake_of_ours_is_said_without_a_traceback(run: Run, cafe: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("rulekit.cli.replay.replay", broken)
    result = run("replay", *cafe)
    assert result.exit_code == 2
    assert "error[RK901]: a mistake inside rulekit" in result.stderr
    assert "please report it" in result.stderr
    assert "test_command_line.py:" in result.stderr
    assert "Traceback" not in result.output
    assert "ZeroDivisionError" not in result.output


def test_the_details_of_a_mistake_are_shown_on_demand(run: Run, cafe: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("rulekit.cli.replay.replay", broken)
    result = run("replay", *cafe, RULEKIT_DEBUG="1")
    assert "ZeroDivisionError: planted" in result.stderr
    assert "RK901" in result.stderr


# ---------------------------------------------------------------- terminals


def in_terminal(*arguments: str, **more: str) -> str:
    """What a command shows on a terminal."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "rulekit", *arguments], stdout=follower, stderr=follower, env=environment(TERM="xterm", **more)
    )  # fmt: skip
    os.close(follower)
    shown = b""
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:  # the other side is closed
            break
        if not chunk:
            break
        shown += chunk
    process.wait(timeout=60)
    os.close(leader)
    return shown.decode()


def test_colour_is_for_terminals_that_want_it(tmp_path: Path, cafe: tuple[str, str]) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("program: x\ncurrency: EUR\n")
    for arguments in (("check", str(wrong)), ("replay", *cafe), ("check", "missing.yaml")):
        assert "\x1b[" in in_terminal(*arguments), arguments
        assert "\x1b[" not in in_terminal(*arguments, NO_COLOR="1"), arguments
        done = rulekit(*arguments)
        assert "\x1b[" not in done.stdout + done.stderr, arguments


def test_an_escape_in_the_data_never_reaches_a_terminal(tmp_path: Path) -> None:
    program, _ = write_cafe(tmp_path)
    ledger = tmp_path / "evil.csv"
    ledger.write_text("event_id,at,member_id,amount\np\x1b[31m1,2024-06-01 09:00,an\x1b]0;owned\x07na,5\nx\x1b[2J,no,anna,5\n")
    for arguments in (
        ("replay", program, str(ledger)),
        ("explain", program, str(ledger), "--member", "an\x1b]0;owned\x07na"),
        ("explain", program, str(ledger), "--member", "\x1b[31m"),
        ("replay", program, str(ledger), "--strict"),
        ("try", program, "12 EUR \x1b[31m"),
    ):
        done = rulekit(*arguments)
        assert "\x1b" not in done.stdout + done.stderr, arguments
        assert "RK901" not in done.stderr, done.stderr


def test_a_terminal_that_cannot_show_a_letter_is_no_mistake(cafe: tuple[str, str]) -> None:
    done = rulekit("replay", *cafe, PYTHONIOENCODING="cp1251")
    assert done.returncode == 0
    assert "Caf\\xe9 Sonne" in done.stdout


def test_long_work_shows_its_speed_on_a_terminal_only() -> None:
    code = """
        import time
        from rulekit.cli import progress
        progress.PATIENCE_SECONDS = progress.REFRESH_SECONDS = 0
        with progress.ProgressLine() as line:
            for done in range(0, 101, 10):
                line("reading", done, 100)
                time.sleep(0.01)
            line("replaying", 5, None)
    """
    arguments = [sys.executable, "-c", textwrap.dedent(code)]
    silent = subprocess.run(arguments, capture_output=True, text=True, env=environment(), check=True)
    assert silent.stdout + silent.stderr == ""
    leader, follower = pty.openpty()
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=follower, env=environment(TERM="xterm"), check=True)
    os.close(follower)
    shown = os.read(leader, 65536).decode()
    os.close(leader)
    assert done.stdout == b""
    assert "reading" in shown
    assert "rows/s" in shown
    assert "left" in shown


def test_short_work_shows_nothing(cafe: tuple[str, str]) -> None:
    assert "events/s" not in in_terminal("replay", *cafe)


# ---------------------------------------------------------------- interruptions

INTERRUPTED = """
    import os, signal, sys, time
    import rulekit.result.files as files
    from rulekit.cli.main import main

    def interrupted(*_):
        os.kill(os.getpid(), signal.{signal})
        time.sleep(30)

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a process in the background ignores it, and one of `nohup` SIGHUP
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    files.write_state = interrupted
    sys.argv = ["rulekit", "replay", {program!r}, {ledger!r}, "--out", {out!r}]
    main()
"""


SIGNALS = [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)]


@pytest.mark.parametrize(("name", "code"), SIGNALS)
def test_an_interrupted_replay_leaves_no_file(tmp_path: Path, cafe: tuple[str, str], name: str, code: int) -> None:
    out = tmp_path / "out"
    script = INTERRUPTED.format(signal=name, program=cafe[0], ledger=cafe[1], out=str(out))
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, env=environment(), timeout=60, check=False
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert list(out.iterdir()) == []


def test_ctrl_c_while_reading_is_quiet(cafe: tuple[str, str]) -> None:
    script = f"""
        import os, signal, sys, time
        import rulekit.cli.replay as command
        def interrupted(*_, **__):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(30)
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a process in the background ignores it
        command.replay = interrupted
        from rulekit.cli.main import main
        sys.argv = ["rulekit", "replay", {cafe[0]!r}, {cafe[1]!r}]
        main()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, env=environment(), timeout=60, check=False
    )  # fmt: skip
    assert done.returncode == 130
    assert done.stdout == ""
    assert "interrupted" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_mistake(cafe: tuple[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "rulekit", "explain", *cafe, "--member", "anna"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read().decode()
    assert process.wait(timeout=60) == 141
    process.stderr.close()
    assert said == ""


MEASURING = """
    import os, signal, sys, tempfile, time
    import rulekit.kpi.kpis as kpis
    from rulekit.cli.main import main

    def measure(*_, **__):
        assert os.listdir(tempfile.gettempdir())
        try:
            {happening}
        except BaseException:
            raise RuntimeError("Query interrupted")  # which is what DuckDB says

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.{hangup})
    kpis.measure = measure
    sys.argv = ["rulekit", "kpis", "--ledger", {ledger!r}]
    main()
"""


def measuring(folder: Path, ledger: str, happening: str, hangup: str = "SIG_DFL") -> tuple[list[str], dict[str, str]]:
    """A process to which something happens while it measures figures: its arguments and environment; temporary files in a folder."""
    folder.mkdir()
    script = textwrap.dedent(MEASURING.format(happening=happening, ledger=ledger, hangup=hangup))
    return [sys.executable, "-c", script], environment(TMPDIR=str(folder))


@pytest.mark.parametrize(("name", "code"), SIGNALS)
def test_an_interrupted_query_leaves_no_temporary_folder(tmp_path: Path, cafe: tuple[str, str], name: str, code: int) -> None:
    happening = f"os.kill(os.getpid(), signal.{name}); time.sleep(30)"
    command, surroundings = measuring(tmp_path / "temporary", cafe[1], happening)
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings, timeout=60, check=False)
    assert (done.returncode, list((tmp_path / "temporary").iterdir())) == (code, []), done.stderr
    assert done.stderr.strip() == ("interrupted; nothing was left half-written" if name == "SIGINT" else "")


def test_a_terminal_that_is_closed_leaves_no_temporary_folder(tmp_path: Path, cafe: tuple[str, str]) -> None:
    happening = "print('measuring', flush=True); time.sleep(30)"
    command, surroundings = measuring(tmp_path / "temporary", cafe[1], happening)
    process, terminal = pty.fork()
    if process == 0:
        os.execve(command[0], command, surroundings)  # noqa: S606  no shell is wanted
    shown = b""
    while b"measuring" not in shown:
        shown += os.read(terminal, 1000)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 129
    assert list((tmp_path / "temporary").iterdir()) == []


def test_nohup_outlives_its_terminal(tmp_path: Path, cafe: tuple[str, str]) -> None:
    happening = "os.kill(os.getpid(), signal.SIGHUP); return []"
    command, surroundings = measuring(tmp_path / "temporary", cafe[1], happening, hangup="SIG_IGN")
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_tidying_up_is_not_interrupted_by_the_same_again_but_by_ctrl_c() -> None:
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGTERM, signal.SIGHUP)}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with Ending() as ending:
            with pytest.raises(SystemExit):
                signal.raise_signal(signal.SIGHUP)
            signal.raise_signal(signal.SIGHUP)
            signal.raise_signal(signal.SIGTERM)
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        assert ending.signal == signal.SIGHUP
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_DFL
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_signals_of_the_caller_are_left_as_they_were(run: Run, name: str) -> None:
    before = signal.getsignal(getattr(signal, name))
    run("--version")
    assert signal.getsignal(getattr(signal, name)) is before


# ---------------------------------------------------------------- hostile input


def hostile_files(folder: Path) -> dict[str, str]:
    (folder / "folder.yaml").mkdir()
    (folder / "binary").write_bytes(bytes(range(256)) * 64)
    (folder / "empty").write_bytes(b"")
    (folder / "nul").write_bytes(b"program: x\x00\n")
    (folder / "brackets").write_bytes(b"[" * 100_000)
    (folder / "broken.parquet").write_bytes(b"PAR1" + b"\x00" * 100)
    names = ("folder.yaml", "binary", "empty", "nul", "brackets", "broken.parquet", "missing", "/dev/null", "a\nb")
    return {name: name if name.startswith("/") else str(folder / name) for name in names}


NAMES = ("folder.yaml", "binary", "empty", "nul", "brackets", "broken.parquet", "missing", "/dev/null", "a\nb")


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_program_ends_in_a_message(run: Run, tmp_path: Path, cafe: tuple[str, str], name: str) -> None:
    path = hostile_files(tmp_path)[name]
    for arguments in (
        ("check", path),
        ("replay", path, cafe[1]),
        ("try", path, "12 EUR"),
        ("explain", path, cafe[1], "-m", "anna"),
    ):
        result = run(*arguments)
        assert result.exit_code in (1, 2), (arguments, result.output)
        assert "RK901" not in result.output
        assert "Traceback" not in result.output
        assert "error" in result.output


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_ledger_ends_in_a_message(run: Run, tmp_path: Path, cafe: tuple[str, str], name: str) -> None:
    path = hostile_files(tmp_path)[name]
    for arguments in (("replay", cafe[0], path), ("explain", cafe[0], path, "-m", "anna"), ("import", path)):
        result = run(*arguments)
        assert result.exit_code in (0, 1, 2), (arguments, result.output)
        assert "RK901" not in result.output, result.output
        assert "Traceback" not in result.output


def test_a_hostile_mapping_ends_in_a_message(run: Run, tmp_path: Path, cafe: tuple[str, str]) -> None:
    for path in hostile_files(tmp_path).values():
        result = run("replay", *cafe, "--mapping", path)
        assert result.exit_code in (1, 2), (path, result.output)
        assert "RK901" not in result.output, result.output


def test_a_missing_program_is_a_matter_of_input_and_a_wrong_one_a_finding(
    run: Run, tmp_path: Path, cafe: tuple[str, str]
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("program: x\n")
    for command in (("check",), ("replay",), ("try",)):
        more = [] if command == ("check",) else [cafe[1] if command == ("replay",) else "12 EUR"]
        assert run(*command, str(tmp_path / "missing.yaml"), *more).exit_code == 2
        assert run(*command, str(wrong), *more).exit_code == 1


def test_the_package_runs_as_a_module() -> None:
    done = rulekit("--version", cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "rulekit 0.1.0\n")
