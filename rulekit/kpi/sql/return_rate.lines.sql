-- id: return_rate.lines
-- group: returns
-- name: Return rate by lines
-- name_de: Rückgabequote nach Positionen
-- scope: all sales, identified customers, members
-- unit: ratio
-- divided: yes
-- better: lower
-- formula: lines returned / lines sold
-- source: the usual definition of shop analytics; a return counts on its own day; null where there were returns and none names a line
-- means: Of 100 lines on receipts, this many came back.
-- means_de: Von 100 Positionen auf Bons kamen so viele zurück.
-- good: When it falls.
-- good_de: Wenn der Anteil sinkt.
SELECT
    periods.number AS period, NULL AS subject, CASE WHEN back.number IS NULL THEN 0 ELSE lines_back END AS numerator,
    coalesce(lines, 0) AS denominator,
    CASE WHEN back.number IS NOT NULL AND lines_back IS NULL AND lines > 0 THEN 'no return says what came back' END AS note
FROM periods
LEFT JOIN (SELECT number, sum(lines) AS lines FROM sales GROUP BY number) AS sold USING (number)
LEFT JOIN (SELECT number, nullif(sum(lines), 0) AS lines_back FROM refunds GROUP BY number) AS back USING (number)
