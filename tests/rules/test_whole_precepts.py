"""Every figure of a precept, whole: one by one and as rows of a frame, and the words that make a rule the same for both.

Kent 2016-17: £147.15 and £5 more on 583,918.30 and 596,086.84 (`fixtures/council_tax`), in two councils made up for it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import polars as pl
import pytest
from tests.builders import (
    NO_LIMIT,
    NOT_HELD,
    authority,
    base,
    by_cash,
    by_percent,
    cash_limit,
    e4,
    freeze,
    maximum,
    pence,
    percent_limit,
    proposal,
    rounding,
    to_band_d,
    to_requirement,
)

from precept.council_tax.alike import add_columns, by_word, larger_of, smaller_of, when
from precept.council_tax.assess import FEW, assess, assess_all
from precept.council_tax.many import assess_as_rows
from precept.council_tax.names import plain
from precept.council_tax.outcome import BandCharge, Change, PreceptOutcome, Requirement, Verdict, Yield
from precept.council_tax.proposal import PreceptProposal
from precept.council_tax.revision import CorrectedAuthority, Corrections, Held, revise, to_be_found
from precept.council_tax.solve import Method, Target, TargetKind, WhyNone, solve
from precept.register.refusals import BandDOutOfRange, NoLimit, Refusal

NINES, TO_FOUR = rounding("multiple_of_9p"), rounding("four_decimals")
COUNCILS = (authority("One", "300000", "1000"), authority("Another", "296086.84", "-250.50"))


def both_ways(put: PreceptProposal) -> list[PreceptOutcome]:
    return [assess(put), *assess_as_rows([put])]


# --- every figure of one precept -------------------------------------------------------------------


def test_every_figure_of_kents_five_pounds_is_this() -> None:
    """Band A: six ninths of £147.15 are £98.10 and of £152.15 £101.43; £3.33 is 28p a month, 6.4p a week, 0.9p a day."""
    for outcome in both_ways(proposal(authorities=COUNCILS)):
        assert (outcome.band_d, outcome.increase, outcome.increase_percent) == (e4("152.15"), e4("5"), 33_979)
        assert outcome.bands == (
            BandCharge("A", 6, 9810, 10143, 333, 845, 1951, 278, 28, 64, 9),
            BandCharge("B", 7, 11445, 11834, 389, 986, 2276, 324, 32, 75, 11),
            BandCharge("C", 8, 13080, 13524, 444, 1127, 2601, 371, 37, 85, 12),
            BandCharge("D", 9, 14715, 15215, 500, 1268, 2926, 417, 42, 96, 14),
            BandCharge("E", 11, 17985, 18596, 611, 1550, 3576, 509, 51, 118, 17),
            BandCharge("F", 13, 21255, 21977, 722, 1831, 4226, 602, 60, 139, 20),
            BandCharge("G", 15, 24525, 25358, 833, 2113, 4877, 695, 69, 160, 23),
            BandCharge("H", 18, 29430, 30430, 1000, 2536, 5852, 834, 83, 192, 27),
        )
        # 300,000 of 596,086.84 is 50.3282...%; 45,049,612.71 to the pound
        assert [(each.authority.name, each.precept, each.share) for each in outcome.precepts] == [
            ("One", pence("45645000"), 503_282),
            ("Another", pence("45049613"), 496_718),
        ]
        assert outcome.requirement == Requirement(
            base("596086.84"), pence("90694612.71"), pence("90694613"), 0, pence("0.29")
        )
        # 85,923,577.85 a year ago; 2,919,591.50, 1,790,600.66 and 60,842.70 more leave nothing to rounding
        assert outcome.change == Change(
            base("583918.30"),
            pence("85923577.85"),
            pence("2919591.50"),
            pence("1790600.66"),
            pence("60842.70"),
            0,
            pence("749.50"),
        )
        assert outcome.change.total == pence("4771784.36")
        assert outcome.yields == Yield(pence("596086.84"), pence("877141.79"))
        assert outcome.verdict == Verdict(
            excessive=False, maximum_band_d=e4("152.15"), headroom=0, limit_band_d=e4("152.15")
        )


def test_councils_that_add_up_to_more_than_the_area_leave_a_difference_and_what_rounding_does() -> None:
    """1,000.5 and 999.6 are 0.1 more than 2,000: at £100 £10; to the pound 100,050 and 99,960 are exact."""
    councils = (authority("One", "1000.5"), authority("Another", "999.6"))
    for outcome in both_ways(proposal(freeze(), prior="100", tax_base="2000", authorities=councils)):
        assert outcome.requirement == Requirement(base("2000"), pence("200000"), pence("200010"), pence("10"), 0)


def test_what_rounding_leaves_of_a_change_is_told() -> None:
    """£100.15 and 3p on 1.01 and 1.06: 101.1515, 0.0303, 5.0075 and 0.0015 are 101.15, 0.03, 5.01 and nothing of 106.1908."""
    put = proposal(by_cash("0.03"), prior="100.15", tax_base="1.06", prior_tax_base="1.01", limit=NO_LIMIT)
    for outcome in both_ways(put):
        assert outcome.requirement is not None
        assert outcome.requirement.precept == 10_619
        assert outcome.change == Change(1_010, 10_115, 3, 501, 0, 0, 0)
    lower = replace(put, prior_band_d=e4("100.25"), tax_base=base("1.02"))
    for outcome in both_ways(lower):
        # 100.28 on 1.02 is 102.2856; 101.2525, 0.0303, 1.0025 and 0.0003
        assert outcome.change == Change(1_010, 10_125, 3, 100, 0, 1, 0)
        assert outcome.change.total == 104


@pytest.mark.parametrize(
    ("put", "band_d"),
    [
        (proposal(freeze(), prior="147.1549"), "147.1549"),
        (proposal(by_percent("3.4")), "152.15"),
        (proposal(by_percent("3.4"), rounded=rounding("four_decimals")), "152.1531"),
        (proposal(by_percent("3.4"), rounded=rounding("multiple_of_9p")), "152.10"),
        (proposal(by_percent("-3.4")), "142.15"),  # 142.1469
        (proposal(by_cash("1.234")), "148.38"),
        (proposal(to_band_d("150.005")), "150.01"),
        (proposal(to_requirement("90694614")), "152.15"),
        (proposal(maximum()), "152.15"),
        (proposal(maximum(), limit=percent_limit("2")), "150.09"),
        (proposal(maximum(), limit=cash_limit("4.99")), "152.14"),
        (proposal(maximum(), rounded=rounding("multiple_of_9p")), "152.10"),
        (proposal(maximum(), limit=percent_limit("0")), "147.15"),
    ],
)
def test_band_d_is_this_for_each_kind_of_increase_and_rounding(put: PreceptProposal, band_d: str) -> None:
    assert [each.band_d for each in both_ways(put)] == [e4(band_d)] * 2


@pytest.mark.parametrize(
    ("put", "verdict"),
    [
        (proposal(limit=NO_LIMIT), (None, None, None, None)),
        (proposal(limit=NOT_HELD), (None, None, None, None)),
        (proposal(by_cash("5.01")), (True, "152.15", "-0.01", "152.15")),
        (proposal(by_cash("2.94"), limit=percent_limit("2")), (False, "150.09", "0", "150.09")),
        (proposal(by_cash("2.95"), limit=percent_limit("2")), (True, "150.09", "-0.01", "150.09")),
        (proposal(by_cash("3"), prior="150", limit=percent_limit("2")), (True, "152.99", "-0.01", "152.99")),
        (proposal(by_cash("3"), prior="150", limit=cash_limit("3")), (False, "153", "0", "153")),
        (proposal(freeze(), prior="150", limit=percent_limit("0")), (False, "150", "0", "150")),
        (proposal(freeze(), limit=cash_limit("4.9949"), rounded=NINES), (False, "152.10", "4.95", "152.14")),
        (proposal(freeze(), limit=cash_limit("4.9949"), rounded=TO_FOUR), (False, "152.1449", "4.9949", "152.1449")),
    ],
)  # fmt: skip
def test_the_verdict_on_an_increase_is_this(put: PreceptProposal, verdict: tuple[Any, ...]) -> None:
    """2% of £150 is £3, which is already excessive; a cash sum is allowed up to and including."""
    excessive, *amounts = verdict
    wanted = Verdict(excessive, *(None if each is None else e4(each) for each in amounts))

    assert [each.verdict for each in both_ways(put)] == [wanted] * 2


def test_bands_are_made_of_band_d_as_set_or_as_asked_for() -> None:
    """3.4% is £152.1531: twice that is £304.3062, twice £152.15 £304.30."""
    from_asked = rounding(bands_from="unrounded")
    for outcome in both_ways(proposal(by_percent("3.4"), rounded=from_asked)):
        assert (outcome.bands[-1].charge, outcome.bands[3].charge) == (30_431, 15_215)
    for outcome in both_ways(proposal(by_percent("3.4"), rounded=rounding("multiple_of_9p", "unrounded"))):
        assert outcome.bands[-1].charge == 30_420
    for outcome in both_ways(proposal(rounded=replace(from_asked, instalments=10))):
        assert (outcome.bands[3].monthly, outcome.bands[3].increase_monthly) == (1_522, 50)


def test_without_a_tax_base_nothing_is_raised_and_without_last_years_nothing_has_changed() -> None:
    for outcome in both_ways(proposal(tax_base=None)):
        assert (outcome.requirement, outcome.change, outcome.yields) == (None, None, None)
    for outcome in both_ways(proposal(prior_tax_base=None)):
        assert outcome.change is None
        assert outcome.requirement == Requirement(base("596086.84"), pence("90694612.71"), None, None, None)


def test_many_proposals_are_answered_in_their_order_each_with_its_own_councils_and_bands() -> None:
    puts = [
        proposal(authorities=COUNCILS),
        proposal(by_percent("2"), country="Wales", financial_year="2016-17"),
        proposal(maximum(), limit=percent_limit("2"), rounded=rounding("four_decimals", authority_precepts="penny")),
        proposal(freeze(), tax_base=None, limit=NOT_HELD),
        proposal(to_requirement("90694614"), authorities=COUNCILS[:1]),
    ]

    assert assess_as_rows(puts) == [assess(each) for each in puts]
    assert [len(each.bands) for each in assess_as_rows(puts)] == [8, 9, 8, 8, 8]


@pytest.mark.parametrize("number", [FEW, FEW + 1])
def test_what_has_no_answer_among_many_is_refused_with_its_place(number: int) -> None:
    puts = [proposal(prior_tax_base=None)] * number
    with pytest.raises(BandDOutOfRange) as refused:
        assess_all([*puts[:-1], proposal(by_cash("-999"))])
    assert (refused.value.scenario, refused.value.detail) == (number - 1, "Band D would be below nothing.")
    with pytest.raises(NoLimit) as unlimited:
        assess_all([*puts[:2], proposal(maximum(), limit=NO_LIMIT)])
    assert (unlimited.value.scenario, unlimited.value.detail) == (2, "No limit is in force: no limit")


# --- the words of a rule -----------------------------------------------------------------------------


class Answer(NamedTuple):
    larger: Any
    smaller: Any
    chosen: Any
    named: Any


def in_words(kind: Any, one: Any, other: Any) -> Answer:
    return Answer(
        larger_of(one, other),
        smaller_of(one, other),
        when(one > other, one * 10, other),
        by_word(kind, {"double": lambda: one * 2, "sum": lambda: one + other, "five": lambda: 5}, -1),
    )


CASES = [
    ("double", 3, 7, (7, 3, 7, 6)),
    ("sum", 7, 3, (7, 3, 70, 10)),
    ("five", 4, 4, (4, 4, 4, 5)),
    ("none", 1, 2, (2, 1, 2, -1)),
]


@pytest.mark.parametrize(("kind", "one", "other", "wanted"), CASES)
def test_a_rule_in_words_gives_whole_numbers_for_whole_numbers(
    kind: str, one: int, other: int, wanted: tuple[int, ...]
) -> None:
    assert in_words(kind, one, other) == wanted


def test_the_same_rule_gives_columns_for_columns_in_the_order_of_the_rows() -> None:
    rows = [(at, *case[:3]) for at, case in enumerate([*CASES, *reversed(CASES)])]
    frame = pl.DataFrame(rows, schema=["at", "kind", "one", "other"], orient="row")
    found = add_columns(frame, in_words)

    assert found["at"].to_list() == list(range(8))
    assert found.columns == ["at", "kind", "one", "other", *Answer._fields]
    assert [row[4:] for row in found.iter_rows()] == [case[3] for case in (*CASES, *reversed(CASES))]


@pytest.mark.parametrize(("one", "other"), [(pl.col("one"), 4), (4, pl.col("one"))])
def test_a_column_and_a_whole_number_are_compared_row_by_row(one: Any, other: Any) -> None:
    frame = pl.DataFrame({"one": [3, 4, 5]})
    found = frame.select(larger=larger_of(one, other), smaller=smaller_of(one, other))

    assert found["larger"].to_list() == [4, 4, 5]
    assert found["smaller"].to_list() == [3, 4, 4]


def test_a_word_in_a_column_goes_the_first_way_that_it_names() -> None:
    frame = pl.DataFrame({"kind": ["a", "b", "c", "a"]})
    found = frame.select(found=by_word(pl.col("kind"), {"a": lambda: 2**40, "b": lambda: pl.lit(2)}, 0))

    assert found["found"].to_list() == [2**40, 2, 0, 2**40]


def test_a_choice_by_a_column_takes_whole_numbers_of_any_size() -> None:
    frame = pl.DataFrame({"one": [1, 3]})

    assert frame.select(found=when(pl.col("one") > 2, 2**40, -1))["found"].to_list() == [-1, 2**40]


def test_a_frame_without_rows_gets_the_columns_and_one_with_wants_keeps_them() -> None:
    empty = pl.DataFrame(schema={"kind": pl.String, "one": pl.Int64, "other": pl.Int64})
    wants = pl.DataFrame(
        {"kind": ["sum", "sum"], "one": [None, 2], "other": [1, 1]}, schema_overrides={"one": pl.Int64}
    )

    assert add_columns(empty, in_words).columns == ["kind", "one", "other", *Answer._fields]
    assert add_columns(wants, in_words)["named"].to_list() == [None, 3]


def test_names_are_the_same_whatever_their_case_and_spaces() -> None:
    assert plain("  Tonbridge   and MALLING ") == plain("tonbridge and malling")
    assert plain("Dover") != plain("Do ver")


# --- late changes --------------------------------------------------------------------------------------


def test_a_council_that_is_corrected_moves_the_area_and_what_is_to_be_found() -> None:
    """One has 1,000 less: at £152.15 £152,150; its surplus of £1,000 becomes £400."""
    before = assess(proposal(authorities=COUNCILS))
    held = revise(
        before, Corrections((CorrectedAuthority(None, " one ", base("299000"), pence("400")),)), Held.INCREASE
    )
    after = assess(held)

    assert held.tax_base == base("595086.84")
    assert [each.tax_base for each in held.authorities] == [base("299000"), base("296086.84")]
    assert [each.collection_fund for each in held.authorities] == [pence("400"), pence("-250.50")]
    assert held.increase == by_cash("5")
    assert to_be_found(before, after) == pence("152750")


def test_a_requirement_that_is_held_moves_band_d_to_the_smallest_that_raises_it() -> None:
    """90,694,612.71 over 595,086.84 is 152.40567..., so £152.41."""
    before = assess(proposal(authorities=COUNCILS))
    less = Corrections((CorrectedAuthority(None, "One", base("299000")),))

    assert revise(before, less, Held.REQUIREMENT).increase == to_band_d("152.41")
    assert revise(before, Corrections(), Held.REQUIREMENT).increase == by_cash("5")
    assert revise(before, Corrections(prior_band_d=e4("147")), Held.REQUIREMENT).increase == to_band_d("152.15")
    assert revise(before, Corrections(prior_band_d=e4("147")), Held.INCREASE).increase == by_cash("5")


@pytest.mark.parametrize(
    ("corrected", "councils", "remedy"),
    [
        (CorrectedAuthority("E1", "Dover"), COUNCILS, "Name one of them: One, Another."),
        (CorrectedAuthority("E1", None), (), "None is held for that year: give precept.billing_authorities."),
    ],
)
def test_a_council_that_is_not_of_the_precept_is_refused_with_those_that_are(
    corrected: CorrectedAuthority, councils: tuple[Any, ...], remedy: str
) -> None:
    with pytest.raises(Refusal) as refused:
        revise(assess(proposal(authorities=councils)), Corrections((corrected,)), Held.INCREASE)

    named = " ".join(filter(None, (corrected.code, corrected.name)))
    assert refused.value.detail == f"{named} is not one of the billing authorities of this precept."
    assert (refused.value.field, refused.value.remedy) == ("corrections.billing_authorities[0]", remedy)


# --- band Ds that are looked for ---------------------------------------------------------------------


def look(kind: TargetKind, *, within_limit: bool = True, **about: Any) -> tuple[Any, ...]:
    put = {name: about.pop(name) for name in ("limit", "rounded", "prior", "tax_base") if name in about}
    found = solve(proposal(**put), Target(kind, **about), within_limit=within_limit)
    shown = [found.needed_band_d, found.half_up_band_d]
    outcomes = (found.outcome, found.nearest, found.one_step_less, found.one_step_more)
    return (
        found.needed,
        *shown,
        *(None if each is None else each.band_d for each in outcomes),
        found.why_none,
    )


def of_pounds(*amounts: str | None) -> tuple[int | None, ...]:
    return tuple(None if each is None else e4(each) for each in amounts)


def test_the_smallest_band_d_that_raises_a_sum_is_found_with_the_steps_beside_it() -> None:
    """£90,690,000 over 596,086.84 is 152.14226..."""
    needed = pence("90690000")

    assert look(TargetKind.REQUIREMENT, pence=needed) == (
        needed, *of_pounds("152.15", "152.14", "152.15", None, "152.14", "152.16"), None,
    )  # fmt: skip
    assert look(TargetKind.REQUIREMENT, pence=needed, method=Method.HALF_UP) == (
        needed, *of_pounds("152.14", "152.14", "152.14", None, "152.13", "152.15"), None,
    )  # fmt: skip
    assert look(TargetKind.REQUIREMENT, pence=needed, rounded=rounding("four_decimals"))[1] == e4("152.1423")
    assert look(TargetKind.REQUIREMENT, pence=needed, rounded=rounding("multiple_of_9p"), within_limit=False)[
        1:6
    ] == of_pounds("152.19", "152.10", "152.19", None, "152.10")


def test_a_sum_beyond_the_limit_gives_the_nearest_that_is_allowed() -> None:
    """£91m needs £152.6624..."""
    needed = pence("91000000")

    assert look(TargetKind.REQUIREMENT, pence=needed) == (
        needed, *of_pounds("152.67", "152.66", None, "152.15", "152.14", "152.16"), WhyNone.OVER_THE_LIMIT,
    )  # fmt: skip
    assert look(TargetKind.REQUIREMENT, pence=needed, within_limit=False)[3:5] == of_pounds("152.67", None)
    assert look(TargetKind.REQUIREMENT, pence=needed, limit=NO_LIMIT)[3:5] == of_pounds("152.67", None)


def test_a_sum_beyond_what_is_calculated_gives_the_largest_that_is() -> None:
    assert look(TargetKind.REQUIREMENT, pence=pence("100000"), tax_base="1", limit=NO_LIMIT) == (
        pence("100000"),
        None,
        None,
        *of_pounds(None, "9999.99", "9999.98", None),
        WhyNone.BEYOND_WHAT_IS_CALCULATED,
    )
    assert look(TargetKind.REQUIREMENT, pence=pence("100000"), tax_base="1")[4] == e4("152.15")


def test_a_sum_of_nothing_needs_no_band_d() -> None:
    """Nothing on either side of £0 but a penny more."""
    assert look(TargetKind.REQUIREMENT, pence=0) == (0, *of_pounds("0", "0", "0", None, None, "0.01"), None)


def test_a_penny_on_the_requirement_may_take_a_penny_on_band_d() -> None:
    """£147.15 on 596,086.84 rounds to 87,714,178.51; a penny more needs £147.16."""
    assert look(TargetKind.REQUIREMENT, pence=pence("87714178.51"))[1] == e4("147.15")
    assert look(TargetKind.REQUIREMENT, pence=pence("87714178.52"))[1] == e4("147.16")


def test_extra_income_is_raised_over_its_baseline() -> None:
    """A penny on 596,086.84 is 5,960.8684: over a freeze, and over 2%, £150.09, 5,960.86 takes one, and 5,960.87 two."""
    assert look(TargetKind.EXTRA_INCOME, pence=pence("5960.86"))[:2] == (pence("87720139.37"), e4("147.16"))
    assert look(TargetKind("extra_income"), pence=pence("5960.87"))[1] == e4("147.17")
    assert look(TargetKind.EXTRA_INCOME, pence=pence("5960.86"), baseline=by_percent("2"))[:2] == (
        pence("89472634.68"),
        e4("150.10"),
    )


def test_the_most_allowed_and_the_largest_multiple_of_9p_have_no_sum_to_raise() -> None:
    most = look(TargetKind.MOST_ALLOWED)
    nines = look(TargetKind.LARGEST_MULTIPLE_OF_9P)

    assert most == (None, None, None, *of_pounds("152.15", None, "152.14", "152.16"), None)
    assert nines == (None, None, None, *of_pounds("152.10", None, "152.01", "152.19"), None)


def test_no_multiple_of_9p_may_lie_between_last_years_and_the_limit() -> None:
    """£147.16 and 2p more: £147.15 is below last year's, £147.24 above the limit."""
    assert look(TargetKind.LARGEST_MULTIPLE_OF_9P, prior="147.16", limit=cash_limit("0.02"))[3:] == (
        *of_pounds(None, "147.15", "147.06", "147.24"),
        WhyNone.NO_MULTIPLE_WITHIN_LIMIT,
    )


@pytest.mark.parametrize(
    ("put", "kind", "detail", "field", "remedy"),
    [
        (
            proposal(tax_base=None),
            TargetKind.REQUIREMENT,
            "No tax base is held for Kent in 2016-17.",
            "tax_base",
            "Give tax_base, or billing_authorities with theirs.",
        ),
        (
            proposal(limit=NO_LIMIT),
            TargetKind.MOST_ALLOWED,
            "No limit is in force: no limit",
            "target.kind",
            "Give limit, or another kind of target.",
        ),
    ],
)
def test_a_target_without_an_answer_is_refused_in_these_words(
    put: PreceptProposal, kind: TargetKind, detail: str, field: str, remedy: str
) -> None:
    with pytest.raises(Refusal) as refused:
        solve(put, Target(kind), within_limit=True)

    assert (refused.value.detail, refused.value.field, refused.value.remedy) == (detail, field, remedy)


def test_a_baseline_that_cannot_be_is_refused_as_the_targets() -> None:
    with pytest.raises(BandDOutOfRange) as refused:
        solve(proposal(), Target(TargetKind.EXTRA_INCOME, 1, by_cash("-999")), within_limit=True)

    assert refused.value.field == "target.baseline"
