-- id: sales.orders
-- group: value
-- name: Purchases
-- name_de: Einkäufe
-- scope: all sales, identified customers, members
-- unit: count
-- better: higher
-- formula: number of purchases
-- source: the usual definition of shop analytics
-- means: There were this many receipts.
-- means_de: So viele Kassenbons gab es.
-- good: When the number rises.
-- good_de: Wenn die Zahl steigt.
SELECT number AS period, NULL AS subject, count(event_id) AS numerator, NULL AS denominator
FROM periods
LEFT JOIN sales USING (number)
GROUP BY number
