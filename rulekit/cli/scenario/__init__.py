"""`rulekit try`: one sentence about a member and a purchase -> what the program gives for it, and why."""
