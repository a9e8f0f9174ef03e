-- id: members.active
-- group: program
-- name: Active members
-- name_de: Aktive Mitglieder
-- scope: members
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: members with a purchase, redemption, use or activity in the period / members enrolled by its end
-- source: the usual definition of loyalty reports
-- means: Of 100 members, this many did something in the period.
-- means_de: Von 100 Mitgliedern haben so viele im Zeitraum etwas getan.
-- good: Per year above 50 %; below it, many cards sleep in drawers.
-- good_de: Im Jahr über 50 %; darunter schlafen viele Karten in Schubladen.
SELECT periods.number AS period, NULL AS subject, count(DISTINCT events.member_id) AS numerator, count(DISTINCT members.member_id) AS denominator
FROM periods
JOIN members ON joined <= ends
LEFT JOIN events ON events.member_id = members.member_id AND events.day BETWEEN starts AND ends
    AND kind IN ('purchase', 'redeem', 'use', 'activity')
GROUP BY periods.number
