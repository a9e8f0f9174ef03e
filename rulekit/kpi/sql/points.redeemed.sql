-- id: points.redeemed
-- group: liability
-- name: Points redeemed
-- name_de: Eingelöste Punkte
-- scope: members
-- unit: points
-- better: -
-- needs: program
-- formula: spent on rewards and as payment, less what came back
-- source: the roll-forward of a contract liability (IFRS 15.116), in points; available and pending lots, debts not deducted
-- means: This many points were spent.
-- means_de: So viele Punkte wurden eingelöst.
-- good: When it comes close to what is given: who spends points comes back for more.
-- good_de: Wenn fast so viel eingelöst wie vergeben wird: Wer einlöst, sammelt weiter.
SELECT number AS period, wallet AS subject, redeemed AS numerator, NULL AS denominator
FROM roll_forward
