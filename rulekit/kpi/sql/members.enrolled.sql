-- id: members.enrolled
-- group: program
-- name: Members
-- name_de: Mitglieder
-- scope: members
-- unit: count
-- better: higher
-- needs: program
-- formula: members who joined by the end of the period and have not left for good
-- source: counting
-- means: So many people have joined by the end of the period.
-- means_de: So viele Menschen sind bis zum Ende des Zeitraums Mitglied.
-- good: Growing, and most of them active.
-- good_de: Wachsend, und die meisten davon aktiv.
SELECT number AS period, NULL AS subject, count(member_id) AS numerator, NULL AS denominator
FROM periods
LEFT JOIN members ON joined <= ends
GROUP BY number
