-- id: return_rate.units
-- group: returns
-- name: Return rate by units
-- name_de: Rückgabequote nach Stück
-- scope: all sales, identified customers, members
-- unit: ratio
-- divided: yes
-- better: lower
-- formula: units returned / units sold; a complete refund returns all units of its purchase
-- source: the usual definition of shop analytics; a return counts on its own day; null where there were returns and none says how many units
-- means: Of 100 pieces sold, this many came back.
-- means_de: Von 100 verkauften Stücken kamen so viele zurück.
-- good: When it falls.
-- good_de: Wenn der Anteil sinkt.
SELECT
    periods.number AS period, NULL AS subject, CASE WHEN back.number IS NULL THEN 0 ELSE units_back END AS numerator,
    coalesce(units, 0) AS denominator,
    CASE WHEN back.number IS NOT NULL AND units_back IS NULL AND units > 0 THEN 'no return says what came back' END AS note
FROM periods
LEFT JOIN (SELECT number, sum(units) AS units FROM sales GROUP BY number) AS sold USING (number)
LEFT JOIN (SELECT number, sum(units) AS units_back FROM refunds GROUP BY number) AS back USING (number)
