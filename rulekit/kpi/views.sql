-- What follows from the events, in the words KPIs are written in. `chosen` holds the members of a segment; `periods` the periods.

-- Everything that happened to the customers looked at.
CREATE OR REPLACE TEMP VIEW events AS
SELECT * FROM all_events WHERE (SELECT is_whole FROM segment) OR member_id IN (FROM chosen);

-- One row per purchase; `member_id` is NULL for an anonymous sale. `number` is the period it lies in.
CREATE OR REPLACE TEMP VIEW sales AS
SELECT event_id, member_id, events.day, amount, units, lines, number
FROM events LEFT JOIN periods ON events.day BETWEEN starts AND ends
WHERE kind = 'purchase';

-- One row per refund of money, on its own day (S5.1).
CREATE OR REPLACE TEMP VIEW refunds AS
SELECT event_id, ref, member_id, events.day, amount, units, lines, number
FROM events LEFT JOIN periods ON events.day BETWEEN starts AND ends
WHERE kind = 'refund' AND amount IS NOT NULL;

-- Customers who can be told apart, with the day of their first purchase and the period it lies in (NULL: before all periods).
CREATE OR REPLACE TEMP VIEW customers AS
SELECT member_id, first_day, number AS first_number
FROM (SELECT member_id, min(day) AS first_day FROM sales WHERE member_id IS NOT NULL GROUP BY member_id) AS first_sales
LEFT JOIN periods ON first_day BETWEEN starts AND ends;

-- Who bought in which period.
CREATE OR REPLACE TEMP VIEW active AS
SELECT DISTINCT number, member_id FROM sales WHERE member_id IS NOT NULL AND number IS NOT NULL;

-- The days on which each customer bought, up to the end of the periods, with the day of the purchase before (NULL: the first).
CREATE OR REPLACE TEMP VIEW visits AS
SELECT
    member_id, day, number, lag(day) OVER (PARTITION BY member_id ORDER BY day) AS day_before,
    row_number() OVER (PARTITION BY member_id ORDER BY day) AS place
FROM (
    SELECT DISTINCT member_id, day, number FROM sales
    WHERE member_id IS NOT NULL AND day <= (SELECT max(ends) FROM periods)
);

-- Of each period: S who bought in the one before, E who bought in it, N of these for the first time ever,
-- `kept` of S who bought again, `reactivated` who had bought, but not in the one before, `lost` of S who did not buy.
CREATE OR REPLACE TEMP VIEW movements AS
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
        periods.number, coalesce(bought.customers, 0) AS started, coalesce(ended, 0) AS ended, coalesce(new, 0) AS new,
        coalesce(kept, 0) AS kept
    FROM periods
    LEFT JOIN seen ON seen.number = periods.number
    LEFT JOIN bought ON bought.number = periods.number - 1
)
SELECT *, ended - new - kept AS reactivated, started - kept AS lost FROM counted;

-- What customers answered: the activity `survey` with a `score` from 0 to 10 or a `satisfaction` from 1 to 5.
CREATE OR REPLACE TEMP VIEW answers AS
SELECT member_id, number, score, satisfaction
FROM survey_answers LEFT JOIN periods ON day BETWEEN starts AND ends
WHERE (SELECT is_whole FROM segment) OR member_id IN (FROM chosen);
