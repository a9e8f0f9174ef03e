-- id: purchase_interval.p90
-- group: repeat
-- name: Days between visits, nine of ten
-- name_de: Tage zwischen Besuchen, neun von zehn
-- scope: identified customers, members
-- unit: days
-- better: lower
-- formula: nine of ten gaps are at most so long
-- source: days between two days with a purchase of one customer; counted where the later one lies in the period
-- means: Nine of ten pauses between two visits last this long at most. Whoever stays away longer may have left.
-- means_de: Neun von zehn Pausen zwischen zwei Besuchen dauern höchstens so lange. Wer länger wegbleibt, ist vielleicht weg.
-- good: Shorter than before. It is a natural day for a win-back voucher.
-- good_de: Kürzer als früher. An diesem Tag passt ein Gutschein zur Rückgewinnung.
SELECT number AS period, NULL AS subject, quantile_disc(day - day_before, 0.9) AS numerator, NULL AS denominator
FROM visits
WHERE number IS NOT NULL AND day_before IS NOT NULL
GROUP BY number
