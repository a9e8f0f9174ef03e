-- id: customers.kept
-- group: retention
-- name: Kept customers
-- name_de: Gehaltene Kunden
-- scope: identified customers, members
-- unit: count
-- better: higher
-- formula: customers who bought in this period and in the one before
-- source: counting; the customer counts S, E, N of the customer retention rate
-- means: This many customers bought in this period and in the one before.
-- means_de: So viele Kunden haben in diesem Zeitraum und in dem davor gekauft.
-- good: When the number rises.
-- good_de: Wenn die Zahl steigt.
SELECT number AS period, NULL AS subject, kept AS numerator, NULL AS denominator, flag
FROM movements
