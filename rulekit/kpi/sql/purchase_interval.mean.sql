-- id: purchase_interval.mean
-- group: repeat
-- name: Days between visits, mean
-- name_de: Tage zwischen Besuchen, Durchschnitt
-- scope: identified customers, members
-- unit: days
-- divided: yes
-- better: lower
-- formula: sum of the days between one visit and the next / number of these gaps
-- source: days between two days with a purchase of one customer; counted where the later one lies in the period
-- means: On average this many days lie between two visits.
-- means_de: Im Durchschnitt liegen so viele Tage zwischen zwei Besuchen.
-- good: Shorter than before; few long pauses raise it, so look at the median as well.
-- good_de: Kürzer als früher. Wenige lange Pausen treiben den Wert, deshalb auch den mittleren Wert ansehen.
SELECT number AS period, NULL AS subject, sum(day - day_before)::BIGINT AS numerator, count(*) AS denominator
FROM visits
WHERE number IS NOT NULL AND day_before IS NOT NULL
GROUP BY number
