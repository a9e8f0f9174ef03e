-- id: repeat_rate.customers_days
-- group: repeat
-- name: Repeat customers, by days
-- name_de: Wiederkäufer nach Tagen
-- scope: identified customers, members
-- unit: ratio
-- divided: yes
-- better: higher
-- formula: customers who bought on two days or more / customers with a purchase, in the same period
-- source: the usual definition of shop analytics
-- means: Of 100 customers, this many bought on more than one day; two receipts of one day are one visit.
-- means_de: Von 100 Kunden haben so viele an mehr als einem Tag gekauft; zwei Bons an einem Tag sind ein Besuch.
-- good: Close to the figure by purchases. Where it is much lower, one visit often has several receipts.
-- good_de: Fast so viel wie der Anteil der Kunden, die mehr als einmal kauften. Ist es viel weniger, hat ein Besuch oft mehrere Bons.
SELECT number AS period, NULL AS subject, count(*) FILTER (WHERE days > 1) AS numerator, count(*) AS denominator
FROM active
GROUP BY number
