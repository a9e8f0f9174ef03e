-- id: customers.reactivated
-- group: retention
-- name: Reactivated customers
-- name_de: Zurückgewonnene Kunden
-- scope: identified customers, members
-- unit: count
-- better: higher
-- formula: E - N - kept: bought earlier, not in the period before, and again in this one
-- source: counting; the customer counts S, E, N of the customer retention rate
-- means: This many customers came back after a pause.
-- means_de: So viele Kunden sind nach einer Pause zurückgekommen.
-- good: When the number rises after a win-back action.
-- good_de: Wenn die Zahl nach einer Rückgewinnungsaktion steigt.
SELECT number AS period, NULL AS subject, reactivated AS numerator, NULL AS denominator, flag
FROM movements
