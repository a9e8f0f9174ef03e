-- id: liability.cost
-- group: liability
-- name: Liability at cost
-- name_de: Verbindlichkeit zu Kosten
-- scope: members
-- unit: money
-- divided: yes
-- better: -
-- needs: program
-- formula: liability.closing x (cost of the rewards bought with points so far + payments with points at face value) / (worth of these rewards + the same payments)
-- source: what the open points cost the shop if they buy what points have bought so far; null until they bought something whose cost and worth are stated
-- means: The open points will cost you this much, as you buy the rewards cheaper than members value them.
-- means_de: So viel werden die offenen Punkte Sie kosten, denn Prämien kosten im Einkauf weniger, als sie wert sind.
-- good: Well below the face value.
-- good_de: Deutlich unter dem Nennwert.
WITH
bought AS (
    SELECT slot AS number, wallet, sum(cost) AS cost, sum(worth) AS worth
    FROM (
        SELECT slot, wallet, cost, worth
        FROM rewards
        JOIN (SELECT DISTINCT member_id, event_id, wallet FROM entries WHERE booked = 'spend') AS spent USING (member_id, event_id)
        WHERE source IN ('redeem', 'auto') AND status <> 'taken back' AND cost IS NOT NULL AND worth IS NOT NULL
        UNION ALL
        SELECT slot, wallet, face_value, face_value FROM payments
    )
    GROUP BY slot, wallet
),
so_far AS (
    SELECT number, part, wallet, sum(cost) OVER earlier AS cost, sum(worth) OVER earlier AS worth
    FROM slots
    CROSS JOIN wallets
    LEFT JOIN bought USING (number, wallet)
    WINDOW earlier AS (PARTITION BY part, wallet ORDER BY number)
)
SELECT number AS period, wallet AS subject, closing AS numerator, worth AS denominator, roll_forward.value AS by_value, cost AS by_cost
FROM roll_forward
JOIN so_far USING (number, wallet)
WHERE roll_forward.value IS NOT NULL AND worth IS NOT NULL
