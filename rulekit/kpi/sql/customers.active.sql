-- id: customers.active
-- group: retention
-- name: Active customers
-- name_de: Kunden mit Einkauf
-- scope: identified customers, members
-- unit: count
-- better: higher
-- formula: E: customers with a purchase in the period
-- source: counting; the customer counts S, E, N of the customer retention rate
-- means: This many customers bought in this period.
-- means_de: So viele Kunden haben in diesem Zeitraum gekauft.
-- good: When there are more than in the same period a year before.
-- good_de: Wenn es mehr sind als im gleichen Zeitraum des Vorjahrs.
SELECT number AS period, NULL AS subject, ended AS numerator, NULL AS denominator
FROM movements
