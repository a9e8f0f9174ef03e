-- id: customers.active
-- group: retention
-- name: Active customers (E)
-- name_de: Aktive Kunden (E)
-- scope: identified customers, members
-- unit: count
-- better: higher
-- formula: E: customers with a purchase in the period
-- source: counting; the customer counts S, E, N of the customer retention rate
-- means: So many customers bought in this period.
-- means_de: So viele Kunden haben in diesem Zeitraum gekauft.
-- good: Growing faster than the money spent on winning them.
-- good_de: Wächst schneller als das Geld, das die Gewinnung kostet.
SELECT number AS period, NULL AS subject, ended AS numerator, NULL AS denominator
FROM movements
