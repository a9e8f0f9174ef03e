-- id: tiers.migration
-- group: program
-- name: Moves between levels
-- name_de: Wechsel zwischen Stufen
-- scope: members
-- unit: count
-- better: -
-- needs: program
-- formula: members by their level at the start and at the end of the period, those whose level changed; `joined` who was no member at its start (new, or back again), `left` who is none at its end
-- source: from the rises and falls in the entries; of each level, members at the start + moves to it - moves from it = members at the end
-- means: So many members went from the one level to the other.
-- means_de: So viele Mitglieder wechselten von der einen Stufe in die andere.
-- good: When more go up than down.
-- good_de: Wenn mehr auf- als absteigen.
WITH moved AS (
    SELECT
        slot AS number, part,
        coalesce(regexp_replace(level_before, '^(joined|left)$', '"\1"'), 'joined') || ' → '
            || coalesce(regexp_replace(level, '^(joined|left)$', '"\1"'), 'left') AS way
    FROM level_moves
    WHERE level_before IS DISTINCT FROM level AND NOT EXISTS (FROM members_before)
)
SELECT number AS period, way AS subject, count(moved.part) AS numerator, NULL AS denominator
FROM periods
JOIN (SELECT DISTINCT part, way FROM moved) AS ways USING (part)
LEFT JOIN moved USING (number, way)
GROUP BY number, way
