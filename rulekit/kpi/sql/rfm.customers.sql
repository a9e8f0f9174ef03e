-- id: rfm.customers
-- group: value
-- name: Customers by kind
-- name_de: Kunden nach Gruppe
-- scope: identified customers, members
-- unit: count
-- better: -
-- formula: customers of each segment at the end of the last period
-- source: recency, frequency, monetary value in fifths; the grid of R and F is in docs/kpis.md
-- means: This many customers are of this kind.
-- means_de: So viele Kunden gehören zu dieser Gruppe.
-- good: When the best and the loyal become more, and the lost ones fewer.
-- good_de: Wenn die Besten und die Treuen mehr werden und weniger Kunden schon lange weg sind.
SELECT number AS period, segment AS subject, count(*) AS numerator, NULL AS denominator
FROM rfm
GROUP BY number, segment
