-- id: liability.closing
-- group: liability
-- name: Liability at the end
-- name_de: Verbindlichkeit am Ende
-- scope: members
-- unit: money
-- better: -
-- needs: program
-- formula: points.closing x the `value` of the wallet
-- source: the same roll-forward at face value
-- means: Members held this many points, in money, at the end: those at the start + issued + adjusted - redeemed - expired - taken back.
-- means_de: So viele Punkte, in Geld, hatten die Mitglieder am Ende: Anfang + vergeben + berichtigt − eingelöst − verfallen − zurückgebucht.
-- good: When it grows no faster than the sales.
-- good_de: Wenn der Wert nicht schneller wächst als der Umsatz.
SELECT number AS period, wallet AS subject, closing * value AS numerator, NULL AS denominator
FROM roll_forward
WHERE value IS NOT NULL
