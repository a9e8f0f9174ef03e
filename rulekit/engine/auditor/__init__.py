"""The independent auditor (S10, I12): from entries alone it works out balances, lots, counters, tiers, rewards again.

It shares nothing with the engine but the form of an entry, so that a mistake of the engine cannot hide in both.
"""

from rulekit.engine.auditor.account import Audit, AuditedMember, AuditedReward, AuditedWallet, Finding
from rulekit.engine.auditor.audit import audit

__all__ = ["Audit", "AuditedMember", "AuditedReward", "AuditedWallet", "Finding", "audit"]
