-- id: rfm.customers
-- group: value
-- name: Customers by RFM segment
-- name_de: Kunden je RFM-Segment
-- scope: identified customers, members
-- unit: count
-- better: -
-- formula: customers of each segment at the end of the last period
-- source: recency, frequency, monetary value in fifths; the grid of R and F is in docs/kpis.md
-- means: So many customers are of this kind.
-- means_de: So viele Kunden sind von dieser Art.
-- good: Thank the champions, wake the sleepers, and do not spend on the hibernating.
-- good_de: Den Besten danken, die Schläfrigen wecken, für die Verlorenen nichts ausgeben.
SELECT number AS period, segment AS subject, count(*) AS numerator, NULL AS denominator
FROM rfm
GROUP BY number, segment
