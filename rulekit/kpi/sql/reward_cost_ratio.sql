-- id: reward_cost_ratio
-- group: rewards
-- name: Reward cost ratio
-- name_de: Prämienkosten je Umsatz
-- scope: members
-- unit: ratio
-- divided: yes
-- better: -
-- needs: program
-- formula: (`cost` of the rewards issued in the period that are open or used + payments with points at face value) / money paid by members while they were members
-- source: what the program costs, in percent of what members pay
-- means: Of 100 spent by members, this much goes into their rewards.
-- means_de: Von 100 Umsatz der Mitglieder fließt so viel in ihre Prämien.
-- good: It must stay below your margin.
-- good_de: Muss unter Ihrer Handelsspanne bleiben.
WITH given AS (
    SELECT number, sum(cost) AS cost, count(*) > count(cost) AS is_unknown
    FROM (
        SELECT number, cost FROM rewards WHERE status IN ('open', 'used') UNION ALL SELECT number, face_value FROM payments
    )
    GROUP BY number
)
SELECT
    number AS period, NULL AS subject, CASE WHEN is_unknown THEN NULL ELSE coalesce(cost, 0) END AS numerator,
    paid AS denominator, CASE WHEN is_unknown THEN 'not every reward that was given states its `cost`' END AS note
FROM paid_by_members
LEFT JOIN given USING (number)
