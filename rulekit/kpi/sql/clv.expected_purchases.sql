-- id: clv.expected_purchases
-- group: value
-- name: Expected purchases, next 12 months
-- name_de: Erwartete Einkäufe, nächste 12 Monate
-- scope: identified customers, members
-- unit: count
-- divided: yes
-- better: higher
-- model: lifetime
-- formula: mean over customers of the days with a purchase to expect in the next 12 months, the chance of having left included
-- source: Fader, Hardie & Lee 2005 (BG/NBD), by maximum likelihood; docs/kpis.md names the other models that `--model` takes
-- means: An average customer will probably come this often in the next 12 months.
-- means_de: So oft kommt ein Kunde in den nächsten 12 Monaten im Schnitt voraussichtlich.
-- good: When it rises from one year to the next.
-- good_de: Wenn die Zahl von Jahr zu Jahr steigt.
SELECT number AS period, repeats, recency, age, spent
FROM lifetimes
