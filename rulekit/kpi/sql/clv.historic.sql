-- id: clv.historic
-- group: value
-- name: Customer lifetime value so far
-- name_de: Bisheriger Kundenwert
-- scope: identified customers, members
-- unit: money
-- divided: yes
-- better: higher
-- formula: (money paid - money returned) so far / customers so far, to the end of the period
-- source: historic value: nothing is predicted
-- means: An average customer has brought this much so far.
-- means_de: Ein Kunde hat im Schnitt bisher so viel gebracht.
-- good: More than winning a customer costs, soon after the first purchase.
-- good_de: Mehr, als die Gewinnung eines Kunden kostet, und zwar bald nach dem ersten Einkauf.
WITH changes AS (
    SELECT number, day, amount, 0 AS customers FROM sales WHERE member_id IS NOT NULL
    UNION ALL SELECT number, day, -amount, 0 FROM refunds WHERE member_id IS NOT NULL
    UNION ALL SELECT first_number, first_day, 0, 1 FROM customers
    UNION ALL SELECT number, starts, 0, 0 FROM periods
)
SELECT
    coalesce(number, 0) AS period, NULL AS subject, sum(sum(amount)) OVER so_far AS numerator,
    sum(sum(customers)) OVER so_far AS denominator
FROM changes
WHERE day <= (SELECT max(ends) FROM periods)
GROUP BY period
WINDOW so_far AS (ORDER BY period)
QUALIFY period > 0
