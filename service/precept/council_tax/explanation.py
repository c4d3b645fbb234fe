"""How the figures about a precept came about: every step replays to its value from the steps and inputs before it."""

from __future__ import annotations

from precept.council_tax.gather import base_of_authority
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import BandDRounding, BandsFrom, IncreaseKind, LimitRule, PreceptRounding
from precept.council_tax.regimes import basic_amount_statute
from precept.register.units import MILLIONTHS, TEN_THOUSANDTHS, decimals, pounds
from precept.workings import Working, step

_S47 = "Local Government Finance Act 1992, sections 5 and 47"
_S48 = "Local Government Finance Act 1992, section 48"
_S52ZC = "Local Government Finance Act 1992, section 52ZC"


def explain(outcome: PreceptOutcome) -> list[Working]:
    """List inputs first, then each figure of the answer in the order in which it is worked out."""
    return [
        *_inputs(outcome),
        *_band_d(outcome),
        *_bands(outcome),
        *_requirement(outcome),
        *_precepts(outcome),
        *_change(outcome),
    ]


def _statute(outcome: PreceptOutcome) -> str:
    proposal = outcome.proposal
    return basic_amount_statute(proposal.area.country, proposal.year, proposal.area.code)


def _inputs(outcome: PreceptOutcome) -> list[Working]:
    proposal = outcome.proposal
    inputs = [
        Working(figure.name, figure.value, figure.unit, f"{figure.evidence}: {figure.note or figure.source or 'given'}")
        for figure in proposal.figures
    ]
    asked = _asked_input(outcome)
    if asked is not None:
        inputs.append(Working("increase_asked", asked[0], asked[1], "given"))
    return inputs


