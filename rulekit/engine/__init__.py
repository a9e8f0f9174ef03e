"""The meaning of a program: the interpreter, its state and its entries. Knows no files, clocks or screens."""

from rulekit.engine.correction import Correction
from rulekit.engine.engine import Engine, Outcome
from rulekit.engine.entry import COLUMNS, KINDS, Entry, digest
from rulekit.engine.forecast import Forecast
from rulekit.engine.snapshot import Snapshot
from rulekit.engine.trace.chapter import Chapter
from rulekit.engine.view import MemberView, RewardView, WalletView

__all__ = [
    "COLUMNS", "KINDS", "Chapter", "Correction", "Engine", "Entry", "Forecast", "MemberView", "Outcome", "RewardView", "Snapshot",
    "WalletView", "digest",
]  # fmt: skip
