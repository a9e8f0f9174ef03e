-- id: points.closing
-- group: liability
-- name: Points at the end
-- name_de: Punkte am Ende
-- scope: members
-- unit: points
-- better: -
-- needs: program
-- formula: opening + issued + adjusted - redeemed - expired - taken back
-- source: the roll-forward of a contract liability (IFRS 15.116), in points; available and pending lots, debts not deducted
-- means: Members held this many points at the end: those at the start + issued + adjusted - redeemed - expired - taken back.
-- means_de: So viele Punkte hatten die Mitglieder am Ende: Anfang + vergeben + berichtigt − eingelöst − verfallen − zurückgebucht.
-- good: When it grows no faster than the sales.
-- good_de: Wenn der Bestand nicht schneller wächst als der Umsatz.
SELECT number AS period, wallet AS subject, closing AS numerator, NULL AS denominator
FROM roll_forward
