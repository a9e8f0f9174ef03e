"""`python -m rulekit`: the command line, where the script `rulekit` is not on the path."""

from rulekit.cli.main import main

main()
