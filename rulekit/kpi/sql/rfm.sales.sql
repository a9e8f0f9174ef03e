-- id: rfm.sales
-- group: value
-- name: Sales by kind of customer
-- name_de: Umsatz nach Kundengruppe, vor Rückgaben
-- scope: identified customers, members
-- unit: money
-- better: -
-- formula: money paid so far by the customers of each segment
-- source: recency, frequency, monetary value in fifths; the grid of R and F is in docs/kpis.md
-- means: Customers of this kind have spent this much, returns not taken off.
-- means_de: Die Kunden dieser Gruppe haben so viel ausgegeben, Rückgaben nicht abgezogen.
-- good: When the sales do not hang on a few.
-- good_de: Wenn der Umsatz nicht an wenigen hängt.
SELECT number AS period, segment AS subject, sum(monetary) AS numerator, NULL AS denominator
FROM rfm
GROUP BY number, segment
