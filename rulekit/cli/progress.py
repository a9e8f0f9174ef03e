"""Progress of long work: rows per second and time left, on stderr, only on a terminal, only after the first second."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rulekit.cli import console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE_SECONDS = 1.0
"""Work shorter than this shows nothing."""

REFRESH_SECONDS = 0.1

UNITS = {"reading": "rows", "replaying": "events", "writing": "files"}


class ProgressLine:
    """A line that says how far the work is; call it with (phase, done, total). Use it as a context."""

    def __init__(self) -> None:
        self._shows = console.is_interactive(sys.stderr)
        self._started = time.monotonic()
        self._refreshed = 0.0
        self._phase: str | None = None
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, phase: str, done: int, total: int | None) -> None:
        """Show progress, where there is somebody to see it and enough time has passed."""
        now = time.monotonic()
        if not self._shows or now - self._started < PATIENCE_SECONDS or now - self._refreshed < REFRESH_SECONDS:
            return
        self._refreshed = now
        bar = self._bar or self._begin()
        if phase != self._phase or self._task is None:
            if self._task is not None:
                bar.remove_task(self._task)
            self._phase, self._task = (
                phase,
                bar.add_task(phase, total=total, unit=UNITS[phase]),
            )
        bar.update(self._task, completed=done, total=total)
        bar.refresh()

    def _begin(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
        from rich.text import Text

        class Speed(ProgressColumn):
            """How many per second."""

            def render(self, task: Task) -> Text:
                speed = task.finished_speed or task.speed
                return Text(f"{speed:,.0f} {task.fields['unit']}/s" if speed else "")

        columns = (TextColumn("{task.description}"), BarColumn(), Speed(), TimeRemainingColumn(), TextColumn("left"))
        self._bar = Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
        self._bar.start()
        return self._bar
