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
WITH given AS (
    SELECT slot AS number, rule, wallet, count(*) AS times, sum(amount) AS amount
    FROM entries
    WHERE booked IN ('earn', 'bonus', 'issue') AND coalesce(amount, 1) > 0
    GROUP BY slot, rule, wallet
)
SELECT
    slots.number AS period, rules.rule AS subject,
    sum(coalesce(sum(CASE WHEN budget_wallet IS NULL THEN times ELSE amount END), 0)) OVER so_far AS numerator, budget AS denominator
FROM slots
CROSS JOIN rules
LEFT JOIN given ON given.number = slots.number AND given.rule = rules.rule AND (budget_wallet IS NULL OR wallet = budget_wallet)
WHERE budget IS NOT NULL
GROUP BY slots.number, part, rules.rule, budget
WINDOW so_far AS (PARTITION BY part, rules.rule ORDER BY slots.number)
QUALIFY slots.number > part
