"""What is said of a table, whole: why a cell cannot be judged, each cause in its words and its order, patterns and warnings.

Kent 2016-17 as published: £147.15 to £152.15, tax bases 583,918.30 and 596,086.84 (`fixtures/council_tax`).
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.builders import DYFED_POWYS, KENT, by_cash, by_percent, question, register
from tests.rules.test_reconcile import NORTH_YORKSHIRE, NORTH_YORKSHIRE_2024_25, M, by_band, check, only, verdicts

from precept.council_tax.reconcile.answer import Reconciliation, reconcile
from precept.council_tax.reconcile.cells import Cell, Measure, ReconcileQuestion
from precept.council_tax.reconcile.printed import Unit, cut_off, read, round_away, to_fives
from precept.council_tax.reconcile.verdicts import Judged
from precept.register.refusals import BandDOutOfRange, FigureNotHeld

NOWHERE = question(area=None, area_name="Nowhere", country="England", prior="100")
"""Neither tax bases nor a limit are known; £5 more leads to £105."""
NO_BASE = "No tax base is held for the year: give tax_base, or billing_authorities with theirs."
NO_PRIOR_BASE = "No tax base is held for the year before: give prior_tax_base."
NO_COUNCIL = "No tax base of that billing authority is held: give billing_authorities with it among them."
OWN_PRINCIPLE = (
    "In 2016-17 the ten lowest band Ds had a principle of their own: give limit, since the area is not known."
)
NOT_CASH = "The limit in force is not a sum of money."
NOT_PERCENT = "The limit in force is not a percentage: see maximum_increase_percent."
NO_LIMIT = "There is no limit to hold it against."
IN_WALES = "There are no council tax referendums in Wales; Welsh Ministers may cap instead."


def said_of(judged: Judged) -> list[tuple[str, str, int]]:
    return [(each.name.value, each.sentence, each.slips) for each in judged.causes]


def sums(*cells: tuple[str, tuple[str, ...]]) -> Reconciliation:
    return check(KENT, "2016-17", *(Cell(M.SUM, total, parts=parts) for total, parts in cells))


# --- what cannot be said -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "note"),
    [
        (M.TAX_BASE, NO_BASE),
        (M.PRIOR_TAX_BASE, NO_PRIOR_BASE),
        (M.TAX_BASE_INCREASE, NO_BASE),
        (M.TAX_BASE_INCREASE_PERCENT, NO_BASE),
        (M.AUTHORITY_TAX_BASE, NO_COUNCIL),
        (M.AUTHORITY_PRECEPT, NO_COUNCIL),
        (M.AUTHORITY_SHARE_PERCENT, NO_COUNCIL),
        (M.PRECEPT, NO_BASE),
        (M.PRIOR_PRECEPT, NO_PRIOR_BASE),
        (M.PRECEPT_INCREASE, NO_BASE),
        (M.PRECEPT_INCREASE_PERCENT, NO_BASE),
        (M.RATE_EFFECT, NO_PRIOR_BASE),
        (M.TAX_BASE_EFFECT, NO_BASE),
        (M.JOINT_EFFECT, NO_BASE),
        (M.EXTRA_OVER_FREEZE, NO_BASE),
        (M.EXTRA_OVER_PLAN, "Give baseline, the increase that was planned."),
        (M.ONE_POUND_YIELD, NO_BASE),
        (M.ONE_PERCENT_YIELD, NO_BASE),
        (M.LIMIT, f"{NOT_CASH} {OWN_PRINCIPLE}"),
        (M.LIMIT_PERCENT, f"{NOT_PERCENT} {OWN_PRINCIPLE}"),
        (M.MAXIMUM_BAND_D, f"{NO_LIMIT} {OWN_PRINCIPLE}"),
        (M.MAXIMUM_INCREASE, f"{NO_LIMIT} {OWN_PRINCIPLE}"),
        (M.MAXIMUM_INCREASE_PERCENT, f"{NO_LIMIT} {OWN_PRINCIPLE}"),
        (M.HEADROOM, f"{NO_LIMIT} {OWN_PRINCIPLE}"),
    ],
)
def test_where_nothing_is_held_each_measure_says_what_to_give(measure: Measure, note: str) -> None:
    bases = (M.TAX_BASE, M.PRIOR_TAX_BASE, M.TAX_BASE_INCREASE, M.AUTHORITY_TAX_BASE)
    printed = "0%" if measure.value.endswith("percent") else "0" if measure in bases else "£0"
    cell = Cell(measure, printed, "A", "Somewhere")
    judged = only(reconcile(ReconcileQuestion(NOWHERE, (cell,), by_cash("5")), register()))

    assert (judged.verdict.value, judged.note, judged.expected, judged.causes) == ("cannot_say", note, None, ())


def test_last_years_precept_without_this_years_base_asks_for_that() -> None:
    about = question(area=None, area_name="Nowhere", country="England", prior="100", prior_tax_base="1000")
    judged = only(reconcile(ReconcileQuestion(about, (Cell(M.PRIOR_PRECEPT, "£1"),), by_cash("5")), register()))

    assert judged.note == NO_BASE


@pytest.mark.parametrize(
    ("area", "year", "measure", "printed", "note"),
    [
        (KENT, "2015-16", M.LIMIT, "£1", f"{NOT_CASH} the principle for all police precepts"),
        (KENT, "2018-19", M.LIMIT_PERCENT, "1%", f"{NOT_PERCENT} the principle for all police precepts"),
        (DYFED_POWYS, "2016-17", M.LIMIT, "£1", f"{NOT_CASH} {IN_WALES}"),
        (DYFED_POWYS, "2016-17", M.HEADROOM, "£1", f"{NO_LIMIT} {IN_WALES}"),
    ],
)
def test_a_limit_of_another_kind_says_which_is_in_force(
    area: str, year: str, measure: Measure, printed: str, note: str
) -> None:
    assert only(check(area, year, Cell(measure, printed))).note == note


def test_a_percentage_of_nothing_cannot_be_said() -> None:
    """Six ninths of a tenth of a penny are no penny."""
    about = question(area=None, area_name="Nowhere", country="England", prior="0.001")
    cell = Cell(M.BAND_INCREASE_PERCENT, "1%", "A")
    judged = only(reconcile(ReconcileQuestion(about, (cell,), by_cash("5")), register()))

    assert judged.note == "The figure it is a percentage of is nothing."


# --- causes in their words ---------------------------------------------------------------------

OFF_FROM = "One digit, or two that changed places, is off from {}."
NOT_KNOWN = ("not_known", "No other calculation that is known gives the printed figure.", 1)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (Cell(M.MAXIMUM_BAND_D, "£152.75"), [("misprint_of_digits", OFF_FROM.format("152.15"), 1)]),
        (Cell(M.HEADROOM, "£777.77"), [NOT_KNOWN]),
        (Cell(M.AUTHORITY_SHARE_PERCENT, "7.3%", authority="Ashford"), []),
        (
            Cell(M.AUTHORITY_SHARE_PERCENT, "7.4%", authority="Ashford"),
            [("rounded_up", "The right figure is rounded up, not to the nearest.", 1)],
        ),
        (
            Cell(M.TAX_BASE_INCREASE_PERCENT, "2.0%"),
            [("truncated", "The right figure is cut off, not rounded.", 1)],
        ),
        (
            Cell(M.JOINT_EFFECT, "£60,845"),
            [
                ("rounded_to_fives", "The right figure is rounded to the nearest five of its last digit.", 1),
                ("misprint_of_digits", OFF_FROM.format("60843"), 1),
            ],
        ),
        (
            Cell(M.EXTRA_OVER_FREEZE, "£2,980,435"),
            [
                ("rounded_up", "The right figure is rounded up, not to the nearest.", 1),
                ("rounded_to_fives", "The right figure is rounded to the nearest five of its last digit.", 1),
            ],
        ),
        (
            Cell(M.TAX_BASE_EFFECT, "£2.0m"),  # 1,790,600.66, and twenty tenths are enough for fives
            [("rounded_to_fives", "The right figure is rounded to the nearest five of its last digit.", 1)],
        ),
        (
            Cell(M.EXTRA_OVER_FREEZE, "£1.7m"),
            [
                ("prior_year_value", "It is what last year's increase raised.", 1),
                ("another_increase", "It is that of an increase of 1.99%.", 1),
                ("another_increase", "It is that of last year's increase, £2.87, again.", 1),
            ],
        ),
        (
            Cell(M.PRECEPT, "£89.5m"),
            [
                ("another_increase", "It is that of an increase of 1.99%.", 1),
                ("another_increase", "It is that of an increase of 2%.", 1),
            ],
        ),
        (
            Cell(M.PRECEPT_INCREASE_PERCENT, "5.5%"),
            [("truncated", "The right figure is cut off, not rounded.", 1)],
        ),
        (
            Cell(M.RATE_EFFECT, "£3.0m"),
            [
                ("rounded_up", "The right figure is rounded up, not to the nearest.", 1),
                ("rounded_to_fives", "The right figure is rounded to the nearest five of its last digit.", 1),
                ("rate_and_total_blurred", "It is the extra over a freeze, on this year's tax base.", 1),
            ],
        ),
    ],
)
def test_a_wrong_cell_is_told_its_causes_in_these_words_and_this_order(
    cell: Cell, said: list[tuple[str, str, int]]
) -> None:
    """43,750 of 596,086.80 is 7.3395%; the base grew by 2.084%, the precept by 5.5526%; £5 on 583,918.3 is 2,919,591.50."""
    assert said_of(only(check(KENT, "2016-17", cell))) == said


def test_a_cause_that_needs_a_wrong_rounding_besides_says_both() -> None:
    """1% more is £148.62, which raises 88,590,426.16."""
    others = "It is that of an increase of 1%. It is also"

    assert said_of(only(check(KENT, "2016-17", Cell(M.PRECEPT, "£88.5m")))) == [
        ("another_increase", f"{others} cut off, not rounded.", 2),
        ("another_increase", f"{others} rounded to the nearest five of its last digit.", 2),
    ]
    assert said_of(only(check(KENT, "2016-17", Cell(M.PRECEPT, "£88.6m")))) == [
        ("another_increase", "It is that of an increase of 1%.", 1)
    ]


def test_two_cells_in_each_others_place_and_one_copied_from_above_are_told_by_their_numbers() -> None:
    found = check(
        KENT,
        "2016-17",
        Cell(M.BAND_CHARGE, "118.34", "A"),
        Cell(M.BAND_CHARGE, "101.43", "B"),
        Cell(M.BAND_CHARGE, "101.43", "C"),
    )
    first, second, third = (said_of(each) for each in found.judged)

    assert ("swapped_cells", "It stands in the place of cell 1.", 1) in first
    assert ("swapped_cells", "It stands in the place of cell 0.", 1) in second
    assert "swapped_cells" not in [name for name, *_ in third]
    assert ("copied_down_cell", "It is the same as in cell 1, which should be another figure.", 1) in third
    assert [each.expected for each in found.judged] == [Fraction("101.43"), Fraction("118.34"), Fraction("135.24")]
    assert "copied_down_cell" not in [name for name, *_ in second]


def test_the_same_wrong_figure_twice_for_one_right_one_is_not_copied_down() -> None:
    found = check(KENT, "2016-17", Cell(M.MAXIMUM_BAND_D, "£777.77"), Cell(M.MAXIMUM_BAND_D, "£777.77"))

    assert [said_of(each) for each in found.judged] == [[NOT_KNOWN], [NOT_KNOWN]]


def test_no_more_than_eight_causes_are_told_of_a_cell() -> None:
    """£2m for £2.98m is that cut off, and what eight other increases, years and bases come to: £1.68m to £2.19m."""
    found = check(
        KENT,
        "2016-17",
        Cell(M.EXTRA_OVER_FREEZE, "£2m", option=by_cash("5")),
        Cell(M.EXTRA_OVER_FREEZE, "£1.8m", option=by_cash("3")),
        baseline=by_percent("2.5"),
    )

    assert [len(each.causes) for each in found.judged] == [8, 0]


def test_a_cause_that_right_cells_speak_against_stands_behind_one_that_none_does() -> None:
    """Bands A and B of North Yorkshire rounded up and cut off; the right bands are as they would be by either sum."""
    found = check(NORTH_YORKSHIRE, "2024-25", *NORTH_YORKSHIRE_2024_25)
    added = (
        "rounded_increase_added_to_rounded_base",
        "The increase for the band, rounded, is added to last year's charge, rounded; the law rounds band D x ninths once.",
        1,
    )
    up = ("rounded_up", "The right figure is rounded up, not to the nearest.", 1)
    applied = (
        "percentage_applied_to_rounded_band",
        "The printed increase of 3.99% is applied to last year's charge, rounded.",
        1,
    )

    assert [said_of(each) for each in found.judged] == [
        [added, up, applied],
        [added, ("truncated", "The right figure is cut off, not rounded.", 1)],
        [],
        [],
        [added, up, applied],
        [],
        [
            added,
            up,
            applied,
            (
                "period_multiplied_back",
                "The monthly amount, rounded, is multiplied back up by 12.",
                1,
            ),
        ],
        [],
    ]
    assert [(each.sentence, each.cells) for each in found.patterns] == [
        (
            "4 of the 4 wrong of 8 band charge figures are explained by one cause: rounded increase added to rounded base.",
            (0, 1, 4, 6),
        )
    ]


# --- sums ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "parts", "verdict", "said"),
    [
        ("£9.99", ("£4.00", "£5.99"), "right", []),
        ("10", ("4", "6.4"), "right_within_rounding", []),
        (
            "10",
            ("11",),  # half of one for each of the two
            "right_within_rounding",
            ["The printed parts come to 11, not 10: rounding can explain the difference."],
        ),
        (
            "10",
            ("12",),
            "wrong",
            ["The printed parts come to 12, not 10, further than rounding explains."],
        ),
        (
            "10",
            ("10", "4"),
            "wrong",
            ["4 is left out.", "The printed parts come to 14, not 10, further than rounding explains."],
        ),
        (
            "10",
            ("4", "3", "-3"),
            "wrong",
            [
                "4 is counted twice.",
                "-3 is taken off, not added.",
                "The printed parts come to 4, not 10, further than rounding explains.",
            ],
        ),
        (
            "£10,500",
            ("£10", "£500"),
            "wrong",
            [
                "£10 is in another unit than its neighbours, a thousand times as large.",
                "The printed parts come to 510, not 10500, further than rounding explains.",
            ],
        ),
        (
            "£2.5m",
            ("£1.5m", "£1"),
            "wrong",
            [
                "£1 is in another unit than its neighbours, a million times as large.",
                "The printed parts come to 1.5, not 2.5, further than rounding explains.",
            ],
        ),
        (
            "£7.50",
            ("£7.00", "£500.00"),
            "wrong",
            [
                "£500.00 is in another unit than its neighbours, a thousand times as small.",
                "The printed parts come to 507.00, not 7.50, further than rounding explains.",
            ],
        ),
        (
            "12.3",
            ("4.11", "8.28"),
            "wrong",
            [
                "The sum of the parts is cut off, not rounded.",
                "The printed parts come to 12.39, not 12.3, further than rounding explains.",
            ],
        ),
        (
            "50p",
            ("20p", "29p"),
            "wrong",
            ["The printed parts come to 49, not 50, further than rounding explains."],
        ),
        (
            "(5)",
            ("-4", "2"),
            "wrong",
            [
                "-4 is counted twice.",
                "2 is left out.",
                "2 is taken off, not added.",
                "The printed parts come to -2, not -5, further than rounding explains.",
            ],
        ),
        (
            "£61,601,000",
            ("£61,600,000",),  # half a thousand for each
            "right_within_rounding",
            ["The printed parts come to 61600000, not 61601000: rounding can explain the difference."],
        ),
        (
            "£61,601,001",
            ("£61,600,000",),
            "wrong",
            ["The printed parts come to 61600000, not 61601001, further than rounding explains."],
        ),
    ],
)
def test_a_total_is_held_against_its_parts_in_these_words(
    total: str, parts: tuple[str, ...], verdict: str, said: list[str]
) -> None:
    judged = only(sums((total, parts)))

    assert (judged.verdict.value, [each.sentence for each in judged.causes]) == (verdict, said)


def test_patterns_begin_with_the_cause_that_explains_most_cells() -> None:
    found = sums(
        ("£10.00", ("£4.00", "£5.99")),
        ("10", ("10", "4")),
        ("10", ("10", "5")),
        ("9", ("4", "5")),
        ("5", ("£5", "1%")),
    )

    assert verdicts(found) == ["wrong", "wrong", "wrong", "right", "cannot_say"]
    assert [(each.sentence, each.cells, each.wrong, each.checked) for each in found.patterns] == [
        (
            "3 of the 3 wrong of 4 sum figures are explained by one cause: parts do not sum.",
            (0, 1, 2),
            3,
            4,
        ),
        ("2 of the 3 wrong of 4 sum figures are explained by one cause: part left out.", (1, 2), 3, 4),
    ]


def test_one_cell_is_no_pattern() -> None:
    assert sums(("£10.00", ("£4.00", "£5.99")), ("9", ("4", "5"))).patterns == []


# --- where the increase comes from, and warnings -------------------------------------------------


def test_a_table_with_a_band_d_of_its_own_is_told_of_both() -> None:
    found = check(KENT, "2016-17", Cell(M.BAND_D, "£150.09"), Cell(M.BAND_CHARGE, "100.06", "A", parts=("1",)))

    assert found.increase_from == "table"
    assert found.warnings == [
        "The table's band D is £150.09; the register holds £152.15 for 2016-17. The cells are held against the table's own.",
        "Parts are read for sums alone; those of cell 1 are not used.",
    ]
    assert ("band_d_of_the_table", "150.09", "pounds_a_year", "given") in [tuple(each)[:4] for each in found.figures]


def test_a_table_with_a_misprinted_band_d_is_told_which_it_is_held_against() -> None:
    found = check(KENT, "2016-17", Cell(M.BAND_D, "£125.15"), *by_band(M.BAND_CHARGE, "101.43 118.34 135.24"))

    assert found.increase_from == "register"
    assert found.warnings == [
        (
            "The table's band D is £125.15; more of its cells are right by the £152.15 that the register holds for 2016-17, "
            "which they are held against."
        )
    ]
    assert ("band_d", "152.15", "pounds_a_year", "published") in [tuple(each)[:4] for each in found.figures]


def test_a_table_whose_band_d_is_the_registers_is_not_warned_of() -> None:
    found = check(KENT, "2016-17", Cell(M.BAND_D, "£152.15"))

    assert (found.increase_from, found.warnings) == ("table", [])


def test_where_no_band_d_is_held_the_increase_that_is_printed_is_taken() -> None:
    """£10 on £300 is £310, 3.33%."""
    cells = (Cell(M.PRIOR_BAND_D, "£300.00"), Cell(M.INCREASE, "£10.00"), Cell(M.INCREASE_PERCENT, "3.33%"))
    found = check(KENT, "2040-41", *cells)

    assert (found.increase_from, found.outcome.band_d) == ("table", 3_100_000)
    assert ("increase_of_the_table", "10.00", "pounds_a_year", "given") in [tuple(each)[:4] for each in found.figures]


def test_a_table_of_options_alone_needs_no_increase_of_its_own() -> None:
    found = check(KENT, "2016-17", Cell(M.BAND_D, "£150.09", option=by_percent("2")), increase=None)
    later = reconcile(
        ReconcileQuestion(
            question(financial_year="2040-41", prior="300"), (Cell(M.BAND_D, "£306.00", option=by_percent("2")),)
        ),
        register(),
    )

    assert (found.increase_from, later.increase_from, verdicts(later)) == ("register", "options", ["right"])


def test_a_table_without_any_increase_is_refused_in_these_words() -> None:
    with pytest.raises(FigureNotHeld) as refused:
        reconcile(
            ReconcileQuestion(question(financial_year="2040-41", prior="300"), (Cell(M.BAND_CHARGE, "200.00", "A"),)),
            register(),
        )

    told = refused.value
    assert told.detail == "The table prints no band D, and none is held for Kent in 2040-41."
    assert (told.field, told.remedy) == ("increase", "Give increase, or a cell with the measure band_d.")


@pytest.mark.parametrize(("printed", "taken"), [("£1.00", True), ("£0.99", False), ("3%", False)])
def test_last_years_band_d_is_taken_from_a_table_that_prints_a_pound_at_least(printed: str, taken: bool) -> None:
    asked = ReconcileQuestion(
        question(financial_year="2040-41"), (Cell(M.PRIOR_BAND_D, printed), Cell(M.BAND_D, "£1.02"))
    )
    if taken:
        assert reconcile(asked, register()).outcome.proposal.prior_band_d == 10_000
        return
    with pytest.raises(FigureNotHeld) as refused:
        reconcile(asked, register())
    assert refused.value.field == "prior_band_d_pounds"


def test_a_planned_increase_that_cannot_be_is_refused_as_the_baseline() -> None:
    with pytest.raises(BandDOutOfRange) as refused:
        check(KENT, "2016-17", Cell(M.BAND_D, "£1", option=by_cash("5")), baseline=by_cash("-999"))

    assert refused.value.field == "baseline"


@pytest.mark.parametrize(
    ("printed", "used"), [("4%", True), ("4", True), ("£4", False), ("101%", False), ("100%", True)]
)
def test_the_percentage_that_a_table_prints_is_used_up_to_a_hundred(printed: str, used: bool) -> None:
    found = check(KENT, "2016-17", Cell(M.INCREASE_PERCENT, printed), Cell(M.BAND_CHARGE, "£1.00", "A"))

    assert (found.judged[1].placed.beside.table_percent == read(printed, "percent", Unit.PERCENT).value) is used


# --- how a text is read and written --------------------------------------------------------------


def test_amounts_are_cut_off_toward_nothing_rounded_away_from_it_and_to_the_nearest_five() -> None:
    assert [cut_off(each, 10) for each in (29, -29, 20, -20, 0)] == [2, -2, 2, -2, 0]
    assert [round_away(each, 10) for each in (21, -21, 20, -20, 0)] == [3, -3, 2, -2, 0]
    assert [to_fives(each, 10) for each in (24, 25, 74, 75, -25)] == [0, 5, 5, 10, -5]


@pytest.mark.parametrize(
    ("text", "amount", "more", "written"),
    [
        ("£5.00", "-5.004", 0, "-5.00"),
        ("£5.00", "0.005", 0, "0.01"),
        ("£5", "-0.4", 0, "0"),
        ("£5", "1234.5", 2, "1234.5"),
        ("£5.1", "2", 4, "2.0"),
        ("£2.9m", "-2950000", 0, "-3.0"),
        ("84p", "0.0625", 4, "6.25"),
        ("£5", "3", 3, "3"),
    ],
)
def test_an_amount_is_written_in_the_unit_and_the_decimals_of_the_text(
    text: str, amount: str, more: int, written: str
) -> None:
    assert read(text, "pounds", Unit.POUNDS).write(Fraction(amount), more=more) == written


def test_what_is_not_a_printed_figure_is_said_to_be_none() -> None:
    with pytest.raises(ValueError, match=r"^'about five' is not a printed figure$"):
        read("about five", "pounds", Unit.POUNDS)


@pytest.mark.parametrize(
    ("text", "kind", "unit", "value"),
    [
        ("5k", "equivalents", "thousand_equivalents", "5000"),
        ("£5k", "equivalents", "thousand_pounds", "5000"),
        ("5m", "equivalents", "million_pounds", "5000000"),
        ("5 thousand", "pounds", "thousand_pounds", "5000"),
        ("5 billion", "pounds", "billion_pounds", "5000000000"),
        ("5 per cent", "pounds", "percent", "5"),
        ("+5%", "percent", "percent", "5"),
        ("5", "equivalents", "equivalents", "5"),
    ],
)
def test_a_suffix_says_what_is_counted(text: str, kind: str, unit: str, value: str) -> None:
    usual = Unit.EQUIVALENTS if kind == "equivalents" else Unit.POUNDS
    printed = read(text, kind, usual)

    assert (printed.unit.value, printed.value, printed.text) == (unit, Fraction(value), text)


def test_a_round_total_is_read_to_each_of_its_noughts_as_long_as_two_digits_stay() -> None:
    def steps(text: str) -> list[int]:
        return [int(each.step) for each in read(text, "pounds", Unit.POUNDS, totals=True).readings]

    assert steps("£616,000") == [1, 10, 100, 1000]
    assert steps("£6,000") == [1, 10, 100]
    assert steps("£60") == [1]
    assert steps("£61") == [1]
    assert steps("£600.0") == [0]
    assert [each.count for each in read("(£6,000)", "pounds", Unit.POUNDS, totals=True).readings] == [-6000, -600, -60]
