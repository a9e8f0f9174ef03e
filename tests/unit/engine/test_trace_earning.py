"""What is told of limits over wallets, `or nothing`, groups, draws, choices and bands."""

from test_trace import flat, program_of, traces


def test_a_limit_with_or_nothing_says_that_all_is_declined() -> None:
    program = program_of("rules:\n  r: { on: purchase, give: 1 point per 1 EUR, limit: 5 points per day or nothing }\n")
    told = flat(traces(program, {"amount": "8"})["r"])
    refused = "leaves room for 5 points, not for 8 points, so all of it is declined; it opens again on 2024-06-02"
    assert told[1:] == [f"the limit `5 points per day or nothing` {refused}"]


def test_the_limit_of_a_wallet_is_named_where_it_cuts() -> None:
    program = program_of("rules:\n  r: { on: purchase, give: 1 point per 1 EUR }\n")
    limited = program_of("rules:\n  r: { on: purchase, give: 1 point per 1 EUR }\n", wallet=", limit: 5 points per day")
    assert traces(program, {"amount": "8"})["r"].gives == "8 points"
    trace = traces(limited, {"amount": "8"})["r"]
    assert trace.gives == "5 points"
    assert "the limit `5 points per day` of the wallet points, over all rules, leaves room for 5 points" in flat(trace)


def test_who_loses_in_a_group_is_told_so() -> None:
    program = program_of(
        "groups: { g: best }\nrules:\n"
        "  a: { on: purchase, give: 5 points, group: g }\n  b: { on: purchase, give: 1 point per 1 EUR, group: g }\n"
    )
    found = traces(program, {"amount": "8"})
    assert found["a"].gives == "nothing"
    assert flat(found["a"]) == ["b of the group g gives 8 points, and only the best counts"]
    assert found["b"].gives == "8 points"


def test_a_draw_and_a_choice_are_told() -> None:
    program = program_of(
        "seed: s\nrules:\n  r: { on: purchase, if: chance 1 in 1, give: { none: 5 points, otherwise: 7 points } }\n"
    )
    told = flat(traces(program, {"amount": "8"})["r"])
    assert told == ["yes chance 1 in 1 (drawn by the event's id)", "the member has no level", "5 points"]


def test_bands_are_told_with_the_money_in_each() -> None:
    program = program_of(
        "rules:\n  r: { on: purchase, bands: spend ever,"
        " give: { up to 10 EUR: 1 point per 1 EUR, up to 90 EUR: 2 points per 1 EUR, above: 3 points per 1 EUR } }\n"
    )
    told = flat(traces(program, {"amount": "8"}, {"amount": "5"})["r"])
    assert told == [
        "spend ever was 8.00 EUR before",
        "1 point for each full euro of 2.00 EUR in its band: 2 points",
        "2 points for each full euro of 3.00 EUR in its band: 6 points",
        "together 8 points",
    ]
