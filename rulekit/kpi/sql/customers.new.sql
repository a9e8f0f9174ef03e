-- id: customers.new
-- group: retention
-- name: New customers
-- name_de: Neue Kunden
-- scope: identified customers, members
-- unit: count
-- better: higher
-- formula: N: customers whose first purchase ever lies in the period
-- source: counting; the customer counts S, E, N of the customer retention rate
-- means: This many customers bought here for the first time.
-- means_de: So viele Kunden haben hier zum ersten Mal gekauft.
-- good: When the number does not fall: even a shop that keeps its customers needs new ones.
-- good_de: Wenn die Zahl nicht sinkt: Auch wer seine Kunden hält, braucht neue.
SELECT number AS period, NULL AS subject, new AS numerator, NULL AS denominator
FROM movements
