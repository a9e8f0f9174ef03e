-- What follows from the entries of a replay.

-- The periods of every part, and before them number `part`: all that was earlier.
CREATE OR REPLACE TEMP TABLE slots AS
SELECT number, part FROM periods
UNION ALL
SELECT DISTINCT part, part FROM periods;

-- The entries, with the period their day lies in, and the slot.
CREATE OR REPLACE TEMP TABLE entries AS
SELECT * EXCLUDE (period, slot), part + period AS number, part + slot AS slot
FROM seen_entries
JOIN chosen USING (member_id)
JOIN calendar USING (day);

-- Every reward that was issued, with the periods of its issue and its use.
CREATE OR REPLACE TEMP TABLE rewards AS
SELECT seen_rewards.*, part, part + issued.period AS number, part + issued.slot AS slot, part + used.period AS used_number
FROM seen_rewards
JOIN chosen USING (member_id)
JOIN calendar AS issued ON issued_on = issued.day
LEFT JOIN calendar AS used ON used_on = used.day;

-- The rewards that members could get or got, and whether they state what they cost.
CREATE OR REPLACE TEMP TABLE reward_names AS
SELECT reward, bool_and(cost IS NOT NULL) AS has_cost
FROM (SELECT reward, cost FROM reward_facts WHERE kind <> 'payment' UNION ALL SELECT DISTINCT reward, cost FROM seen_rewards)
GROUP BY reward;

