-- id: customers.new
-- group: retention
-- name: New customers (N)
-- name_de: Neukunden (N)
-- scope: identified customers, members
-- unit: count
-- better: higher
-- formula: N: customers whose first purchase ever lies in the period
-- source: counting; the customer counts S, E, N of the customer retention rate
-- means: So many bought here for the first time.
-- means_de: So viele haben hier zum ersten Mal gekauft.
-- good: Steady; a program keeps customers, it does not replace new ones.
-- good_de: Stetig; ein Programm hält Kunden, es ersetzt keine neuen.
SELECT number AS period, NULL AS subject, new AS numerator, NULL AS denominator
FROM movements
