-- id: members.enrolled
-- group: program
-- name: Members
-- name_de: Mitglieder
-- scope: members
-- unit: count
-- better: higher
-- needs: program
-- formula: members who joined by the end of the period and have not left by then
-- source: counting
-- means: So many people are members at the end of the period.
-- means_de: So viele Menschen sind bis zum Ende des Zeitraums Mitglied.
-- good: Growing, and most of them active.
-- good_de: Wachsend, und die meisten davon aktiv.
SELECT number AS period, NULL AS subject, enrolled AS numerator, NULL AS denominator
FROM membership