-- What was paid with points, negative where it was undone: what they took off at the rate of the reward they paid with, which is in whole steps
-- of all lots together; without a reward the `value` of the points (NULL: the wallet states none). A correction (S11) names no reward: its points are
-- those of the redemption that came late, or nobody can tell what they pay, unless there are no payments at all.
CREATE OR REPLACE TEMP TABLE payments AS
SELECT
    number, slot, day, member_id, wallet,
    CASE
        WHEN NOT is_told THEN NULL
        WHEN reward IS NULL THEN points * value
        ELSE ((points * 10000)::HUGEINT // (pays_points * 10000)::HUGEINT)::DECIMAL(18, 0) * pays_money
    END AS worth,
    CASE WHEN is_told THEN 'not every wallet that paid states its `value`' ELSE 'a late event changed what points paid' END AS missing
FROM (
    SELECT
        number, slot, day, member_id, event_id, wallet, coalesce(entries.reward, late.reward) AS reward,
        kind <> 'correct' OR late.event_id IS NOT NULL AS is_told, -sum(amount) AS points
    FROM entries
    LEFT JOIN (SELECT event_id, reward FROM seen_events WHERE kind = 'redeem') AS late USING (event_id)
    WHERE booked = 'spend'
    GROUP BY ALL
    HAVING points <> 0
)
JOIN wallets USING (wallet)
LEFT JOIN reward_facts USING (reward)
WHERE reward_facts.kind = 'payment' OR (reward IS NULL AND (
    is_told OR EXISTS (FROM reward_facts WHERE kind = 'payment') OR EXISTS (FROM seen_events WHERE kind = 'redeem' AND reward IS NULL)
));

-- When they were members: `left_on` is NULL while they are; `joined_by` is the event and `joined_seq` the entry; `place` is 0 for the first time. A late event may have moved the joining;
-- that of who was a member before a replay went on is known from the list of members.
CREATE OR REPLACE TEMP TABLE spells AS
SELECT
    spelled.*, part + came.period AS joined_number, part + came.slot AS joined_slot, part + went.slot AS left_slot
FROM (
    SELECT
        member_id, part, place, min(coalesce(available_on, day)) FILTER (WHERE booked = 'enrol') AS joined,
        min(seq) FILTER (WHERE booked = 'enrol') AS joined_seq, arg_max(event_id, seq) FILTER (WHERE booked = 'enrol') AS joined_by,
        max(day) FILTER (WHERE booked = 'leave') AS left_on
    FROM (
        SELECT *, count(*) FILTER (WHERE booked = 'leave') OVER (
            PARTITION BY member_id ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS place
        FROM (
            SELECT member_id, part, seq, booked, day, available_on, event_id FROM entries WHERE booked IN ('enrol', 'leave')
            UNION ALL
            SELECT member_id, part, 0, 'enrol', joined, NULL, NULL FROM members_before JOIN chosen USING (member_id)
        )
    )
    GROUP BY member_id, part, place
) AS spelled
LEFT JOIN calendar AS came ON joined = came.day
LEFT JOIN calendar AS went ON left_on = went.day;

-- The purchases, and whether the buyer was a member that day.
CREATE OR REPLACE TEMP TABLE sales_by_membership AS
SELECT event_id, part, number, amount, EXISTS (
    FROM spells
    WHERE spells.member_id = sales.member_id AND day >= joined AND (left_on IS NULL OR day <= left_on)
) AS is_members
FROM sales;

-- Of each period, the money that members paid while they were members.
CREATE OR REPLACE TEMP VIEW paid_by_members AS
SELECT number, coalesce(sum(amount) FILTER (WHERE is_members), 0) AS paid
FROM periods
LEFT JOIN sales_by_membership USING (number)
GROUP BY number;

-- Of each period, how many were members at its end, and how many at any time of it.
CREATE OR REPLACE TEMP TABLE membership AS
WITH
changes AS (
    SELECT joined_slot AS number, 1 AS change, 0 AS gone FROM spells
    UNION ALL
    SELECT left_slot, -1, (lead(joined_slot) OVER (PARTITION BY member_id ORDER BY place) IS DISTINCT FROM left_slot)::INTEGER FROM spells
)
SELECT
    number, part, sum(coalesce(sum(change), 0)) OVER (PARTITION BY part ORDER BY number) AS enrolled,
    enrolled + coalesce(sum(gone) FILTER (WHERE change < 0), 0) AS present
FROM slots
LEFT JOIN changes USING (number)
GROUP BY number, part
QUALIFY number > part;

-- How the points that members hold change.
CREATE OR REPLACE TEMP TABLE flows AS
SELECT member_id, day, slot, wallet, amount, rule, event_id, flow FROM entries WHERE flow IS NOT NULL;

-- Of each wallet and period, what it began with (where a replay went on: what members had), every flow (spent, expired and taken back as positive amounts), what it ended with;
-- and since the first entry: all that was ever given (what was booked by hand is given where it is positive), redeemed, expired.
CREATE OR REPLACE TEMP TABLE roll_forward AS
WITH
moved AS (
    SELECT
        slot, wallet, sum(amount) AS net,
        sum(amount) FILTER (WHERE flow = 'issued') AS issued,
        sum(amount) FILTER (WHERE flow = 'adjusted') AS adjusted,
        -sum(amount) FILTER (WHERE flow = 'redeemed') AS redeemed,
        -sum(amount) FILTER (WHERE flow = 'expired') AS expired,
        -sum(amount) FILTER (WHERE flow = 'taken back') AS taken_back,
        sum(amount) FILTER (WHERE flow IN ('issued', 'brought along') OR (flow = 'adjusted' AND amount > 0)) AS given
    FROM (
        SELECT slot, wallet, amount, flow FROM flows
        UNION ALL
        SELECT part, wallet, amount, 'brought along' FROM points_before JOIN chosen USING (member_id)
    )
    GROUP BY slot, wallet
)
SELECT
    number, wallets.wallet, value,
    coalesce(issued, 0) AS issued, coalesce(adjusted, 0) AS adjusted, coalesce(redeemed, 0) AS redeemed,
    coalesce(expired, 0) AS expired, coalesce(taken_back, 0) AS taken_back,
    coalesce(sum(net) OVER so_far, 0) AS closing, closing - coalesce(net, 0) AS opening,
    coalesce(sum(given) OVER so_far, 0) AS given_so_far, coalesce(sum(moved.redeemed) OVER so_far, 0) AS redeemed_so_far,
    coalesce(sum(moved.expired) OVER so_far, 0) AS expired_so_far
FROM slots
CROSS JOIN wallets
LEFT JOIN moved ON slot = number AND moved.wallet = wallets.wallet
WINDOW so_far AS (PARTITION BY part, wallets.wallet ORDER BY number)
QUALIFY number > part;

-- Whose level changed: what it was at the start and at the end of the period, `none` for members without one, NULL for who was no member.
-- That a level is lost is booked right behind the leaving.
CREATE OR REPLACE TEMP TABLE level_moves AS
SELECT *, lag(level) OVER (PARTITION BY member_id ORDER BY slot) AS level_before
FROM (
    SELECT slot, part, member_id, last(level ORDER BY seq) AS level
    FROM (
        SELECT slot, part, member_id, seq, CASE WHEN 'leave' IN (booked, booked_before) THEN NULL ELSE rule END AS level
        FROM (
            SELECT *, CASE rule WHEN 'none' THEN lag(booked) OVER (PARTITION BY member_id ORDER BY seq) END AS booked_before
            FROM entries
            WHERE booked IN ('tier_up', 'tier_down', 'tier', 'leave')
        )
        UNION ALL
        SELECT joined_slot, part, member_id, joined_seq, 'none' FROM spells
    )
    GROUP BY slot, part, member_id
);

-- How many members had each level (or `none`) at the end of each period; levels that nobody ever had, not even within one, are left out.
CREATE OR REPLACE TEMP TABLE levels_at_end AS
WITH
changes AS (
    SELECT slot, part, level, 1 AS change FROM level_moves WHERE level IS NOT NULL
    UNION ALL SELECT slot, part, level_before, -1 FROM level_moves WHERE level_before IS NOT NULL
),
had AS (
    SELECT number, part, level, sum(coalesce(change, 0)) OVER (PARTITION BY part, level ORDER BY number) AS members
    FROM slots
    JOIN (
        SELECT part, rule AS level FROM entries WHERE booked IN ('tier_up', 'tier_down', 'tier')
        UNION SELECT part, level FROM changes
    ) AS named USING (part)
    LEFT JOIN (SELECT slot AS number, level, sum(change) AS change FROM changes GROUP BY slot, level) AS moved USING (number, level)
)
SELECT number, level, members FROM had WHERE number > part;

-- Rules with a beginning and an end that are over, with a stretch of the same length before them that was seen as well.
CREATE OR REPLACE TEMP TABLE promotions AS
SELECT rule, period, from_day, until_day, from_day - days AS before_day
FROM (SELECT *, (until_day - from_day + 1)::INTEGER AS days FROM rules WHERE from_day IS NOT NULL AND until_day IS NOT NULL)
JOIN calendar ON until_day = day
WHERE until_day <= (SELECT last_day FROM stated) AND from_day - days >= (SELECT first_day FROM stated);

-- Of everybody who was a member all that time, in ten-thousandths: money paid during a promotion less that of the stretch before it;
-- whether the promotion gave something, and whether the member belongs to the control group (NULL: neither in it nor left out of it).
CREATE OR REPLACE TEMP TABLE promotion_spend AS
SELECT
    spells.part + promotions.period AS number, promotions.rule, spells.member_id,
    (coalesce(sum(CASE WHEN sales.day >= from_day THEN amount ELSE -amount END), 0) * 10000)::HUGEINT AS net,
    (promotions.rule, spells.member_id) IN (
        SELECT (entries.rule, entries.member_id) FROM entries JOIN promotions AS own USING (rule)
        WHERE booked IN ('earn', 'bonus', 'issue') AND day BETWEEN own.from_day AND own.until_day
        GROUP BY entries.rule, entries.member_id
        HAVING sum(coalesce(amount, 1)) > 0
    ) AS has_got,
    any_value(is_control) AS is_control
FROM promotions
JOIN spells ON joined <= before_day AND (left_on IS NULL OR left_on > until_day)
LEFT JOIN sales ON sales.member_id = spells.member_id AND sales.day BETWEEN before_day AND until_day
LEFT JOIN control_groups ON control_groups.member_id = spells.member_id
GROUP BY spells.part + promotions.period, promotions.rule, spells.member_id;

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
