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
SELECT
    period, NULL AS subject, paid - coalesce((SELECT sum(amount) FROM refunds WHERE member_id IS NOT NULL AND day <= ends), 0) AS numerator,
    customers AS denominator
FROM (
    SELECT periods.number AS period, ends, sum(amount) AS paid, count(DISTINCT member_id) AS customers
    FROM periods
    JOIN sales ON day <= ends AND member_id IS NOT NULL
    GROUP BY periods.number, ends
)
