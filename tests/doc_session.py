"""Markdown as something that can be run: its code blocks, and a session that runs them in a copy of the examples.

What the first line of a block says:

- ```` ```yaml ```` a whole program; ```` ```yaml fragment ```` sections of one; ```` ```yaml mapping ```` a mapping file.
- ```` ```csv sales.csv ```` (any language): the block is written to that file before the next command.
- ```` ```console ````: lines with `$ ` are run, what follows is their exact output (stdout, then stderr).
- ```` ```python ````: run, one namespace per document; ```` ```text output ```` right behind it is its exact output.
- ```` ```diff path ````, ```` ```console walk-through ````: changes to the code, and commands that need them; see `test_docs.py`.
- ```` ```sh ````: for reading; needs the network or a fresh machine.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
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
    """Every page for users; the conformance suite and the pages of findings have tests of their own."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/**/*.md")])


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


def commands(block: Block) -> list[str]:
    """The commands of a console block as they stand there. After a backslash a command goes on behind `> ` on the next line."""
    assert block.text.startswith("$ "), f"{block.place}: output without a command"
    found: list[str] = []
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        length = next(index for index, line in enumerate(lines, start=1) if not line.endswith("\\"))
        found.append("\n".join(lines[:length]))
    return found


class Session:
    """A folder with a copy of the examples, where the blocks of one page are run one after the other."""

    def __init__(self, folder: Path, code: Path = ROOT) -> None:
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
        path = os.pathsep.join(filter(None, (str(code), os.environ.get("PYTHONPATH"))))
        self.environment = kept | {
            "PATH": f"{shims}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": path,
            "PYTHONUTF8": "1",
            "NO_COLOR": "1",
            "COLUMNS": "100",
        }

    def write(self, block: Block) -> None:
        """Make the file a block shows."""
        (self.here / block.label).write_text(block.text, encoding="utf-8")

    def replay(self, block: Block) -> str:
        """Run a console block; the block as it should stand in the page."""
        parts = []
        for command in commands(block):
            said = self._run(" ".join(line.removeprefix("> ").removesuffix("\\").strip() for line in command.split("\n")))
            parts.append(f"$ {command}\n" + (f"{said}\n" if said else ""))
        return "".join(parts)

    def _run(self, command: str) -> str:
        word, _, rest = command.partition(" ")
        if word == "cd":
            self.here = self.here / rest.strip()
            return ""
        assert word in COMMANDS, f"`{word}` is not a command that pages may run"
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.here,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
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
        return said.getvalue()


def is_file(block: Block) -> bool:
    """Whether a block shows a file that the next command needs."""
    return "." in block.label
