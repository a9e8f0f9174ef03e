"""What is said about rules that cannot be: what they give, multiply, limit, and what sets them off."""

import pytest

from tests.unit.semantics.support import only, rule

RULES = [
    ("give: 0 points", "RK211", "0", "`0 points` is nothing", "write an amount above zero"),
    ("give: 1.5 points", "RK210", "1.5", "`points` has no decimals; this is 1.5", "write a whole number, or raise `decimals:` of the wallet `points`"),
    ("give: 1.555 miles", "RK210", "1.555", "`bonus miles` has at most 2 decimals; this is 1.555", "write at most 2 decimals, or raise `decimals:` of the wallet `bonus miles`"),
    ("give: 9999999999 points", "RK211", "9999999999 points", "`9999999999 points` is too much", "write at most 1000000000"),
    ("give: points", "RK201", "points", "`points` is the unit of a wallet, not a reward", "write an amount, such as `50 points`"),
    ("give: free cofee", "RK201", "free cofee", "unknown reward `free cofee`", "did you mean `free coffee`?"),
    ("give: Gold", "RK201", "Gold", "`Gold` is a level of the tiers, not a reward", "write the name of a reward"),
    ("give: 2.5 free coffee", "RK211", "2.5", "`free coffee` cannot be given 2.5 times", "write a whole number from 1 to 1000, or the name alone"),
    ("give: 2000 free coffee", "RK211", "2000", "`free coffee` cannot be given 2000 times", "write a whole number from 1 to 1000, or the name alone"),
    ("give: 5 USD", "RK209", "USD", "this program counts in EUR, not in USD", "write `EUR`"),
    ("give: 5 pints", "RK201", "pints", "`pints` is neither the currency nor a unit of a wallet", "did you mean `points`?"),
    ("give: 1 free coffee per 5 EUR", "RK311", "1 free coffee per 5 EUR", "a reward is given once, not at a rate", "write `free coffee` alone, or count with a card: `cards:` with `stamp:`"),
    ("give: 1 point per 0 EUR", "RK211", "0 EUR", "`per 0 EUR` has no end", "write an amount above zero"),
    ("give: 1 point per 1 USD", "RK209", "USD", "`USD` is not the program's currency", "write `per 1 EUR`, or `per purchase`, `per visit`, `per unit`"),
    ("give: 1 point per 1 point", "RK209", "point", "`point` is not the program's currency", "write `per 1 EUR`, or `per purchase`, `per visit`, `per unit`"),
    ("give: 1 point per 0.00001 EUR", "RK210", "0.00001", "`0.00001` has 5 decimals", "write at most 4"),
    ("give: 0 points per 1 EUR", "RK211", "0", "`0 points` is nothing", "write an amount above zero"),
    ("give: 1.5 points per started 2 EUR pro rata", "RK311", "1.5 points per started 2 EUR pro rata", "`started` and `pro rata` exclude each other", "keep one of the two"),
    ("give: 3 points per line pro rata", "RK311", "3 points per line pro rata", "there is no part of a line", "leave out `pro rata`"),
    ("give: 99999 points per 1 EUR", "RK211", "99999 points per 1 EUR", "`99999 points per 1 EUR` is too much", "write at most 10000 points for 1 EUR"),
    ("give: 2 points per 0.0001 EUR", "RK211", "2 points per 0.0001 EUR", "`2 points per 0.0001 EUR` is too much", "write at most 10000 points for 1 EUR"),
    ("give: 2.555% back to cashback", "RK210", "2.555%", "`2.555%` has too many decimals", "write at most 2, such as `2.25%`"),
    ("give: 0% back", "RK211", "0%", "cashback cannot be 0%", "write a percentage above 0% and up to 100%"),
    ("give: 101% back", "RK211", "101%", "cashback cannot be 101%", "write a percentage above 0% and up to 100%"),
    ("give: 5% back to points", "RK209", "points", "the wallet `points` counts points, not money", "write `5% back to cashback`"),
    ("give: 5% back to vouchers", "RK201", "vouchers", "there is no wallet `vouchers`", "write `5% back to cashback`"),
    ("give: {none: 1 point per 1 EUR, Glod: 2 points}", "RK201", "Glod", "there is no level `Glod`", "did you mean `Gold`?"),
    ("give: {city: 1 point per 1 EUR, otherwise: 2 points}", "RK301", "otherwise", "a gift chosen by an attribute (`otherwise`) is not available yet", "leave this out for now"),
    ("give: {0 EUR: 1 point per 1 EUR, 100 EUR: 2 points per 1 EUR}", "RK301", "0 EUR", "a rate in bands of the amount is not available yet", "leave this out for now"),
    ("bonus: 1x points", "RK211", "1x", "a bonus cannot be 1x", "write a factor above 1x and up to 100x; `2x` doubles"),
    ("bonus: 0.5x points", "RK211", "0.5x", "a bonus cannot be 0.5x", "write a factor above 1x and up to 100x; `2x` doubles"),
    ("bonus: 1000x points", "RK211", "1000x", "a bonus cannot be 1000x", "write a factor above 1x and up to 100x; `2x` doubles"),
    ("bonus: +0% points", "RK211", "0%", "a bonus cannot be 0%", "write a percentage above 0% and up to 9900%"),
    ("bonus: +99999% points", "RK211", "99999%", "a bonus cannot be 99999%", "write a percentage above 0% and up to 9900%"),
    ("bonus: double coffee", "RK201", "coffee", "`coffee` is not a unit of a wallet", "write `points`, `miles` or `EUR`"),
    ("bonus: double pints", "RK201", "pints", "`pints` is not a unit of a wallet", "did you mean `points`?"),
    ("bonus: double points, of: [base]", "RK301", "of", "`of:`, a bonus for named rules, is not available yet", "leave this out for now"),
    ("give: 5 points, bonus: double points", "RK303", "bonus", "a rule has either `give:` or `bonus:`, not both", "keep one; for both write two rules"),
    ("give: 5 points, budget: 100 points", "RK301", "budget", "a budget is not available yet", "leave this out for now"),
    ("give: 5 points, group: summer", "RK301", "group", "a group of rules is not available yet", "leave this out for now"),
    ("limit: 500 per day", "RK310", "500 per day", "`500 per day` does not say what it counts", "write `500 points per day` or `2 times per month`"),
    ("limit: 500 miles per day", "RK310", "500 miles", "the limit is on `bonus miles`, but this rule gives `points`", "write `500 points per day` or `2 times per month`"),
    ("limit: 0 points per day", "RK211", "0", "`0 points` is nothing", "write an amount above zero"),
    ("limit: 1.5 points per day", "RK210", "1.5", "`points` has no decimals; this is 1.5", "write a whole number, or raise `decimals:` of the wallet `points`"),
    ("limit: 2 stamps per day", "RK310", "2 stamps per day", "only cards have stamps, not this rule", "write `500 points per day` or `2 times per month`"),
    ("limit: 0 times per day", "RK211", "0", "a limit cannot be 0", "write a number from 1 to 1000000"),
    ("limit: 1.5 times per day", "RK210", "1.5", "a limit is a whole number", "write it without decimals"),
    ("limit: 10 points per day or nothing", "RK301", "or nothing", "`or nothing` is not available yet", "leave it out; a limit then cuts what is above it"),
    ("limit: 5 EUR per day", "RK310", "5 EUR", "the limit is on `cashback`, but this rule gives `points`", "write `500 points per day` or `2 times per month`"),
    ("limit: 2 mug per day", "RK310", "2 mug", "`2 mug` is no amount of points", "write `500 points per day` or `2 times per month`"),
    ("from: 2024-06-31", "RK213", "2024-06-31", "the day `2024-06-31` does not exist", "check the day and the month"),
    ("from: tomorrow", "RK213", "tomorrow", "`tomorrow` is not a date", "write year, month, day, such as `2024-06-01`"),
    ("from: 1800-01-01", "RK213", "1800-01-01", "the day `1800-01-01` is too far away", "write a date from 1900-01-01 to 2399-12-31"),
    ("from: 2024-06-01, until: 2024-05-01", "RK305", "until", "it ends on 2024-05-01, before it begins on 2024-06-01", "exchange the two days"),
    ("at: Sat 14:00-14:00", "RK217", "14:00-14:00", "this time window is empty: it starts when it ends", "for the whole day write the days alone, such as `Sat-Sun`"),
    ("at: Sat 25:00-26:00", "RK217", "25:00", "`25:00` is not a time of day", "write 00:00 to 24:00"),
    ("at: Sat 24:00-02:00", "RK217", "24:00", "a time window cannot start at 24:00", "write `00:00` on the next day"),
    ("at: '14:00-17:60'", "RK217", "17:60", "`17:60` is not a time of day", "write 00:00 to 24:00"),
]

