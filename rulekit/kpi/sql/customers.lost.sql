-- id: customers.lost
-- group: retention
-- name: Lost customers
-- name_de: Verlorene Kunden
-- scope: identified customers, members
-- unit: count
-- better: lower
-- formula: S - kept: bought in the period before and not in this one
-- source: counting; the customer counts S, E, N of the customer retention rate
-- means: This many customers of the period before stayed away.
-- means_de: So viele Kunden des Zeitraums davor sind weggeblieben.
-- good: When the number falls.
-- good_de: Wenn die Zahl sinkt.
SELECT number AS period, NULL AS subject, lost AS numerator, NULL AS denominator, flag
FROM movements
