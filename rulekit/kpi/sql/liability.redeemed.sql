-- id: liability.redeemed
-- group: liability
-- name: Liability, redeemed
-- name_de: Verbindlichkeit, eingelöst
-- scope: members
-- unit: money
-- better: -
-- needs: program
-- formula: points.redeemed x the `value` of the wallet
-- source: the same roll-forward at face value
-- means: This many points, in money, were spent.
-- means_de: So viele Punkte, in Geld, wurden eingelöst.
-- good: When it comes close to what is given: who spends points comes back for more.
-- good_de: Wenn fast so viel eingelöst wie vergeben wird: Wer einlöst, sammelt weiter.
SELECT number AS period, wallet AS subject, redeemed * value AS numerator, NULL AS denominator
FROM roll_forward
WHERE value IS NOT NULL
