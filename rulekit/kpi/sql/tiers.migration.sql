-- id: tiers.migration
-- group: program
-- name: Moves between levels
-- name_de: Wechsel zwischen Stufen
-- scope: members
-- unit: count
-- better: -
-- needs: program
-- formula: members by their level at the start and at the end of the period, those who moved
-- source: from the rises and falls in the entries
-- means: So many members went from the one level to the other.
-- means_de: So viele Mitglieder wechselten von der einen Stufe in die andere.
-- good: When more go up than down.
-- good_de: Wenn mehr auf- als absteigen.
WITH moved AS (
    SELECT slot AS number, part, level_before || ' → ' || level AS way
    FROM level_moves
    WHERE level_before <> level AND NOT EXISTS (FROM members_before)
)
SELECT number AS period, way AS subject, count(moved.part) AS numerator, NULL AS denominator
FROM periods
JOIN (SELECT DISTINCT part, way FROM moved) AS ways USING (part)
LEFT JOIN moved USING (number, way)
GROUP BY number, way
