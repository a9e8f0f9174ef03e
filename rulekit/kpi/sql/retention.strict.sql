-- id: retention.strict
-- group: retention
-- name: Retention, strict
-- name_de: Kundenbindung, streng
-- scope: identified customers, members
-- unit: ratio
-- divided: yes
-- better: higher
-- formula: kept / S: customers who bought in this period and in the one before / customers who bought in the one before
-- source: the share of S that is still there; not raised by customers who come back from further back
-- means: Of 100 customers who bought in the period before, this many bought again in this one.
-- means_de: Von 100 Kunden, die im Zeitraum davor gekauft haben, haben so viele wieder gekauft.
-- good: Compare it with your own last year: groceries live on monthly regulars, furniture does not.
-- good_de: Vergleichen Sie mit dem eigenen Vorjahr: Lebensmittel leben von monatlichen Stammkunden, Möbel nicht.
SELECT number AS period, NULL AS subject, kept AS numerator, started AS denominator, flag
FROM movements
