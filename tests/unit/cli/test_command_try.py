"""`rulekit try`: one sentence about a member and a purchase."""

import json
from pathlib import Path

import pytest
from cafe import PROGRAM, Run

from rulekit.cli.scenario.read_scenario import read_scenario
from rulekit.cli.scenario.scenario import Item, Scenario
from rulekit.cli.scenario.vocabulary import vocabulary_of
from rulekit.diagnostics import Source, UsageError
from rulekit.program.model import Program
from rulekit.semantics import check_program
from rulekit.values.calendar import day_of


def program_of(text: str = PROGRAM) -> Program:
    program, findings = check_program(Source("cafe.yaml", text))
    assert program is not None, findings
    return program


def read(sentence: str, text: str = PROGRAM) -> Scenario:
    return read_scenario(sentence, vocabulary_of(program_of(text)))


# ---------------------------------------------------------------- what is understood

COFFEE = Item(12_0000, attributes={"category": "coffee"})

UNDERSTOOD = {
    "12 EUR": {"items": [Item(12_0000)]},
    "12EUR coffee": {"items": [COFFEE]},
    "12 € coffee": {"items": [COFFEE]},
    "€12 Coffee": {"items": [COFFEE]},
    "1.2340 EUR": {"items": [Item(1_2340)]},
    "12.50 Euro coffee": {"items": [Item(12_5000, attributes={"category": "coffee"})]},
    "12 euros": {"items": [Item(12_0000)]},
    "12 eur of coffee": {"items": [COFFEE]},
    "coffee for 12 EUR": {"items": [COFFEE]},
    "buys coffee for 12 EUR": {"items": [COFFEE]},
    "12 EUR category coffee": {"items": [COFFEE]},
    "12 EUR, coffee": {"items": [COFFEE]},
    "coffee, 12 EUR": {"items": [COFFEE]},
    "12.50 EUR gift cards": {"items": [Item(12_5000, attributes={"category": "gift card"})]},
    "12 EUR category tea": {"items": [Item(12_0000, attributes={"category": "tea"})]},
    "12 EUR coffee brand Lido": {"items": [Item(12_0000, attributes={"category": "coffee", "brand": "Lido"})]},
    "3 x 2.50 EUR coffee": {"items": [Item(7_5000, 3_0000, {"category": "coffee"})]},
    "3x2.50 EUR": {"items": [Item(7_5000, 3_0000)]},
    "2 coffees for 6.80 EUR": {"items": [Item(6_8000, 2_0000, {"category": "coffee"})]},
    "6.80 EUR 2 units coffee": {"items": [Item(6_8000, 2_0000, {"category": "coffee"})]},
    "2 units, 6.80 EUR, category coffee": {"items": [Item(6_8000, 2_0000, {"category": "coffee"})]},
    "12 EUR coffee and 3 EUR tobacco": {"items": [COFFEE, Item(3_0000, attributes={"category": "tobacco"})]},
    "12 EUR coffee + 3 EUR": {"items": [COFFEE, Item(3_0000)]},
    "12 EUR coffee, 3 EUR": {"items": [COFFEE, Item(3_0000)]},
    "coffee 12 EUR": {"items": [COFFEE]},
    "coffee at €12": {"items": [COFFEE]},
    "EUR 12 coffee": {"items": [COFFEE]},
    "EUR 12": {"items": [Item(12_0000)]},
    "buys coffee 12 EUR": {"items": [COFFEE]},
    "2 coffees for 6 EUR each": {"items": [Item(12_0000, 2_0000, {"category": "coffee"})]},
    "2 x coffee for 6 EUR each": {"items": [Item(12_0000, 2_0000, {"category": "coffee"})]},
    "coffee for 12 EUR each": {"items": [COFFEE]},
    "coffee 12 EUR and tobacco for 3 EUR": {"items": [COFFEE, Item(3_0000, attributes={"category": "tobacco"})]},
    "12 EUR sku 22513": {"items": [Item(12_0000, attributes={"sku": "22513"})]},
    "a gold with 9 stamps": {"level": "Gold", "stamps": {"coffee card": 9}},
    "Sat, 15:00": {"weekday": 5, "minute": 900},
    "gold member": {"level": "Gold"},
    "Gold": {"level": "Gold"},
    "a SILVER Member": {"level": "Silver"},
    "a new member": {"is_new": True},
    "customer": {},
    "member with 120 points": {"balances": {"points": 120_0000}},
    "120 points": {"balances": {"points": 120_0000}},
    "gold member with 1 point and 9 stamps": {"level": "Gold", "balances": {"points": 1_0000}, "stamps": {"coffee card": 9}},
    "member since 2023-05-01 with 9 stamps": {"joined": day_of(2023, 5, 1), "stamps": {"coffee card": 9}},
    "9 stamps on the coffee card": {"stamps": {"coffee card": 9}},
    "10th purchase": {"purchases_before": 9},
    "first purchase": {"purchases_before": 0},
    "1st visit": {"purchases_before": 0},
    "9 purchases before": {"purchases_before": 9},
    "Sat 15:00": {"weekday": 5, "minute": 900},
    "on Saturday at 3pm": {"weekday": 5, "minute": 900},
    "Sat 3 pm": {"weekday": 5, "minute": 900},
    "12am": {"minute": 0},
    "2024-07-06 15:05": {"day": day_of(2024, 7, 6), "minute": 905},
    "2024-07-06T15:05": {"day": day_of(2024, 7, 6), "minute": 905},
    "noon": {"minute": 720},
    "in the app": {"attributes": {"channel": "app"}},
    "channel web": {"attributes": {"channel": "web"}},
    "channel: web": {"attributes": {"channel": "web"}},
    "newsletter": {"profile": {"newsletter": "yes"}},
    "newsletter yes": {"profile": {"newsletter": "yes"}},
    "no newsletter": {"profile": {"newsletter": "no"}},
    "city Berlin": {"profile": {"city": "Berlin"}},
    "city is Bad Ems": {"profile": {"city": "Bad Ems"}},
    "birthday 1990-02-28": {"profile": {"birthday": "1990-02-28"}},
    "enrols": {"action": "enrol", "is_new": True},
    "review": {"action": "activity", "subject": "review"},
    "redeems free coffee": {"action": "redeem", "subject": "free coffee"},
    "buys a free coffee for points": {"action": "redeem", "subject": "free coffee"},
    "": {},
    " , , ": {},
}


