-- What had come of it by the last day that is looked at.
CREATE OR REPLACE TEMP VIEW seen_entries AS
FROM booked_entries
WHERE day <= (SELECT last_day FROM stated);

-- Everybody who had ever enrolled by then, with their level (NULL where a replay went on and nothing was said of it until later).
CREATE OR REPLACE TEMP TABLE seen_members AS
SELECT member_id, CASE WHEN moved.member_id IS NULL THEN level_before ELSE level END AS level
FROM (
    SELECT member_id, level AS level_before FROM members_before
    UNION ALL
    SELECT DISTINCT member_id, 'none' FROM seen_entries ANTI JOIN members_before USING (member_id) WHERE booked = 'enrol'
)
LEFT JOIN (
    SELECT member_id, arg_max(CASE booked WHEN 'leave' THEN 'none' ELSE rule END, seq) AS level
    FROM seen_entries
    WHERE booked IN ('tier_up', 'tier_down', 'tier', 'leave')
    GROUP BY member_id
) AS moved USING (member_id);

-- Every reward that had been issued by then, as it stood.
CREATE OR REPLACE TEMP TABLE seen_rewards AS
SELECT
    code, member_id, reward, issued_on::DATE AS issued_on, used_on::DATE AS used_on, worth::DECIMAL(18, 4) AS worth,
    cost::DECIMAL(18, 4) AS cost, source, event_id,
    CASE WHEN decided_last > (SELECT last_day FROM stated) THEN coalesce(decided, 'open') ELSE status END AS status
FROM all_rewards
LEFT JOIN (
    SELECT
        member_id, code, max(day) AS decided_last,
        arg_max(CASE booked WHEN 'use' THEN 'used' WHEN 'lapse' THEN 'lapsed' WHEN 'revoke' THEN 'taken back' ELSE 'open' END, seq)
            FILTER (WHERE day <= (SELECT last_day FROM stated)) AS decided
    FROM booked_entries
    WHERE booked IN ('issue', 'use', 'lapse', 'revoke')
    GROUP BY member_id, code
) USING (member_id, code)
WHERE issued_on::DATE <= (SELECT last_day FROM stated);

-- Who was in a control group, by what was said of them last.
CREATE OR REPLACE TEMP TABLE control_groups AS
SELECT member_id, arg_max(is_control, place) AS is_control
FROM stated_controls
WHERE day <= (SELECT last_day FROM stated)
GROUP BY member_id;

-- How far members had come on cards, ladders and challenges, after each entry that says so. `fills`: how often they got to the end, which one that
-- stops there has once. An entry says what happened when it did; once a late event corrected the account (S11), only the sums of steps are right,
-- and what follows from them is looked at. NULL where nothing follows, as with steps that were brought along (`is_opened`), or taken away.
-- `used` are the steps that fills took, `lost` those that went otherwise.
CREATE OR REPLACE TEMP TABLE progress AS
SELECT
    * EXCLUDE (full_used, full_stopped, ran_out),
    CASE
        WHEN NOT is_corrected THEN full_used + full_stopped
        WHEN rounds IS NULL THEN NULL
        WHEN stops AND held < last AND (full_stopped > 0 OR held + lost >= last) THEN NULL
        WHEN stops AND held >= last AND is_opened THEN NULL
        ELSE rounds + (stops AND held >= last)::INTEGER
    END AS fills,
    CASE WHEN NOT is_corrected THEN ran_out WHEN expired = 0 THEN 0 END AS ran_out
FROM (
    SELECT
        *, corrected.member_id IS NOT NULL AS is_corrected, opened.member_id IS NOT NULL AS is_opened, given > 0 AS has_begun,
        CASE WHEN used = 0 THEN 0 WHEN least_used = most_used THEN ((used * 10000)::HUGEINT // (least_used * 10000)::HUGEINT)::INTEGER END AS rounds
    FROM (
        SELECT
            member_id, rule, seq, day, kind, amount, reason, balance AS held, last, stops,
            sum(CASE WHEN booked = 'step' THEN amount ELSE 0 END) OVER so_far AS given,
            sum(CASE WHEN is_full THEN -amount ELSE 0 END) OVER so_far AS used,
            sum(CASE WHEN is_expired THEN -amount ELSE 0 END) OVER so_far AS expired,
            sum(CASE WHEN is_expired OR booked = 'take_back' THEN -amount ELSE 0 END) OVER so_far AS lost,
            (count(*) FILTER (WHERE is_full AND kind <> 'correct' AND amount < 0) OVER so_far)::INTEGER AS full_used,
            least(count(*) FILTER (WHERE is_full AND kind <> 'correct' AND amount = 0) OVER so_far, 1)::INTEGER AS full_stopped,
            (count(*) FILTER (WHERE is_expired AND kind <> 'correct' AND reason IS NULL) OVER so_far)::INTEGER AS ran_out,
            least(last, min(-amount) FILTER (WHERE is_full AND kind <> 'correct' AND amount < 0) OVER every_one) AS least_used,
            greatest(last, max(-amount) FILTER (WHERE is_full AND kind <> 'correct' AND amount < 0) OVER every_one) AS most_used
        FROM (
            SELECT
                *, stops, thresholds[-1]::DECIMAL(18, 4) AS last, booked = 'expire' AND reason IS DISTINCT FROM 'dropped' AS is_expired,
                booked IN ('card_full', 'challenge')
                    OR (booked = 'milestone' AND (amount <> 0 OR reason = thresholds[-1])) AS is_full
            FROM seen_entries
            JOIN counters ON counter = rule
            WHERE wallet IS NULL AND booked IN ('step', 'card_full', 'milestone', 'challenge', 'expire', 'dropped', 'take_back')
        )
        WINDOW so_far AS (PARTITION BY member_id, rule ORDER BY seq), every_one AS (PARTITION BY rule)
    )
    LEFT JOIN (SELECT DISTINCT member_id FROM seen_entries WHERE kind = 'correct') AS corrected USING (member_id)
    LEFT JOIN (SELECT DISTINCT member_id FROM seen_events WHERE kind = 'adjust' AND reason = 'opening') AS opened USING (member_id)
);
