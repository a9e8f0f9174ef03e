-- id: churn
-- group: retention
-- name: Churn
-- name_de: Abwanderung
-- scope: identified customers, members
-- unit: ratio
-- divided: yes
-- better: lower
-- formula: lost / S = 1 - retention.strict
-- source: one less the strict retention
-- means: Of 100 customers who bought in the period before, this many did not buy in this one.
-- means_de: Von 100 Kunden, die im Zeitraum davor gekauft haben, haben so viele nicht gekauft.
-- good: When it falls. Whoever pauses is not gone for ever: see the reactivated customers.
-- good_de: Wenn der Anteil sinkt. Wer pausiert, ist nicht für immer weg: siehe zurückgewonnene Kunden.
SELECT number AS period, NULL AS subject, lost AS numerator, started AS denominator, flag
FROM movements
