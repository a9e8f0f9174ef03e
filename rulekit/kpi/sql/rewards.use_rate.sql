-- id: rewards.use_rate
-- group: rewards
-- name: Share of rewards used
-- name_de: Einlösequote der Prämien
-- scope: members
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: of the rewards issued in the period: used so far / used or lapsed so far
-- source: rewards that are still open, or taken back, are left out
-- means: Of 100 rewards whose time is over, this many were used.
-- means_de: Von 100 Prämien, deren Zeit vorbei ist, wurden so viele eingelöst.
-- good: When it rises. Where few are used, the reward may not appeal, or people forget it.
-- good_de: Wenn der Anteil steigt. Werden wenige eingelöst, lockt die Prämie vielleicht nicht, oder sie wird vergessen.
SELECT
    number AS period, reward AS subject, count(*) FILTER (WHERE status = 'used') AS numerator,
    count(*) FILTER (WHERE status IN ('used', 'lapsed')) AS denominator
FROM rewards
WHERE number IS NOT NULL
GROUP BY number, reward