@pytest.mark.parametrize("sentence", UNDERSTOOD)
def test_a_part_is_understood(sentence: str) -> None:
    scenario = read(sentence)
    scenario.loose = None
    assert scenario == Scenario(**UNDERSTOOD[sentence])


def test_the_order_of_parts_does_not_matter() -> None:
    parts = ["gold member", "12 EUR coffee", "Sat 15:00", "in the app", "newsletter"]
    assert read(", ".join(parts)) == read(", ".join(reversed(parts)))


# ---------------------------------------------------------------- what is not

REFUSED = {
    "12,50 EUR coffee": ("`12,50` could be one number or two", "write `12.50`"),
    "1.250,50 EUR": ("`1.250,50` could be one number or two", "write `1250.50`"),
    "1,2,3 EUR": ("`1,2,3` could be one number or two", "put a space behind the comma"),
    "redeems 5 points": ("`5 points` are no reward", "write `pays with 50 points`"),
    "1,250 EUR": ("`1,250` could be one number or two", "write `1250`"),
    "12 EUR cofee": ("no items called `cofee`", "did you mean `coffee`?"),
    "12 EUR shoes": ("no items called `shoes`", "`category shoes`"),
    "12 coffee": ("what does it cost: coffee?", "`12 EUR coffee`"),
    "12 words": ("does not say what 12 is", "money is written `12 EUR`"),
    "12": ("does not say what 12 is", "write `12 EUR`"),
    "120 stars": ("the program knows no `stars`", "balances are said as `120 points`, `120 stamps`; money is written `120 EUR`"),
    "12 cup": ("the program knows no `cup`", "money is written `12 EUR`"),
    "10. coffee": ("`10.` is not a number", "`10 coffee` for pieces, and `10th purchase`"),
    "24.12.2024": ("`24.12.2024` is a date in another form", "write the date as 2024-12-24"),
    "24.12.2024 12 EUR": ("`24.12.2024` is a date in another form", "write the date as 2024-12-24"),
    "1/2/2024": ("a date in another form", "2024-02-01 or 2024-01-02"),
    "12/24/2024": ("a date in another form", "write the date as 2024-12-24"),
    "2024-7-6": ("a date in another form", "write the date as 2024-07-06"),
    "2024-02-30": ("`2024-02-30` is not a day of the calendar", "year, month, day"),
    "31.4.2024": ("`31.4.2024` is not a day of the calendar", "year, month, day"),
    "member since 24.12.2023": ("a date in another form", "write the date as 2023-12-24"),
    "birthday 24.12.1990": ("a date in another form", "write the date as 1990-12-24"),
    "Mon 25:00": ("`25:00` is not a time of day", "15:00 or 3pm"),
    "Sat 13pm": ("`13pm` is not a time of day", "15:00 or 3pm"),
    "Sat, Sun": ("one day of the week is meant, and two are said: Saturday and Sunday", "ask again for the other"),
    "Sat-Sun": ("one day of the week is meant", "ask again for the other"),
    "Sat and Sun": ("one day of the week is meant", "ask again for the other"),
    "15:00, 16:00": ("one time of day is meant, and two are said", "ask again for the other"),
    "120 USD sku 22513": ("is in USD", "the program counts in EUR"),
    "8 stamps buys 2 x 2.90 EUR coffee": (
        "says more than one thing", "put commas between the parts: `8 stamps, buys 2 x 2.90 EUR coffee`",
    ),
    "a gold with 5 stamps buys 2 coffees for 5.80 EUR on Saturday at 3pm": (
        "says more than one thing", "`a gold with 5 stamps, buys 2 coffees for 5.80 EUR, on Saturday at 3pm`",
    ),
    "a regular with 5 stamps buys 2 coffees for 5.80 EUR on Saturday at 3pm": (
        "says more than one thing", "`a regular with 5 stamps, buys 2 coffees for 5.80 EUR, on Saturday at 3pm`",
    ),
    "12 EUR shoes Sat": ("says more than one thing", "`12 EUR shoes, Sat`"),
    "12 USD": ("is in USD", "the program counts in EUR"),
    "$12": ("is in USD", "the program counts in EUR"),
    "1.200 EUR": ("`1.200` could be 1200 or 1.2", "write `1200 EUR`, or `1.2 EUR`"),
    "2 x 1.234 EUR coffee": ("`1.234` could be 1234 or 1.234", "write `1234 EUR`, or `1.2340 EUR`"),
    "€1.200": ("`1.200` could be 1200 or 1.2", "write `1200 EUR`"),
    "member with 1.250 points": ("`1.250` could be 1250 or 1.25", "write `1250 points`"),
    "member with 1.5 points": ("`points` has no decimals; this is 1.5", "write a whole number"),
    "12.34567 EUR": ("not an amount of money", "12.50 EUR"),
    "platinum member": ("no level `platinum`", "the levels are `Silver`, `Gold`"),
    "glod member": ("no level `glod`", "did you mean `Gold`?"),
    "hello": ("`hello` is not understood", "What can be said:"),
    "cofee": ("`cofee` is not understood", "did you mean `coffee`?"),
    "member with 120 points, redeems free cofee": ("there is no reward `free cofee`", "did you mean `free coffee`?"),
    "redeems garden shears": ("there is no reward `garden shears`", "the rewards are `"),
    "channel fax": ("`fax` does not fit `channel`", "one of store, app, web"),
    "birthday soon": ("`soon` does not fit `birthday`", "`birthday` is date"),
    "member since May": ("`May` is not a date", "2024-07-06"),
    "9 stamps on tea card": ("on which card", "`coffee card`"),
    "coffee": ("what does it cost: coffee?", "`12 EUR coffee`"),
    "x" * 2000: ("too long", "1000 characters"),
}


