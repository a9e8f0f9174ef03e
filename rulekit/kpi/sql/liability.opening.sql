-- id: liability.opening
-- group: liability
-- name: Liability at the start
-- name_de: Verbindlichkeit zu Beginn
-- scope: members
-- unit: money
-- better: -
-- needs: program
-- formula: points.opening x the `value` of the wallet
-- source: the same roll-forward at face value
-- means: Members held this many points, in money, when the period began.
-- means_de: So viele Punkte, in Geld, hatten die Mitglieder zu Beginn.
-- good: When it grows no faster than the sales.
-- good_de: Wenn der Wert nicht schneller wächst als der Umsatz.
SELECT number AS period, wallet AS subject, opening * value AS numerator, NULL AS denominator
FROM roll_forward
WHERE value IS NOT NULL
