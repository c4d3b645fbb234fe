"""What is printed instead of an amount raised, a yield or a tax base."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from precept.council_tax.reconcile.beside import Beside, OtherBandD, other_band_ds
from precept.council_tax.reconcile.causes import Alternative, CauseName
from precept.council_tax.reconcile.cells import Cell, Measure
from precept.council_tax.reconcile.expected import authority_of, base_of_authority
from precept.council_tax.reconcile.standing import Standing
from precept.register.units import PENCE
from precept.workings import Figure

C = CauseName
_OneBase = tuple[Fraction, str, tuple[Figure, ...]]


def _other_bases(standing: Standing, beside: Beside) -> Iterator[_OneBase]:
    """Every other tax base at hand for the year, with its words."""
    found: list[_OneBase] = []
    returned = beside.surroundings.returned_base
    if standing.prior_tax_base is not None:
        found.append((standing.prior_tax_base, "last year's tax base", ()))
    if standing.sum_of_bases is not None:
        found.append((standing.sum_of_bases, "the sum of the billing authorities' tax bases", ()))
    if returned is not None:
        found.append((returned.value, returned.words, (returned.figure,)))
    yield from (each for each in found if each[0] != standing.tax_base)


def of_precept(_: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain the requirement."""
    base = standing.tax_base
    for other, words, figures in _other_bases(standing, beside):
        yield Alternative(C.WRONG_TAX_BASE, standing.band_d * other, f"It is worked out on {words}.", figures)
    if base is None:
        return
    if standing.asked != standing.band_d:
        yield Alternative(C.UNROUNDED_BAND_D, standing.asked * base, "It is worked out from band D before rounding.")
    if standing.prior_tax_base is not None:
        prior = standing.prior * standing.prior_tax_base
        yield Alternative(C.PRIOR_YEAR_VALUE, prior, "It is last year's precept.")
        grown = prior + standing.rise * base
        yield Alternative(C.RATE_AND_TOTAL_BLURRED, grown, "It leaves out the growth of the tax base at the old rate.")
    yield Alternative(C.PRIOR_YEAR_VALUE, standing.prior * base, "It is worked out at last year's band D.")
    for each in other_band_ds(standing, beside):
        yield _another(each, each.band_d * base)
        if standing.prior_tax_base is not None:
            value = each.band_d * standing.prior_tax_base
            words = f"It is that of {each.words}, on last year's tax base."
            yield Alternative(C.ANOTHER_INCREASE, value, words, each.figures)


