-- id: customers.one_time
-- group: repeat
-- name: One-time customers
-- name_de: Einmalkunden
-- scope: identified customers, members
-- unit: count
-- better: lower
-- formula: customers with just one purchase in the period
-- source: counting
-- means: So many bought once and not again.
-- means_de: So viele haben einmal gekauft und nicht wieder.
-- good: Falling share of all customers.
-- good_de: Sinkender Anteil an allen Kunden.
SELECT number AS period, NULL AS subject, count(*) FILTER (WHERE orders = 1) AS numerator, NULL AS denominator
FROM periods
LEFT JOIN active USING (number)
GROUP BY number
