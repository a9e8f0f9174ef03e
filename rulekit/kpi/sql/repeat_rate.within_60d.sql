-- id: repeat_rate.within_60d
-- group: repeat
-- name: Second purchase within 60 days
-- name_de: Zweiter Einkauf innerhalb von 60 Tagen
-- scope: identified customers, members
-- unit: ratio
-- divided: yes
-- better: higher
-- formula: new customers who bought again, on another day, at most 60 days after their first / new customers whose 60 days are over
-- source: customers whose window is still open are left out, so that young customers do not lower the figure
-- means: Of 100 new customers, this many came a second time within 60 days.
-- means_de: Von 100 Neukunden kamen so viele innerhalb von 60 Tagen ein zweites Mal.
-- good: The sooner the second purchase, the likelier the third: raise it with a welcome gift.
-- good_de: Je früher der zweite Einkauf, desto wahrscheinlicher der dritte: ein Willkommensgeschenk hilft.
SELECT first_number AS period, NULL AS subject, count(*) FILTER (WHERE second.day <= first_day + 60) AS numerator, count(*) AS denominator
FROM customers
LEFT JOIN visits AS second ON second.member_id = customers.member_id AND second.place = 2
WHERE first_number IS NOT NULL AND first_day + 60 <= (SELECT max(ends) FROM periods)
GROUP BY first_number