@pytest.mark.parametrize("sentence", REFUSED, ids=lambda text: text[:30])
def test_what_is_not_understood_is_said_with_what_can_be(sentence: str) -> None:
    message, advice = REFUSED[sentence]
    with pytest.raises(UsageError) as caught:
        read(sentence)
    assert message in str(caught.value)
    assert advice in (caught.value.help or "")


def test_what_can_be_said_is_in_the_words_of_the_program(run: Run, cafe: tuple[str, str]) -> None:
    result = run("try", cafe[0], "hello")
    assert result.exit_code == 2
    for word in (
        "`Gold member`",
        "`12 EUR coffee`",
        "`9 stamps on coffee card`",
        "`app`",
        "`city ...`",
        "`review`",
        "`redeems free coffee`",
    ):
        assert word in result.stderr


def test_every_example_of_what_can_be_said_is_understood(run: Run, cafe: tuple[str, str]) -> None:
    import re

    text = run("try", cafe[0], "hello").stderr
    examples = [
        example for example in re.findall(r"`([^`]*)`", text.split("What can be said:")[1]) if not example.endswith("...")
    ]
    assert len(examples) > 15
    for example in examples:
        read(example if "gift card" not in example else f"12 EUR, {example}") if example not in ("coffee", "tobacco") else None


