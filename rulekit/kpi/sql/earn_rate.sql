-- id: earn_rate
-- group: program
-- name: Earn rate
-- name_de: Punkte je Umsatz
-- scope: members
-- unit: points
-- divided: yes
-- better: -
-- needs: program
-- formula: points issued / money paid by members while they were members, in the same period
-- source: the usual definition of loyalty reports
-- means: For 1 spent a member gets this many points, bonuses included.
-- means_de: Für 1 Umsatz bekommt ein Mitglied so viele Punkte, Boni eingerechnet.
-- good: As promised, plus what promotions add.
-- good_de: Wie versprochen, dazu was Aktionen bringen.
SELECT number AS period, wallet AS subject, issued AS numerator, paid AS denominator
FROM roll_forward
JOIN paid_by_members USING (number)
