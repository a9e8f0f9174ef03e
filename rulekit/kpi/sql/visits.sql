-- id: visits
-- group: repeat
-- name: Visits
-- name_de: Besuche
-- scope: identified customers, members
-- unit: count
-- better: higher
-- formula: days with a purchase, summed over customers
-- source: two receipts of one day are one visit
-- means: Customers came so many times.
-- means_de: Kunden kamen so viele Male.
-- good: Growing.
-- good_de: Wachsend.
SELECT number AS period, NULL AS subject, count(member_id) AS numerator, NULL AS denominator
FROM periods
LEFT JOIN visits USING (number)
GROUP BY number
