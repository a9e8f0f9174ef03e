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
    SELECT coalesce(number, part) AS number, part, amount, 0 AS customers FROM sales WHERE member_id IS NOT NULL
    UNION ALL
    SELECT coalesce(number, part), part, -amount, 0 FROM refunds WHERE member_id IS NOT NULL
    UNION ALL
    SELECT coalesce(first_number, part), part, 0, 1 FROM customers
    UNION ALL
    SELECT number, part, 0, 0 FROM periods
)
SELECT number AS period, NULL AS subject, sum(sum(amount)) OVER so_far AS numerator, sum(sum(customers)) OVER so_far AS denominator
FROM changes
GROUP BY number, part
WINDOW so_far AS (PARTITION BY part ORDER BY number)
QUALIFY number > part
