"""The ten lowest band Ds of the thirty-seven English areas outside London, from which a principle of their own is set.

In 2013-14, 2016-17 and 2017-18 the principle was more generous for "the lowest quartile" of police areas by band D of the
year before: ten of thirty-seven. The official lists were not seen; these are worked out from the band Ds held.
"""

from __future__ import annotations

from dataclasses import dataclass

from precept.council_tax.principles import LONDON, LOWEST_GROUP, ten_lowest
from precept.register.records import BandDFigure, ReferendumPrinciple
from precept.register.refusals import FigureNotHeld
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, exactly
from precept.register.years import FinancialYear


@dataclass(frozen=True)
class LowArea:
    """One area in the order of its band D, lowest first; `rank` is shared by equals, `band_d` in ten-thousandths."""

    figure: BandDFigure
    band_d: int
    rank: int
    shared_by: int
    in_group: bool


@dataclass(frozen=True)
class TenLowest:
    """The group of one year, by band D of the year before.

    `principle` is the row of the register that gave the group a limit of its own, None where there was none.
    `tied_at_the_edge` holds when the tenth and the eleventh are equal, so that who is in is settled by the order of codes.
    """

    year: FinancialYear
    areas: tuple[LowArea, ...]
    areas_held: int
    principle: ReferendumPrinciple | None
    tied_at_the_edge: bool


def english_areas_outside_london(register: Register) -> frozenset[str]:
    """The codes of the areas among which the ten lowest are found: thirty-seven."""
    return frozenset(code for code in register.precepting_areas if code.startswith("E") and code != LONDON)


def group_years(register: Register) -> tuple[FinancialYear, ...]:
    """The years in which the ten lowest had a principle of their own, in order."""
    return tuple(
        year
        for year in FinancialYear.every()
        if register.principle("ten_lowest", year) is not None
    )  # fmt: skip


def ten_lowest_for(year: FinancialYear, register: Register) -> TenLowest:
    """Find the ten lowest of the year before; FigureNotHeld where any of the thirty-seven band Ds is not held."""
    wanted = english_areas_outside_london(register)
    held = [row for row in register.band_ds_of(year.previous) if row.police_area in wanted]
    if lacking := sorted(wanted - {row.police_area for row in held}):
        names = [register.police_area(code).name for code in lacking]
        told = "any area" if not held else ", ".join(names)
        raise FigureNotHeld(
            f"The ten lowest for {year} rest on every band D of {year.previous}; none is held for {told}.",
            field="financial_year",
            remedy="Ask for a year whose year before is held for all thirty-seven areas: see GET /v1/band-d.",
        )
    group = ten_lowest(year.previous, register)
    ordered = sorted(held, key=lambda row: (row.band_d_pounds, row.police_area))
    amounts = [row.band_d_pounds for row in ordered]
    return TenLowest(
        year=year,
        areas=tuple(
            LowArea(
                figure=row,
                band_d=exactly(row.band_d_pounds, TEN_THOUSANDTHS),
                rank=amounts.index(row.band_d_pounds) + 1,
                shared_by=amounts.count(row.band_d_pounds),
                in_group=row.police_area in group,
            )
            for row in ordered
        ),
        areas_held=len(held),
        principle=register.principle("ten_lowest", year),
        tied_at_the_edge=amounts[LOWEST_GROUP - 1] == amounts[LOWEST_GROUP],
    )


def ten_lowest_by_area_of(year: FinancialYear, register: Register) -> dict[str, bool]:
    """Whether each English area outside London is among the ten lowest of a year; empty unless all are held."""
    wanted = english_areas_outside_london(register)
    if not wanted <= {row.police_area for row in register.band_ds_of(year)}:
        return {}
    group = ten_lowest(year, register)
    return {code: code in group for code in wanted}
