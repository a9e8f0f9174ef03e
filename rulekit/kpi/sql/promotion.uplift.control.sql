-- id: promotion.uplift.control
-- group: rewards
-- name: Promotion uplift against a control group
-- name_de: Mehrumsatz der Aktion gegen eine Vergleichsgruppe
-- scope: members
-- unit: money
-- divided: yes
-- better: higher
-- needs: program
-- model: difference
-- formula: mean over members outside the control group of (money paid during the promotion - money paid in the same number of days before it) - the same mean over the control group
-- source: difference in differences against the member attribute `control_group` (yes or no), all members of both groups, whatever they got
-- means: During the promotion members outside the control group spent this much more than those in it, beyond what they did before.
-- means_de: Während der Aktion gaben Mitglieder außerhalb der Vergleichsgruppe so viel mehr aus als die in ihr, über das Vorher hinaus.
-- good: More than the promotion cost per member, with a lower bound above zero.
-- good_de: Mehr, als die Aktion je Mitglied gekostet hat, mit einer Untergrenze über null.
SELECT number AS period, rule AS subject, treated, treated_sum, treated_squares, others, others_sum, others_squares
FROM promotion_sides
WHERE compared_by = 'control'
