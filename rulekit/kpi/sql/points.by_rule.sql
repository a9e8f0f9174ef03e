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
-- means: This rule gave this many points.
-- means_de: Diese Regel hat so viele Punkte vergeben.
-- good: Most of it comes from the rule that carries the promise.
-- good_de: Das meiste kommt aus der Regel, die das Versprechen trägt.
SELECT number AS period, rule || ' (' || wallet || ')' AS subject, coalesce(sum(amount), 0) AS numerator, NULL AS denominator
FROM periods
JOIN (SELECT DISTINCT part, rule, wallet FROM flows WHERE flow = 'issued' AND rule IS NOT NULL) AS named USING (part)
LEFT JOIN (SELECT slot AS number, rule, wallet, amount FROM flows WHERE flow = 'issued') AS given USING (number, rule, wallet)
GROUP BY number, rule, wallet
