-- id: returns.value
-- group: returns
-- name: Money returned
-- name_de: Zurückgezahltes Geld
-- scope: all sales, identified customers, members
-- unit: money
-- better: lower
-- formula: sum of the money returned
-- source: counting
-- means: This much money went back.
-- means_de: So viel Geld ging zurück.
-- good: When it falls.
-- good_de: Wenn der Betrag sinkt.
SELECT number AS period, NULL AS subject, coalesce(sum(amount), 0) AS numerator, NULL AS denominator
FROM periods
LEFT JOIN refunds USING (number)
GROUP BY number
