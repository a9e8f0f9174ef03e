"""Source text to syntax trees: guarded YAML, one lark grammar, positions everywhere."""
