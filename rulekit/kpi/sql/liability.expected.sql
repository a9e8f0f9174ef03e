-- id: liability.expected
-- group: liability
-- name: Liability, expected
-- name_de: Erwartete Verbindlichkeit
-- scope: members
-- unit: money
-- divided: yes
-- better: -
-- needs: program
-- formula: liability.closing x (1 - breakage.expected)
-- source: points that will probably run out are left out (IFRS 15.B46); the whole face value until a point was redeemed or has expired
-- means: The points members hold will probably cost this much.
-- means_de: So viel werden die Punkte der Mitglieder voraussichtlich kosten.
-- good: Known, and set aside.
-- good_de: Bekannt und zurückgestellt.
WITH fate AS (
    SELECT
        periods.number, wallet, -sum(amount) AS decided, -coalesce(sum(amount) FILTER (WHERE flow = 'redeemed'), 0) AS redeemed
    FROM periods
    JOIN flows ON day <= ends AND flow IN ('expired', 'redeemed')
    GROUP BY periods.number, wallet
)
SELECT
    number AS period, wallet AS subject, closing * value * coalesce(fate.redeemed, 1)::DECIMAL(18, 4) AS numerator, coalesce(decided, 1) AS denominator
FROM roll_forward
LEFT JOIN fate USING (number, wallet)
WHERE value IS NOT NULL
