-- id: rewards.issued
-- group: rewards
-- name: Rewards given
-- name_de: Vergebene Prämien
-- scope: members
-- unit: count
-- better: -
-- needs: program
-- formula: rewards issued in the period
-- source: counting
-- means: This many rewards were given or bought.
-- means_de: So viele Prämien wurden vergeben oder eingetauscht.
-- good: As planned.
-- good_de: Wie geplant.
SELECT number AS period, reward AS subject, count(code) AS numerator, NULL AS denominator
FROM periods
CROSS JOIN reward_names
LEFT JOIN (SELECT number, reward, code FROM rewards) AS given USING (number, reward)
GROUP BY number, reward