TRIGGERS = [
    ("on: enrol, give: 1 point per 1 EUR", "RK311", "1 point per 1 EUR", "a rule `on: enrol` cannot give at a rate", "write a fixed gift, such as `50 points` or the name of a reward"),
    ("on: enrol, give: 3 points per unit", "RK311", "3 points per unit", "a rule `on: enrol` cannot give at a rate", "write a fixed gift, such as `50 points` or the name of a reward"),
    ("on: enrol, give: 5% back", "RK311", "5% back", "a rule `on: enrol` cannot give at a rate", "write a fixed gift, such as `50 points` or the name of a reward"),
    ("on: enrol, give: 5 points, if: basket.total > 5 EUR", "RK207", "basket.total", "`basket.total` is not known here: a rule `on: enrol` sees no purchase", "facts of the member can be used, such as `member.joined` or `purchases in the last 30 days`"),
    ("on: enrol, give: 5 points, if: purchase.gift is yes", "RK207", "purchase.gift", "`purchase.gift` is not known here: a rule `on: enrol` sees no purchase", "facts of the member can be used, such as `member.joined` or `purchases in the last 30 days`"),
    ("on: enrol, give: 5 points, if: line.amount > 5 EUR", "RK207", "line.amount", "`line.amount` is a fact of one line, and no line is looked at here", "facts of the member can be used, such as `purchases in the last 30 days`"),
    ('on: enrol, give: 5 points, lines: line.category = "x"', "RK309", "lines", "a rule `on: enrol` sees no purchase, so no lines", "leave `lines:` out"),
    ("on: enrol, bonus: double points", "RK309", "bonus", "a bonus multiplies what purchases earn; a rule `on: enrol` has none", "write `on: purchase`, or give a fixed amount with `give:`"),
    ("on: enrol, give: 5 points, limit: 5 points per purchase", "RK310", "purchase", "this rule has no purchase to limit", "write `per day`, `per week`, `per month`, `per quarter`, `per year` or `per member`"),
    ("on: enrol, give: 5 points, limit: once per purchase", "RK310", "purchase", "this rule has no purchase to limit", "write `per day`, `per week`, `per month`, `per quarter`, `per year` or `per member`"),
    ("on: enrol, give: mug, limit: 5 points per day", "RK310", "5 points", "this rule gives no points", "count the times instead, such as `2 times per month`"),
    ('on: activity "review", give: 5 points, if: any line where line.amount > 1 EUR', "RK207", "any line where line.amount > 1 EUR", 'there are no lines here: a rule `on: activity "review"` sees no purchase', "facts of the member can be used, such as `purchases in the last 30 days`"),
    ('on: activity "review", give: 5 points, if: count of lines where (line.amount > 1 EUR) > 1', "RK207", "count of lines where (line.amount > 1 EUR)", 'there are no lines here: a rule `on: activity "review"` sees no purchase', "facts of the member can be used, such as `purchases in the last 30 days`"),
    ('on: activity "", give: 5 points', "RK208", 'activity ""', "an activity has a name", 'write `on: activity "review"`'),
    ("on: birthday, give: 5 points", "RK301", "birthday", "a rule `on: birthday` is not available yet", "leave this out for now"),
    ("on: joining anniversary, give: 5 points", "RK301", "joining anniversary", "a rule `on: joining anniversary` is not available yet", "leave this out for now"),
    ("on: 60 days without purchase, give: 5 points", "RK301", "60 days without purchase", "a rule `on: 60 days without purchase` is not available yet", "leave this out for now"),
    ("on: first day of month, give: 5 points", "RK301", "first day of month", "a rule `on: first day of month` is not available yet", "leave this out for now"),
    ("on: reaching Gold, give: 5 points", "RK301", "reaching Gold", "a rule `on: reaching Gold` is not available yet", "leave this out for now"),
    ("on: profile, give: 5 points", "RK301", "profile", "a rule `on: profile` is not available yet", "leave this out for now"),
    ("on: leave, give: 5 points", "RK301", "leave", "a rule `on: leave` is not available yet", "leave this out for now"),
]

@pytest.mark.parametrize(("written", "code", "place", "message", "help_text"), RULES)
def test_a_mistake_in_a_rule_on_purchase(written, code, place, message, help_text):
    found = only(rule(f"on: purchase, {written if written.startswith(('give', 'bonus')) else 'give: 5 points, ' + written}"))
    assert (found.code, found.span.text, found.message, found.help) == (code, place, message, help_text)


@pytest.mark.parametrize(("written", "code", "place", "message", "help_text"), TRIGGERS)
def test_a_mistake_in_a_rule_on_something_else(written, code, place, message, help_text):
    found = only(rule(written))
    assert (found.code, found.span.text, found.message, found.help) == (code, place, message, help_text)
