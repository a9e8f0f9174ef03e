-- id: reward_cost_ratio
-- group: rewards
-- name: Reward cost ratio
-- name_de: Prämienkosten je Umsatz
-- scope: members
-- unit: ratio
-- divided: yes
-- better: lower
-- needs: program
-- formula: `cost` of the rewards issued in the period that are open or used / money paid by members
-- source: what the program costs, in percent of what members pay; payments with points count at face value
-- means: Of 100 spent by members, this much goes into their rewards.
-- means_de: Von 100 Umsatz der Mitglieder fließt so viel in ihre Prämien.
-- good: 1 to 5 % in retail; above the margin it burns money.
-- good_de: Im Handel 1 bis 5 %; oberhalb der Marge verbrennt es Geld.
WITH given AS (
    SELECT periods.number, coalesce(sum(cost), 0) AS cost
    FROM periods LEFT JOIN rewards ON issued_on BETWEEN starts AND ends AND status IN ('open', 'used')
    GROUP BY periods.number
),
paid_with_points AS (
    SELECT number, -sum(amount * value) AS cost
    FROM entries
    JOIN wallets USING (wallet)
    LEFT JOIN reward_facts USING (reward)
    WHERE booked = 'spend' AND (reward IS NULL OR reward_facts.kind = 'payment')
    GROUP BY number
),
spent AS (
    SELECT number, sum(amount) AS paid FROM sales WHERE member_id IN (SELECT member_id FROM members) GROUP BY number
)
SELECT number AS period, NULL AS subject, given.cost + coalesce(paid_with_points.cost, 0) AS numerator, coalesce(paid, 0) AS denominator
FROM given
LEFT JOIN paid_with_points USING (number)
LEFT JOIN spent USING (number)
