-- id: repeat_rate.customers
-- group: repeat
-- name: Repeat customers
-- name_de: Wiederkäufer
-- scope: identified customers, members
-- unit: ratio
-- divided: yes
-- better: higher
-- formula: customers with two purchases or more / customers with a purchase, in the same period
-- source: the usual definition of shop analytics
-- means: Of 100 customers, this many bought more than once.
-- means_de: Von 100 Kunden haben so viele mehr als einmal gekauft.
-- good: When there are more than in the same period a year before.
-- good_de: Wenn es mehr sind als im gleichen Zeitraum des Vorjahrs.
SELECT number AS period, NULL AS subject, count(*) FILTER (WHERE orders > 1) AS numerator, count(*) AS denominator
FROM active
GROUP BY number
