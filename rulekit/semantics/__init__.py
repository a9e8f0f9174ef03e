"""From syntax trees to the checked program: names, types, units, logic, lints."""

from rulekit.semantics.check_program import check_composition, check_program, format_program
from rulekit.semantics.defaults import Default, defaults_of, defaults_used

__all__ = ["Default", "check_composition", "check_program", "defaults_of", "defaults_used", "format_program"]
