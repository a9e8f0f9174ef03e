-- id: promotion.uplift
-- group: rewards
-- name: Promotion uplift
-- name_de: Mehrumsatz der Aktion
-- scope: members
-- unit: money
-- divided: yes
-- better: higher
-- needs: program
-- model: difference
-- formula: mean over members who got something from the rule of (money paid during the promotion - money paid in the same number of days before it) - the same mean over members who did not
-- source: difference in differences; members who got something chose to buy, so part of it is not the promotion's doing: a control group says more
-- means: During the promotion these members spent this much more than the others, beyond what they did before.
-- means_de: Während der Aktion gaben sie so viel mehr aus als die anderen, über das Vorher hinaus.
-- good: More than the promotion cost per member, with a lower bound above zero.
-- good_de: Mehr, als die Aktion je Mitglied gekostet hat, mit einer Untergrenze über null.
SELECT number AS period, rule AS subject, treated, treated_sum, treated_squares, others, others_sum, others_squares
FROM promotion_sides
WHERE compared_by = 'promotion'
