-- id: liability.cost
-- group: liability
-- name: Liability at cost
-- name_de: Verbindlichkeit zu Kosten
-- scope: members
-- unit: money
-- divided: yes
-- better: -
-- needs: program
-- formula: liability.closing x cost of the rewards bought with points so far / worth of these rewards
-- source: what the open points cost the shop if they buy what points have bought so far; null until rewards with a cost and a worth were bought
-- means: The open points will cost you this much, as you buy the rewards cheaper than members value them.
-- means_de: So viel werden die offenen Punkte Sie kosten, denn Prämien kosten im Einkauf weniger, als sie wert sind.
-- good: Well below the face value.
-- good_de: Deutlich unter dem Nennwert.
WITH bought AS (
    SELECT periods.number, entries.wallet, sum(rewards.cost) AS cost, sum(rewards.worth) AS worth
    FROM periods
    JOIN rewards ON issued_on <= ends AND source IN ('redeem', 'auto') AND status <> 'taken back'
    JOIN (SELECT DISTINCT member_id, event_id, wallet FROM entries WHERE booked = 'spend') AS entries USING (member_id, event_id)
    WHERE rewards.cost IS NOT NULL AND rewards.worth IS NOT NULL
    GROUP BY periods.number, entries.wallet
)
SELECT number AS period, wallet AS subject, closing AS numerator, worth AS denominator, value AS by_value, cost AS by_cost
FROM roll_forward
JOIN bought USING (number, wallet)
WHERE value IS NOT NULL
