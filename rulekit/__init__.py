"""rulekit."""
