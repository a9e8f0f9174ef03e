-- id: points.expired
-- group: liability
-- name: Points expired
-- name_de: Verfallene Punkte
-- scope: members
-- unit: points
-- better: -
-- needs: program
-- formula: past their last usable day, or left behind by leaving members
-- source: the roll-forward of a contract liability (IFRS 15.116), in points; available and pending lots, debts not deducted
-- means: This many points ran out.
-- means_de: So viele Punkte sind verfallen.
-- good: When little expires: nobody likes to lose what they have collected.
-- good_de: Wenn wenig verfällt: Niemand verliert gern, was er gesammelt hat.
SELECT number AS period, wallet AS subject, expired AS numerator, NULL AS denominator
FROM roll_forward
