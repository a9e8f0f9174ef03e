-- id: sales.net
-- group: value
-- name: Sales, net of returns
-- name_de: Umsatz nach Rückgaben
-- scope: all sales, identified customers, members
-- unit: money
-- better: higher
-- formula: money paid - money returned
-- source: the usual definition of shop analytics; a return counts on its own day
-- means: What is left at the till after returns.
-- means_de: Was nach Rückgaben in der Kasse bleibt.
-- good: When it rises.
-- good_de: Wenn er steigt.
SELECT periods.number AS period, NULL AS subject, coalesce(paid - returned, paid, -returned, 0) AS numerator, NULL AS denominator
FROM periods
LEFT JOIN (SELECT number, sum(amount) AS paid FROM sales GROUP BY number) AS sold USING (number)
LEFT JOIN (SELECT number, sum(amount) AS returned FROM refunds GROUP BY number) AS back USING (number)
