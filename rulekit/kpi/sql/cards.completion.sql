-- id: cards.completion
-- group: program
-- name: Completion rate
-- name_de: Mitglieder, die es mindestens einmal schafften
-- scope: members
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: members who have filled this card, passed the last threshold of this ladder or met this challenge so far / members with a step on it so far
-- source: from the first day of the ledger to the end of the period
-- means: Of 100 members who began, this many have filled the card, passed the last step of the ladder or met the challenge at least once.
-- means_de: Von 100, die begonnen haben, haben so viele mindestens einmal die Karte gefüllt, die letzte Stufe der Leiter erreicht oder die Herausforderung geschafft.
-- good: When it rises. Where hardly anybody fills it, it may be too long.
-- good_de: Wenn der Anteil steigt. Füllt sie kaum jemand, ist sie vielleicht zu lang.
WITH reached AS (
    SELECT
        part, rule, min(slot) AS started,
        min(slot) FILTER (WHERE CASE booked
            WHEN 'milestone' THEN amount < 0 OR reason = last_threshold
            WHEN 'card_full' THEN amount <= 0
            WHEN 'challenge' THEN amount <= 0
        END) AS completed
    FROM entries
    JOIN counters ON counter = rule
    WHERE booked IN ('step', 'card_full', 'milestone', 'challenge')
    GROUP BY part, rule, member_id
),
changes AS (
    SELECT started AS number, rule, 1 AS with_step, 0 AS with_full FROM reached
    UNION ALL SELECT completed, rule, 0, 1 FROM reached WHERE completed IS NOT NULL
)
SELECT
    number AS period, named.rule AS subject, sum(coalesce(sum(with_full), 0)) OVER so_far AS numerator,
    sum(coalesce(sum(with_step), 0)) OVER so_far AS denominator
FROM slots
JOIN (SELECT DISTINCT part, rule FROM reached) AS named USING (part)
LEFT JOIN changes USING (number, rule)
GROUP BY number, part, named.rule
WINDOW so_far AS (PARTITION BY part, named.rule ORDER BY number)
QUALIFY number > part
