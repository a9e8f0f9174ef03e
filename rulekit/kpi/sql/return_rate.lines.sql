-- id: return_rate.lines
-- group: returns
-- name: Return rate by lines
-- name_de: Rückgabequote nach Positionen
-- scope: all sales, identified customers, members
-- unit: ratio
-- divided: yes
-- better: lower
-- formula: lines returned / lines sold
-- source: the usual definition of shop analytics; a return counts on its own day
-- means: Of 100 lines on receipts, this many came back.
-- means_de: Von 100 Positionen auf Bons kamen so viele zurück.
-- good: When it falls.
-- good_de: Wenn sie sinkt.
SELECT periods.number AS period, NULL AS subject, coalesce(lines_back, 0) AS numerator, coalesce(lines, 0) AS denominator
FROM periods
LEFT JOIN (SELECT number, sum(lines) AS lines FROM sales GROUP BY number) AS sold USING (number)
LEFT JOIN (SELECT number, sum(lines) AS lines_back FROM refunds GROUP BY number) AS back USING (number)
