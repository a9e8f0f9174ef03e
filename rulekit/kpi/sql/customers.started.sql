-- id: customers.started
-- group: retention
-- name: Customers of the period before
-- name_de: Kunden des Zeitraums davor
-- scope: identified customers, members
-- unit: count
-- better: higher
-- formula: S: customers with a purchase in the period before
-- source: counting; the customer counts S, E, N of the customer retention rate
-- means: This many customers bought in the period before: whom you could keep.
-- means_de: So viele Kunden haben im Zeitraum davor gekauft: die, die bleiben könnten.
-- good: When it grows: these are the customers who can come back.
-- good_de: Wenn die Zahl wächst: Das sind die Kunden, die wiederkommen können.
SELECT number AS period, NULL AS subject, started AS numerator, NULL AS denominator, flag
FROM movements
