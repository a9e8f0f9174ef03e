-- id: promotion.uplift.low
-- group: rewards
-- name: Difference in spending during a promotion, no proof, at least
-- name_de: Unterschied in der Kaufsumme während der Aktion, kein Beweis, mindestens
-- scope: members
-- unit: money
-- better: higher
-- needs: program
-- model: low
-- formula: promotion.uplift - t x the standard error of the difference
-- source: Welch 1947: 95 % confidence interval for two groups of unlike size and spread; never with fewer than 30 members on a side
-- means: The difference is at least this much, by the 95% confidence interval.
-- means_de: Mindestens so groß ist der Unterschied nach dem 95-%-Konfidenzintervall.
-- good: Above 0; that the promotion was the reason only a control group can show.
-- good_de: Über 0; ob die Aktion der Grund war, zeigt nur eine Vergleichsgruppe.
SELECT number AS period, rule AS subject, treated, treated_sum, treated_squares, others, others_sum, others_squares
FROM promotion_sides
WHERE compared_by = 'promotion'
