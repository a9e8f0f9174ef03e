-- id: sales.units
-- group: value
-- name: Units sold
-- name_de: Verkaufte Stücke
-- scope: all sales, identified customers, members
-- unit: count
-- better: higher
-- formula: sum of the quantities of all lines
-- source: the usual definition of shop analytics
-- means: This many pieces were sold.
-- means_de: So viele Stücke wurden verkauft.
-- good: When the number rises.
-- good_de: Wenn die Zahl steigt.
SELECT number AS period, NULL AS subject, CASE count(event_id) WHEN 0 THEN 0 ELSE sum(units) END AS numerator, NULL AS denominator
FROM periods
LEFT JOIN sales USING (number)
GROUP BY number
