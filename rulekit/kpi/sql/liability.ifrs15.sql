-- id: liability.ifrs15
-- group: liability
-- name: Contract liability (IFRS 15)
-- name_de: Vertragsverbindlichkeit (IFRS 15)
-- scope: members
-- unit: money
-- divided: yes
-- better: -
-- needs: program
-- model: contract liability
-- formula: S x O x e x v / (S + sum over wallets of (R + O x e) x v): S money paid by members while they were members, less what of it was returned, so far, O open points, R points redeemed so far, v the `value`, e = 1 - breakage.expected, 1 until some were redeemed
-- source: IFRS 15.74, B42 and B46 (Example 52): the price is split by relative standalone selling prices, and the points' part is owed until they are redeemed
-- means: This much of what members paid is not yet your revenue: it belongs to points they still hold. Ask your accountant whether you must book it.
-- means_de: So viel von dem, was Mitglieder gezahlt haben, ist noch kein Umsatz: Es gehört zu Punkten, die sie noch haben. Fragen Sie Ihre Steuerberatung, ob Sie das buchen müssen.
-- good: When it grows no faster than the sales.
-- good_de: Wenn der Wert nicht schneller wächst als der Umsatz.
WITH
sold AS (
    SELECT coalesce(number, part) AS number, sum(amount) AS amount
    FROM (
        SELECT number, part, amount FROM sales_by_membership WHERE is_members
        UNION ALL
        SELECT refunds.number, refunds.part, -refunds.amount
        FROM refunds JOIN sales_by_membership AS bought ON ref = bought.event_id
        WHERE is_members
    )
    GROUP BY coalesce(number, part)
),
paid AS (
    SELECT number, coalesce(sum(amount) OVER (PARTITION BY part ORDER BY number), 0) AS amount
    FROM slots
    LEFT JOIN sold USING (number)
)
SELECT
    number AS period, paid.amount, wallet AS subject, value, closing, redeemed_so_far, expired_so_far,
    CASE WHEN redeemed_so_far <= 0 AND closing <> 0 THEN 'no_breakage_yet' END AS flag
FROM roll_forward
JOIN paid USING (number)
WHERE value IS NOT NULL
ORDER BY number, wallet
