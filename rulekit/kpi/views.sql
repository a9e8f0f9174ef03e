-- What follows from the events, in the words KPIs are written in. `chosen` holds the customers looked at, each with the part of them it
-- belongs to (all are one part where nothing divides them). Every part has periods of its own: `periods` counts them on without a gap of
-- its own, so that a `number` tells both, and the one before is `number` - 1; number `part` itself is all that was before its first.
-- `calendar` says which `period` a day lies in, or with those before the first which `slot`; `stated` the first and the last day that is looked at, how many periods there are,
-- whether they are the whole time undivided, whether the ledger is all the history there was, and a marketing budget.

-- Everything that happened to the customers looked at. A NULL member is every anonymous sale.
CREATE OR REPLACE TEMP VIEW events AS
SELECT seen_events.*, part, part + period AS number
FROM seen_events
JOIN chosen ON seen_events.member_id IS NOT DISTINCT FROM chosen.member_id
JOIN calendar USING (day);

-- One row per purchase; `member_id` is NULL for an anonymous sale. `number` is the period it lies in (NULL: in none).
CREATE OR REPLACE TEMP TABLE sales AS
SELECT event_id, member_id, part, day, amount, units, lines, number
FROM events
WHERE kind = 'purchase';

-- One row per refund of money, on its own day (S5.1); parts of one return, each of another purchase, have its `document`. The one that
-- completes the refund of a purchase brings back all units that had not come back before (S5.2).
CREATE OR REPLACE TEMP TABLE refunds AS
SELECT * EXCLUDE (units, paid, sold, place), CASE
    WHEN sold IS NOT NULL AND sum(amount) OVER so_far >= paid AND sum(amount) OVER so_far - amount < paid
    THEN greatest(sold - coalesce(sum(units) OVER so_far - coalesce(units, 0), 0), 0)
    ELSE units
END AS units
FROM (
    SELECT back.event_id, coalesce(document, back.event_id) AS document, ref, back.member_id, back.part, back.day, back.amount,
        back.units, back.lines, back.number, back.place, bought.amount AS paid, bought.units AS sold
    FROM events AS back
    LEFT JOIN sales AS bought ON bought.event_id = ref
    WHERE kind = 'refund' AND back.amount IS NOT NULL
)
WINDOW so_far AS (PARTITION BY ref ORDER BY place);

-- Customers who can be told apart, with the day of their first purchase and the period it lies in (NULL: before all periods).
CREATE OR REPLACE TEMP TABLE customers AS
SELECT member_id, part, first_day, part + period AS first_number
FROM (SELECT member_id, part, min(day) AS first_day FROM sales WHERE member_id IS NOT NULL GROUP BY member_id, part) AS first_sales
JOIN calendar ON first_day = day;

-- Who bought in which period: how many purchases, on how many days, for how much.
CREATE OR REPLACE TEMP TABLE active AS
SELECT number, member_id, count(*) AS orders, count(DISTINCT day) AS days, sum(amount) AS spend
FROM sales
WHERE member_id IS NOT NULL AND number IS NOT NULL
GROUP BY number, member_id;

-- The days on which each customer bought, with the day of the purchase before (NULL: the first).
CREATE OR REPLACE TEMP TABLE visits AS
SELECT
    member_id, day, number, lag(day) OVER (PARTITION BY member_id ORDER BY day) AS day_before,
    row_number() OVER (PARTITION BY member_id ORDER BY day) AS place
FROM (
    SELECT DISTINCT member_id, day, number FROM sales
    WHERE member_id IS NOT NULL
);

-- New customers with the day they came again (NULL: never). `waits_from`: the day from which on time has to pass until something can be
-- said. A period waits for its last newcomer, so for its end; in the whole time everybody waits alone.
CREATE OR REPLACE TEMP VIEW newcomers AS
SELECT
    first_number AS number, customers.first_day, second.day AS second_day,
    CASE WHEN is_undivided THEN customers.first_day ELSE ends END AS waits_from
FROM customers
JOIN periods ON number = first_number
CROSS JOIN stated
LEFT JOIN visits AS second ON second.member_id = customers.member_id AND second.place = 2;

-- Of each period: S who bought in the one before, E who bought in it, N of these for the first time ever,
-- `kept` of S who bought again, `reactivated` who had bought, but not in the one before, `lost` of S who did not buy. The whole time has
-- no period before it: what needs S is NULL. So it is in the first period where it was stated that the history begins with it; a ledger
-- that is all there was has 0. Where not all of the one before was seen, that is flagged.
CREATE OR REPLACE TEMP TABLE movements AS
WITH
bought AS (SELECT number, count(*) AS customers FROM active GROUP BY number),
seen AS (
    SELECT
        active.number,
        count(*) AS ended,
        count(*) FILTER (WHERE first_number = active.number) AS new,
        count(before.member_id) AS kept
    FROM active
    JOIN customers ON customers.member_id = active.member_id
    LEFT JOIN active AS before ON before.number = active.number - 1 AND before.member_id = active.member_id
    GROUP BY active.number
),
counted AS (
    SELECT
        periods.number, coalesce(ended, 0) AS ended, coalesce(new, 0) AS new,
        CASE WHEN before.number IS NOT NULL OR (is_whole_history AND NOT is_undivided) THEN coalesce(bought.customers, 0) END AS started,
        CASE WHEN before.number IS NOT NULL OR (is_whole_history AND NOT is_undivided) THEN coalesce(kept, 0) END AS kept,
        CASE WHEN before.is_partial THEN 'partial' END AS flag
    FROM periods
    CROSS JOIN stated
    LEFT JOIN periods AS before ON before.number = periods.number - 1
    LEFT JOIN seen ON seen.number = periods.number
    LEFT JOIN bought ON bought.number = periods.number - 1
)
SELECT *, ended - new - kept AS reactivated, started - kept AS lost FROM counted;

