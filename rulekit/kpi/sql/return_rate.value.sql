-- id: return_rate.value
-- group: returns
-- name: Return rate by value
-- name_de: Rückgabequote nach Wert
-- scope: all sales, identified customers, members
-- unit: ratio
-- divided: yes
-- better: lower
-- formula: money returned / money paid
-- source: the usual definition of shop analytics; a return counts on its own day
-- means: Of 100 paid, this much went back.
-- means_de: Von 100 gingen so viele zurück.
-- good: When it falls. How much is usual depends on the trade.
-- good_de: Wenn der Anteil sinkt. Wie viel üblich ist, hängt von der Branche ab.
SELECT periods.number AS period, NULL AS subject, coalesce(returned, 0) AS numerator, coalesce(paid, 0) AS denominator
FROM periods
LEFT JOIN (SELECT number, sum(amount) AS paid FROM sales GROUP BY number) AS sold USING (number)
LEFT JOIN (SELECT number, sum(amount) AS returned FROM refunds GROUP BY number) AS back USING (number)
