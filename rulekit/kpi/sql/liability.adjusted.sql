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
-- good: When little has to be put right by hand.
-- good_de: Wenn wenig von Hand berichtigt werden muss.
SELECT number AS period, wallet AS subject, adjusted * value AS numerator, NULL AS denominator
FROM roll_forward
WHERE value IS NOT NULL
