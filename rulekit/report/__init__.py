"""The report: a result of a replay -> one HTML page that opens anywhere, loads nothing, and that people want to read."""

from rulekit.report.report import report

__all__ = ["report"]
