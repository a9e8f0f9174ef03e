-- id: p_alive
-- group: value
-- name: Customers still there, probably
-- name_de: Kunden, die wohl noch da sind
-- scope: identified customers, members
-- unit: ratio
-- divided: yes
-- better: higher
-- model: lifetime
-- formula: mean over customers of P(alive), the chance that a customer has not left for good, at the end of the last period
-- source: Fader, Hardie & Lee 2005 (BG/NBD), by maximum likelihood; docs/kpis.md names the other models that `--model` takes
-- means: Of 100 customers who ever bought, this many have probably not left for good.
-- means_de: Von 100 Kunden, die je gekauft haben, sind so viele wohl nicht für immer weg.
-- good: When it does not fall. Where it does, it is time to write to those who have gone quiet.
-- good_de: Wenn der Anteil nicht sinkt. Sonst ist es Zeit, denen zu schreiben, die still geworden sind.
SELECT number AS period, repeats, recency, age, spent
FROM lifetimes
