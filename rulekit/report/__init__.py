"""The report: a result of a replay, or variants side by side -> one HTML page that opens anywhere and loads nothing."""

from rulekit.report.report import report
from rulekit.report.variants import variants_report

__all__ = ["report", "variants_report"]
