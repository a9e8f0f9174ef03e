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
-- good: Nobody says goodbye to a shop: a low figure is the time for a letter to the silent ones.
-- good_de: Niemand kündigt einem Geschäft: Ist der Wert niedrig, ist es Zeit für einen Brief an die Stillen.
SELECT number AS period, repeats, recency, age, spent
FROM lifetimes
