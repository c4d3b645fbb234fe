"""Which referendum principle an area falls under in a year.

England only (Chapter 4ZA of the Local Government Finance Act 1992, from 2012-13). In order: an individual permission;
the lowest quartile, ten of the thirty-seven, in the years that had such a group; the principle for all. London is
under the principles for the Greater London Authority. Wales has no referendums.
"""

from __future__ import annotations

from functools import lru_cache

from precept.council_tax.proposal import Limit, LimitRule
from precept.register.records import Evidence, ReferendumPrinciple
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, exactly, share_of
from precept.register.years import FinancialYear

LONDON = "E23000001"
WALES = "Wales"
LOWEST_GROUP = 10
FIRST_REFERENDUMS = FinancialYear(2012)
"""Localism Act 2011, section 72: Chapter 4ZA of the 1992 Act applies from 2012-13."""


@lru_cache(maxsize=8192)
def limit_in_force(
    country: str, area: str | None, year: FinancialYear, register: Register
) -> tuple[Limit, ReferendumPrinciple | None]:
    """Find the limit for an area and year, and the row of the register it rests on (None where nothing is held)."""
    if country == WALES:
        wales = register.principle("wales", year)
        return _none("There are no council tax referendums in Wales; Welsh Ministers may cap instead."), wales
    if year < FIRST_REFERENDUMS:
        return _none(f"There were no council tax referendums before {FIRST_REFERENDUMS}; ministers could cap."), None
    return _london(year, register) if area == LONDON else _elsewhere(area, year, register)


def _london(year: FinancialYear, register: Register) -> tuple[Limit, ReferendumPrinciple | None]:
    london = register.principle("london", year)
    if london is None or london.rule == "not_held":
        return _not_held(f"No principle for the police element of the GLA's precept is held for {year}."), london
    return _limit_of(london, "practice of the Greater London Authority"), london


def _elsewhere(area: str | None, year: FinancialYear, register: Register) -> tuple[Limit, ReferendumPrinciple | None]:
    if area is None and register.principle("ten_lowest", year) is not None:
        reason = (
            f"In {year} the ten lowest band Ds had a principle of their own: give limit, since the area is not known."
        )
        return _not_held(reason), None
    row = _principle_of(area, year, register)
    if row is None:
        held = register.principle_years
        return _not_held(f"No referendum principle is held for {year}, only for {held[0]} to {held[-1]}."), None
    reasons = {
        "permission": "an individual permission",
        "ten_lowest": "one of the ten lowest band Ds of the year before",
        "default": "the principle for all police precepts",
    }
    return _limit_of(row, reasons[row.class_]), row


@lru_cache(maxsize=64)
def ten_lowest(year: FinancialYear, register: Register) -> frozenset[str]:
    """Name the ten English areas, London apart, whose band D was lowest in a year."""
    rows = [row for row in register.band_ds_of(year) if row.police_area.startswith("E") and row.police_area != LONDON]
    ranked = sorted(rows, key=lambda row: (row.band_d_pounds, row.police_area))
    return frozenset(row.police_area for row in ranked[:LOWEST_GROUP])


def _principle_of(area: str | None, year: FinancialYear, register: Register) -> ReferendumPrinciple | None:
    permission = register.principle("permission", year, area) if area else None
    lowest = register.principle("ten_lowest", year)
    if permission is not None:
        return permission
    if lowest is not None and area in ten_lowest(year.previous, register):
        return lowest
    return register.principle("default", year)


def _limit_of(row: ReferendumPrinciple, reason: str) -> Limit:
    return Limit(
        LimitRule(row.rule),
        percent=None if row.percent is None else share_of(row.percent),
        cash=None if row.cash_pounds is None else exactly(row.cash_pounds, TEN_THOUSANDTHS),
        status=row.stage or row.evidence.value,
        reason=reason,
        from_practice=row.evidence is Evidence.ASSUMPTION,
    )


def _none(reason: str) -> Limit:
    return Limit(LimitRule.NONE, status="none", reason=reason)


def _not_held(reason: str) -> Limit:
    return Limit(LimitRule.NOT_HELD, status="not_held", reason=reason)
