-- id: members.joined
-- group: program
-- name: New members
-- name_de: Neue Mitglieder
-- scope: members
-- unit: count
-- better: higher
-- needs: program
-- formula: members who joined in the period for the first time
-- source: counting
-- means: This many people joined.
-- means_de: So viele Menschen sind beigetreten.
-- good: When the number does not fall.
-- good_de: Wenn die Zahl nicht sinkt.
SELECT number AS period, NULL AS subject, count(member_id) AS numerator, NULL AS denominator
FROM periods
LEFT JOIN spells ON joined_number = number AND place = 0
GROUP BY number
