-- id: promotion.uplift.control.high
-- group: rewards
-- name: Promotion uplift against a control group, at most
-- name_de: Mehrumsatz der Aktion gegen eine Vergleichsgruppe, höchstens
-- scope: members
-- unit: money
-- better: higher
-- needs: program
-- model: high
-- formula: promotion.uplift.control + t x the standard error of the difference
-- source: Welch 1947: 95 % confidence interval for two groups of unlike size and spread; never with fewer than 30 members on a side
-- means: The difference is at most this much, by the 95% confidence interval.
-- means_de: Höchstens so groß ist der Unterschied nach dem 95-%-Konfidenzintervall.
-- good: If zero lies between both bounds, the promotion may have done nothing.
-- good_de: Liegt null zwischen beiden Grenzen, hat die Aktion vielleicht nichts bewirkt.
SELECT number AS period, rule AS subject, treated, treated_sum, treated_squares, others, others_sum, others_squares
FROM promotion_sides
WHERE compared_by = 'control'
