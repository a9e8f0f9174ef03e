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
