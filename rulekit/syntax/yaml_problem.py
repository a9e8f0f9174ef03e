"""stub"""

from __future__ import annotations

import yaml

from rulekit.diagnostics import Diagnostic, Source


def explain_problem(problem: yaml.MarkedYAMLError, source: Source) -> Diagnostic:
    """Stub."""
    mark = problem.problem_mark
    index = mark.index if mark else 0
    return Diagnostic("RK119", "YAML cannot be read here", source.span(index, index + 1))
