-- id: points.by_rule
-- group: rewards
-- name: Points by rule
-- name_de: Punkte je Regel
-- scope: members
-- unit: points
-- better: -
-- needs: program
-- formula: points credited by each rule in the period, per wallet
-- source: counting; before take-backs
-- means: This rule gave so many points.
-- means_de: Diese Regel hat so viele Punkte vergeben.
-- good: Most of it comes from the rule that carries the promise.
-- good_de: Das meiste kommt aus der Regel, die das Versprechen trägt.
SELECT number AS period, rule || ' (' || wallet || ')' AS subject, sum(amount) AS numerator, NULL AS denominator
FROM entries
WHERE booked IN ('earn', 'bonus', 'referral') AND number IS NOT NULL AND rule IS NOT NULL
GROUP BY number, rule, wallet
