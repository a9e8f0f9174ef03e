-- id: liability.adjusted
-- group: liability
-- name: Liability, adjusted
-- name_de: Verbindlichkeit, berichtigt
-- scope: members
-- unit: money
-- better: -
-- needs: program
-- formula: points.adjusted x the `value` of the wallet
-- source: the same roll-forward at face value
-- means: This many points, in money, were booked by hand.
-- means_de: So viele Punkte, in Geld, wurden von Hand gebucht.
SELECT number AS period, wallet AS subject, adjusted * value AS numerator, NULL AS denominator
FROM roll_forward
WHERE value IS NOT NULL
