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
-- source: from the first day of the ledger to the end of the period; empty where a late event leaves open whether somebody did
-- means: Of 100 members who began, this many have filled the card, passed the last step of the ladder or met the challenge at least once.
-- means_de: Von 100, die begonnen haben, haben so viele mindestens einmal die Karte gefüllt, die letzte Stufe der Leiter erreicht oder die Herausforderung geschafft.
-- good: When it rises. Where hardly anybody makes it, the goal may be too far away.
-- good_de: Wenn der Anteil steigt. Schafft es kaum jemand, ist das Ziel vielleicht zu weit weg.
WITH courses AS (
    SELECT
        part, part + slot AS number, rule, member_id, last(has_begun ORDER BY seq)::INTEGER AS with_step,
        last((fills > 0)::INTEGER ORDER BY seq) AS with_full
    FROM progress
    JOIN chosen USING (member_id)
    JOIN calendar USING (day)
    GROUP BY part, number, rule, member_id
),
changes AS (
    SELECT
        part, number, rule, with_step - coalesce(lag(with_step) OVER course, 0) AS with_step,
        coalesce(with_full, 0) - coalesce(lag(with_full) OVER course, 0) AS with_full,
        (with_full IS NULL)::INTEGER - coalesce(lag((with_full IS NULL)::INTEGER) OVER course, 0) AS untold
    FROM courses
    WINDOW course AS (PARTITION BY part, rule, member_id ORDER BY number)
),
counted AS (
    SELECT
        number, named.rule, part, sum(coalesce(sum(with_step), 0)) OVER so_far AS with_step,
        sum(coalesce(sum(with_full), 0)) OVER so_far AS with_full, sum(coalesce(sum(untold), 0)) OVER so_far AS untold
    FROM slots
    JOIN (SELECT DISTINCT part, rule FROM changes) AS named USING (part)
    LEFT JOIN changes USING (part, number, rule)
    GROUP BY number, part, named.rule
    WINDOW so_far AS (PARTITION BY part, named.rule ORDER BY number)
)
SELECT
    number AS period, rule AS subject, CASE untold WHEN 0 THEN with_full END AS numerator, with_step AS denominator,
    CASE WHEN untold > 0 THEN 'after a late event it is open whether somebody got there' END AS note
FROM counted
WHERE number > part AND NOT EXISTS (FROM members_before)
