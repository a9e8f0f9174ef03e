-- id: purchase_interval.of_customers
-- group: repeat
-- name: Days between visits, mean of customers
-- name_de: Tage zwischen Besuchen, Mittel der Kunden
-- scope: identified customers, members
-- unit: days
-- divided: yes
-- better: lower
-- formula: each customer's own mean gap, averaged over customers
-- source: days between two days with a purchase of one customer; counted where the later one lies in the period
-- means: An average customer pauses so many days; rare visitors weigh as much as regulars.
-- means_de: Ein durchschnittlicher Kunde pausiert so viele Tage; seltene Gäste wiegen so viel wie Stammgäste.
-- good: Shorter than before.
-- good_de: Kürzer als früher.
WITH gaps AS (
    SELECT number, member_id, sum(day - day_before)::HUGEINT AS days, count(*)::HUGEINT AS gaps
    FROM visits
    WHERE number IS NOT NULL AND day_before IS NOT NULL
    GROUP BY number, member_id
)
SELECT number AS period, NULL AS subject, sum((days * 1000000000000) // gaps)::HUGEINT AS numerator, count(*) * 1000000000000 AS denominator
FROM gaps
GROUP BY number
