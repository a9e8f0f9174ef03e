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
-- means: This many people were members at the end of the period.
-- means_de: Am Ende des Zeitraums waren so viele Menschen Mitglied.
-- good: When the number rises and most of them are active.
-- good_de: Wenn die Zahl steigt und die meisten davon aktiv sind.
SELECT number AS period, NULL AS subject, enrolled AS numerator, NULL AS denominator
FROM membership
