-- id: nps
-- group: satisfaction
-- name: Net promoter score
-- name_de: Weiterempfehlung (NPS)
-- scope: identified customers, members
-- unit: score
-- divided: yes
-- better: higher
-- formula: 100 x (answers of 9 and 10 - answers of 0 to 6) / answers
-- source: Reichheld 2003; `score` (0 to 10) of the activity `survey`
-- means: From -100 to 100: how many more would recommend you warmly than would warn of you.
-- means_de: Von -100 bis 100: wie viel mehr Kunden Sie begeistert empfehlen als von Ihnen abraten.
-- good: Above 0: more would recommend you warmly than would warn of you. A few answers say little.
-- good_de: Über 0: Mehr empfehlen Sie begeistert, als abraten. Wenige Antworten sagen wenig.
SELECT
    number AS period, NULL AS subject, 100 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) AS numerator, count(score) AS denominator,
    CASE WHEN bool_or(has_odd_score) THEN 'answers_left_out' END AS flag
FROM answers
WHERE has_odd_score IS NOT NULL
GROUP BY number