def of_prior_precept(_: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain last year's requirement."""
    if standing.tax_base is not None:
        yield Alternative(C.THIS_YEAR_VALUE, standing.band_d * standing.tax_base, "It is this year's precept.")
        value = standing.prior * standing.tax_base
        yield Alternative(C.WRONG_TAX_BASE, value, "It is last year's band D on this year's tax base.")
    returned, earlier = beside.surroundings.returned_prior_base, beside.surroundings.earlier_band_d
    if returned is not None and returned.value != standing.prior_tax_base:
        value = standing.prior * returned.value
        yield Alternative(C.WRONG_TAX_BASE, value, f"It is worked out on {returned.words}.", (returned.figure,))
    if earlier is not None and standing.prior_tax_base is not None:
        value = earlier.value * standing.prior_tax_base
        yield Alternative(C.PRIOR_YEAR_VALUE, value, "It is worked out at the band D before that.", (earlier.figure,))


def of_extra(cell: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain extra income: of the rate, of the tax base, of both, over a freeze, over a plan."""
    base, prior_base, rise = standing.tax_base, standing.prior_tax_base, standing.rise
    if prior_base is not None:
        value = rise * prior_base
        yield Alternative(
            C.RATE_AND_TOTAL_BLURRED, value, "It is the effect of the rate alone, on last year's tax base."
        )
    if base is None:
        return
    if prior_base is not None:
        total = standing.band_d * base - standing.prior * prior_base
        yield Alternative(
            C.RATE_AND_TOTAL_BLURRED, total, "It is the whole growth of the precept, the tax base's included."
        )
        growth = standing.prior * (base - prior_base)
        yield Alternative(C.RATE_AND_TOTAL_BLURRED, growth, "It is the effect of the tax base alone.")
    yield Alternative(C.RATE_AND_TOTAL_BLURRED, rise * base, "It is the extra over a freeze, on this year's tax base.")
    for each in other_band_ds(standing, beside):
        value = (standing.band_d - each.band_d) * base
        yield Alternative(C.BASELINE_NOT_STATED, value, f"It is the extra over {each.words}.", each.figures)
        yield _another(each, (each.band_d - standing.prior) * base)
    if cell.measure is Measure.EXTRA_OVER_PLAN:
        return
    earlier = beside.surroundings.earlier_band_d
    if earlier is not None and prior_base is not None:
        value = (standing.prior - earlier.value) * prior_base
        yield Alternative(C.PRIOR_YEAR_VALUE, value, "It is what last year's increase raised.", (earlier.figure,))


def of_one_pound(_: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain the yield of one pound, or the tax base, which is the same number."""
    for other, words, figures in _other_bases(standing, beside):
        yield Alternative(C.WRONG_TAX_BASE, other, f"It is {words}.", figures)


def of_one_percent(_: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain the yield of one percent."""
    change, base = standing.outcome.change, standing.tax_base
    if change is not None:
        value = Fraction(change.prior_requirement, 100 * PENCE)
        yield Alternative(
            C.PERCENT_OF_ANOTHER_FIGURE, value, "It is 1% of last year's precept, on last year's tax base."
        )
    if base is not None:
        value = standing.band_d * base / 100
        yield Alternative(C.PERCENT_OF_ANOTHER_FIGURE, value, "It is 1% of this year's precept.")
    for other, words, figures in _other_bases(standing, beside):
        yield Alternative(C.WRONG_TAX_BASE, standing.prior * other / 100, f"It is worked out on {words}.", figures)


def of_prior_base(_: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain last year's tax base."""
    returned = beside.surroundings.returned_prior_base
    if returned is not None and returned.value != standing.prior_tax_base:
        yield Alternative(C.WRONG_TAX_BASE, returned.value, f"It is {returned.words}.", (returned.figure,))
    if standing.tax_base is not None:
        yield Alternative(C.THIS_YEAR_VALUE, standing.tax_base, "It is this year's tax base.")


def of_authority(cell: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain the tax base of a billing authority, or what it pays over."""
    own = authority_of(cell, standing)
    rate = standing.band_d if cell.measure is Measure.AUTHORITY_PRECEPT else Fraction(1)
    earlier = beside.surroundings.earlier_bases.get(own.authority.code or "")
    if earlier is not None:
        value = rate * earlier.value
        yield Alternative(C.WRONG_TAX_BASE, value, "It is worked out on last year's tax base.", (earlier.figure,))
        if rate != 1:
            value = standing.prior * earlier.value
            yield Alternative(C.PRIOR_YEAR_VALUE, value, "It is last year's precept.", (earlier.figure,))
    if rate != 1:
        base = base_of_authority(own.authority)
        yield Alternative(C.PRIOR_YEAR_VALUE, standing.prior * base, "It is worked out at last year's band D.")
        if standing.asked != standing.band_d:
            yield Alternative(
                C.UNROUNDED_BAND_D, standing.asked * base, "It is worked out from band D before rounding."
            )
    place = standing.outcome.precepts.index(own)
    for each in (
        *standing.outcome.precepts[max(place - 1, 0) : place],
        *standing.outcome.precepts[place + 1 : place + 2],
    ):
        value = rate * base_of_authority(each.authority)
        yield Alternative(C.ANOTHER_AUTHORITY, value, f"It is that of {each.authority.name}, the row beside it.")


def _another(other: OtherBandD, value: Fraction) -> Alternative:
    return Alternative(C.ANOTHER_INCREASE, value, f"It is that of {other.words}.", other.figures)


Explain = Callable[[Cell, Standing, Beside], Iterator[Alternative]]
