-- id: breakage.expected
-- group: liability
-- name: Breakage, expected
-- name_de: Erwarteter Verfall
-- scope: members
-- unit: ratio
-- divided: yes
-- better: -
-- needs: program
-- formula: points expired so far / (points expired + points redeemed so far): the fate of points that is decided
-- source: the experience method: open points are expected to fare like those whose fate is decided
-- means: Of 100 points still open, this many will probably run out.
-- means_de: Von 100 offenen Punkten verfallen voraussichtlich so viele.
-- good: Stable; an auditor asks how it was estimated, and this is how.
-- good_de: Stabil; die Wirtschaftsprüfung fragt nach der Schätzung, und so entsteht sie.
SELECT number AS period, wallet AS subject, expired_so_far AS numerator, expired_so_far + redeemed_so_far AS denominator
FROM roll_forward
