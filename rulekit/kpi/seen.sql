-- What had happened by the last day that is looked at: all else is made from this, so that figures up to a day are those of a ledger
-- that ends with it.
CREATE OR REPLACE TEMP VIEW seen_events AS
FROM all_events
WHERE day <= (SELECT last_day FROM stated);
