"""Markdown as something that can be run: its code blocks, and a session that runs them in a copy of the examples.

What the first line of a block says:

- ```` ```yaml ```` a whole program; ```` ```yaml fragment ```` sections of one; ```` ```yaml mapping ```` a mapping file.
- ```` ```csv sales.csv ```` (any language): the block is written to that file before the next command.
- ```` ```console ````: lines with `$ ` are run, what follows is their exact output (stdout, then stderr).
- ```` ```python ````: run, one namespace per document; ```` ```text output ```` right behind it is its exact output.
- ```` ```sh ````: for reading; needs the network or a fresh machine.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ("rulekit", "sed", "cat", "head", "tail", "grep", "sort", "ls")
"""What a documented command line may begin with; `cd` is understood too."""


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced code block; `line` is that of its first line of content, from 1."""

    path: Path
    line: int
    language: str
    label: str
    text: str

    @property
    def place(self) -> str:
        """For test ids and messages."""
        return f"{self.path.relative_to(ROOT)}:{self.line}"


def documents() -> list[Path]:
    """Every page for users; the conformance suite and the catalogue of errors have tests of their own."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")]
    return sorted(path for path in found if (ROOT / "docs" / "errors") not in path.parents)


def blocks(path: Path) -> list[Block]:
    """The code blocks of a page, in order."""
    found: list[Block] = []
    opened: tuple[int, str, str, str] | None = None
    content: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if opened is None and line.startswith("```"):
            fence = line[: len(line) - len(line.lstrip("`"))]
            language, _, label = line[len(fence) :].strip().partition(" ")
            opened, content = (number + 1, language, label.strip(), fence), []
        elif opened is not None and line.strip() == opened[3]:
            found.append(Block(path, opened[0], opened[1], opened[2], "".join(text + "\n" for text in content)))
            opened = None
        elif opened is not None:
            content.append(line)
    assert opened is None, f"{path}: a code block is never closed"
    return found


def turns(block: Block) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with its output."""
    command, output = "", []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, "\n".join(output).strip("\n")
            command, output = line[2:], []
        elif command.endswith("\\") and line.startswith("> "):
            command = command[:-1] + line[2:]
        else:
            assert command, f"{block.place}: output without a command"
            output.append(line)
    assert command, f"{block.place}: no line begins with `$ `"
    yield command, "\n".join(output).strip("\n")


class Session:
    """A folder with a copy of the examples, where the blocks of one page are run one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "rulekit"
        self.folder.mkdir()
        shutil.copytree(ROOT / "examples", self.folder / "examples")
        self.here = self.folder
        self.names: dict[str, object] = {"__name__": "__main__"}
        shims = folder / "bin"
        shims.mkdir()
        shim = shims / "rulekit"
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m rulekit.cli.main "$@"\n')
        shim.chmod(0o755)
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RULEKIT_")}
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self.environment = kept | {
            "PATH": f"{shims}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": path, "NO_COLOR": "1", "COLUMNS": "100",
        }  # fmt: skip

    def write(self, block: Block) -> None:
        """Make the file a block shows."""
        (self.here / block.label).write_text(block.text, encoding="utf-8")

    def run(self, command: str) -> str:
        """Run one documented command; what it prints, without the line end at the end."""
        word, _, rest = command.partition(" ")
        if word == "cd":
            self.here = self.here / rest.strip()
            return ""
        assert word in COMMANDS, f"`{word}` is not a command that pages may run"
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.here, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )  # fmt: skip
        return "\n".join(line.rstrip() for line in (done.stdout + done.stderr).splitlines()).strip("\n")

    def execute(self, block: Block) -> str:
        """Run a Python block in the folder; what it prints."""
        said = io.StringIO()
        before = Path.cwd()
        os.chdir(self.here)
        try:
            with contextlib.redirect_stdout(said):
                exec(compile(block.text, block.place, "exec"), self.names)  # noqa: S102  the project's own pages
        finally:
            os.chdir(before)
        return said.getvalue().strip("\n")


def is_file(block: Block) -> bool:
    """Whether a block shows a file that the next command needs."""
    return "." in block.label


def replace_output(block: Block, old: str, new: str) -> None:
    """Write a new output into a page: the way to bring pages up to date after a change that is meant."""
    text = block.path.read_text(encoding="utf-8")
    before = "\n".join(text.splitlines()[: block.line - 1]) + "\n"
    rest = text[len(before) :]
    block.path.write_text(before + rest.replace(old, new, 1), encoding="utf-8")
