-- id: sales.gross
-- group: value
-- name: Sales, gross
-- name_de: Umsatz vor Rückgaben
-- scope: all sales, identified customers, members
-- unit: money
-- better: higher
-- formula: sum of the money paid, before returns
-- source: the usual definition of shop analytics
-- means: This much was paid at the till.
-- means_de: So viel wurde an der Kasse bezahlt.
-- good: When it rises.
-- good_de: Wenn er steigt.
SELECT number AS period, NULL AS subject, coalesce(sum(amount), 0) AS numerator, NULL AS denominator
FROM periods
LEFT JOIN sales USING (number)
GROUP BY number
