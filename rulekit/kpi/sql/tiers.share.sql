-- id: tiers.share
-- group: program
-- name: Share of members by level
-- name_de: Anteil der Mitglieder je Stufe
-- scope: members
-- unit: ratio
-- divided: yes
-- better: -
-- needs: program
-- formula: members of each level / members, at the end of the period
-- source: from the rises and falls in the entries
-- means: Of 100 members, this many had this level.
-- means_de: Von 100 Mitgliedern hatten so viele diese Stufe.
-- good: Mostly many on the lower levels and few on the highest.
-- good_de: Meist viele auf den unteren Stufen und wenige auf der höchsten.
SELECT number AS period, level AS subject, members AS numerator, sum(members) OVER (PARTITION BY number) AS denominator
FROM levels_at_end
WHERE EXISTS (FROM levels) AND NOT EXISTS (FROM members_before)
