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
-- means: This many members had this level.
-- means_de: So viele Mitglieder hatten diese Stufe.
-- good: Mostly many on the lower levels and few on the highest.
-- good_de: Meist viele auf den unteren Stufen und wenige auf der höchsten.
SELECT number AS period, level AS subject, members AS numerator, NULL AS denominator
FROM levels_at_end
WHERE EXISTS (FROM levels) AND NOT EXISTS (FROM members_before)
