"""What the role costs beyond an officer's pay, and what one more officer costs for good (cost model 6.2, 6.4 and 6.5).

Every component is rounded to pence once, and whatever rests on it starts from the rounded figure. Arrays are int64
pence by scenario and financial year (S, Y); of one row, (1, Y), where no scenario differs from another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.pathway import TrainingPathway
from precept.uplift.plan import Staffing
from precept.uplift.prices import OfficerCosts, YearPrices
from precept.uplift.quantities import TOP_POINT, Expected, Pence, round_to_pence


@dataclass(frozen=True, eq=False)
class Premium:
    """What one firearms officer costs in a year because of the role, line by line (cost model 6.2, PREM)."""

    refresher_training: Pence
    ammunition: Pence
    taser_running: Pence
    kit_renewal: Pence
    vehicle_share: Pence
    medical_fitness: Pence

    @property
    def running(self) -> Pence:
        """The lines due from the first month on: all but the renewal of kit."""
        return (
            self.refresher_training + self.ammunition + self.taser_running + self.vehicle_share + self.medical_fitness
        )

    @property
    def total(self) -> Pence:
        """The whole premium."""
        return self.running + self.kit_renewal


@dataclass(frozen=True, eq=False)
class QualifyingCost:
    """What it costs, once, to qualify one officer (cost model 6.2, QUAL); a failed place still costs a place."""

    training: Pence
    """The places on the course that it takes, with travel."""
    kit: Pence
    """Kit for an additional officer."""
    replacement_kit: Pence
    """Kit for an officer who replaces a leaver; nothing where kit is handed on."""

    @property
    def additional(self) -> Pence:
        """One officer more."""
        return self.training + self.kit

    @property
    def replacement(self) -> Pence:
        """One officer in a leaver's place."""
        return self.training + self.replacement_kit


@dataclass(frozen=True, eq=False)
class SustainedCost:
    """What one extra officer costs in every year that there is one (cost model 6.4)."""

    pay: Pence
    """Pay and on-costs; nothing where no post is filled behind the officer."""
    premium: Pence
    supervision: Pence
    role_allowance: Pence
    incident_support: Pence
    replacing_leavers: Pence
    """Attrition times the cost to qualify a replacement."""

    @property
    def total(self) -> Pence:
        """All lines together."""
        return (
            self.pay
            + self.premium
            + self.supervision
            + self.role_allowance
            + self.incident_support
            + self.replacing_leavers
        )


def annual_premium(assumptions: PipelineAssumptions, prices: YearPrices) -> Premium:
    """Price the role for one officer in each financial year."""
    return Premium(
        refresher_training=round_to_pence(_each(assumptions.refresher_days) * prices.day_cost),
        ammunition=prices.ammunition,
        taser_running=prices.taser_running,
        kit_renewal=prices.kit_renewal,
        vehicle_share=round_to_pence(
            prices.arv_price / _each(assumptions.arv_life) / _each(assumptions.officers_per_arv)
        ),
        medical_fitness=prices.medical_fitness,
    )


def place_cost(prices: YearPrices, staffing: Staffing) -> Pence:
    """Cost of one place on the course that the staffing calls for, with travel."""
    course = prices.conversion_cost if staffing is Staffing.TRANSFEREE else prices.course_cost
    return course + prices.travel


def cost_to_qualify(assumptions: PipelineAssumptions, prices: YearPrices, staffing: Staffing) -> QualifyingCost:
    """Price the way to the role for one officer who passes."""
    pass_rate = TrainingPathway.of(assumptions, staffing).pass_rate
    return QualifyingCost(
        training=round_to_pence(place_cost(prices, staffing) / _each(pass_rate)),
        kit=prices.kit_issue,
        replacement_kit=round_to_pence(prices.kit_issue * _each(assumptions.replacement_kit_share)),
    )


def mature_pay(officer_costs: OfficerCosts, staffing: Staffing) -> Pence:
    """Pay behind one extra officer once the years have passed: a constable's at the top of the scale."""
    return _pay_behind(officer_costs.at_point(TOP_POINT), staffing)


def pay_at_entry(assumptions: PipelineAssumptions, officer_costs: OfficerCosts, staffing: Staffing) -> Pence:
    """Pay behind one extra officer on the first day: a recruit's, or the transferee's own."""
    point = assumptions.volunteer_point if staffing is Staffing.TRANSFEREE else assumptions.entry_point
    return _pay_behind(officer_costs.at_point(point), staffing)


def sustained_cost(
    assumptions: PipelineAssumptions, prices: YearPrices, staffing: Staffing, pay: Pence
) -> SustainedCost:
    """Price one extra officer for good, at the pay behind the officer: `mature_pay`, or `pay_at_entry` to compare."""
    premium, qualifying = annual_premium(assumptions, prices), cost_to_qualify(assumptions, prices, staffing)
    return sustained_from(assumptions, prices, premium, qualifying, pay)


def sustained_from(
    assumptions: PipelineAssumptions, prices: YearPrices, premium: Premium, qualifying: QualifyingCost, pay: Pence
) -> SustainedCost:
    """Put the cost of one extra officer for good together from what the role costs, and what it costs to qualify."""
    return SustainedCost(
        pay=pay,
        premium=premium.total,
        supervision=round_to_pence(_each(assumptions.supervisors_per_officer) * prices.supervisor_cost),
        role_allowance=prices.role_allowance,
        incident_support=prices.incident_support,
        replacing_leavers=round_to_pence(_each(assumptions.attrition) * qualifying.replacement),
    )


def owed_to_those_in_post(strength_at_start: Expected, prices: YearPrices) -> Pence:
    """What an allowance and support cost a year for the officers already in post, year by year (S, Y)."""
    return round_to_pence(_each(strength_at_start) * (prices.role_allowance + prices.incident_support))


def full_year_effect(extra_officers: Expected, sustained: SustainedCost) -> Pence:
    """Cost of so many extra authorised officers (S,) in a whole year at the sustained cost, year by year (S, Y).

    The leavers of the strength at the start are the baseline's, and a line apart.
    """
    return round_to_pence(_each(extra_officers) * sustained.total)


def _pay_behind(pay: Pence, staffing: Staffing) -> Pence:
    return np.zeros_like(pay) if staffing is Staffing.CONVERT else pay


def _each(value: Expected) -> Expected:
    """Line up one value for each scenario (S,) with its financial years (S, Y)."""
    return value[:, np.newaxis]
