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
FROM (
    SELECT number, member_id, count(*) AS orders, count(DISTINCT day) AS days, sum(amount) AS spend
    FROM sales
    WHERE member_id IS NOT NULL AND number IS NOT NULL
    GROUP BY number, member_id
)
GROUP BY number
