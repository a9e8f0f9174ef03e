-- What follows from the entries of a replay.

-- The entries in units of their wallet, with the period their day lies in.
CREATE OR REPLACE TEMP TABLE entries AS
SELECT
    * EXCLUDE (amount, balance, cut, scale, unit, starts, ends),
    amount::DECIMAL(19, 0) * unit AS amount, balance::DECIMAL(19, 0) * unit AS balance, cut::DECIMAL(19, 0) * unit AS cut
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
SELECT member_id, joined::DATE AS joined, tier
FROM all_members
WHERE (SELECT is_whole FROM segment) OR member_id IN (FROM chosen);

-- How the points that members hold (available and pending) change. A correction (S11) counts as the kind it restates; debt that a
-- credit pays is taken back then, as the points it stands for had been spent before.
CREATE OR REPLACE TEMP TABLE flows AS
SELECT member_id, day, number, wallet, amount, rule, event_id,
    CASE
        WHEN booked IN ('earn', 'bonus', 'referral', 'advance') THEN 'issued'
        WHEN booked = 'adjust' THEN 'adjusted'
        WHEN booked = 'spend' THEN 'redeemed'
        WHEN booked = 'expire' THEN 'expired'
        WHEN booked IN ('take_back', 'repay') THEN 'taken back'
    END AS flow
FROM (SELECT *, CASE kind WHEN 'correct' THEN split_part(reason, ' ', 1) ELSE kind END AS booked FROM entries)
WHERE wallet IS NOT NULL
    AND booked IN ('earn', 'bonus', 'referral', 'advance', 'adjust', 'spend', 'expire', 'take_back', 'repay');

-- Of each wallet and period, what it began with, every flow (spent, expired and taken back as positive amounts), what it ended with.
CREATE OR REPLACE TEMP TABLE roll_forward AS
SELECT
    periods.number, wallets.wallet, wallets.value,
    coalesce(sum(amount) FILTER (WHERE day < starts), 0) AS opening,
    coalesce(sum(amount) FILTER (WHERE flow = 'issued' AND day >= starts), 0) AS issued,
    coalesce(sum(amount) FILTER (WHERE flow = 'adjusted' AND day >= starts), 0) AS adjusted,
    coalesce(-sum(amount) FILTER (WHERE flow = 'redeemed' AND day >= starts), 0) AS redeemed,
    coalesce(-sum(amount) FILTER (WHERE flow = 'expired' AND day >= starts), 0) AS expired,
    coalesce(-sum(amount) FILTER (WHERE flow = 'taken back' AND day >= starts), 0) AS taken_back,
    coalesce(sum(amount), 0) AS closing
FROM periods
CROSS JOIN wallets
LEFT JOIN flows ON flows.wallet = wallets.wallet AND day <= ends
GROUP BY periods.number, wallets.wallet, wallets.value;

-- The level of every member at the end of each period (or `none`), and at its start; members who have joined by its end.
CREATE OR REPLACE TEMP TABLE level_at_end AS
WITH moves AS (
    SELECT member_id, day, seq, CASE WHEN kind = 'leave' THEN 'none' ELSE rule END AS level
    FROM entries
    WHERE kind IN ('tier_up', 'tier_down', 'leave') OR (kind = 'correct' AND reason[:5] = 'tier ')
)
SELECT
    periods.number AS period, members.member_id,
    coalesce(arg_max(level, seq), 'none') AS level,
    coalesce(arg_max(level, seq) FILTER (WHERE day < starts), 'none') AS level_before
FROM periods
JOIN members ON joined <= ends
LEFT JOIN moves ON moves.member_id = members.member_id AND day <= ends
GROUP BY periods.number, members.member_id;

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
    promotions.number, promotions.rule, members.member_id,
    (coalesce(sum(CASE WHEN sales.day >= from_day THEN amount ELSE -amount END), 0) * 10000)::HUGEINT AS net,
    (promotions.rule, members.member_id) IN (
        SELECT (entries.rule, entries.member_id) FROM entries JOIN promotions AS own USING (rule)
        WHERE kind IN ('earn', 'bonus', 'issue') AND day BETWEEN own.from_day AND own.until_day
    ) AS has_got,
    any_value(is_control) AS is_control
FROM promotions
JOIN members ON joined <= before_day
LEFT JOIN sales ON sales.member_id = members.member_id AND sales.day BETWEEN before_day AND until_day
LEFT JOIN control_groups ON control_groups.member_id = members.member_id
GROUP BY promotions.number, promotions.rule, members.member_id;
