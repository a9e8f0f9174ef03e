-- id: purchase_interval.first_to_second
-- group: repeat
-- name: Days to the second visit, median
-- name_de: Tage bis zum zweiten Besuch, mittlerer Wert
-- scope: identified customers, members
-- unit: days
-- divided: yes
-- better: lower
-- formula: the median over the customers whose second visit lies in the period
-- source: days between two days with a purchase of one customer; counted where the later one lies in the period
-- means: Half of the customers who came a second time did so within this many days of their first visit.
-- means_de: Die Hälfte der Kunden, die ein zweites Mal kamen, kam innerhalb so vieler Tage nach dem ersten Besuch.
-- good: Shorter than before.
-- good_de: Kürzer als früher.
SELECT number AS period, NULL AS subject, quantile_disc(day - day_before, 0.5) + (-quantile_disc(-(day - day_before), 0.5)) AS numerator, 2 AS denominator
FROM visits
WHERE number IS NOT NULL AND place = 2
GROUP BY number
