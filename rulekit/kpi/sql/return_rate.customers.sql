-- id: return_rate.customers
-- group: returns
-- name: Customers with a return
-- name_de: Kunden mit einer Rückgabe
-- scope: identified customers, members
-- unit: ratio
-- divided: yes
-- better: lower
-- formula: customers with a return, who had bought by the end of the period / customers with a purchase in it
-- source: the usual definition of shop analytics
-- means: Of 100 customers who bought, this many brought something back.
-- means_de: Von 100 Kunden, die kauften, brachten so viele etwas zurück.
-- good: When it falls. A few customers with many returns are worth a talk.
-- good_de: Wenn der Anteil sinkt. Wenige Kunden mit vielen Rückgaben sind ein Gespräch wert.
SELECT number AS period, NULL AS subject, coalesce(givers, 0) AS numerator, coalesce(buying, 0) AS denominator
FROM periods
LEFT JOIN (SELECT number, count(*) AS buying FROM active GROUP BY number) AS bought USING (number)
LEFT JOIN (
    SELECT number, count(DISTINCT member_id) AS givers
    FROM refunds
    JOIN customers USING (member_id)
    WHERE coalesce(first_number, number) <= number
    GROUP BY number
) AS back USING (number)
