-- id: liability.expected
-- group: liability
-- name: Liability, expected
-- name_de: Erwartete Verbindlichkeit
-- scope: members
-- unit: money
-- divided: yes
-- better: -
-- needs: program
-- formula: liability.closing x (1 - breakage.expected), and liability.closing until some were redeemed
-- source: points that will probably run out are left out (IFRS 15.B46); the whole face value, flagged as `no_breakage_yet`, until a point was redeemed
-- means: The points members hold will probably cost this much if as many of them expire as so far. Ask your accountant whether you must set it aside.
-- means_de: So viel werden die Punkte der Mitglieder wohl kosten, wenn davon so viel verfällt wie bisher. Fragen Sie Ihre Steuerberatung, ob Sie dafür eine Rückstellung brauchen.
-- good: When it grows no faster than the sales.
-- good_de: Wenn der Wert nicht schneller wächst als der Umsatz.
SELECT
    number AS period, wallet AS subject, closing AS numerator,
    CASE WHEN redeemed_so_far > 0 THEN expired_so_far + redeemed_so_far ELSE 1 END AS denominator,
    value AS by_value, CASE WHEN redeemed_so_far > 0 THEN redeemed_so_far ELSE 1 END AS by_redeemed,
    CASE WHEN redeemed_so_far <= 0 AND closing <> 0 THEN 'no_breakage_yet' END AS flag
FROM roll_forward
WHERE value IS NOT NULL
