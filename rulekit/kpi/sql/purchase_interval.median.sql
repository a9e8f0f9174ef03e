-- id: purchase_interval.median
-- group: repeat
-- name: Days between visits, median
-- name_de: Tage zwischen Besuchen, Median
-- scope: identified customers, members
-- unit: days
-- divided: yes
-- better: lower
-- formula: half of the gaps are shorter, half are longer (the mean of the two in the middle)
-- source: days between two days with a purchase of one customer; counted where the later one lies in the period
-- means: Half of all returns happen within so many days.
-- means_de: Die Hälfte aller Wiederbesuche geschieht innerhalb so vieler Tage.
-- good: Send a reminder a little later than this.
-- good_de: Kurz danach lohnt eine Erinnerung.
SELECT number AS period, NULL AS subject, quantile_disc(day - day_before, 0.5) + (-quantile_disc(-(day - day_before), 0.5)) AS numerator, 2 AS denominator
FROM visits
WHERE number IS NOT NULL AND day_before IS NOT NULL
GROUP BY number
