-- id: aov.gross
-- group: value
-- name: Average order value, gross
-- name_de: Durchschnittlicher Einkaufswert, brutto
-- scope: all sales, identified customers, members
-- unit: money
-- divided: yes
-- better: higher
-- formula: money paid / purchases, before returns
-- source: the usual definition of shop analytics
-- means: An average purchase is worth this much, before anything comes back.
-- means_de: So viel ist ein Einkauf im Schnitt wert, bevor etwas zurückkommt.
-- good: More than before the program began, with no fewer purchases.
-- good_de: Mehr als vor Beginn des Programms, bei nicht weniger Einkäufen.
SELECT number AS period, NULL AS subject, sum(amount) AS numerator, count(*) AS denominator
FROM sales
WHERE number IS NOT NULL
GROUP BY number
