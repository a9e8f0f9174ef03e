-- id: reward_cost_ratio
-- group: rewards
-- name: Reward cost ratio
-- name_de: Prämienkosten je Umsatz
-- scope: members
-- unit: ratio
-- divided: yes
-- better: -
-- needs: program
-- formula: (`cost` of the rewards issued in the period, given or bought with points, that are open or used + payments with points in it, at what they took off) / money paid by members while they were members
-- source: what the program costs the shop, in percent of what members pay: points when they are spent, as what they buy is what they cost; points still open are liability.cost
-- means: Of 100 that members paid before returns, the rewards of this period cost this much; those not yet used count too.
-- means_de: Von 100, die Mitglieder vor Rückgaben bezahlten, kosten die Prämien dieses Zeitraums so viel; noch nicht eingelöste zählen mit.
-- good: It must stay below your margin.
-- good_de: Unter Ihrer Handelsspanne.
WITH given AS (
    SELECT number, sum(cost) AS cost, min(missing) FILTER (WHERE cost IS NULL) AS missing
    FROM (
        SELECT number, cost, 'not every reward that was given states its `cost`' AS missing FROM rewards WHERE status IN ('open', 'used')
        UNION ALL
        SELECT number, worth, missing FROM payments
    )
    GROUP BY number
)
SELECT
    number AS period, NULL AS subject, CASE WHEN missing IS NULL THEN coalesce(cost, 0) END AS numerator,
    paid AS denominator, missing AS note
FROM paid_by_members
LEFT JOIN given USING (number)
