-- id: purchase_interval.median
-- group: repeat
-- name: Days between visits, median
-- name_de: Tage zwischen Besuchen, mittlerer Wert
-- scope: identified customers, members
-- unit: days
-- divided: yes
-- better: lower
-- formula: half of the gaps are shorter, half are longer (the mean of the two in the middle)
-- source: days between two days with a purchase of one customer; counted where the later one lies in the period
-- means: Half of all visits that follow another come within this many days. Counted are customers who did come again, mostly regulars; newcomers may take longer.
-- means_de: Wer wiederkommt, tut das in der Hälfte der Fälle innerhalb so vieler Tage. Gezählt sind Kunden, die wiederkamen, also vor allem Stammkunden; neue Kunden brauchen oft länger.
-- good: Shorter than before.
-- good_de: Kürzer als früher.
SELECT number AS period, NULL AS subject, quantile_disc(day - day_before, 0.5) + (-quantile_disc(-(day - day_before), 0.5)) AS numerator, 2 AS denominator
FROM visits
WHERE number IS NOT NULL AND day_before IS NOT NULL
GROUP BY number
