-- id: participation.orders
-- group: program
-- name: Participation by purchases
-- name_de: Beteiligung nach Einkäufen
-- scope: all sales
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: purchases of members, from the day they joined on to the day they left / all purchases
-- source: the usual definition of loyalty reports
-- means: Of 100 receipts, this many are of members.
-- means_de: Von 100 Bons sind so viele von Mitgliedern.
-- good: When it rises: the more purchases carry a card, the more all other figures tell.
-- good_de: Wenn der Anteil steigt: Je mehr Einkäufe mit Karte, desto mehr sagen alle anderen Zahlen.
SELECT number AS period, NULL AS subject, count(*) FILTER (WHERE is_members) AS numerator, count(*) AS denominator
FROM sales_by_membership
WHERE number IS NOT NULL
GROUP BY number
