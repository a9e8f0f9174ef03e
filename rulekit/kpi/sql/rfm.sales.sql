-- id: rfm.sales
-- group: value
-- name: Sales by RFM segment
-- name_de: Umsatz je RFM-Segment
-- scope: identified customers, members
-- unit: money
-- better: -
-- formula: money paid so far by the customers of each segment
-- source: recency, frequency, monetary value in fifths; the grid of R and F is in docs/kpis.md
-- means: Customers of this kind have spent so much.
-- means_de: Kunden dieser Art haben so viel ausgegeben.
-- good: Thank the champions, wake the sleepers, and do not spend on the hibernating.
-- good_de: Den Besten danken, die Schläfrigen wecken, für die Verlorenen nichts ausgeben.
SELECT number AS period, segment AS subject, sum(monetary) AS numerator, NULL AS denominator
FROM rfm
GROUP BY number, segment
