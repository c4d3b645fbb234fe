"""What is printed instead of a referendum limit, or of the most it allows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from precept.council_tax.reconcile.beside import Beside
from precept.council_tax.reconcile.causes import Alternative, CauseName, to_the_penny
from precept.council_tax.reconcile.cells import Cell, Measure
from precept.council_tax.reconcile.standing import Standing
from precept.council_tax.reconcile.surroundings import HeldElsewhere
from precept.register.units import MILLIONTHS

C = CauseName


def of_limit(cell: Cell, standing: Standing, beside: Beside) -> Iterator[Alternative]:
    """Explain a limit: that of another year, or a percentage taken as allowed where it is already excessive."""
    around = beside.surroundings
    if cell.measure is Measure.LIMIT_PERCENT:
        for each in around.percent_limits:
            yield _other_year(each, each.value)
        return
    limit = standing.outcome.proposal.limit
    if limit.percent is not None and cell.measure is not Measure.LIMIT:
        most = standing.prior * (MILLIONTHS + limit.percent) / MILLIONTHS
        words = "The percentage is taken as allowed; an increase of exactly that is already excessive."
        yield Alternative(C.INCLUSIVE_PERCENTAGE_LIMIT, _asked_as(cell, standing, to_the_penny(most)), words)
    for each in around.cash_limits:
        yield _other_year(each, _asked_as(cell, standing, standing.prior + each.value))
    for each in around.percent_limits if cell.measure is not Measure.LIMIT else ():
        most = to_the_penny(standing.prior * (100 + each.value) / 100)
        yield _other_year(each, _asked_as(cell, standing, most))


def _asked_as(cell: Cell, standing: Standing, most: Fraction) -> Fraction:
    """Put the most that would be allowed as the cell asks for it: a band D, an increase, a percentage, what is left."""
    match cell.measure:
        case Measure.MAXIMUM_BAND_D:
            return most
        case Measure.MAXIMUM_INCREASE_PERCENT:
            return (most - standing.prior) * 100 / standing.prior
        case Measure.HEADROOM:
            return most - standing.band_d
        case _:
            return most - standing.prior


def _other_year(each: HeldElsewhere, value: Fraction) -> Alternative:
    return Alternative(C.WRONG_YEAR_LIMIT, value, f"It is {each.words}.", (each.figure,))
