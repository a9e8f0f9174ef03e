"""Simulation: one ledger through several variants of a program -> what each would have given, cost and owed."""

from rulekit.simulate.compare import Comparison, Variant, simulate

__all__ = ["Comparison", "Variant", "simulate"]
