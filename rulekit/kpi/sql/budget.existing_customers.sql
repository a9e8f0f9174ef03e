-- id: budget.existing_customers
-- group: rewards
-- name: Marketing budget spent on existing customers
-- name_de: Marketingbudget für Bestandskunden
-- scope: members
-- unit: ratio
-- divided: yes
-- better: -
-- needs: program
-- formula: `cost` of the rewards (open or used) of members who had bought before the day they got them, and their payments with points at face value / the marketing budget of the period, as stated
-- source: `--marketing-budget AMOUNT`; not observable where none is stated
-- means: Of 100 of the marketing budget, this much goes to customers you already have, through the program.
-- means_de: Von 100 des Marketingbudgets geht so viel über das Programm an Kunden, die Sie schon haben.
-- good: Keeping customers costs less than winning new ones; a shop that gives them a tenth of its budget or less has room.
-- good_de: Kunden zu halten kostet weniger, als neue zu gewinnen; wer ihnen ein Zehntel des Budgets oder weniger gibt, hat Spielraum.
WITH given AS (
    SELECT issued_on AS day, member_id, cost FROM rewards WHERE status IN ('open', 'used') AND cost IS NOT NULL
    UNION ALL
    SELECT day, member_id, -amount * value
    FROM entries
    JOIN wallets USING (wallet)
    LEFT JOIN reward_facts USING (reward)
    WHERE booked = 'spend' AND value IS NOT NULL AND (reward IS NULL OR reward_facts.kind = 'payment')
)
SELECT
    number AS period, NULL AS subject, coalesce(sum(cost) FILTER (WHERE first_day < day), 0) AS numerator,
    (SELECT marketing_budget FROM stated) AS denominator
FROM periods
LEFT JOIN given ON day BETWEEN starts AND ends
LEFT JOIN customers USING (member_id)
WHERE (SELECT marketing_budget FROM stated) IS NOT NULL
GROUP BY number
