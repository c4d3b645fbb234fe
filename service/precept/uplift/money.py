"""The money of an uplift by month and by financial year, in three ledgers: recurring, one-off and opportunity.

Every line is rounded to pence once for each month and scenario, and all sums are sums of those (cost model 6.4).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from precept.uplift.backfill import Backfill
from precept.uplift.composition import extra_by_pay_point
from precept.uplift.errors import YearNotPriced
from precept.uplift.months import monthly_attrition
from precept.uplift.pipeline import PipelineRun
from precept.uplift.plan import Staffing
from precept.uplift.premium import (
    Premium,
    QualifyingCost,
    SustainedCost,
    annual_premium,
    cost_to_qualify,
    full_year_effect,
    mature_pay,
    owed_to_those_in_post,
    place_cost,
    sustained_from,
)
from precept.uplift.prices import OfficerCosts, YearPrices
from precept.uplift.quantities import (
    MONTHS_A_YEAR,
    WEEKS_A_YEAR,
    Expected,
    Pence,
    Whole,
    round_to_pence,
)
from precept.uplift.scenarios import scenarios_agreed


@dataclass(frozen=True, kw_only=True, eq=False)
class MoneyLines:
    """The lines of an uplift's money: int64 pence by scenario and month (S, M) or financial year (S, Y)."""

    pay: Pence
    """Of the recruits behind the extra officers, or of the transferees."""
    premium: Pence
    """Of the extra officers, without the renewal of kit."""
    kit_renewal: Pence
    role_allowance: Pence
    """Of all authorised officers, those already in post among them."""
    incident_support: Pence
    """Of all authorised officers."""
    supervision: Pence
    """Sergeants for the extra officers."""
    course: Pence
    """Places begun, with travel: passed or failed, extra officers or replacements of leavers."""
    kit: Pence
    """Issued to those who qualify."""
    recruitment: Pence
    """Of recruits, those who leave in probation among them."""
    bridging: Pence
    """Overtime or mutual aid in place of officers missing, until the posts are filled."""
    opportunity: Pence
    """Pay of the time spent on the course: lost to response, and no cash."""

    @cached_property
    def recurring(self) -> Pence:
        """What goes on: for as long as there are extra officers, and an allowance and support for all in post."""
        for_role = self.role_allowance + self.incident_support + self.supervision
        return self.pay + self.premium + self.kit_renewal + for_role

    @cached_property
    def one_off(self) -> Pence:
        """What is paid once for each place, each qualified officer and each recruit, and until posts are filled."""
        return self.course + self.kit + self.recruitment + self.bridging

    @cached_property
    def in_year(self) -> Pence:
        """All cash: recurring and one-off."""
        return self.recurring + self.one_off

    def by_financial_year(self, year_of_month: Whole) -> MoneyLines:
        """Add the months up by the financial year (M,) that each belongs to."""
        first_months = np.flatnonzero(np.diff(year_of_month, prepend=-1))
        return MoneyLines(
            **{line.name: np.add.reduceat(getattr(self, line.name), first_months, axis=1) for line in fields(self)}
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class UpliftMoney:
    """The money of one run, by month (S, M) and by financial year (S, Y), in int64 pence."""

    by_month: MoneyLines
    by_year: MoneyLines
    baseline_replacement: Pence
    """Of each year's course and kit, what replacing the leavers of the strength at the start costs anyway (S, Y)."""
    full_year_effect: Pence
    """A whole year of every extra officer sought, at mature pay and at each financial year's prices, and of an allowance
    and support for those in post at the start (S, Y)."""
    premium: Premium
    qualifying: QualifyingCost
    sustained_at_mature_pay: SustainedCost


def uplift_money(
    run: PipelineRun,
    backfill: Backfill,
    prices: YearPrices,
    officer_costs: OfficerCosts,
    attrition_without: Expected | None = None,
) -> UpliftMoney:
    """Price a pipeline run and the recruits behind it.

    `attrition_without` is that of the same force without the uplift, where an allowance or support makes it another.

    Prices and pay may stand for every scenario or be given for each. Both start with the financial year of the run's
    first month: YearNotPriced where they end before the run does, RowsDisagree where the scenarios do not fit.
    """
    years = run.plan.financial_years
    _every_year_held(years, prices=prices.years, officer_costs=officer_costs.years)
    scenarios_agreed(run=run.plan.scenarios, prices=prices.scenarios, officer_costs=officer_costs.scenarios)

    assumptions, staffing = run.assumptions, run.plan.staffing
    premium, qualifying = annual_premium(assumptions, prices), cost_to_qualify(assumptions, prices, staffing)
    sustained = sustained_from(assumptions, prices, premium, qualifying, mature_pay(officer_costs, staffing))
    by_month = _money_by_month(run, backfill, premium, prices, officer_costs)
    by_year = by_month.by_financial_year(run.plan.year_of_month)
    return UpliftMoney(
        by_month=by_month,
        by_year=by_year,
        baseline_replacement=np.minimum(
            by_year.course + by_year.kit, _replacing_the_baselines_leavers(run, prices, attrition_without)
        ),
        full_year_effect=_full_year_effect_of_the_plan(run, sustained, prices)[:, :years],
        premium=premium,
        qualifying=qualifying,
        sustained_at_mature_pay=sustained,
    )


def _money_by_month(
    run: PipelineRun, backfill: Backfill, premium: Premium, prices: YearPrices, officer_costs: OfficerCosts
) -> MoneyLines:
    year, assumptions, staffing = run.plan.year_of_month, run.assumptions, run.plan.staffing
    extra = run.extra_authorised
    volunteer_pay = officer_costs.at_point(assumptions.volunteer_point)[:, year]
    recruits_a_post = 1 / (1 - assumptions.probation_loss[:, np.newaxis])
    course_years = run.pathway.course_weeks[:, np.newaxis] / WEEKS_A_YEAR
    renewing = np.arange(run.plan.months) >= assumptions.kit_renewal_after[:, np.newaxis]
    by_point = extra_by_pay_point(run) if staffing is Staffing.TRANSFEREE else backfill.by_pay_point
    supervisors = extra * assumptions.supervisors_per_officer[:, np.newaxis]
    missing = (
        np.maximum(0.0, run.authorised_sought[:, np.newaxis] - run.authorised) * assumptions.bridge_hours[:, np.newaxis]
    )
    return MoneyLines(
        pay=round_to_pence(_pay_of(by_point, officer_costs, year)),
        premium=round_to_pence(_a_month_of(extra, premium.running[:, year])),
        kit_renewal=round_to_pence(np.where(renewing, _a_month_of(extra, premium.kit_renewal[:, year]), 0.0)),
        role_allowance=round_to_pence(_a_month_of(run.authorised, prices.role_allowance[:, year])),
        incident_support=round_to_pence(_a_month_of(run.authorised, prices.incident_support[:, year])),
        supervision=round_to_pence(_a_month_of(supervisors, prices.supervisor_cost[:, year])),
        course=round_to_pence(run.places * place_cost(prices, staffing)[:, year]),
        kit=round_to_pence(run.qualified * prices.kit_issue[:, year]),
        recruitment=round_to_pence(backfill.hires * prices.recruit_cost[:, year] * recruits_a_post),
        bridging=round_to_pence(_a_month_of(missing, prices.bridge_hour_cost[:, year])),
        opportunity=round_to_pence(run.places * course_years * volunteer_pay),
    )


def _a_month_of(officers: Expected, annual: Pence) -> Expected:
    return officers * annual / MONTHS_A_YEAR


def _pay_of(by_point: Expected, officer_costs: OfficerCosts, year: Whole) -> Expected:
    """Pay of the month (S, M) of officers by pay point (S, M, 8), not yet rounded; points are added up from 0 to 7."""
    pay = np.zeros(by_point.shape[:2])
    for point in np.flatnonzero(by_point.any(axis=(0, 1))):
        pay += _a_month_of(by_point[:, :, point], officer_costs.annual[:, year, point])
    return pay


def _replacing_the_baselines_leavers(run: PipelineRun, prices: YearPrices, attrition: Expected | None) -> Pence:
    """Cost of qualifying and equipping a replacement for every leaver of the strength at the start (S, Y)."""
    years = run.plan.financial_years
    months_in_year = np.bincount(run.plan.year_of_month, minlength=years)
    leaving = run.assumptions.attrition if attrition is None else attrition
    leavers_a_month = monthly_attrition(leaving) * run.plan.strength_at_start
    places = place_cost(prices, run.plan.staffing)[:, :years] / run.pathway.pass_rate[:, np.newaxis]
    return round_to_pence(months_in_year * leavers_a_month[:, np.newaxis] * (places + prices.kit_issue[:, :years]))


def _full_year_effect_of_the_plan(run: PipelineRun, sustained: SustainedCost, prices: YearPrices) -> Pence:
    sought = np.maximum(0.0, run.plan.extra_authorised_sought(run.assumptions.deployable_share))
    return full_year_effect(sought, sustained) + owed_to_those_in_post(run.plan.strength_at_start, prices)


def _every_year_held(years: int, **held: int) -> None:
    for name, held_years in held.items():
        if held_years < years:
            raise YearNotPriced(name, f"given for all {years} financial years of the run; they are for {held_years}")
