-- id: visits
-- group: repeat
-- name: Visits
-- name_de: Besuche
-- scope: identified customers, members
-- unit: count
-- better: higher
-- formula: days with a purchase, summed over customers
-- source: two receipts of one day are one visit
-- means: Customers came this many times.
-- means_de: So oft kamen Kunden.
-- good: When the number rises.
-- good_de: Wenn die Zahl steigt.
SELECT number AS period, NULL AS subject, count(member_id) AS numerator, NULL AS denominator
FROM periods
LEFT JOIN visits USING (number)
GROUP BY number
