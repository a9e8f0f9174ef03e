-- id: repeat_rate.within_180d
-- group: repeat
-- name: Second purchase within 180 days
-- name_de: Zweiter Einkauf innerhalb von 180 Tagen
-- scope: identified customers, members
-- unit: ratio
-- divided: yes
-- better: higher
-- formula: new customers who bought again, on another day, at most 180 days after their first / new customers, once 180 days have passed since the period (of the whole time: / new customers whose 180 days are over)
-- source: a period whose window is still open has no figure, and the whole time leaves out young customers, so that they do not lower it
-- means: Of 100 new customers, this many came a second time within 180 days.
-- means_de: Von 100 neuen Kunden kamen so viele innerhalb von 180 Tagen ein zweites Mal.
-- good: When it rises. The weeks after the first purchase are the time for a welcome gift.
-- good_de: Wenn der Anteil steigt. Die Wochen nach dem ersten Einkauf sind die Zeit für ein Willkommensgeschenk.
SELECT number AS period, NULL AS subject, count(*) FILTER (WHERE second_day <= first_day + 180) AS numerator, count(*) AS denominator
FROM newcomers
WHERE waits_from + 180 <= (SELECT last_day FROM stated)
GROUP BY number