CONTRADICTIONS = {
    "gold member": "what does the member buy?",
    "new gold member, 12 EUR": "there is no level `new gold`",
    "new member, gold, 12 EUR": "a new member has no level",
    "12 EUR, review": "one thing at a time",
    "Sun, 2024-07-06, 12 EUR": "2024-07-06 is a Saturday",
    "10 stamps, 12 EUR": "coffee card is full at 10 stamps",
    "member since 2024-07-05, 2024-07-06, 9 purchases before, 12 EUR": "9 purchases, one a day, do not fit",
    "member since 2024-07-07, 2024-07-06, 12 EUR": "joins on 2024-07-07, after the purchase",
    "5000 purchases before, 12 EUR": "too many purchases",
}


@pytest.mark.parametrize("sentence", CONTRADICTIONS)
def test_contradictions_are_said(run: Run, cafe: tuple[str, str], sentence: str) -> None:
    result = run("try", cafe[0], sentence)
    assert result.exit_code == 2
    assert CONTRADICTIONS[sentence] in result.stderr
    assert "help:" in result.stderr


# ---------------------------------------------------------------- the answer


def answer(run: Run, cafe: tuple[str, str], sentence: str) -> dict[str, object]:
    result = run("try", cafe[0], sentence, "--format", "json")
    assert result.exit_code == 0, result.output
    data: dict[str, object] = json.loads(result.stdout)
    return data


