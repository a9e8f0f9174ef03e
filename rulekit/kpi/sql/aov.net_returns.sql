-- id: aov.net_returns
-- group: value
-- name: Average order value, net of returns
-- name_de: Durchschnittlicher Einkaufswert nach Rückgaben
-- scope: all sales, identified customers, members
-- unit: money
-- divided: yes
-- better: higher
-- formula: (money paid - money returned) / purchases
-- source: the usual definition of shop analytics; a return counts on its own day
-- means: An average purchase is worth this much after returns.
-- means_de: So viel ist ein Einkauf im Schnitt nach Rückgaben wert.
-- good: Close to the gross figure.
-- good_de: Nahe am Bruttowert.
SELECT periods.number AS period, NULL AS subject, coalesce(paid, 0) - coalesce(returned, 0) AS numerator, coalesce(orders, 0) AS denominator
FROM periods
LEFT JOIN (SELECT number, sum(amount) AS paid, count(*) AS orders FROM sales GROUP BY number) AS sold USING (number)
LEFT JOIN (SELECT number, sum(amount) AS returned FROM refunds GROUP BY number) AS back USING (number)
