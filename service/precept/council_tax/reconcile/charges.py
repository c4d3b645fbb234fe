"""What is printed instead of a charge, an increase or its percentage: the band D, its bands, and their parts of a year."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from precept.council_tax.outcome import BandCharge
from precept.council_tax.reconcile.beside import Beside, other_band_ds
from precept.council_tax.reconcile.causes import Alternative, CauseName, percent_text, to_the_penny
from precept.council_tax.reconcile.cells import Cell, Measure
from precept.council_tax.reconcile.expected import NINTHS, annual_of, band_of, parts_of_year
from precept.council_tax.reconcile.standing import Standing, pounds_of

C = CauseName


def of_charge(cell: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain a band's charge for the year, or band D itself."""
    band = band_of(cell, standing)
    share = Fraction(band.ninths, NINTHS)
    before = to_the_penny(standing.prior * share)
    yield Alternative(
        C.ROUNDED_INCREASE_ADDED_TO_ROUNDED_BASE,
        before + to_the_penny(standing.rise * share),
        "The increase for the band, rounded, is added to last year's charge, rounded; the law rounds band D x ninths once.",
    )
    yield from _unrounded(standing, beside, share)
    rounded = to_the_penny(standing.band_d) * share
    if pounds_of(band.charge) != to_the_penny(rounded):
        yield Alternative(C.ROUNDED_BAND_D, to_the_penny(rounded), "It is worked out from band D as rounded.")
    for rate in _percents(standing, beside):
        yield Alternative(
            C.PERCENTAGE_APPLIED_TO_ROUNDED_BAND,
            to_the_penny(before * (100 + rate) / 100),
            f"The printed increase of {percent_text(rate)}% is applied to last year's charge, rounded.",
        )
    ninth = to_the_penny(standing.band_d / NINTHS)
    yield Alternative(C.ROUNDED_NINTH, ninth * band.ninths, "A ninth of band D is rounded first and then multiplied.")
    yield Alternative(C.PRIOR_YEAR_VALUE, before, "It is last year's charge.")
    yield Alternative(C.CHARGE_AND_INCREASE_CONFUSED, pounds_of(band.increase), "It is the increase, not the charge.")
    for each in _others(standing, band):
        yield Alternative(C.NEIGHBOURING_BAND, pounds_of(each.charge), f"It is the charge of band {each.band}.")
    yield from _other_increases(standing, beside, share)


