"""A file on disk to a `Source`: path -> text, or the one diagnostic that says why not.

Invariant: at most `MAX_BYTES` + 1 bytes are read, whatever the path names.
"""

from __future__ import annotations

from pathlib import Path

from rulekit.diagnostics import Diagnostic, Source

MAX_BYTES = 1_000_000
"""The largest program or mapping file: about 30,000 lines."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_source(path: str | Path) -> Source | Diagnostic:
    """Read a UTF-8 text file (a byte order mark is dropped); the diagnostic says what hindered."""
    data = read_data(path)
    return data if isinstance(data, Diagnostic) else decoded(str(path), data)


def read_data(path: str | Path) -> bytes | Diagnostic:
    """Read a file as it is, as far as one byte beyond `MAX_BYTES`."""
    name = str(path)
    try:
        if not Path(path).is_file():
            return _not_a_file(name)
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as problem:
        return Diagnostic("RK101", f"cannot read `{name}`", help=_reason(problem))


def too_large(name: str) -> Diagnostic:
    """What is said about a file beyond `MAX_BYTES`."""
    message = f"`{name}` is larger than {MAX_BYTES // 1_000_000} MB, too large for a program"
    return Diagnostic("RK102", message, help="a ledger goes behind the program on the command line; is this one?")


def _not_a_file(name: str) -> Diagnostic:
    path = Path(name)
    if path.is_dir():
        return Diagnostic("RK101", f"`{name}` is a folder, not a file", help="name the program file inside it")
    if path.exists():
        return Diagnostic("RK101", f"`{name}` is not an ordinary file", help="name a YAML file")
    near = path.parent if path.parent.is_dir() else None
    files = sorted(file.name for file in near.glob("*.y*ml"))[:3] if near else []
    if not files:
        return Diagnostic("RK101", f"there is no file `{name}`", help="check the spelling and the folder")
    return Diagnostic(
        "RK101",
        f"there is no file `{name}`",
        help=f"in that folder there is {', '.join(f'`{file}`' for file in files)}",
    )


def _reason(problem: OSError | ValueError) -> str:
    if isinstance(problem, PermissionError):
        return "you may not read it; ask for the permission or copy it"
    return (
        "the name holds characters that no file name may hold"
        if isinstance(problem, ValueError)
        else "is the disk or share still there?"
    )


def decoded(name: str, data: bytes) -> Source | Diagnostic:
    """The text of a file; its byte order mark is dropped."""
    if len(data) > MAX_BYTES:
        return too_large(name)
    if data.startswith(_UTF16_MARKS):
        return Diagnostic("RK103", f"`{name}` is UTF-16 text, not UTF-8", help="save the file again with the encoding UTF-8")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return Source(name, data.decode("utf-8"))
    except UnicodeDecodeError as problem:
        offset = len(data[: problem.start].decode("utf-8"))
        source = Source(name, data.decode("utf-8", errors="replace"))
        letter = data[problem.start : problem.start + 1].decode("cp1252", errors="replace")
        guess = f" (it would be `{letter}` in Windows-1252)" if letter.isalpha() or letter == "€" else ""
        message = f"byte {data[problem.start]} is not UTF-8 text{guess}"
        return Diagnostic("RK103", message, source.span(offset, offset + 1), help="save the file again with the encoding UTF-8")
