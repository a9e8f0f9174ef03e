-- id: points.opening
-- group: liability
-- name: Points at the start
-- name_de: Punkte zu Beginn
-- scope: members
-- unit: points
-- better: -
-- needs: program
-- formula: points held when the period began
-- source: the roll-forward of a contract liability (IFRS 15.116), in points; available and pending lots, debts not deducted
-- means: Members held this many points when the period began.
-- means_de: So viele Punkte hatten die Mitglieder zu Beginn.
-- good: When it grows no faster than the sales.
-- good_de: Wenn der Bestand nicht schneller wächst als der Umsatz.
SELECT number AS period, wallet AS subject, opening AS numerator, NULL AS denominator
FROM roll_forward
