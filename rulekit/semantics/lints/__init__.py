"""Warnings about programs that are correct but hardly meant so, a file for each family; a comment can silence them."""

from rulekit.semantics.lints.ignores import heed_ignored_coverage, heed_ignores
from rulekit.semantics.lints.lint import lint

__all__ = ["heed_ignored_coverage", "heed_ignores", "lint"]
