"""Files that are complete or not there: written beside their place, flushed to disk, renamed together at the end.

An interruption, at whatever moment, leaves no half-written file under a final name and no temporary file behind.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rulekit.diagnostics import UsageError


class Stage:
    """The files of one folder that are being written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []
        self.outdated: list[str] = []
        """Files of an earlier time that go before the first new one comes, and where they are new ones too come back last."""

    def place(self, name: str) -> Path:
        """Where to write the file that will have this name."""
        if name not in self.names:
            self.names.append(name)
        return self._temporary(name)

    def publish(self) -> list[Path]:
        """Flush every file to disk and give each its name."""
        for name in self.names:
            with self._temporary(name).open("rb+") as file:
                os.fsync(file.fileno())
        for name in self.outdated:
            (self.folder / name).unlink(missing_ok=True)
        for name in sorted(self.names, key=lambda name: name in self.outdated):
            self._temporary(name).replace(self.folder / name)
        _flush_folder(self.folder)
        return [self.folder / name for name in self.names]

    def discard(self) -> None:
        """Remove what was not published."""
        for name in self.names:
            self._temporary(name).unlink(missing_ok=True)

    def _temporary(self, name: str) -> Path:
        return self.folder / f".{name}.{os.getpid()}.part"


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    """Write files into a folder, made where it is missing; nothing is left of them where the block does not end well.

    Raises UsageError where the folder cannot be made or written.
    """
    stage = Stage(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield stage
        stage.publish()
    except OSError as problem:
        raise UsageError(f"cannot write to `{folder}`", help=_advice(problem)) from problem
    finally:
        stage.discard()


def _advice(problem: OSError) -> str:
    if isinstance(problem, FileExistsError | NotADirectoryError):
        return "name a folder; there is a file of this name"
    if isinstance(problem, PermissionError):
        return "you may not write there; name another folder"
    return f"is the disk full or gone? The system says: {problem.strerror or 'nothing'}"


def _flush_folder(folder: Path) -> None:
    """Make the renames themselves durable, where the system can do that for folders."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_staged(place: Path, text: str) -> None:
    """One file of text, complete or as it was."""
    with staged(place.parent) as stage:
        stage.place(place.name).write_text(text, encoding="utf-8", newline="\n")
