-- id: liability.issued
-- group: liability
-- name: Liability, issued
-- name_de: Verbindlichkeit, vergeben
-- scope: members
-- unit: money
-- better: -
-- needs: program
-- formula: points.issued x the `value` of the wallet
-- source: the same roll-forward at face value
-- means: This many points, in money, were given.
-- means_de: So viele Punkte, in Geld, kamen hinzu.
-- good: When it grows with the sales.
-- good_de: Wenn der Wert mit dem Umsatz wächst.
SELECT number AS period, wallet AS subject, issued * value AS numerator, NULL AS denominator
FROM roll_forward
WHERE value IS NOT NULL
