-- id: tiers.members
-- group: program
-- name: Members by level
-- name_de: Mitglieder je Stufe
-- scope: members
-- unit: count
-- better: -
-- needs: program
-- formula: members of each level at the end of the period (none: without one)
-- source: from the rises and falls in the entries
-- means: So many members had this level.
-- means_de: So viele Mitglieder hatten diese Stufe.
-- good: A pyramid: the highest level is for few, else it is no distinction.
-- good_de: Eine Pyramide: Die höchste Stufe ist für wenige, sonst zeichnet sie nicht aus.
SELECT number AS period, level AS subject, members AS numerator, NULL AS denominator
FROM levels_at_end
WHERE EXISTS (FROM levels) AND NOT EXISTS (FROM members_before)
