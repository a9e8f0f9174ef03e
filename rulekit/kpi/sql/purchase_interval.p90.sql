-- id: purchase_interval.p90
-- group: repeat
-- name: Days between visits, 90 %
-- name_de: Tage zwischen Besuchen, 90 %
-- scope: identified customers, members
-- unit: days
-- better: lower
-- formula: nine of ten gaps are at most so long
-- source: days between two days with a purchase of one customer; counted where the later one lies in the period
-- means: Whoever stays away longer than this has probably left.
-- means_de: Wer länger fortbleibt, ist wahrscheinlich weg.
-- good: A natural day for a win-back voucher.
-- good_de: Ein natürlicher Tag für einen Gutschein zur Rückgewinnung.
SELECT number AS period, NULL AS subject, quantile_disc(day - day_before, 0.9) AS numerator, NULL AS denominator
FROM visits
WHERE number IS NOT NULL AND day_before IS NOT NULL
GROUP BY number
