"""What must hold of a check, whatever text it is given: it ends in a program or in errors, each with a code, and can be shown."""

from __future__ import annotations

from rulekit.diagnostics import CODES, Severity, Source
from rulekit.diagnostics.render import render
from rulekit.semantics import check_program


def judge(data: bytes) -> None:
    """Check bytes as the text of a program; AssertionError, or the exception itself, where the check went wrong."""
    source = Source("fuzzed.yaml", data.decode("utf-8", errors="replace"))
    checked, found = check_program(source)
    assert (checked is None) == any(one.severity is Severity.ERROR for one in found)
    codes = {one.code for one in found}
    assert codes <= CODES.keys(), codes - CODES.keys()
    assert "RK901" not in codes, [one for one in found if one.code == "RK901"]
    assert len({(one.code, one.span, one.message) for one in found}) == len(found), "the same finding twice"
    for style in ("full", "concise", "json", "github"):
        render(found, style)
