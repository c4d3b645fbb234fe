"""The uplift: how firearms officers are trained month by month, what limits it, and what it costs.

    run = run_pipeline(assumptions, plan)                          officers and course places by month
    backfill = run_backfill(run)                                   recruits behind them
    money = uplift_money(run, backfill, prices, officer_costs)     pence by month and by financial year

The formulas are those of the cost model, `domain/officer_cost.md`, section 6.
"""

from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.backfill import Backfill, run_backfill
from precept.uplift.errors import UpliftError
from precept.uplift.money import MoneyLines, UpliftMoney, uplift_money
from precept.uplift.pathway import PipelineLimit, TrainingPathway, places_allowed_a_year
from precept.uplift.pipeline import PipelineRun, first_month_at, run_pipeline
from precept.uplift.plan import BackfillProgression, CountedAs, Staffing, UpliftPlan
from precept.uplift.premium import (
    Premium,
    QualifyingCost,
    SustainedCost,
    annual_premium,
    cost_to_qualify,
    full_year_effect,
    mature_pay,
    pay_at_entry,
    sustained_cost,
)
from precept.uplift.prices import OfficerCosts, YearPrices
from precept.uplift.quantities import round_to_pence
from precept.uplift.scenarios import rows_of

__all__ = [
    "Backfill",
    "BackfillProgression",
    "CountedAs",
    "MoneyLines",
    "OfficerCosts",
    "PipelineAssumptions",
    "PipelineLimit",
    "PipelineRun",
    "Premium",
    "QualifyingCost",
    "Staffing",
    "SustainedCost",
    "TrainingPathway",
    "UpliftError",
    "UpliftMoney",
    "UpliftPlan",
    "YearPrices",
    "annual_premium",
    "cost_to_qualify",
    "first_month_at",
    "full_year_effect",
    "mature_pay",
    "pay_at_entry",
    "places_allowed_a_year",
    "round_to_pence",
    "rows_of",
    "run_backfill",
    "run_pipeline",
    "sustained_cost",
    "uplift_money",
]
