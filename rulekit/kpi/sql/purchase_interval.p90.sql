-- id: purchase_interval.p90
-- group: repeat
-- name: Days between visits, nine of ten
-- name_de: Tage zwischen Besuchen, neun von zehn
-- scope: identified customers, members
-- unit: days
-- better: lower
-- formula: nine of ten gaps are at most so long
-- source: days between two days with a purchase of one customer; counted where the later one lies in the period
-- means: Nine of ten visits that follow another come within this many days. Counted are customers who did come again, mostly regulars.
-- means_de: Wer wiederkommt, tut das in neun von zehn Fällen innerhalb so vieler Tage. Gezählt sind Kunden, die wiederkamen, also vor allem Stammkunden.
-- good: Shorter than before. It is a day for a reminder or a voucher: by then nine of ten are back.
-- good_de: Kürzer als früher. An diesem Tag passt eine Erinnerung oder ein Gutschein: Neun von zehn sind bis dahin wieder da.
SELECT number AS period, NULL AS subject, quantile_disc(day - day_before, 0.9) AS numerator, NULL AS denominator
FROM visits
WHERE number IS NOT NULL AND day_before IS NOT NULL
GROUP BY number
