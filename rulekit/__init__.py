"""rulekit: a declarative rules engine for loyalty programs. The public names, and nothing else; each is loaded when it is used.

>>> import rulekit as rk
>>> program = rk.load("cafe.yaml")                                        # doctest: +SKIP
>>> result = rk.replay(program, rk.read_ledger("sales.csv"))              # doctest: +SKIP
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rulekit.diagnostics import Diagnostic, ProgramError, UsageError
    from rulekit.engine import Chapter, Correction, Engine, Entry, Forecast, MemberView, Outcome, RewardView, Snapshot, WalletView
    from rulekit.engine.trace import correction_report
    from rulekit.kpi import Assumptions
    from rulekit.kpi.kpis import kpis
    from rulekit.ledger import Event, Ledger, read_ledger
    from rulekit.ledger.event import Rejection
    from rulekit.program.model import Program
    from rulekit.replay import replay, resume
    from rulekit.result import Result, read_snapshot, write_snapshot
    from rulekit.semantics.load_program import load
    from rulekit.simulate import Comparison, simulate
    from rulekit.testing import Verdict, run_tests

__version__ = "0.1.0"

__all__ = [
    "Assumptions",
    "Chapter",
    "Comparison",
    "Correction",
    "Diagnostic",
    "Engine",
    "Entry",
    "Event",
    "Forecast",
    "Ledger",
    "MemberView",
    "Outcome",
    "Program",
    "ProgramError",
    "Rejection",
    "Result",
    "RewardView",
    "Snapshot",
    "UsageError",
    "Verdict",
    "WalletView",
    "__version__",
    "correction_report",
    "kpis",
    "load",
    "read_ledger",
    "read_snapshot",
    "replay",
    "resume",
    "run_tests",
    "simulate",
    "write_snapshot",
]

_HOMES = {
    "Assumptions": "rulekit.kpi",
    "Chapter": "rulekit.engine",
    "Comparison": "rulekit.simulate",
    "Correction": "rulekit.engine",
    "Diagnostic": "rulekit.diagnostics",
    "Engine": "rulekit.engine",
    "Entry": "rulekit.engine",
    "Event": "rulekit.ledger",
    "Forecast": "rulekit.engine",
    "Ledger": "rulekit.ledger",
    "MemberView": "rulekit.engine",
    "Outcome": "rulekit.engine",
    "Program": "rulekit.program.model",
    "ProgramError": "rulekit.diagnostics",
    "Rejection": "rulekit.ledger.event",
    "Result": "rulekit.result",
    "RewardView": "rulekit.engine",
    "Snapshot": "rulekit.engine",
    "UsageError": "rulekit.diagnostics",
    "Verdict": "rulekit.testing",
    "WalletView": "rulekit.engine",
    "correction_report": "rulekit.engine.trace",
    "kpis": "rulekit.kpi.kpis",
    "load": "rulekit.semantics.load_program",
    "read_ledger": "rulekit.ledger",
    "read_snapshot": "rulekit.result",
    "replay": "rulekit.replay",
    "resume": "rulekit.replay",
    "run_tests": "rulekit.testing",
    "simulate": "rulekit.simulate",
    "write_snapshot": "rulekit.result",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used (PEP 562): importing rulekit loads no data library."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'rulekit' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  needed here alone

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """The package; `rulekit.replay` and `rulekit.simulate` stay functions when the modules of these names are imported first."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("replay", "simulate") and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
