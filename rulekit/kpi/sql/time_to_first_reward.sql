-- id: time_to_first_reward
-- group: program
-- name: Days to the first reward, median
-- name_de: Tage bis zur ersten Prämie, mittlerer Wert
-- scope: members
-- unit: days
-- divided: yes
-- better: lower
-- needs: program
-- formula: days from first joining to the first reward issued, the median of the members whose first one lies in the period
-- source: members without a reward yet are left out
-- means: Half of those who get a reward wait at most this long for it.
-- means_de: Die Hälfte derer, die eine Prämie bekommen, wartet höchstens so lange darauf.
-- good: Soon after joining, so that members see what the program gives them.
-- good_de: Bald nach dem Beitritt, damit Mitglieder sehen, was sie davon haben.
SELECT number AS period, NULL AS subject, quantile_disc(days, 0.5) - quantile_disc(-days, 0.5) AS numerator, 2 AS denominator
FROM (
    SELECT arg_min(number, issued_on) AS number, min(issued_on) - min(joined) AS days, min(issued_on) AS first_reward
    FROM rewards JOIN spells USING (member_id)
    WHERE place = 0
    GROUP BY member_id
)
JOIN periods USING (number)
WHERE first_reward >= starts
GROUP BY number
