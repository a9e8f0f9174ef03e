-- What the program says, as tables (see program.json of a result folder); then what follows from the entries whoever is looked at.
CREATE TABLE wallets (wallet VARCHAR, value DECIMAL(18, 4), is_spendable BOOLEAN);
CREATE TABLE reward_facts (
    reward VARCHAR, kind VARCHAR, worth DECIMAL(18, 4), cost DECIMAL(18, 4), price_wallet VARCHAR, pays_points DECIMAL(18, 4), pays_money DECIMAL(18, 4)
);
CREATE TABLE levels (level VARCHAR);
CREATE TABLE rules (rule VARCHAR, from_day DATE, until_day DATE, budget_wallet VARCHAR, budget DECIMAL(18, 4));
CREATE TABLE counters (counter VARCHAR, thresholds VARCHAR[], stops BOOLEAN);

-- The entries in units of their wallet. They are `booked` as their kind, a correction (S11) as the kind it restates; `flow` is how they
-- change the points that members hold (available and pending). Debt that a credit pays is taken back then, as the points it stands for
-- had been spent before.
CREATE VIEW booked_entries AS
SELECT
    * EXCLUDE (amount, balance, cut, scale, unit), amount::DECIMAL(19, 0) * unit AS amount,
    balance::DECIMAL(19, 0) * unit AS balance,
    CASE kind WHEN 'correct' THEN split_part(reason, ' ', 1) ELSE kind END AS booked,
    CASE
        WHEN wallet IS NULL THEN NULL
        WHEN booked IN ('earn', 'bonus', 'referral', 'advance') THEN 'issued'
        WHEN booked = 'adjust' THEN 'adjusted'
        WHEN booked = 'spend' THEN 'redeemed'
        WHEN booked = 'expire' THEN 'expired'
        WHEN booked IN ('take_back', 'repay') THEN 'taken back'
    END AS flow
FROM (
    SELECT *, (CASE scale WHEN 0 THEN 1 WHEN 1 THEN 0.1 WHEN 2 THEN 0.01 WHEN 3 THEN 0.001 ELSE 0.0001 END)::DECIMAL(5, 4) AS unit
    FROM all_entries
);

-- Where a replay went on from an earlier state: who was a member then (their entries do not begin with 1), and the points they had:
-- what they have at the end, less all that was booked since. Both are empty after a replay from the beginning.
-- The level they had then is that of the end where nothing was booked of it since.
CREATE TABLE members_before AS
SELECT member_id, joined::DATE AS joined, CASE WHEN moved.member_id IS NULL THEN coalesce(nullif(tier, ''), 'none') END AS level
FROM all_members
LEFT JOIN (
    SELECT DISTINCT member_id FROM booked_entries WHERE booked IN ('tier_up', 'tier_down', 'tier', 'leave')
) AS moved USING (member_id)
ANTI JOIN (SELECT member_id FROM all_entries WHERE seq = 1) AS beginners USING (member_id);

CREATE TABLE points_before AS
SELECT member_id, wallet, held - coalesce(booked, 0) AS amount
FROM (
    SELECT member_id, wallet, balance::DECIMAL(38, 4) + pending::DECIMAL(38, 4) + debt::DECIMAL(38, 4) AS held
    FROM all_balances JOIN members_before USING (member_id)
)
LEFT JOIN (
    SELECT member_id, wallet, sum(amount) AS booked FROM booked_entries WHERE flow IS NOT NULL GROUP BY member_id, wallet
) AS since USING (member_id, wallet)
