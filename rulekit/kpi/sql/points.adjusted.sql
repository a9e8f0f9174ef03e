-- id: points.adjusted
-- group: liability
-- name: Points adjusted
-- name_de: Berichtigte Punkte
-- scope: members
-- unit: points
-- better: -
-- needs: program
-- formula: by hand, with its sign: opening balances, goodwill, corrections
-- source: the roll-forward of a contract liability (IFRS 15.116), in points; available and pending lots, debts not deducted
-- means: This many points were booked by hand.
-- means_de: So viele Punkte wurden von Hand gebucht.
-- good: When little has to be put right by hand.
-- good_de: Wenn wenig von Hand berichtigt werden muss.
SELECT number AS period, wallet AS subject, adjusted AS numerator, NULL AS denominator
FROM roll_forward
