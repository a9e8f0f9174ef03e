-- id: burn_rate
-- group: liability
-- name: Burned of earned
-- name_de: Eingelöst, gemessen an vergeben
-- scope: members
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: points redeemed / points issued, in the same period
-- source: burn / earn of loyalty reports
-- means: For 100 points given in this period, this many were spent in it, older ones included.
-- means_de: Auf 100 Punkte, die in diesem Zeitraum vergeben wurden, wurden so viele eingelöst, ältere mitgezählt.
-- good: When it comes close to 100%: as much is spent then as is given.
-- good_de: Wenn der Wert sich 100 % nähert: Dann wird so viel eingelöst wie vergeben.
SELECT number AS period, wallet AS subject, redeemed AS numerator, issued AS denominator
FROM roll_forward
