-- id: repeat_rate.orders
-- group: repeat
-- name: Repeat purchases
-- name_de: Folgekäufe
-- scope: identified customers, members
-- unit: ratio
-- divided: yes
-- better: higher
-- formula: purchases that are not their customer's first ever / purchases
-- source: the usual definition of shop analytics
-- means: Of 100 purchases, this many were made by somebody who had bought before.
-- means_de: Von 100 Einkäufen stammen so viele von Kunden, die schon einmal gekauft hatten.
-- good: When it rises while new customers keep coming.
-- good_de: Wenn der Anteil steigt und trotzdem neue Kunden kommen.
SELECT number AS period, NULL AS subject, count(*) FILTER (WHERE place > 1) AS numerator, count(*) AS denominator
FROM (
    SELECT number, row_number() OVER (PARTITION BY member_id ORDER BY day, event_id) AS place
    FROM sales
    WHERE member_id IS NOT NULL
)
WHERE number IS NOT NULL
GROUP BY number
