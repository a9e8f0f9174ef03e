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
-- means: Members held so many points, in money, when the period began.
-- means_de: So viele Punkte, in Geld, hatten die Mitglieder zu Beginn.
-- good: The lines close to the cent: opening + issued + adjusted - redeemed - expired - taken back = closing.
-- good_de: Die Zeilen gehen auf den Cent auf: Anfang + ausgegeben + berichtigt - eingelöst - verfallen - zurückgebucht = Ende.
SELECT number AS period, wallet AS subject, opening * value AS numerator, NULL AS denominator
FROM roll_forward
WHERE value IS NOT NULL