def _asked_input(outcome: PreceptOutcome) -> tuple[str, str] | None:
    increase = outcome.proposal.increase
    match increase.kind:
        case IncreaseKind.PERCENT:
            return decimals(increase.amount, MILLIONTHS // 100, least=0), "percent"
        case IncreaseKind.CASH | IncreaseKind.BAND_D:
            return decimals(increase.amount, TEN_THOUSANDTHS), "pounds_a_year"
        case IncreaseKind.REQUIREMENT:
            return pounds(increase.amount), "pounds"
        case _:
            return None


_ASKED = {
    IncreaseKind.FREEZE: ("last year's band D, unchanged", "prior_band_d"),
    IncreaseKind.PERCENT: ("last year's band D raised by the percentage", "prior_band_d * (1 + increase_asked / 100)"),
    IncreaseKind.CASH: ("last year's band D and the cash increase", "prior_band_d + increase_asked"),
    IncreaseKind.BAND_D: ("the band D given", "increase_asked"),
    IncreaseKind.REQUIREMENT: ("the requirement divided by the tax base", "increase_asked / tax_base"),
    IncreaseKind.MAXIMUM: ("the most that is not excessive", "maximum_band_d"),
}


def _band_d(outcome: PreceptOutcome) -> list[Working]:
    proposal = outcome.proposal
    words, asked = _ASKED[proposal.increase.kind]
    rounding = proposal.rounding.band_d
    statute = _statute(outcome)
    if outcome.increase == 0:
        words, expression = "last year's band D, unchanged", "prior_band_d"
    elif proposal.increase.kind is IncreaseKind.MAXIMUM:
        expression = asked
    elif rounding is BandDRounding.MULTIPLE_OF_9P:
        words, expression = f"{words}, down to the nearest multiple of 9p", f"floor({asked}, 0.09)"
    else:
        places = 2 if rounding is BandDRounding.PENNY else 4
        words, expression = f"{words}, half-up to {places} decimals", f"half_up({asked}, {places})"
    band_d = step(
        "band_d",
        decimals(outcome.band_d, TEN_THOUSANDTHS),
        "pounds_a_year",
        words,
        expression=expression,
        authority=statute,
    )
    increase = step(
        "increase",
        decimals(outcome.increase, TEN_THOUSANDTHS),
        "pounds_a_year",
        "the new band D less the old",
        expression="band_d - prior_band_d",
    )
    percent = step(
        "increase_percent",
        decimals(outcome.increase_percent, TEN_THOUSANDTHS, least=4),
        "percent",
        "the increase over last year's band D, to four decimals",
        expression="half_up(increase / prior_band_d * 100, 4)",
        authority=None if proposal.limit.rule is LimitRule.NONE else _S52ZC,
    )
    maximum = _maximum(outcome)
    before = maximum if proposal.increase.kind is IncreaseKind.MAXIMUM else []
    after = [] if before else maximum
    return [*before, band_d, increase, percent, *after, *_headroom(outcome)]


def _maximum(outcome: PreceptOutcome) -> list[Working]:
    maximum = outcome.verdict.maximum_band_d
    if maximum is None:
        return []
    smallest = decimals(outcome.proposal.rounding.band_d.step, TEN_THOUSANDTHS, least=0)
    by_percent = f"ceil(prior_band_d * (1 + limit_percent / 100), {smallest}) - {smallest}"
    by_cash = f"floor(prior_band_d + limit_cash, {smallest})"
    expression = {
        LimitRule.PERCENT: f"max(prior_band_d, {by_percent})",
        LimitRule.CASH: f"max(prior_band_d, {by_cash})",
        LimitRule.GREATER_OF: f"max(prior_band_d, {by_percent}, {by_cash})",
    }[outcome.proposal.limit.rule]
    words = "the largest band D, in whole steps, under the percentage, or up to and including the cash sum"
    value = decimals(maximum, TEN_THOUSANDTHS)
    return [step("maximum_band_d", value, "pounds_a_year", words, expression=expression, authority=_S52ZC)]


def _headroom(outcome: PreceptOutcome) -> list[Working]:
    if outcome.verdict.headroom is None:
        return []
    value = decimals(outcome.verdict.headroom, TEN_THOUSANDTHS)
    words = "what is left below the limit"
    return [step("headroom", value, "pounds_a_year", words, expression="maximum_band_d - band_d")]


def _bands(outcome: PreceptOutcome) -> list[Working]:
    asked = "band_d"
    words = "band D"
    proposal = outcome.proposal
    rounding = proposal.rounding
    if rounding.bands_from is BandsFrom.UNROUNDED and rounding.band_d is not BandDRounding.MULTIPLE_OF_9P:
        asked, words = f"({_ASKED[proposal.increase.kind][1]})", "the unrounded band D"
    return [
        step(
            f"band_{each.band.lower()}_charge",
            pounds(each.charge),
            "pounds_a_year",
            f"{words} x {each.ninths} / 9, half-up to the penny",
            expression=f"half_up({asked} * {each.ninths} / 9, 2)",
            authority=_S47,
        )
        for each in outcome.bands
    ]


def _requirement(outcome: PreceptOutcome) -> list[Working]:
    if outcome.requirement is None or outcome.yields is None:
        return []
    return [
        step(
            "requirement",
            pounds(outcome.requirement.precept),
            "pounds",
            "band D x tax base",
            expression="half_up(band_d * tax_base, 2)",
            authority=_statute(outcome),
        ),
        step(
            "one_pound_yield",
            pounds(outcome.yields.one_pound),
            "pounds",
            "£1 x tax base",
            expression="half_up(1 * tax_base, 2)",
        ),
        step(
            "one_percent_yield",
            pounds(outcome.yields.one_percent),
            "pounds",
            "1% of last year's band D x tax base",
            expression="half_up(prior_band_d / 100 * tax_base, 2)",
        ),
    ]


def _precepts(outcome: PreceptOutcome) -> list[Working]:
    if not outcome.precepts:
        return []
    by_pound = outcome.proposal.rounding.authority_precepts is PreceptRounding.POUND
    places, unit = (0, "pound") if by_pound else (2, "penny")
    workings: list[Working] = []
    names = []
    for number, each in enumerate(outcome.precepts, start=1):
        base, precept = base_of_authority(number), f"precept_of_authority_{number}"
        names.append(precept)
        workings.append(
            step(
                precept,
                pounds(each.precept),
                "pounds",
                f"band D x the tax base of {each.authority.name}, half-up to the {unit}",
                expression=f"half_up(band_d * {base}, {places})",
                authority=_S48,
            )
        )
    if outcome.requirement is None or outcome.requirement.sum_of_precepts is None:
        return workings
    bases = " + ".join(base_of_authority(number) for number in range(1, len(names) + 1))
    requirement = outcome.requirement
    return [
        *workings,
        step(
            "sum_of_precepts",
            pounds(requirement.sum_of_precepts or 0),
            "pounds",
            "what the authorities pay together",
            expression=" + ".join(names),
        ),
        step(
            "tax_base_difference",
            pounds(requirement.tax_base_difference or 0),
            "pounds",
            "band D x what the authorities' tax bases add up to beyond the area's own",
            expression=f"half_up(({bases} - tax_base) * band_d, 2)",
        ),
        step(
            "rounding_residual",
            pounds(requirement.rounding_residual or 0),
            "pounds",
            "what rounding each authority's precept leaves",
            expression="sum_of_precepts - requirement - tax_base_difference",
        ),
    ]


def _change(outcome: PreceptOutcome) -> list[Working]:
    change = outcome.change
    if change is None:
        return []
    return [
        step(
            "prior_requirement",
            pounds(change.prior_requirement),
            "pounds",
            "last year's band D x last year's tax base",
            expression="half_up(prior_band_d * prior_tax_base, 2)",
        ),
        step(
            "change_by_rate",
            pounds(change.rate),
            "pounds",
            "the increase on last year's tax base",
            expression="half_up((band_d - prior_band_d) * prior_tax_base, 2)",
        ),
        step(
            "change_by_tax_base",
            pounds(change.tax_base),
            "pounds",
            "the growth of the tax base at last year's band D",
            expression="half_up((tax_base - prior_tax_base) * prior_band_d, 2)",
        ),
        step(
            "change_by_both",
            pounds(change.joint),
            "pounds",
            "the increase on the growth of the tax base",
            expression="half_up((band_d - prior_band_d) * (tax_base - prior_tax_base), 2)",
        ),
        step(
            "change_by_rounding",
            pounds(change.rounding),
            "pounds",
            "what rounding each of the three leaves",
            expression=(
                "requirement - prior_requirement - change_by_rate - change_by_tax_base - change_by_both"
            ),
        ),
    ]  # fmt: skip
