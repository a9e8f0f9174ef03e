-- What follows from the entries of a replay.

-- The periods, and before them number 0: all that was earlier.
CREATE OR REPLACE TEMP TABLE slots AS
SELECT number, starts, ends FROM periods
UNION ALL
SELECT 0, DATE '0001-01-01', min(starts) - 1 FROM periods;

-- The entries in units of their wallet, with the period their day lies in. They are `booked` as their kind, a correction (S11) as
-- the kind it restates.
CREATE OR REPLACE TEMP TABLE entries AS
SELECT
    * EXCLUDE (amount, balance, cut, scale, unit, starts, ends),
    amount::DECIMAL(19, 0) * unit AS amount, balance::DECIMAL(19, 0) * unit AS balance, cut::DECIMAL(19, 0) * unit AS cut,
    CASE kind WHEN 'correct' THEN split_part(reason, ' ', 1) ELSE kind END AS booked
FROM (
    SELECT *, (CASE scale WHEN 0 THEN 1 WHEN 1 THEN 0.1 WHEN 2 THEN 0.01 WHEN 3 THEN 0.001 ELSE 0.0001 END)::DECIMAL(5, 4) AS unit
    FROM all_entries
    WHERE (SELECT is_whole FROM segment) OR member_id IN (FROM chosen)
)
LEFT JOIN periods ON day BETWEEN starts AND ends;

-- Every reward that was issued.
CREATE OR REPLACE TEMP TABLE rewards AS
SELECT
    code, member_id, reward, issued_on::DATE AS issued_on, usable_until::DATE AS usable_until, status, used_on::DATE AS used_on,
    worth::DECIMAL(18, 4) AS worth, cost::DECIMAL(18, 4) AS cost, source, event_id
FROM all_rewards
WHERE (SELECT is_whole FROM segment) OR member_id IN (FROM chosen);

-- Everybody who ever enrolled.
CREATE OR REPLACE TEMP TABLE members AS
SELECT member_id, tier FROM all_members WHERE (SELECT is_whole FROM segment) OR member_id IN (FROM chosen);

-- When they were members: `left_on` is NULL while they are; `place` is 0 for the first time. A late event may have moved the joining.
CREATE OR REPLACE TEMP TABLE spells AS
SELECT
    member_id, place, min(coalesce(available_on, day)) FILTER (WHERE booked = 'enrol') AS joined,
    max(day) FILTER (WHERE booked = 'leave') AS left_on
