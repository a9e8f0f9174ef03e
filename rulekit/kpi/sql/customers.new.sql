-- id: customers.new
-- group: retention
-- name: New customers
-- name_de: Neue Kunden
-- scope: identified customers, members
-- unit: count
-- better: higher
-- formula: N: customers whose first purchase ever lies in the period
-- source: counting; the customer counts S, E, N of the customer retention rate
-- means: This many bought here for the first time.
-- means_de: So viele haben hier zum ersten Mal gekauft.
-- good: When the number stays about the same: a program keeps customers, it does not replace new ones.
-- good_de: Wenn die Zahl etwa gleich bleibt: Ein Programm hält Kunden, es ersetzt keine neuen.
SELECT number AS period, NULL AS subject, new AS numerator, NULL AS denominator
FROM movements
