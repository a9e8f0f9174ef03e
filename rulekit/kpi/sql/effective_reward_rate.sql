-- id: effective_reward_rate
-- group: rewards
-- name: Effective reward rate
-- name_de: Wirksamer Vorteil
-- scope: members
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: (points issued x `value` + `worth` of rewards given without points) / money paid by members
-- source: what the program is worth to its members, in percent of what they pay
-- means: For 100 spent, a member gets this much back.
-- means_de: Für 100 Umsatz bekommt ein Mitglied so viel zurück.
-- good: 1 to 3 % in groceries, 5 % and more in cafés and fashion.
-- good_de: 1 bis 3 % bei Lebensmitteln, 5 % und mehr in Cafés und Mode.
WITH
points AS (SELECT number, sum(issued * value) AS worth FROM roll_forward GROUP BY number),
gifts AS (
    SELECT number, sum(worth) AS worth
    FROM rewards JOIN periods ON issued_on BETWEEN starts AND ends
    WHERE source NOT IN ('redeem', 'auto') AND status <> 'taken back'
    GROUP BY number
),
spent AS (SELECT number, sum(amount) AS paid FROM sales WHERE member_id IN (SELECT member_id FROM members) GROUP BY number)
SELECT number AS period, NULL AS subject, coalesce(points.worth, 0) + coalesce(gifts.worth, 0) AS numerator, paid AS denominator
FROM spent
LEFT JOIN points USING (number)
LEFT JOIN gifts USING (number)
