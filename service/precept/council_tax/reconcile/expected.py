"""From a cell to the figure that the rules give, exactly; CannotSay says what is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from precept.council_tax.outcome import AuthorityPrecept, BandCharge
from precept.council_tax.proposal import Authority
from precept.council_tax.reconcile.cells import Cell, Measure
from precept.council_tax.reconcile.standing import Standing, pounds_of
from precept.register.units import MILLIONTHS, TEN_THOUSANDTHS, THOUSANDTHS

NINTHS = 9
OF_BAND_D = (Measure.BAND_D, Measure.PRIOR_BAND_D, Measure.INCREASE)
PERIODS = {"weekly": 52, "daily": 365}
"""How many of each a year is divided into; months are as many as there are instalments."""


class CannotSay(Exception):  # noqa: N818 - it says what is so
    """A figure that the verdict needs is not known; the message says what to give."""


@dataclass(frozen=True)
class Expected:
    """`value` is the figure, with whatever rounding the rules themselves ask for; `before_rounding` what that was made of."""

    value: Fraction
    before_rounding: Fraction


def expected_of(cell: Cell, standing: Standing) -> Expected:
    """Work out what the cell should say."""
    if cell.measure in (Measure.BAND_CHARGE, Measure.PRIOR_BAND_CHARGE):
        band = band_of(cell, standing)
        new = cell.measure is Measure.BAND_CHARGE
        charge = band.charge if new else band.prior_charge
        basis = standing.band_d if new else standing.prior
        return Expected(pounds_of(charge), basis * band.ninths / NINTHS)
    if cell.measure is Measure.BAND_INCREASE:
        band = band_of(cell, standing)
        return Expected(pounds_of(band.increase), standing.rise * band.ninths / NINTHS)
    value = _RULES[cell.measure](cell, standing)
    return Expected(value, value)


def band_of(cell: Cell, standing: Standing) -> BandCharge:
    """Find the band of a cell; band D where it names none, or is about band D itself."""
    letter = "D" if cell.measure in OF_BAND_D else cell.band or "D"
    band = standing.bands.get(letter)
    if band is None:
        raise CannotSay(f"There is no band {cell.band} in {standing.outcome.proposal.area.country} in that year.")
    return band


def base_of(standing: Standing) -> Fraction:
    """This year's tax base."""
    if standing.tax_base is None:
        raise CannotSay("No tax base is held for the year: give tax_base, or billing_authorities with theirs.")
    return standing.tax_base


def prior_base_of(standing: Standing) -> Fraction:
    """Last year's tax base."""
    if standing.prior_tax_base is None:
        raise CannotSay("No tax base is held for the year before: give prior_tax_base.")
    return standing.prior_tax_base


def authority_of(cell: Cell, standing: Standing) -> AuthorityPrecept:
    """Find the billing authority of a cell."""
    if cell.authority is None:
        raise CannotSay("Give authority, the code or the name of the billing authority.")
    found = standing.authority(cell.authority)
    if found is None:
        raise CannotSay("No tax base of that billing authority is held: give billing_authorities with it among them.")
    return found


def base_of_authority(authority: Authority) -> Fraction:
    """Read the tax base of a billing authority, in band D equivalents."""
    return Fraction(authority.tax_base, THOUSANDTHS)


def percent(part: Fraction, whole: Fraction) -> Fraction:
    """A part as a percentage; nothing of nothing cannot be said."""
    if not whole:
        raise CannotSay("The figure it is a percentage of is nothing.")
    return part * 100 / whole


def annual_of(cell: Cell, standing: Standing) -> Fraction:
    """Take what is paid, or added, in a whole year: the amount that a month, a week or a day is a part of."""
    band = band_of(cell, standing)
    return pounds_of(band.charge if cell.measure.endswith("charge") else band.increase)


def parts_of_year(cell: Cell, standing: Standing) -> int:
    """Into how many the year is divided: 12 or 10 instalments, 52 weeks, 365 days."""
    return PERIODS.get(cell.measure.partition("_")[0], standing.outcome.proposal.rounding.instalments)


def _by_period(cell: Cell, standing: Standing) -> Fraction:
    return annual_of(cell, standing) / parts_of_year(cell, standing)


def _band_percent(cell: Cell, standing: Standing) -> Fraction:
    band = band_of(cell, standing)
    return percent(pounds_of(band.increase), pounds_of(band.prior_charge))


def _precept(_: Cell, standing: Standing) -> Fraction:
    requirement = standing.outcome.requirement
    base_of(standing)
    return pounds_of(requirement.precept if requirement else 0)


def prior_precept_of(standing: Standing) -> Fraction:
    """Last year's band D on last year's base, to the penny."""
    prior_base_of(standing)
    change = standing.outcome.change
    if change is None:
        raise CannotSay("No tax base is held for the year: give tax_base, or billing_authorities with theirs.")
    return pounds_of(change.prior_requirement)


