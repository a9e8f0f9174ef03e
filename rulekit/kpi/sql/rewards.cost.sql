-- id: rewards.cost
-- group: rewards
-- name: Cost of rewards
-- name_de: Kosten der Prämien
-- scope: members
-- unit: money
-- better: -
-- needs: program
-- formula: `cost` x rewards issued in the period that are open or used; payments with points are no rewards
-- source: null where a reward states no cost
-- means: The rewards cost the shop this much, or will when they are used.
-- means_de: So viel kosten die Prämien das Geschäft, oder werden es bei der Einlösung kosten.
-- good: Within what was planned for the program.
-- good_de: Im Rahmen dessen, was für das Programm geplant ist.
SELECT
    number AS period, reward AS subject,
    CASE WHEN count(code) = count(cost) AND bool_and(has_cost) THEN coalesce(sum(cost), 0) END AS numerator, NULL AS denominator
FROM periods
CROSS JOIN reward_names
LEFT JOIN (SELECT number, reward, code, cost FROM rewards WHERE status IN ('open', 'used')) AS given USING (number, reward)
GROUP BY number, reward
