-- id: budget.existing_customers
-- group: rewards
-- name: Marketing budget spent on existing customers
-- name_de: Marketingbudget für Bestandskunden
-- scope: members
-- unit: ratio
-- divided: yes
-- better: -
-- needs: program
-- formula: `cost` of the rewards (open or used) of members who had bought before the day they got them, and their payments with points, at what they took off, / the marketing budget of the period, as stated
-- source: `--marketing-budget AMOUNT`; not observable where none is stated
-- means: Of 100 of the marketing budget, this much goes to customers you already have, through the program.
-- means_de: Von 100 des Marketingbudgets geht so viel über das Programm an Kunden, die Sie schon haben.
-- good: As much as you planned for them.
-- good_de: So viel, wie Sie dafür eingeplant haben.
WITH given AS (
    SELECT number, sum(cost) AS cost, min(missing) FILTER (WHERE cost IS NULL) AS missing
    FROM (
        SELECT number, issued_on AS day, member_id, cost, 'not every reward that was given states its `cost`' AS missing
        FROM rewards
        WHERE status IN ('open', 'used')
        UNION ALL
        SELECT number, day, member_id, worth, missing FROM payments
    )
    JOIN customers USING (member_id)
    WHERE first_day < day
    GROUP BY number
)
SELECT
    number AS period, NULL AS subject, CASE WHEN missing IS NULL THEN coalesce(cost, 0) END AS numerator,
    marketing_budget AS denominator, missing AS note
FROM periods
CROSS JOIN stated
LEFT JOIN given USING (number)
WHERE marketing_budget IS NOT NULL
