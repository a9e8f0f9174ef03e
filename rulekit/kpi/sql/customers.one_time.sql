-- id: customers.one_time
-- group: repeat
-- name: One-time customers
-- name_de: Einmalkunden
-- scope: identified customers, members
-- unit: count
-- better: lower
-- formula: customers with exactly one purchase in the period
-- source: counting
-- means: This many customers bought exactly once in this period.
-- means_de: So viele Kunden haben in diesem Zeitraum genau einmal gekauft.
-- good: When their share of all customers falls.
-- good_de: Wenn ihr Anteil an allen Kunden sinkt.
SELECT number AS period, NULL AS subject, count(*) FILTER (WHERE orders = 1) AS numerator, NULL AS denominator
FROM periods
LEFT JOIN active USING (number)
GROUP BY number
