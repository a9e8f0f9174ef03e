-- id: breakage.expected
-- group: liability
-- name: Breakage, expected
-- name_de: Erwarteter Verfall
-- scope: members
-- unit: ratio
-- divided: yes
-- better: -
-- needs: program
-- formula: points expired so far / (points expired + points redeemed so far): the fate of points that is decided; null until some were redeemed
-- source: the experience method: open points are expected to fare like those whose fate is decided
-- means: Of 100 points still open, this many will probably run out.
-- means_de: Von 100 offenen Punkten verfallen voraussichtlich so viele.
-- good: When it stays about the same. Whoever checks your books asks for this estimate.
-- good_de: Wenn der Anteil etwa gleich bleibt. Wer Ihre Bücher prüft, fragt nach dieser Schätzung.
SELECT
    number AS period, wallet AS subject, CASE WHEN redeemed_so_far > 0 THEN expired_so_far END AS numerator,
    expired_so_far + redeemed_so_far AS denominator,
    CASE WHEN redeemed_so_far <= 0 AND expired_so_far > 0 THEN
        'no redemption of points was seen by then, so nobody knows how many of the open ones will be redeemed'
    END AS note
FROM roll_forward