def _share(cell: Cell, standing: Standing) -> Fraction:
    own = authority_of(cell, standing)
    whole = sum(each.authority.tax_base for each in standing.outcome.precepts)
    return percent(Fraction(own.authority.tax_base), Fraction(whole))


def _maximum(standing: Standing) -> Fraction:
    most = standing.outcome.verdict.maximum_band_d
    if most is None:
        raise CannotSay(f"There is no limit to hold it against. {standing.outcome.proposal.limit.reason}".strip())
    return Fraction(most, TEN_THOUSANDTHS)


def _limit_cash(_: Cell, standing: Standing) -> Fraction:
    limit = standing.outcome.proposal.limit
    if limit.cash is None:
        raise CannotSay(f"The limit in force is not a sum of money. {limit.reason}".strip())
    return Fraction(limit.cash, TEN_THOUSANDTHS)


def _limit_percent(_: Cell, standing: Standing) -> Fraction:
    limit = standing.outcome.proposal.limit
    if limit.percent is None:
        raise CannotSay(f"The limit in force is not a percentage: see maximum_increase_percent. {limit.reason}".strip())
    return Fraction(limit.percent * 100, MILLIONTHS)


def _over_plan(_: Cell, standing: Standing) -> Fraction:
    if standing.planned_band_d is None:
        raise CannotSay("Give baseline, the increase that was planned.")
    return (standing.band_d - standing.planned_band_d) * base_of(standing)


_RULES: dict[Measure, Callable[[Cell, Standing], Fraction]] = {
    Measure.BAND_D: lambda _, s: s.band_d,
    Measure.PRIOR_BAND_D: lambda _, s: s.prior,
    Measure.INCREASE: lambda _, s: s.rise,
    Measure.INCREASE_PERCENT: lambda _, s: percent(s.rise, s.prior),
    Measure.BAND_INCREASE_PERCENT: _band_percent,
    Measure.MONTHLY_CHARGE: _by_period,
    Measure.WEEKLY_CHARGE: _by_period,
    Measure.DAILY_CHARGE: _by_period,
    Measure.MONTHLY_INCREASE: _by_period,
    Measure.WEEKLY_INCREASE: _by_period,
    Measure.DAILY_INCREASE: _by_period,
    Measure.TAX_BASE: lambda _, s: base_of(s),
    Measure.PRIOR_TAX_BASE: lambda _, s: prior_base_of(s),
    Measure.TAX_BASE_INCREASE: lambda _, s: base_of(s) - prior_base_of(s),
    Measure.TAX_BASE_INCREASE_PERCENT: lambda _, s: percent(base_of(s) - prior_base_of(s), prior_base_of(s)),
    Measure.AUTHORITY_TAX_BASE: lambda cell, s: base_of_authority(authority_of(cell, s).authority),
    Measure.AUTHORITY_PRECEPT: lambda cell, s: s.band_d * base_of_authority(authority_of(cell, s).authority),
    Measure.AUTHORITY_SHARE_PERCENT: _share,
    Measure.PRECEPT: _precept,
    Measure.PRIOR_PRECEPT: lambda _, s: prior_precept_of(s),
    Measure.PRECEPT_INCREASE: lambda cell, s: _precept(cell, s) - prior_precept_of(s),
    Measure.PRECEPT_INCREASE_PERCENT: lambda cell, s: percent(
        _precept(cell, s) - prior_precept_of(s), prior_precept_of(s)
    ),
    Measure.RATE_EFFECT: lambda _, s: s.rise * prior_base_of(s),
    Measure.TAX_BASE_EFFECT: lambda _, s: s.prior * (base_of(s) - prior_base_of(s)),
    Measure.JOINT_EFFECT: lambda _, s: s.rise * (base_of(s) - prior_base_of(s)),
    Measure.EXTRA_OVER_FREEZE: lambda _, s: s.rise * base_of(s),
    Measure.EXTRA_OVER_PLAN: _over_plan,
    Measure.ONE_POUND_YIELD: lambda _, s: base_of(s),
    Measure.ONE_PERCENT_YIELD: lambda _, s: s.prior * base_of(s) / 100,
    Measure.LIMIT: _limit_cash,
    Measure.LIMIT_PERCENT: _limit_percent,
    Measure.MAXIMUM_BAND_D: lambda _, s: _maximum(s),
    Measure.MAXIMUM_INCREASE: lambda _, s: _maximum(s) - s.prior,
    Measure.MAXIMUM_INCREASE_PERCENT: lambda _, s: percent(_maximum(s) - s.prior, s.prior),
    Measure.HEADROOM: lambda _, s: _maximum(s) - s.band_d,
}