def test_the_answer_as_text(run: Run, cafe: tuple[str, str]) -> None:
    result = run("try", cafe[0], "gold member, 12 EUR coffee, Sat 15:00")
    assert result.exit_code == 0
    assert result.stdout == (
        """\
A Gold member buys coffee for 12.00 EUR on Saturday 2024-01-06 at 15:00.

Assumed
  the day is Saturday 2024-01-06, the first that fits since the program's start on 2024-01-01
  the member joined on 2024-01-05
  there were no purchases before; say `9 purchases before` to change it

Gives
  12 points, usable from 2024-01-20 until 2025-01-31
  the member gets 1 stamp on coffee card: 1 of 10 stamps

Why
  base points: 12 points
      yes  counts 12.00 EUR of 12.00 EUR: lines where line.category not in ["tobacco", "gift card"]
           yes  line 1 (coffee) of 12.00 EUR (line.category is "coffee")
      1 point for each full euro of 12.00 EUR: 12 points
  sunny weekends: nothing
      no   from 2024-06-01 until 2024-08-31 (it is Sat 2024-01-06 15:00)
      yes  Sat-Sun; Mon-Fri 14:00-17:00 (it is Sat 2024-01-06 15:00)
      yes  basket.total >= 5 EUR (basket.total is 12.00 EUR)
      missing: from 2024-06-01: 147 days too early
  gold bonus: nothing
      yes  member.tier is at least Gold (member.tier is Gold)
      no   member in regulars
           no   purchases in the last 90 days >= 3 (purchases in the last 90 days is 0, 3 too little)
      missing: 3 more purchases in the last 90 days
  app bonus: nothing
      no   purchase.channel is app (purchase.channel is missing)
      missing: purchase.channel is missing
  coffee card: 1 stamp
      yes  counts 12.00 EUR of 12.00 EUR: lines where line.category = "coffee"
           yes  line 1 (coffee) of 12.00 EUR (line.category is "coffee")
      1 stamp for each purchase
  loyal guests: nothing
      no   basket.total >= 20 EUR (basket.total is 12.00 EUR, 8.00 EUR too little)
      missing: basket.total is 8.00 EUR short of 20.00 EUR
"""
    )


GIVES = {
    "12 EUR coffee, 2024-07-06 15:00": [
        "24 points, usable from 2024-07-20 until 2025-07-31",
        "the member gets 1 stamp on coffee card: 1 of 10 stamps",
    ],
    "12 EUR coffee, 2024-07-08 13:59": [
        "12 points, usable from 2024-07-22 until 2025-07-31",
        "the member gets 1 stamp on coffee card: 1 of 10 stamps",
    ],
    "gold member, 12 EUR, 3 purchases before, 2024-07-06": ["30 points, usable from 2024-07-20 until 2025-07-31"],
    "10th purchase, 12 EUR coffee": [
        "12 points, usable from 2024-01-24 until 2025-01-31",
        "the member gets 1 stamp on coffee card: 10 of 10 stamps",
        "the member fills coffee card",
        "the member gets free coffee by coffee card, usable until 2024-02-09",
    ],
    "9 stamps, 5 EUR coffee, 2024-02-01": [
        "5 points, usable from 2024-02-15 until 2025-02-28",
        "the member gets 1 stamp on coffee card: 10 of 10 stamps",
        "the member fills coffee card",
        "the member gets free coffee by coffee card, usable until 2024-03-02",
    ],
    "new member, 25 EUR, in the app": [
        "80 points, usable from 2024-01-15 until 2025-01-31",
        "the member gets 1 purchase on loyal guests: 1 of 2 purchases",
    ],
    "enrols": ["50 points, usable from 2024-01-15 until 2025-01-31"],
    "review": ["20 points, usable from 2024-01-15 until 2025-01-31"],
    "member with 12 points, redeems free coffee": [
        "the member spends 10 points of lot 1 for free coffee; the balance is 2 points",
        "the member gets free coffee for points, usable until 2024-01-31",
    ],
    "redeems free coffee": ["the member cannot get free coffee for points: the balance does not cover it"],
    "12th purchase, 1 EUR tobacco": ["the member rises to Silver"],
    "gold member, 2399-12-31, 0.40 EUR": [],
    "0.40 EUR": [],
    "12 EUR, 2023-12-31": [],
}


@pytest.mark.parametrize("sentence", GIVES)
def test_what_is_given_is_what_a_replay_gives(run: Run, cafe: tuple[str, str], sentence: str) -> None:
    assert answer(run, cafe, sentence)["gives"] == GIVES[sentence]


