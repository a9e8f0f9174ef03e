-- id: referral_rate
-- group: program
-- name: Members who were recommended
-- name_de: Empfohlene Mitglieder
-- scope: members
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: members who joined in the period for the first time and named a referrer / members who joined in it for the first time
-- source: the usual definition of loyalty reports
-- means: Of 100 new members, this many came because a friend sent them.
-- means_de: Von 100 neuen Mitgliedern kamen so viele durch eine Empfehlung.
-- good: 5 to 15 %: nothing else wins customers so cheaply.
-- good_de: 5 bis 15 %: Nichts gewinnt Kunden günstiger.
SELECT
    joined_number AS period, NULL AS subject, count(*) FILTER (WHERE named.member_id IS NOT NULL) AS numerator, count(*) AS denominator
FROM spells
LEFT JOIN (SELECT DISTINCT member_id FROM events WHERE kind = 'enrol' AND referred_by IS NOT NULL) AS named USING (member_id)
WHERE place = 0 AND joined_number IS NOT NULL
GROUP BY joined_number
