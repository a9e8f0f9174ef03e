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
-- good: More up than down.
-- good_de: Mehr hinauf als hinab.
SELECT number AS period, level_before || ' → ' || level AS subject, count(*) AS numerator, NULL AS denominator
FROM level_moves
WHERE number > 0 AND level_before <> level
GROUP BY number, level_before || ' → ' || level