def test_the_answer_is_that_of_a_replay_of_the_same_events(run: Run, cafe: tuple[str, str], tmp_path: Path) -> None:
    """Nine purchases and the tenth, by `try` and from a file."""
    rows = [f"p{n},2024-01-{n + 1:02} 12:00,member,12,1,12,coffee" for n in range(10)]
    ledger = tmp_path / "ten.csv"
    ledger.write_text("event_id,at,member_id,amount,line,line_amount,category\n" + "\n".join(rows) + "\n")
    told = json.loads(run("explain", cafe[0], str(ledger), "--member", "member", "--event", "p9", "--format", "json").stdout)
    tried = answer(run, cafe, "10th purchase, 12 EUR coffee")
    kinds = [(entry["kind"], entry["amount"], entry["rule"]) for entry in told["events"][0]["entries"]]
    assert [(entry["kind"], entry["amount"], entry["rule"]) for entry in tried["entries"]] == kinds  # type: ignore[index, attr-defined]
    assert len(kinds) == 4


def test_assumptions_are_said(run: Run, cafe: tuple[str, str]) -> None:
    assumed = "\n".join(answer(run, cafe, "10th purchase, 12 EUR coffee")["assumed"])  # type: ignore[arg-type]
    for text in (
        "the day is Wednesday 2024-01-10",
        "the time is 12:00",
        "the member joined on 2023-12-31",
        "the 9 purchases before were like this one",
        "the member has no level",
    ):
        assert text in assumed
    said = answer(run, cafe, "gold member since 2023-01-01, 12 EUR, 2024-07-06 15:00, first purchase")
    assert said["assumed"] == []


def test_a_day_outside_the_program_is_said(run: Run, cafe: tuple[str, str]) -> None:
    assert answer(run, cafe, "12 EUR, 2023-12-31")["remarks"] == [
        "the program starts on 2024-01-01: before that day nothing is given"
    ]


def test_a_program_without_words_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "plain.yaml"
    path.write_text(
        "program: Plain\ncurrency: CHF\ntimezone: Europe/Zurich\nwallets: {points: {unit: point/points}}\n"
        "rules: {base: {on: purchase, give: 1 point per 1 CHF}}\n"
    )
    result = run("try", str(path), "12 CHF coffee")
    assert result.exit_code == 2
    assert "it treats every item alike: name the money alone" in result.stderr
    assert "12 points, usable at once" in run("try", str(path), "12 CHF").stdout
    assert "the first that fits since 2024-01-01" in run("try", str(path), "12 CHF").stdout


def test_required_enrolment_is_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "required.yaml"
    path.write_text(PROGRAM.replace("starts: 2024-01-01", "enrolment: required"))
    result = run("try", str(path), "new member, 12 EUR")
    assert result.exit_code == 0
    assert "Gives\n  nothing\n" in result.stdout
    assert "say `enrols` first, or `member`" in result.stdout
    assert "12 points" in run("try", str(path), "member, 12 EUR").stdout


def test_words_may_stand_without_quotes(run: Run, cafe: tuple[str, str]) -> None:
    assert run("try", cafe[0], "gold", "member,", "12", "EUR").stdout == run("try", cafe[0], "gold member, 12 EUR").stdout


def test_hostile_sentences_end_in_a_message(run: Run, cafe: tuple[str, str]) -> None:
    for sentence in (
        "9" * 300 + " EUR", "9999999999 x 9999999999 EUR", "0 EUR", "0 x 5 EUR", "(((((", "\x00", "\x1b[31m", "١٢ EUR", "12 EUR " + "a " * 400,
        "1e400 EUR", "NaN EUR", "-5 EUR", "member with " * 60, "9999-12-31, 12 EUR", "1900-01-01, 12 EUR, 900 purchases before",
        "0001-01-01, 12 EUR", "2399-12-31, 12 EUR", "member since 0001-01-01, 12 EUR", "0th purchase, 5 EUR", "99999999999999999999 stamps, 5 EUR", "1.2.3 EUR",
    ):  # fmt: skip
        result = run("try", cafe[0], sentence)
        assert result.exit_code in (0, 2), (sentence, result.output)
        assert "RK901" not in result.output, (sentence, result.output)
        assert "\x1b" not in result.output


