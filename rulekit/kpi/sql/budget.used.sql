-- id: budget.used
-- group: rewards
-- name: Budget used
-- name_de: Verbrauchtes Budget
-- scope: members
-- unit: ratio
-- divided: yes
-- better: -
-- needs: program
-- formula: what a rule has given so far, in points or, where its `budget` is in times, how often / the budget
-- source: from the first day of the ledger to the end of the period; take-backs free no budget
-- means: Of the budget, this much is used up.
-- means_de: Vom Budget ist so viel verbraucht.
-- good: Used up on the last day of the promotion, not on its first.
-- good_de: Am letzten Tag der Aktion verbraucht, nicht am ersten.
WITH given AS (
    SELECT
        slot AS number, rule,
        CASE WHEN budget_wallet IS NULL THEN count(DISTINCT (member_id, event_id)) ELSE sum(amount) FILTER (WHERE wallet = budget_wallet) END AS used
    FROM entries
    JOIN rules USING (rule)
    WHERE booked IN ('earn', 'bonus', 'issue') AND coalesce(amount, 1) > 0
    GROUP BY slot, rule, budget_wallet
)
SELECT
    slots.number AS period, rules.rule AS subject, sum(coalesce(used, 0)) OVER so_far AS numerator, budget AS denominator
FROM slots
CROSS JOIN rules
LEFT JOIN given ON given.number = slots.number AND given.rule = rules.rule
WHERE budget IS NOT NULL
WINDOW so_far AS (PARTITION BY part, rules.rule ORDER BY slots.number)
QUALIFY slots.number > part
