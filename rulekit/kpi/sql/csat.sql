-- id: csat
-- group: satisfaction
-- name: Satisfied customers
-- name_de: Zufriedene Kunden
-- scope: identified customers, members
-- unit: ratio
-- divided: yes
-- better: higher
-- formula: answers of 4 and 5 / answers
-- source: the top-two-box share; `satisfaction` (1 to 5) of the activity `survey`
-- means: Of 100 who answered, this many were satisfied or very satisfied.
-- means_de: Von 100, die geantwortet haben, waren so viele zufrieden oder sehr zufrieden.
-- good: When it rises. A few answers say little.
-- good_de: Wenn der Anteil steigt. Wenige Antworten sagen wenig.
SELECT
    number AS period, NULL AS subject, count(*) FILTER (WHERE satisfaction >= 4) AS numerator, count(satisfaction) AS denominator,
    CASE WHEN bool_or(has_odd_satisfaction) THEN 'answers_left_out' END AS flag
FROM answers
WHERE has_odd_satisfaction IS NOT NULL
GROUP BY number
