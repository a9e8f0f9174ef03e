-- id: liability.cost
-- group: liability
-- name: Liability at cost
-- name_de: Verbindlichkeit zu Kosten
-- scope: members
-- unit: money
-- divided: yes
-- better: -
-- needs: program
-- formula: liability.closing x (cost of the rewards bought with points so far + payments with points, at what they took off) / (worth of these rewards + the same payments)
-- source: what the open points cost the shop if they buy what points have bought so far; null until they bought something, and where the cost or worth of something they bought is not stated
-- means: An estimate: what the open points will cost you if they buy what points have bought so far.
-- means_de: Eine Schätzung: So viel werden die offenen Punkte Sie kosten, wenn Mitglieder dafür dasselbe holen wie bisher.
-- good: Well below the face value.
-- good_de: Deutlich unter dem Nennwert.
WITH
bought AS (
    SELECT slot AS number, wallet, sum(cost) AS cost, sum(worth) AS worth, min(missing) FILTER (WHERE cost + worth IS NULL) AS missing
    FROM (
        SELECT
            slot, coalesce(spent.wallet, price_wallet) AS wallet, rewards.cost, rewards.worth,
            'not every reward that was bought with points states its `cost` and `worth`' AS missing
        FROM rewards
        JOIN reward_facts USING (reward)
        LEFT JOIN (SELECT DISTINCT member_id, event_id, reward, wallet FROM entries WHERE booked = 'spend') AS spent USING (member_id, event_id, reward)
        WHERE source IN ('redeem', 'auto') AND status <> 'taken back'
        UNION ALL
        SELECT slot, wallet, worth, worth, missing FROM payments
    )
    GROUP BY slot, wallet
),
so_far AS (
    SELECT
        number, part, wallet, sum(cost) OVER earlier AS cost, sum(worth) OVER earlier AS worth, min(missing) OVER earlier AS missing
    FROM slots
    CROSS JOIN wallets
    LEFT JOIN bought USING (number, wallet)
    WINDOW earlier AS (PARTITION BY part, wallet ORDER BY number)
)
SELECT
    number AS period, wallet AS subject, CASE WHEN missing IS NULL THEN closing END AS numerator, worth AS denominator,
    roll_forward.value AS by_value, cost AS by_cost, missing AS note
FROM roll_forward
JOIN so_far USING (number, wallet)
WHERE roll_forward.value IS NOT NULL AND (missing IS NOT NULL OR worth IS NOT NULL)
