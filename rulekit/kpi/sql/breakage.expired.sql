-- id: breakage.expired
-- group: liability
-- name: Breakage, expired
-- name_de: Verfallsquote
-- scope: members
-- unit: ratio
-- divided: yes
-- better: -
-- needs: program
-- formula: points expired so far / points issued and positive adjustments (opening balances, goodwill) so far
-- source: from the first day of the ledger to the end of the period
-- means: Of 100 points ever given, this many ran out unused.
-- means_de: Von 100 Punkten, die seit dem Start vergeben wurden, sind so viele ungenutzt verfallen.
-- good: When it is low: nobody likes to lose what was promised.
-- good_de: Wenn der Anteil niedrig ist: Niemand verliert gern, was ihm versprochen war.
SELECT number AS period, wallet AS subject, expired_so_far AS numerator, given_so_far AS denominator
FROM roll_forward