CARDS = """\
program: Cards
currency: EUR
timezone: Europe/Berlin
cards:
  tea card: { stamp: 3 per purchase, full at: 10, give: mug, overflow: OVERFLOW, limit: [LIMIT] }
rewards:
  mug: { kind: gift }
"""


def cards(folder: Path, overflow: str = "carry over", limit: str = "20 stamps per day") -> tuple[str, str]:
    path = folder / "cards.yaml"
    path.write_text(CARDS.replace("OVERFLOW", overflow).replace("LIMIT", limit))
    return str(path), ""


def test_what_goes_on_to_the_next_card_is_said(run: Run, tmp_path: Path) -> None:
    assert "the member fills tea card; 2 stamps go on to the next card" in answer(run, cards(tmp_path), "9 stamps, 5 EUR")["gives"]  # type: ignore[operator]
    assert "the member fills tea card" in answer(run, cards(tmp_path), "7 stamps, 5 EUR")["gives"]  # type: ignore[operator]
    dropped = answer(run, cards(tmp_path, "drop"), "9 stamps, 5 EUR")["gives"]
    assert "the member loses 2 stamps beyond the full tea card" in dropped  # type: ignore[operator]
    assert "the member fills tea card" in dropped  # type: ignore[operator]


def test_a_cut_names_its_limit(run: Run, tmp_path: Path) -> None:
    one = run("try", cards(tmp_path, limit="1 stamp per day")[0], "5 EUR").stdout
    assert one.count("the limit `1 stamp per day` leaves room for 1 stamp\n") == 2, one
    two = run("try", cards(tmp_path, limit="2 stamps per day, 5 stamps per month")[0], "5 EUR").stdout
    assert "the limits `2 stamps per day` and `5 stamps per month` leave room for 2 stamps" in two


def test_one_stamp_is_one_stamp(run: Run, cafe: tuple[str, str]) -> None:
    assert "A member with 1 stamp on coffee card buys" in run("try", cafe[0], "1 stamp, 5 EUR").stdout


# ---------------------------------------------------------------- editions


@pytest.fixture
def editions(tmp_path: Path) -> tuple[str, str]:
    """The café, and its edition of 2025, which gives three times as much."""
    old, new = tmp_path / "2024.yaml", tmp_path / "2025.yaml"
    old.write_text(PROGRAM, encoding="utf-8")
    text = PROGRAM.replace("starts: 2024-01-01", "starts: 2025-01-01").replace("program: Café Sonne", "program: Café Sonne 2025")
    new.write_text(text.replace("give: 1 point per 1 EUR", "give: 3 points per 1 EUR"), encoding="utf-8")
    return str(old), str(new)


@pytest.mark.parametrize(
    ("sentence", "points", "name"),
    [
        ("12 EUR coffee, 2024-12-31", "12 points", "Café Sonne answers, the edition since 2024-01-01"),
        ("12 EUR coffee, on 2025-01-01 at 3pm", "36 points", "Café Sonne 2025 answers, the edition since 2025-01-01"),
        ("12 EUR coffee, Sat", "36 points", "Café Sonne 2025 answers, the edition since 2025-01-01; say a day to ask an earlier one"),
        ("12 EUR coffee, 2023-05-01", "nothing", "Café Sonne answers, the edition since 2024-01-01"),
    ],
)
def test_the_edition_that_rules_on_the_day_answers(
    run: Run, editions: tuple[str, str], sentence: str, points: str, name: str
) -> None:
    for paths in (editions, editions[::-1]):
        found = run("try", *paths, *sentence.split())
        assert found.exit_code == 0, found.output
        assert f"Gives\n  {points}" in found.stdout
        assert name in found.stderr.splitlines()


def test_programs_without_a_sentence(run: Run, editions: tuple[str, str]) -> None:
    found = run("try", *editions)
    assert found.exit_code == 2
    assert "Missing argument 'SENTENCE...'" in found.stderr
