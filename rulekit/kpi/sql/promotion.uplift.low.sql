-- id: promotion.uplift.low
-- group: rewards
-- name: Promotion uplift, at least
-- name_de: Mehrumsatz der Aktion, mindestens
-- scope: members
-- unit: money
-- better: higher
-- needs: program
-- model: low
-- formula: promotion.uplift - t x the standard error of the difference
-- source: Welch 1947: 95 % confidence interval for two groups of unlike size and spread; never with fewer than 30 members on a side
-- means: With 95 % confidence the uplift is at least this much.
-- means_de: Mit 95 % Sicherheit beträgt der Mehrumsatz mindestens so viel.
-- good: If zero lies between both bounds, the promotion may have done nothing.
-- good_de: Liegt null zwischen beiden Grenzen, hat die Aktion vielleicht nichts bewirkt.
SELECT number AS period, rule AS subject, treated, treated_sum, treated_squares, others, others_sum, others_squares
FROM promotion_sides
WHERE compared_by = 'promotion'
