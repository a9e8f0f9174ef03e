-- id: promotion.uplift
-- group: rewards
-- name: Difference in spending during a promotion, no proof
-- name_de: Unterschied in der Kaufsumme während der Aktion, kein Beweis
-- scope: members
-- unit: money
-- divided: yes
-- better: higher
-- needs: program
-- model: difference
-- formula: mean over members who got something from the rule of (money paid during the promotion - money paid in the same number of days before it) - the same mean over members who did not
-- source: difference in differences; members who got something chose to buy, so part of it is not the promotion's doing: a control group says more
-- means: Members who got something spent this much more while the promotion ran, beyond what they did before. That does not prove the promotion was the reason.
-- means_de: Mitglieder, die etwas bekamen, gaben während der Aktion so viel mehr aus, über das Vorher hinaus. Das beweist nicht, dass die Aktion der Grund war.
-- good: Above 0; that the promotion was the reason only a control group can show.
-- good_de: Über 0; ob die Aktion der Grund war, zeigt nur eine Vergleichsgruppe.
SELECT number AS period, rule AS subject, treated, treated_sum, treated_squares, others, others_sum, others_squares
FROM promotion_sides
WHERE compared_by = 'promotion'
