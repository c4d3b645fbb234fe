"""What one row says of armed officers, and of the national programme of 2016 for more of them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from precept.register.records import Row, Stage
from precept.register.years import FinancialYear


class ArmedOfficers(Row, frozen=True, kw_only=True):
    """Armed officers of a police area, or of a wider total, at one count; or the armed operations of the year.

    `measure` says what is counted: a row of operations alone has a measure of operations, and no count. `as_at` is the day of
    the count where the source gives one. Of a year given anew, the first version has stage `final`, the later `corrected`.
    """

    financial_year: FinancialYear
    police_area: str | None = None
    total_of: Literal["England and Wales", "South West (region)"] | None = None
    as_at: dt.date | None = None
    measure: Literal[
        "authorised_firearms_officers",
        "all_authorised_to_use_a_firearm",
        "operationally_deployable",
        "armed_officers_not_stated",
        "in_post_against_a_target",
        "implied_strength",
        "operations_authorised",
        "operations",
    ]
    count: int | None = None
    operations: int | None = None
    arv_operations: int | None = None
    stage: Stage | None = None


class ArmedUpliftFigure(Row, frozen=True, kw_only=True):
    """One figure of the national programme of 2016 for more armed officers: planned or reached, in the month it was told.

    `at_most` is the upper end where the figure was told as a range.
    """

    month: str
    item: Literal[
        "money",
        "years_of_money",
        "officers_planned",
        "officers_not_expected",
        "officers_reached",
        "vehicles_rise_planned",
        "vehicles_planned",
        "vehicles_reached",
    ]
    scope: Literal[
        "home_office_money",
        "forces_own_money",
        "all_money",
        "london",
        "outside_london",
        "home_office_forces",
        "with_other_forces",
    ]
    value: int
    at_most: int | None = None
    unit: Literal["pounds", "years", "officers", "percent", "vehicles"]
    stage: Stage | None = None
