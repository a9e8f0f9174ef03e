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
-- means: So many points, in money, were spent.
-- means_de: So viele Punkte, in Geld, wurden eingelöst.
-- good: The lines close to the cent: opening + issued + adjusted - redeemed - expired - taken back = closing.
-- good_de: Die Zeilen gehen auf den Cent auf: Anfang + ausgegeben + berichtigt - eingelöst - verfallen - zurückgebucht = Ende.
SELECT number AS period, wallet AS subject, redeemed * value AS numerator, NULL AS denominator
FROM roll_forward
WHERE value IS NOT NULL
