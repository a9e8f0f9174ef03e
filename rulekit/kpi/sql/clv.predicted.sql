-- id: clv.predicted
-- group: value
-- name: Customer lifetime value, next 12 months
-- name_de: Kundenwert, nächste 12 Monate
-- scope: identified customers, members
-- unit: money
-- divided: yes
-- better: higher
-- model: lifetime
-- formula: mean over customers of: expected purchases of each of the next 12 months x expected spend per purchase before returns, discounted to today
-- source: Fader, Hardie & Lee 2005 (BG/NBD, Gamma-Gamma), by maximum likelihood; docs/kpis.md names the other models that `--model` takes
-- means: An average customer will probably spend this much in the next 12 months, returns not taken off.
-- means_de: So viel gibt ein Kunde in den nächsten 12 Monaten im Schnitt voraussichtlich aus, Rückgaben nicht abgezogen.
-- good: More than keeping a customer costs in a year. It is a prediction: the habits of today go on.
-- good_de: Mehr, als es kostet, einen Kunden ein Jahr lang zu halten. Es ist eine Prognose: Die Gewohnheiten von heute halten an.
SELECT number AS period, repeats, recency, age, spent
FROM lifetimes
