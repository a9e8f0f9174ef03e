-- id: liability.taken_back
-- group: liability
-- name: Liability, taken back
-- name_de: Verbindlichkeit, zurückgebucht
-- scope: members
-- unit: money
-- better: -
-- needs: program
-- formula: points.taken_back x the `value` of the wallet
-- source: the same roll-forward at face value
-- means: This many points, in money, went back because of returns.
-- means_de: So viele Punkte, in Geld, gingen wegen Rückgaben zurück.
-- good: When little comes back, as with returns.
-- good_de: Wenn wenig zurückgeht, wie bei den Rückgaben.
SELECT number AS period, wallet AS subject, taken_back * value AS numerator, NULL AS denominator
FROM roll_forward
WHERE value IS NOT NULL
