-- id: spend_per_customer.net
-- group: value
-- name: Spend per customer, net of returns
-- name_de: Umsatz je Kunde nach Rückgaben
-- scope: identified customers, members
-- unit: money
-- divided: yes
-- better: higher
-- formula: (money paid - money returned) / customers with a purchase, in the same period
-- source: spend_per_customer, with a return counted on its own day as in sales.net
-- means: A known customer spent this much on average, returns taken off; sales without a card are left out.
-- means_de: Ein bekannter Kunde hat im Schnitt so viel ausgegeben, Rückgaben abgezogen; Einkäufe ohne Karte zählen nicht mit.
-- good: When it rises, for members faster than for others.
-- good_de: Wenn er steigt, bei Mitgliedern schneller als bei anderen.
SELECT
    periods.number AS period, NULL AS subject, coalesce(spend, 0) - coalesce(returned, 0) AS numerator, coalesce(customers, 0) AS denominator
FROM periods
LEFT JOIN (SELECT number, sum(spend) AS spend, count(*) AS customers FROM active GROUP BY number) AS bought USING (number)
LEFT JOIN (
    SELECT number, sum(amount) AS returned FROM refunds WHERE member_id IS NOT NULL GROUP BY number
) AS back USING (number)
