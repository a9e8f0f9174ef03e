-- id: liability.expired
-- group: liability
-- name: Liability, expired
-- name_de: Verbindlichkeit, verfallen
-- scope: members
-- unit: money
-- better: -
-- needs: program
-- formula: points.expired x the `value` of the wallet
-- source: the same roll-forward at face value
-- means: This many points, in money, ran out.
-- means_de: So viele Punkte, in Geld, sind verfallen.
-- good: When little expires: nobody likes to lose what they have collected.
-- good_de: Wenn wenig verfällt: Niemand verliert gern, was er gesammelt hat.
SELECT number AS period, wallet AS subject, expired * value AS numerator, NULL AS denominator
FROM roll_forward
WHERE value IS NOT NULL