-- What customers answered: the activity `survey` with a `score` from 0 to 10 or a `satisfaction` from 1 to 5, whole numbers both.
-- What is beyond the scale is NULL, and `has_odd_…` says so.
CREATE OR REPLACE TEMP TABLE answers AS
SELECT
    number, CASE WHEN has_score THEN given_score END AS score, NOT has_score AS has_odd_score,
    CASE WHEN has_satisfaction THEN given_satisfaction END AS satisfaction, NOT has_satisfaction AS has_odd_satisfaction
FROM (
    SELECT part + period AS number,
        TRY_CAST(score AS DECIMAL(38, 4)) AS given_score, TRY_CAST(satisfaction AS DECIMAL(38, 4)) AS given_satisfaction,
        CASE WHEN score IS NOT NULL THEN coalesce(given_score BETWEEN 0 AND 10 AND given_score % 1 = 0, false) END AS has_score,
        CASE WHEN satisfaction IS NOT NULL THEN
            coalesce(given_satisfaction BETWEEN 1 AND 5 AND given_satisfaction % 1 = 0, false)
        END AS has_satisfaction
    FROM survey_answers JOIN chosen USING (member_id) JOIN calendar USING (day)
    WHERE period IS NOT NULL
);

-- Recency (days since the last purchase, counted from the day after the last period), frequency (purchases), monetary value.
CREATE OR REPLACE TEMP TABLE rfm_values AS
SELECT
    member_id, part, (SELECT last_day FROM stated) + 1 - max(day) AS recency, count(*) AS frequency, sum(amount) AS monetary
FROM sales
WHERE member_id IS NOT NULL
GROUP BY member_id, part;

-- The four cuts between the fifths of each, by linear interpolation: five times the value of cut `fifth`, so that it is exact.
CREATE OR REPLACE TEMP TABLE rfm_cuts AS
WITH
ordered AS (
    SELECT part, measure, value, row_number() OVER (PARTITION BY part, measure ORDER BY value) - 1 AS place,
        count(*) OVER (PARTITION BY part, measure) - 1 AS last_place
    FROM (
        SELECT part, 'recency' AS measure, recency::DECIMAL(38, 4) AS value FROM rfm_values
        UNION ALL SELECT part, 'frequency', frequency::DECIMAL(38, 4) FROM rfm_values
        UNION ALL SELECT part, 'monetary', monetary FROM rfm_values
    )
)
SELECT part, measure, range AS fifth,
    sum(CASE place WHEN last_place * range // 5 THEN value * (5 - last_place * range % 5) ELSE value * (last_place * range % 5) END)
        AS five_times
FROM ordered, range(1, 5)
WHERE place = last_place * range // 5 OR (place = last_place * range // 5 + 1 AND last_place * range % 5 > 0)
GROUP BY part, measure, range;

-- Scores from 1 to 5 (5 is best) and the segment they stand for; see docs/kpis.md for the grid.
CREATE OR REPLACE TEMP TABLE rfm AS
WITH scored AS (
    SELECT
        member_id, part, monetary, recency, frequency,
        5 - count(*) FILTER (WHERE measure = 'recency' AND recency * 5 > five_times) AS r,
        1 + count(*) FILTER (WHERE measure = 'frequency' AND frequency * 5 > five_times) AS f,
        1 + count(*) FILTER (WHERE measure = 'monetary' AND monetary * 5 > five_times) AS m
    FROM rfm_values
    JOIN rfm_cuts USING (part)
    GROUP BY member_id, part, monetary, recency, frequency
)
SELECT *,
    part + (SELECT period_count FROM stated) AS number,
    CASE
        WHEN r = 5 AND f >= 4 THEN 'champions'
        WHEN r >= 3 AND f >= 4 THEN 'loyal customers'
        WHEN r >= 4 AND f >= 2 THEN 'potential loyal customers'
        WHEN r = 5 THEN 'new customers'
        WHEN r = 4 THEN 'promising'
        WHEN r = 3 AND f = 3 THEN 'need attention'
        WHEN r = 3 THEN 'about to sleep'
        WHEN f = 5 THEN 'cannot lose them'
        WHEN f >= 3 THEN 'at risk'
        ELSE 'hibernating'
    END AS segment
FROM scored;

-- What lifetime models look at, for each customer up to the last day: repeat visits, days from the first visit to the last one and to
-- the last day, money of the repeat visits. Purchases of one day are one visit.
CREATE OR REPLACE TEMP VIEW lifetimes AS
SELECT
    member_id, part + (SELECT period_count FROM stated) AS number, count(*) - 1 AS repeats, max(day) - min(day) AS recency,
    (SELECT last_day FROM stated) - min(day) AS age,
    sum(amount) - arg_min(amount, day) AS spent
FROM (
    SELECT member_id, part, day, sum(amount) AS amount
    FROM sales
    WHERE member_id IS NOT NULL
    GROUP BY member_id, part, day
)
GROUP BY member_id, part;
