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
-- means: Half of those who come back do so within this many days.
-- means_de: Die Hälfte derer, die wiederkommen, tut es innerhalb so vieler Tage.
-- good: Shorter than before.
-- good_de: Kürzer als früher.
SELECT number AS period, NULL AS subject, quantile_disc(day - day_before, 0.5) + (-quantile_disc(-(day - day_before), 0.5)) AS numerator, 2 AS denominator
FROM visits
WHERE number IS NOT NULL AND place = 2
GROUP BY number
