-- id: retention.net_of_new
-- group: retention
-- name: Retention, net of new
-- name_de: Kundenbindung ohne neue Kunden
-- scope: identified customers, members
-- unit: ratio
-- divided: yes
-- better: higher
-- formula: (E - N) / S: customers who bought in this period less those new in it / customers who bought in the one before
-- source: the customer retention rate of textbooks, ((E - N) / S)
-- means: For every 100 customers who bought in the period before, this many bought in this one who are not new. Who comes back after a longer pause counts as well, so it can exceed 100%. Compare it only with figures of the same formula.
-- means_de: Auf 100 Kunden, die im Zeitraum davor gekauft haben, kommen so viele, die in diesem gekauft haben und nicht neu sind. Wer nach längerer Pause zurückkommt, zählt mit; deshalb sind mehr als 100 % möglich. Vergleichen lässt sich der Wert nur mit Zahlen derselben Formel.
-- good: When it rises.
-- good_de: Wenn der Anteil steigt.
SELECT
    number AS period, NULL AS subject, CASE WHEN started IS NOT NULL THEN ended - new END AS numerator, started AS denominator, flag
FROM movements
