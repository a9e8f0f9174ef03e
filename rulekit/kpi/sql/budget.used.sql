-- id: budget.used
-- group: rewards
-- name: Budget used
-- name_de: Verbrauchtes Budget
-- scope: members
-- unit: ratio
-- divided: yes
-- better: -
-- needs: program
-- formula: what a rule has given so far / its `budget`
-- source: from the first day of the ledger to the end of the period; take-backs free no budget
-- means: Of the budget, this much is used up.
-- means_de: Vom Budget ist so viel verbraucht.
-- good: Used up on the last day of the promotion, not on its first.
-- good_de: Am letzten Tag der Aktion verbraucht, nicht am ersten.
SELECT
    periods.number AS period, rules.rule AS subject,
    coalesce(sum(CASE WHEN budget_wallet IS NULL THEN (entries.rule IS NOT NULL)::INTEGER ELSE amount END), 0) AS numerator,
    budget AS denominator
FROM periods
CROSS JOIN rules
LEFT JOIN entries
    ON entries.rule = rules.rule AND entries.day <= ends AND booked IN ('earn', 'bonus', 'issue') AND coalesce(amount, 1) > 0
    AND (budget_wallet IS NULL OR wallet = budget_wallet)
WHERE budget IS NOT NULL
GROUP BY periods.number, rules.rule, budget
