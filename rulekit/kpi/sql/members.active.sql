-- id: members.active
-- group: program
-- name: Active members
-- name_de: Aktive Mitglieder
-- scope: members
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: members with a purchase, activity or reward bought or used in the period (what was declined does not count) / all who were members in it
-- source: the usual definition of loyalty reports
-- means: Of 100 members, this many did something in the period.
-- means_de: Von 100 Mitgliedern haben so viele im Zeitraum etwas getan.
-- good: When it rises. The longer a period, the higher it is: compare periods of one length only.
-- good_de: Wenn der Anteil steigt. Je länger ein Zeitraum, desto höher ist er: Vergleichen Sie nur gleich lange.
SELECT number AS period, NULL AS subject, coalesce(busy, 0) AS numerator, present AS denominator
FROM membership
LEFT JOIN (
    SELECT number, count(DISTINCT events.member_id) AS busy
    FROM events
    JOIN spells ON spells.member_id = events.member_id AND day >= joined AND (left_on IS NULL OR day <= left_on)
    WHERE kind IN ('purchase', 'activity') OR (
        kind IN ('redeem', 'use') AND event_id NOT IN (SELECT event_id FROM entries WHERE booked = 'declined' AND rule IN ('redeem', 'use'))
    )
    GROUP BY number
) AS did USING (number)
