-- id: customers.started
-- group: retention
-- name: Customers of the period before (S)
-- name_de: Kunden des Zeitraums davor (S)
-- scope: identified customers, members
-- unit: count
-- better: higher
-- formula: S: customers with a purchase in the period before
-- source: counting; the customer counts S, E, N of the customer retention rate
-- means: So many customers bought in the period before: whom you could keep.
-- means_de: So viele Kunden haben im Zeitraum davor gekauft: die, die bleiben könnten.
-- good: The base of retention and churn.
-- good_de: Die Basis von Bindung und Abwanderung.
SELECT number AS period, NULL AS subject, started AS numerator, NULL AS denominator, flag
FROM movements
