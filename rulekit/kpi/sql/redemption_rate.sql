-- id: redemption_rate
-- group: liability
-- name: Redemption rate
-- name_de: Einlösequote
-- scope: members
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: points redeemed so far / points issued and positive adjustments (opening balances, goodwill) so far
-- source: from the first day of the ledger to the end of the period
-- means: Of 100 points ever given, this many have been spent.
-- means_de: Von 100 Punkten, die seit dem Start vergeben wurden, sind so viele eingelöst.
-- good: When it rises. Where it stays low, the rewards may not appeal, or be too far away.
-- good_de: Wenn der Anteil steigt. Bleibt er niedrig, locken die Prämien vielleicht nicht, oder sie sind zu weit weg.
SELECT number AS period, wallet AS subject, redeemed_so_far AS numerator, given_so_far AS denominator
FROM roll_forward
