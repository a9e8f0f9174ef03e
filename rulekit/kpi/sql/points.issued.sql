-- id: points.issued
-- group: liability
-- name: Points issued
-- name_de: Vergebene Punkte
-- scope: members
-- unit: points
-- better: -
-- needs: program
-- formula: earned, as bonus and by referral in the period
-- source: the roll-forward of a contract liability (IFRS 15.116), in points; available and pending lots, debts not deducted
-- means: This many points were given.
-- means_de: So viele Punkte kamen hinzu.
-- good: When it grows with the sales.
-- good_de: Wenn der Wert mit dem Umsatz wächst.
SELECT number AS period, wallet AS subject, issued AS numerator, NULL AS denominator
FROM roll_forward
