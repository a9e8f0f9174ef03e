-- id: spend_per_customer
-- group: value
-- name: Spend per customer
-- name_de: Umsatz je Kunde
-- scope: identified customers, members
-- unit: money
-- divided: yes
-- better: higher
-- formula: money paid / customers with a purchase, in the same period
-- source: the usual definition of shop analytics
-- means: An average customer spent this much.
-- means_de: Ein Kunde hat im Schnitt so viel ausgegeben.
-- good: When it rises, for members faster than for others.
-- good_de: Wenn er steigt, bei Mitgliedern schneller als bei anderen.
SELECT number AS period, NULL AS subject, sum(spend) AS numerator, count(*) AS denominator
FROM active
GROUP BY number
