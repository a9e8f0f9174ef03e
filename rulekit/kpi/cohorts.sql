-- Of each cohort (by the start of the period of the first purchase): the kind of row, its place, and how many customers. Rows go on
-- to the period of the last day, or the last 30 days that somebody has begun by its end.
WITH
bought AS (
    SELECT
        member_id, day, min(day) OVER (PARTITION BY member_id) AS first_day, local_minute,
        min(local_minute) OVER (PARTITION BY member_id) AS first_minute
    FROM (
        SELECT member_id, day, (day - DATE '1970-01-01') * 1440 + minute AS local_minute
        FROM all_events
        WHERE kind = 'purchase' AND member_id IS NOT NULL AND day <= $last
    )
),
placed AS (
    SELECT
        member_id, date_trunc($by, first_day)::DATE AS starts, first_minute,
        date_diff($by, date_trunc($by, first_day), date_trunc($by, day)) AS place,
        (local_minute - first_minute) // (30 * 1440) AS rolling
    FROM bought
    WHERE first_day >= $first
),
lasting AS (
    SELECT starts, last_place, count(*) AS customers
    FROM (SELECT starts, max(place) AS last_place FROM placed GROUP BY member_id, starts)
    GROUP BY starts, last_place
),
counted AS (
    SELECT starts, 'on' AS kind, place, count(DISTINCT member_id) AS customers FROM placed GROUP BY starts, place
    UNION ALL
    SELECT starts, 'on_or_after', range, sum(customers)::BIGINT FROM lasting, range(0, last_place + 1) GROUP BY starts, range
    UNION ALL
    SELECT starts, 'rolling_30_days', rolling, count(DISTINCT member_id) FROM placed GROUP BY starts, rolling
),
seen AS (
    SELECT
        starts, date_diff($by, starts, date_trunc($by, $last)) AS last_place,
        (($last - DATE '1970-01-01') * 1440 + 1439 - min(first_minute)) // (30 * 1440) AS last_rolling
    FROM placed
    GROUP BY starts
)
SELECT seen.starts, kinds.kind, range AS place, coalesce(customers, 0) AS customers
FROM seen
CROSS JOIN (VALUES ('on'), ('on_or_after'), ('rolling_30_days')) AS kinds(kind)
CROSS JOIN range(0, 1 + CASE kinds.kind WHEN 'rolling_30_days' THEN last_rolling ELSE last_place END)
LEFT JOIN counted ON counted.starts = seen.starts AND counted.kind = kinds.kind AND counted.place = range
ORDER BY ALL
