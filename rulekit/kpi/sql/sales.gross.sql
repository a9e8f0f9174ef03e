-- id: sales.gross
-- group: value
-- name: Sales, gross
-- name_de: Umsatz, brutto
-- scope: all sales, identified customers, members
-- unit: money
-- better: higher
-- formula: sum of the money paid, before returns
-- source: the usual definition of shop analytics
-- means: So much was paid at the till.
-- means_de: So viel wurde an der Kasse bezahlt.
-- good: Growing.
-- good_de: Wachsend.
SELECT number AS period, NULL AS subject, coalesce(sum(amount), 0) AS numerator, NULL AS denominator
FROM periods
LEFT JOIN sales USING (number)
GROUP BY number
