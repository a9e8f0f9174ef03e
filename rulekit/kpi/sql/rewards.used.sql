-- id: rewards.used
-- group: rewards
-- name: Rewards used
-- name_de: Eingelöste Prämien
-- scope: members
-- unit: count
-- better: higher
-- needs: program
-- formula: rewards used in the period
-- source: counting
-- means: Members used this many rewards.
-- means_de: So viele Prämien haben Mitglieder eingelöst.
-- good: Close to the number given: an unused gift does no good.
-- good_de: Nahe an der Zahl der vergebenen: Ein Geschenk, das liegen bleibt, nützt nichts.
SELECT number AS period, reward AS subject, count(code) AS numerator, NULL AS denominator
FROM periods
CROSS JOIN reward_names
LEFT JOIN (SELECT used_number AS number, reward, code FROM rewards) AS given USING (number, reward)
GROUP BY number, reward
