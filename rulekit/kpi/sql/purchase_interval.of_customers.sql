-- id: purchase_interval.of_customers
-- group: repeat
-- name: Days between visits, mean of customers
-- name_de: Tage zwischen Besuchen, Durchschnitt der Kunden
-- scope: identified customers, members
-- unit: days
-- divided: yes
-- model: mean of ratios
-- better: lower
-- formula: each customer's own mean gap, averaged over customers
-- source: days between two days with a purchase of one customer; counted where the later one lies in the period
-- means: An average customer pauses this many days; rare visitors weigh as much as regulars.
-- means_de: Ein durchschnittlicher Kunde pausiert so viele Tage; seltene Gäste wiegen so viel wie Stammgäste.
-- good: Shorter than before.
-- good_de: Kürzer als früher.
SELECT number AS period, gaps, sum(days)::HUGEINT AS days, count(*) AS customers
FROM (
    SELECT number, member_id, sum(day - day_before)::BIGINT AS days, count(*) AS gaps
    FROM visits
    WHERE number IS NOT NULL AND day_before IS NOT NULL
    GROUP BY number, member_id
)
GROUP BY number, gaps
