-- id: purchase_frequency
-- group: repeat
-- name: Purchase frequency
-- name_de: Kaufhäufigkeit
-- scope: identified customers, members
-- unit: count
-- divided: yes
-- better: higher
-- formula: purchases / customers with a purchase, in the same period
-- source: the usual definition of shop analytics
-- means: An average customer bought this many times.
-- means_de: Ein Kunde hat im Schnitt so oft gekauft.
-- good: When it rises: that is what most programs are for.
-- good_de: Wenn die Zahl steigt: Dafür sind die meisten Programme da.
SELECT number AS period, NULL AS subject, sum(orders)::BIGINT AS numerator, count(*) AS denominator
FROM active
GROUP BY number
