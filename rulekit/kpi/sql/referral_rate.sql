-- id: referral_rate
-- group: program
-- name: Members who were recommended
-- name_de: Empfohlene Mitglieder
-- scope: members
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: members who joined in the period for the first time and named a referrer whom the program knew / members who joined in it for the first time
-- source: the usual definition of loyalty reports
-- means: Of 100 new members, this many came because a friend sent them.
-- means_de: Von 100 neuen Mitgliedern kamen so viele durch eine Empfehlung.
-- good: When it rises.
-- good_de: Wenn der Anteil steigt.
SELECT joined_number AS period, NULL AS subject, count(referred_by) AS numerator, count(*) AS denominator
FROM spells
LEFT JOIN events ON event_id = joined_by
WHERE spells.place = 0 AND joined_number IS NOT NULL
GROUP BY joined_number
