-- id: return_rate.of_documents
-- group: returns
-- name: Returns among all receipts
-- name_de: Rückgaben unter allen Belegen
-- scope: all sales, identified customers, members
-- unit: ratio
-- divided: yes
-- better: lower
-- formula: number of returns / (purchases + returns)
-- source: the usual definition of shop analytics; a return counts on its own day
-- means: Of 100 receipts, this many are returns. Some cash systems call this the return rate: compare like with like.
-- means_de: Von 100 Belegen sind so viele Rückgaben. Manche Kassensysteme nennen das Rückgabequote: nur Gleiches mit Gleichem vergleichen.
-- good: When it falls.
-- good_de: Wenn der Anteil sinkt.
SELECT periods.number AS period, NULL AS subject, coalesce(documents, 0) AS numerator, coalesce(orders, 0) + coalesce(documents, 0) AS denominator
FROM periods
LEFT JOIN (SELECT number, count(*) AS orders FROM sales GROUP BY number) AS sold USING (number)
LEFT JOIN (SELECT number, count(DISTINCT document) AS documents FROM refunds GROUP BY number) AS back USING (number)
