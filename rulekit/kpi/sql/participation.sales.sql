-- id: participation.sales
-- group: program
-- name: Participation by sales, before returns
-- name_de: Beteiligung nach Umsatz, vor Rückgaben
-- scope: all sales
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: money paid by members, from the day they joined on to the day they left / money paid by all
-- source: the usual definition of loyalty reports
-- means: Of 100 in the till, this much comes from members.
-- means_de: Von 100 in der Kasse kommt so viel von Mitgliedern.
-- good: When it rises: the more sales carry a card, the more all other figures tell.
-- good_de: Wenn der Anteil steigt: Je mehr Umsatz mit Karte, desto mehr sagen alle anderen Zahlen.
SELECT number AS period, NULL AS subject, coalesce(sum(amount) FILTER (WHERE is_members), 0) AS numerator, sum(amount) AS denominator
FROM sales_by_membership
WHERE number IS NOT NULL
GROUP BY number
