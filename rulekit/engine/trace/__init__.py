"""Why an entry came out as it did: explanations and entries -> plain structured sentences. Reads kept facts, changes nothing."""

from rulekit.engine.trace.conditions import Judge
from rulekit.engine.trace.corrections import correction_report
from rulekit.engine.trace.reason import Reason, Trace
from rulekit.engine.trace.rules import trace_event
from rulekit.engine.trace.sentences import sentence

__all__ = ["Judge", "Reason", "Trace", "correction_report", "sentence", "trace_event"]
