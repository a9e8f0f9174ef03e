-- id: cards.completion
-- group: program
-- name: Cards filled
-- name_de: Volle Karten
-- scope: members
-- unit: ratio
-- divided: yes
-- better: higher
-- needs: program
-- formula: members who have filled this card so far / members with a step on it so far
-- source: from the first day of the ledger to the end of the period
-- means: Of 100 members who began, this many have filled it at least once.
-- means_de: Von 100, die begonnen haben, haben so viele sie mindestens einmal gefüllt.
-- good: A card that fewer than one in five ever fills is too long.
-- good_de: Eine Karte, die weniger als jeder Fünfte je füllt, ist zu lang.
SELECT
    periods.number AS period, rule AS subject,
    count(DISTINCT member_id) FILTER (WHERE booked IN ('card_full', 'milestone', 'challenge') AND amount <= 0) AS numerator,
    count(DISTINCT member_id) AS denominator
FROM periods
JOIN entries ON day <= ends AND booked IN ('step', 'card_full', 'milestone', 'challenge')
WHERE rule IN (SELECT counter FROM counters)
GROUP BY periods.number, rule
