-- What the program says, as tables (see program.json of a result folder).
CREATE TABLE wallets (wallet VARCHAR, unit VARCHAR, decimals INTEGER, value DECIMAL(18, 4));
CREATE TABLE reward_facts (reward VARCHAR, kind VARCHAR, worth DECIMAL(18, 4), cost DECIMAL(18, 4));
CREATE TABLE levels (level VARCHAR, rank INTEGER);
CREATE TABLE rules (rule VARCHAR, trigger VARCHAR, from_day DATE, until_day DATE, budget_wallet VARCHAR, budget DECIMAL(18, 4));
CREATE TABLE counters (counter VARCHAR, kind VARCHAR)
