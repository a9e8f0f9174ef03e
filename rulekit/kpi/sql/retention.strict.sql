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
-- good: When it is more than in the same period a year before. How much is possible depends on the shop.
-- good_de: Wenn es mehr sind als im gleichen Zeitraum des Vorjahrs. Wie viel möglich ist, hängt vom Geschäft ab.
SELECT number AS period, NULL AS subject, kept AS numerator, started AS denominator, flag
FROM movements
