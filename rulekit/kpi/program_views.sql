-- What follows from the entries of a replay.

-- The entries in units of their wallet, with the period their day lies in.
CREATE OR REPLACE TEMP VIEW entries AS
SELECT
    * EXCLUDE (amount, balance, cut, scale),
    amount::DECIMAL(19, 0) * unit AS amount, balance::DECIMAL(19, 0) * unit AS balance, cut::DECIMAL(19, 0) * unit AS cut, number
FROM (
    SELECT *, (CASE scale WHEN 0 THEN 1 WHEN 1 THEN 0.1 WHEN 2 THEN 0.01 WHEN 3 THEN 0.001 ELSE 0.0001 END)::DECIMAL(5, 4) AS unit
    FROM all_entries
    WHERE (SELECT is_whole FROM segment) OR member_id IN (FROM chosen)
)
LEFT JOIN periods ON day BETWEEN starts AND ends;

-- Every reward that was issued.
CREATE OR REPLACE TEMP VIEW rewards AS
SELECT
    code, member_id, reward, issued_on::DATE AS issued_on, usable_until::DATE AS usable_until, status, used_on::DATE AS used_on,
    worth::DECIMAL(18, 4) AS worth, cost::DECIMAL(18, 4) AS cost, source, event_id
FROM all_rewards
WHERE (SELECT is_whole FROM segment) OR member_id IN (FROM chosen);

-- Everybody who ever enrolled.
CREATE OR REPLACE TEMP VIEW members AS
SELECT member_id, joined::DATE AS joined, tier
FROM all_members
WHERE (SELECT is_whole FROM segment) OR member_id IN (FROM chosen);