def of_prior_charge(cell: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain last year's charge, or last year's band D."""
    band = band_of(cell, standing)
    ninth = to_the_penny(standing.prior / NINTHS)
    yield Alternative(C.ROUNDED_NINTH, ninth * band.ninths, "A ninth of band D is rounded first and then multiplied.")
    yield Alternative(C.THIS_YEAR_VALUE, pounds_of(band.charge), "It is this year's charge.")
    earlier = beside.surroundings.earlier_band_d
    if earlier is not None:
        value = to_the_penny(earlier.value * band.ninths / NINTHS)
        yield Alternative(C.PRIOR_YEAR_VALUE, value, "It is the charge of the year before that.", (earlier.figure,))
    for each in _others(standing, band):
        yield Alternative(
            C.NEIGHBOURING_BAND, pounds_of(each.prior_charge), f"It is last year's charge of band {each.band}."
        )


def of_increase(cell: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain the increase in a band's charge, or in band D."""
    band = band_of(cell, standing)
    share = Fraction(band.ninths, NINTHS)
    yield Alternative(
        C.RATIO_TIMES_INCREASE,
        to_the_penny(standing.rise * share),
        "It is the increase in band D x ninths: some print that, but it is not the difference of the two charges.",
    )
    if standing.asked != standing.band_d:
        value = (standing.asked - standing.prior) * share
        yield Alternative(C.UNROUNDED_BAND_D, value, "It is worked out from band D before it was rounded.")
    yield Alternative(C.CHARGE_AND_INCREASE_CONFUSED, pounds_of(band.charge), "It is the charge, not the increase.")
    earlier = beside.surroundings.earlier_band_d
    if earlier is not None:
        value = (standing.prior - earlier.value) * share
        yield Alternative(C.PRIOR_YEAR_VALUE, value, "It is last year's increase.", (earlier.figure,))
    for each in _others(standing, band):
        yield Alternative(C.NEIGHBOURING_BAND, pounds_of(each.increase), f"It is the increase of band {each.band}.")
    for other in other_band_ds(standing, beside):
        value = (other.band_d - standing.prior) * share
        yield Alternative(C.ANOTHER_INCREASE, value, f"It is {other.words}.", other.figures)


def of_percent(cell: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain the increase in percent."""
    share = standing.rise * 100
    if cell.measure is Measure.BAND_INCREASE_PERCENT:
        yield Alternative(
            C.PERCENT_OF_BAND_D, share / standing.prior, "It is the percentage of band D, not of the band's own charge."
        )
    if standing.band_d:
        yield Alternative(
            C.PERCENT_OF_ANOTHER_FIGURE,
            share / standing.band_d,
            "It is a percentage of the new band D, not of the old.",
        )
    change = standing.outcome.change
    if change is not None and change.prior_requirement and standing.outcome.requirement:
        growth = Fraction((standing.outcome.requirement.precept - change.prior_requirement) * 100)
        yield Alternative(
            C.RATE_AND_TOTAL_BLURRED,
            growth / change.prior_requirement,
            "It is the growth of the precept, tax base and all, not of band D.",
        )
    earlier = beside.surroundings.earlier_band_d
    if earlier is not None and earlier.value:
        rate = (standing.prior - earlier.value) * 100 / earlier.value
        yield Alternative(C.PRIOR_YEAR_VALUE, rate, "It is last year's increase.", (earlier.figure,))
    for other in other_band_ds(standing, beside):
        rate = (other.band_d - standing.prior) * 100 / standing.prior
        yield Alternative(C.ANOTHER_INCREASE, rate, f"It is {other.words}.", other.figures)


def of_part_of_year(cell: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain what a month, a week or a day pays or adds."""
    year, parts = annual_of(cell, standing), parts_of_year(cell, standing)
    for name, divisor in _MISTAKEN_PERIODS[parts]:
        yield Alternative(name, year / divisor, f"It is the amount for {_PERIOD_WORDS[divisor]}.")
    for name, weeks, words in _OTHER_DIVISORS[parts]:
        yield Alternative(name, year / weeks, words)
    band = band_of(cell, standing)
    charge = cell.measure.endswith("charge")
    other = pounds_of(band.increase if charge else band.charge)
    said = "It is a part of the increase." if charge else "It is a part of the whole charge, not of the increase."
    yield Alternative(C.CHARGE_AND_INCREASE_CONFUSED, other / parts, said)
    share = Fraction(band.ninths, NINTHS)
    if not charge and standing.asked != standing.band_d:
        value = (standing.asked - standing.prior) * share / parts
        yield Alternative(C.UNROUNDED_BAND_D, value, "It is worked out from band D before it was rounded.")
    for each in _others(standing, band):
        amount = pounds_of(each.charge if charge else each.increase)
        yield Alternative(C.NEIGHBOURING_BAND, amount / parts, f"It is that of band {each.band}.")
    for another in other_band_ds(standing, beside):
        amount = another.band_d if charge else another.band_d - standing.prior
        yield Alternative(
            C.ANOTHER_INCREASE, amount * share / parts, f"It is that of {another.words}.", another.figures
        )


def of_year_from_parts(value: Fraction) -> Iterator[Alternative]:
    """Explain an annual amount that was made from, or printed as, a part of the year."""
    for name, parts in ((C.MONTH_FOR_YEAR, 12), (C.WEEK_FOR_YEAR, 52), (C.DAY_FOR_YEAR, 365)):
        yield Alternative(name, value / parts, f"It is the amount for {_PERIOD_WORDS[parts]}.")
    yield Alternative(C.TENTHS_OF_YEAR, value / 10, "It is a tenth of the year, one of ten instalments.")
    for parts, word in ((52, "weekly"), (12, "monthly")):
        yield Alternative(
            C.PERIOD_MULTIPLIED_BACK,
            to_the_penny(value / parts) * parts,
            f"The {word} amount, rounded, is multiplied back up by {parts}.",
        )


_MISTAKEN_PERIODS = {
    10: ((C.MONTH_FOR_YEAR, 1), (C.WEEK_FOR_MONTH, 52), (C.DAY_FOR_MONTH, 365)),
    12: ((C.MONTH_FOR_YEAR, 1), (C.WEEK_FOR_MONTH, 52), (C.DAY_FOR_MONTH, 365)),
    52: ((C.WEEK_FOR_YEAR, 1), (C.WEEK_FOR_MONTH, 12), (C.DAY_FOR_WEEK, 365)),
    365: ((C.DAY_FOR_YEAR, 1), (C.DAY_FOR_MONTH, 12), (C.DAY_FOR_WEEK, 52)),
}
"""For what is divided by ten, twelve, fifty-two or 365: what else the year may have been divided by."""
_PERIOD_WORDS = {1: "a whole year", 12: "a month", 52: "a week", 365: "a day"}
_OTHER_DIVISORS = {
    10: ((C.TWELFTHS_OF_YEAR, Fraction(12), "It is a twelfth of the year, not one of ten instalments."),),
    12: ((C.TENTHS_OF_YEAR, Fraction(10), "It is a tenth of the year, one of ten instalments."),),
    52: (
        (C.WEEKS_OF_50, Fraction(50), "The year is divided into 50 weeks."),
        (C.WEEKS_OF_48, Fraction(48), "The year is divided into 48 weeks."),
        (C.WEEKS_OF_365_OVER_7, Fraction(365, 7), "The year is divided into 365/7 weeks."),
    ),
    365: (),
}


def _unrounded(standing: Standing, beside: Beside, share: Fraction) -> Iterator[Alternative]:
    words = "It is worked out from band D before it was rounded to the penny"
    if standing.asked != standing.band_d:
        yield Alternative(C.UNROUNDED_BAND_D, standing.asked * share, f"{words}.")
    elif beside.table_percent is not None:
        exact = standing.prior * (100 + beside.table_percent) / 100
        yield Alternative(C.UNROUNDED_BAND_D, exact * share, f"{words}: last year's plus the printed percentage.")
    precept, base = beside.surroundings.returned_precept, beside.surroundings.returned_base
    if precept is not None and base is not None:
        yield Alternative(
            C.UNROUNDED_BAND_D,
            precept.value / base.value * share,
            f"{words}: the requirement over the tax base, as returned.",
            (precept.figure, base.figure),
        )


def _percents(standing: Standing, beside: Beside) -> Iterator[Fraction]:
    if beside.table_percent is not None:
        yield beside.table_percent
    rate = standing.rise * 100 / standing.prior
    for rounded in (to_the_penny(rate), to_the_penny(rate / 10) * 10):
        if rounded != beside.table_percent:
            yield rounded


def _others(standing: Standing, band: BandCharge) -> list[BandCharge]:
    return [each for each in standing.outcome.bands if each.band != band.band]


def _other_increases(standing: Standing, beside: Beside, share: Fraction) -> Iterator[Alternative]:
    for other in other_band_ds(standing, beside):
        value = to_the_penny(other.band_d * share)
        yield Alternative(C.ANOTHER_INCREASE, value, f"It is that of {other.words}.", other.figures)
