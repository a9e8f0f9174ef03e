"""Signals that end a command: Ctrl-C, a kill, a closed terminal -> an exception where the command stands, so that it tidies up.

The command line alone installs these handlers; whoever uses the library keeps their own.
"""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any, Self

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
"""Windows has no SIGHUP."""

UNTOUCHED = (signal.SIG_DFL, signal.default_int_handler)
"""What a process begins with. Where something else is set it stays: `nohup` ignores SIGHUP."""


class Ending:
    """Which signal has come to end the command, if any. Use it as a context around the command; it works in the main thread."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in (getattr(signal, name) for name in NAMES if hasattr(signal, name)):
            before = signal.getsignal(number)
            if before in UNTOUCHED:
                try:
                    signal.signal(number, self._end)
                except ValueError:
                    break  # not the main thread
                self._before[number] = before
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _end(self, number: int, _: FrameType | None) -> None:
        """Raise, once: a terminal that closes says so several times, which must not stop the tidying; only Ctrl-C insists."""
        is_first, self.signal = self.signal is None, self.signal or number
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        if is_first:
            raise SystemExit(128 + number)