FROM (
    SELECT *, count(*) FILTER (WHERE booked = 'leave') OVER (
        PARTITION BY member_id ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS place
    FROM entries
    WHERE booked IN ('enrol', 'leave')
)
GROUP BY member_id, place;

-- The purchases of the periods, and whether the buyer was a member that day.
CREATE OR REPLACE TEMP TABLE sales_by_membership AS
SELECT number, amount, EXISTS (
    FROM spells
    WHERE spells.member_id = sales.member_id AND day >= joined AND (left_on IS NULL OR day <= left_on)
) AS is_members
FROM sales
WHERE number IS NOT NULL;

-- Of each period, how many were members at its end, and how many at any time of it.
CREATE OR REPLACE TEMP TABLE membership AS
WITH
placed AS (
    SELECT came.number AS came, went.number AS went, lead(came.number) OVER (PARTITION BY member_id ORDER BY place) AS came_again
    FROM spells
    JOIN slots AS came ON joined BETWEEN came.starts AND came.ends
    LEFT JOIN slots AS went ON left_on BETWEEN went.starts AND went.ends
),
changes AS (
    SELECT came AS number, 1 AS change, 0 AS gone FROM placed
    UNION ALL SELECT went, -1, (came_again IS DISTINCT FROM went)::INTEGER FROM placed WHERE went IS NOT NULL
    UNION ALL SELECT number, 0, 0 FROM slots
)
SELECT number, sum(sum(change)) OVER (ORDER BY number) AS enrolled, enrolled + sum(gone) AS present
FROM changes
GROUP BY number
QUALIFY number > 0;

-- How the points that members hold (available and pending) change. Debt that a credit pays is taken back then, as the points it
-- stands for had been spent before.
CREATE OR REPLACE TEMP TABLE flows AS
SELECT member_id, day, number, wallet, amount, rule, event_id,
    CASE
        WHEN booked IN ('earn', 'bonus', 'referral', 'advance') THEN 'issued'
        WHEN booked = 'adjust' THEN 'adjusted'
        WHEN booked = 'spend' THEN 'redeemed'
        WHEN booked = 'expire' THEN 'expired'
        WHEN booked IN ('take_back', 'repay') THEN 'taken back'
    END AS flow
FROM entries
WHERE wallet IS NOT NULL
    AND booked IN ('earn', 'bonus', 'referral', 'advance', 'adjust', 'spend', 'expire', 'take_back', 'repay');

-- Of each wallet and period, what it began with, every flow (spent, expired and taken back as positive amounts), what it ended with;
-- and since the first entry: all that was ever given (what was booked by hand is given where it is positive), redeemed, expired.
CREATE OR REPLACE TEMP TABLE roll_forward AS
WITH
moved AS (
    SELECT
        slots.number, wallet, sum(amount) AS net,
        sum(amount) FILTER (WHERE flow = 'issued') AS issued,
        sum(amount) FILTER (WHERE flow = 'adjusted') AS adjusted,
        -sum(amount) FILTER (WHERE flow = 'redeemed') AS redeemed,
        -sum(amount) FILTER (WHERE flow = 'expired') AS expired,
        -sum(amount) FILTER (WHERE flow = 'taken back') AS taken_back,
        sum(amount) FILTER (WHERE flow = 'issued' OR (flow = 'adjusted' AND amount > 0)) AS given
    FROM flows JOIN slots ON day BETWEEN starts AND ends
    GROUP BY slots.number, wallet
)
SELECT
    slots.number, wallets.wallet, value,
    coalesce(issued, 0) AS issued, coalesce(adjusted, 0) AS adjusted, coalesce(redeemed, 0) AS redeemed,
    coalesce(expired, 0) AS expired, coalesce(taken_back, 0) AS taken_back,
    coalesce(sum(net) OVER so_far, 0) AS closing, closing - coalesce(net, 0) AS opening,
    coalesce(sum(given) OVER so_far, 0) AS given_so_far, coalesce(sum(moved.redeemed) OVER so_far, 0) AS redeemed_so_far,
    coalesce(sum(moved.expired) OVER so_far, 0) AS expired_so_far
FROM slots
CROSS JOIN wallets
LEFT JOIN moved ON moved.number = slots.number AND moved.wallet = wallets.wallet
WINDOW so_far AS (PARTITION BY wallets.wallet ORDER BY slots.number)
QUALIFY slots.number > 0;

-- Who moved between levels (or `none`), by the level at the start and at the end of the period.
CREATE OR REPLACE TEMP TABLE level_moves AS
SELECT *, coalesce(lag(level) OVER (PARTITION BY member_id ORDER BY number), 'none') AS level_before
FROM (
    SELECT slots.number, member_id, arg_max(CASE booked WHEN 'leave' THEN 'none' ELSE rule END, seq) AS level
    FROM entries JOIN slots ON day BETWEEN starts AND ends
    WHERE booked IN ('tier_up', 'tier_down', 'tier', 'leave')
    GROUP BY slots.number, member_id
);

-- How many members had each level (or `none`) at the end of each period; levels that nobody had are left out.
CREATE OR REPLACE TEMP TABLE levels_at_end AS
WITH
changes AS (
    SELECT number, level, 1 AS change FROM level_moves
    UNION ALL SELECT number, level_before, -1 FROM level_moves
    UNION ALL SELECT slots.number, 'none', 1 FROM spells JOIN slots ON joined BETWEEN starts AND ends
    UNION ALL SELECT slots.number, 'none', -1 FROM spells JOIN slots ON left_on BETWEEN starts AND ends
),
had AS (
    SELECT slots.number, level, sum(coalesce(change, 0)) OVER (PARTITION BY level ORDER BY slots.number) AS members
    FROM slots
    CROSS JOIN (SELECT DISTINCT level FROM changes) AS named
    LEFT JOIN (SELECT number, level, sum(change) AS change FROM changes GROUP BY number, level) AS moved USING (number, level)
)
SELECT number, level, members FROM had WHERE number > 0 AND members > 0;

-- Rules with a beginning and an end that are over, with a stretch of the same length before them that was seen as well.
CREATE OR REPLACE TEMP TABLE promotions AS
SELECT rule, number, from_day, until_day, from_day - days AS before_day
FROM (SELECT *, (until_day - from_day + 1)::INTEGER AS days FROM rules WHERE from_day IS NOT NULL AND until_day IS NOT NULL)
JOIN periods ON until_day BETWEEN starts AND ends
WHERE until_day <= (SELECT last_day FROM stated) AND from_day - days >= (SELECT first_day FROM stated);

-- Of everybody who was a member all that time, in ten-thousandths: money paid during a promotion less that of the stretch before it;
-- whether the promotion gave something, and whether the member belongs to the control group (NULL: neither in it nor left out of it).
CREATE OR REPLACE TEMP TABLE promotion_spend AS
SELECT
    promotions.number, promotions.rule, spells.member_id,
    (coalesce(sum(CASE WHEN sales.day >= from_day THEN amount ELSE -amount END), 0) * 10000)::HUGEINT AS net,
    (promotions.rule, spells.member_id) IN (
        SELECT (entries.rule, entries.member_id) FROM entries JOIN promotions AS own USING (rule)
        WHERE booked IN ('earn', 'bonus', 'issue') AND day BETWEEN own.from_day AND own.until_day
    ) AS has_got,
    any_value(is_control) AS is_control
FROM promotions
JOIN spells ON joined <= before_day AND (left_on IS NULL OR left_on > until_day)
LEFT JOIN sales ON sales.member_id = spells.member_id AND sales.day BETWEEN before_day AND until_day
LEFT JOIN control_groups ON control_groups.member_id = spells.member_id
GROUP BY promotions.number, promotions.rule, spells.member_id;

-- Both sides of a comparison: how many members, the sum of what they spent more, and of its squares. By the `promotion`, who got
-- something against who did not; by the `control` group, who was left out of it against who is in it.
CREATE OR REPLACE TEMP TABLE promotion_sides AS
SELECT
    number, rule, compared_by,
    count(*) FILTER (WHERE is_treated) AS treated, coalesce(sum(net) FILTER (WHERE is_treated), 0)::HUGEINT AS treated_sum,
    coalesce(sum(net * net) FILTER (WHERE is_treated), 0)::HUGEINT AS treated_squares,
    count(*) FILTER (WHERE NOT is_treated) AS others, coalesce(sum(net) FILTER (WHERE NOT is_treated), 0)::HUGEINT AS others_sum,
    coalesce(sum(net * net) FILTER (WHERE NOT is_treated), 0)::HUGEINT AS others_squares
FROM (
    SELECT number, rule, net, 'promotion' AS compared_by, has_got AS is_treated FROM promotion_spend
    UNION ALL SELECT number, rule, net, 'control', NOT is_control FROM promotion_spend
)
GROUP BY number, rule, compared_by;
