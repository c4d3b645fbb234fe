"""What an answer rests on is named, counted in a known unit and said to be given or held: whole, in cases worked by hand."""

from __future__ import annotations

from dataclasses import replace

from tests.builders import KENT, authority, by_cash, cash_limit, e4, proposal, question, register, share
from tests.rules.test_tax_base import counted, equivalents, held, of

from precept.council_tax.assess import assess
from precept.council_tax.gather import gather
from precept.council_tax.proposal import Limit, LimitRule
from precept.council_tax.revision import CorrectedAuthority, Corrections, Held, revise
from precept.council_tax.tax_base.explanation import explain
from precept.council_tax.tax_base.outcome import TaxBaseOutcome
from precept.council_tax.tax_base.question import AtRate, CountedBand
from precept.workings import Figure

UNITS = {"pounds", "pounds_a_year", "percent", "band_d_equivalents", "dwellings", "dwelling_equivalents", "points"}
COUNCILS = (authority("One", "300000"), authority("Another", "296086.84"))


def told(figures: tuple[Figure, ...]) -> list[tuple[str, str, str, str]]:
    return [(each.name, each.value, each.unit, each.evidence) for each in figures]


def test_what_a_precept_of_given_figures_rests_on_is_given() -> None:
    asked = question(
        by_cash("5"), prior="147.15", tax_base="596086.84", prior_tax_base="583918.3", limit=cash_limit("5")
    )
    rests_on = told(gather(asked, register()).figures)

    assert {
        ("prior_band_d", "147.15", "pounds_a_year", "given"),
        ("tax_base", "596086.84", "band_d_equivalents", "given"),
        ("prior_tax_base", "583918.30", "band_d_equivalents", "given"),
        ("limit_cash", "5.00", "pounds_a_year", "given"),
    } <= set(rests_on)


def test_what_kents_precept_rests_on_is_published() -> None:
    rests_on = told(gather(question(area=KENT), register()).figures)

    assert {
        ("prior_band_d", "147.15", "pounds_a_year", "published"),
        ("tax_base", "596086.84", "band_d_equivalents", "published"),
        ("prior_tax_base", "583918.30", "band_d_equivalents", "published"),
    } <= set(rests_on)


def test_every_figure_that_was_corrected_says_so() -> None:
    """Another's base is 1,000 less, and so is the area's."""
    corrections = Corrections(
        (CorrectedAuthority(None, "Another", 295_086_840),),
        e4("147.00"),
        583_000_000,
        Limit(LimitRule.GREATER_OF, percent=share("2"), cash=e4("6")),
    )
    revised = revise(assess(proposal(authorities=COUNCILS)), corrections, Held.INCREASE)

    assert [(*each, figure.note) for each, figure in zip(told(revised.figures), revised.figures, strict=True)] == [
        ("tax_base_of_authority_2", "295086.84", "band_d_equivalents", "given", "Another, corrected"),
        ("tax_base", "595086.84", "band_d_equivalents", "given", "corrected"),
        ("prior_tax_base", "583000.00", "band_d_equivalents", "given", "corrected"),
        ("prior_band_d", "147.00", "pounds_a_year", "given", "corrected"),
        ("limit_percent", "2", "percent", "given", None),
        ("limit_cash", "6.00", "pounds_a_year", "given", None),
    ]


def test_a_correction_of_nothing_leaves_what_it_rests_on_alone() -> None:
    before = gather(question(), register())

    assert revise(assess(before), Corrections(), Held.INCREASE).figures == before.figures


def test_what_a_tax_base_of_given_dwellings_rests_on_is_given() -> None:
    case = of(replace(equivalents(("D", "100", "10")), class_o=5_000, support_change=share("3"))).case

    assert told(case.figures)[:4] == [
        ("before_support_d", "100.00", "dwelling_equivalents", "given"),
        ("support_d", "10.00", "dwelling_equivalents", "given"),
        ("class_o", "5.00", "band_d_equivalents", "given"),
        ("collection_rate", "98.5", "percent", "given"),
    ]


def cases() -> list[TaxBaseOutcome]:
    band = CountedBand(
        "A", 30, exempt=2, single_adult=9, discounts=(AtRate(1, share("50")),), premiums=(AtRate(1, share("100")),)
    )
    return [of(held()), of(counted(band)), of(equivalents(("D", "100", "10")))]


def test_every_figure_and_every_step_of_a_tax_base_is_counted_in_a_known_unit() -> None:
    for outcome in cases():
        assert {each.unit for each in outcome.case.figures} <= UNITS
        assert {each.evidence for each in outcome.case.figures} <= {"given", "published", "derived", "assumption"}
        assert {each.unit for each in explain(outcome)} <= UNITS
