-- id: effective_reward_rate
-- group: rewards
-- name: Effective reward rate
-- name_de: Wirksamer Vorteil
-- scope: members
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: (points issued in the period x `value` + `worth` of the rewards issued in it without points that are open or used) / money paid by members while they were members
-- source: what the program is worth to its members, in percent of what they pay: points when they are given, as their `value` is what they buy; the same rewards as in reward_cost_ratio, at their worth instead of their cost
-- means: An estimate: for 100 spent, a member gets this much back if all points and open rewards are used.
-- means_de: Eine Schätzung: Für 100 Umsatz bekommt ein Mitglied so viel zurück, wenn alle Punkte und offenen Prämien eingelöst werden.
-- good: As much as you meant to promise, and below your margin.
-- good_de: So viel, wie Sie versprechen wollten, und unter Ihrer Handelsspanne.
WITH given AS (
    SELECT number, sum(worth) AS worth, count(*) > count(worth) AS is_unknown
    FROM (
        SELECT number, issued * value AS worth
        FROM roll_forward
        WHERE issued <> 0 AND wallet IN (SELECT wallet FROM wallets WHERE is_spendable)
        UNION ALL
        SELECT number, worth FROM rewards WHERE source NOT IN ('redeem', 'auto') AND status IN ('open', 'used')
    )
    GROUP BY number
)
SELECT
    number AS period, NULL AS subject, CASE WHEN is_unknown THEN NULL ELSE coalesce(worth, 0) END AS numerator,
    paid AS denominator, CASE WHEN is_unknown THEN 'not every reward that was given states its `worth`, or a wallet its `value`' END AS note
FROM paid_by_members
LEFT JOIN given USING (number)
