-- id: return_rate.orders
-- group: returns
-- name: Return rate by orders
-- name_de: Rückgabequote nach Einkäufen
-- scope: all sales, identified customers, members
-- unit: ratio
-- divided: yes
-- better: lower
-- formula: number of returns / number of purchases
-- source: the usual definition of shop analytics; a return counts on its own day
-- means: For 100 purchases there were this many returns.
-- means_de: Auf 100 Einkäufe kamen so viele Rückgaben.
-- good: When it falls.
-- good_de: Wenn der Wert sinkt.
SELECT periods.number AS period, NULL AS subject, coalesce(documents, 0) AS numerator, coalesce(orders, 0) AS denominator
FROM periods
LEFT JOIN (SELECT number, count(*) AS orders FROM sales GROUP BY number) AS sold USING (number)
LEFT JOIN (SELECT number, count(DISTINCT document) AS documents FROM refunds GROUP BY number) AS back USING (number)
