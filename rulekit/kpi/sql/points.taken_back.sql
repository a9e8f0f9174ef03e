-- id: points.taken_back
-- group: liability
-- name: Points taken back
-- name_de: Zurückgebuchte Punkte
-- scope: members
-- unit: points
-- better: -
-- needs: program
-- formula: after returns, the debt that later credits pay included
-- source: the roll-forward of a contract liability (IFRS 15.116), in points; available and pending lots, debts not deducted
-- means: This many points went back because of returns.
-- means_de: So viele Punkte gingen wegen Rückgaben zurück.
-- good: When little comes back, as with returns.
-- good_de: Wenn wenig zurückgeht, wie bei den Rückgaben.
SELECT number AS period, wallet AS subject, taken_back AS numerator, NULL AS denominator
FROM roll_forward
