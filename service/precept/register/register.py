"""The register as its readers ask it: one named question a method, an answer with its source, or a named refusal."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from typing import Any
from weakref import WeakValueDictionary

from precept.register import tables as t
from precept.register.armed_records import ArmedOfficers, ArmedUpliftFigure
from precept.register.records import (
    Allowance,
    BandDFigure,
    BillingAuthority,
    ConsumerPrices,
    DwellingsFigure,
    OnCost,
    PayAward,
    PayPoint,
    PoliceArea,
    Preceptor,
    PreceptTotal,
    Proportion,
    ReferendumCost,
    ReferendumPrinciple,
    RequirementReturn,
    SeptemberPrices,
    Source,
    TaxBaseFigure,
    TimetableStep,
    YearlyPrices,
)
from precept.register.refusals import FigureNotHeld, UnknownPoliceArea
from precept.register.years import FinancialYear

CONSTABLE_SCALE = "joined_from_2013"
"""The scale of constables who joined on or after 1 April 2013; the older one reached the same top rate by 2016."""


class Register:
    """Every figure held, immutable. `version` names the content: any change to any figure changes it."""

    def __init__(self, tables: dict[str, t.Table[Any]], *, version: str) -> None:
        """Take the checked tables, by name."""
        self.tables = tables
        self.version = version
        self.police_areas: t.Table[PoliceArea] = tables[t.POLICE_AREAS.name]
        self.billing_authorities: t.Table[BillingAuthority] = tables[t.BILLING_AUTHORITIES.name]
        self.band_ds: t.Table[BandDFigure] = tables[t.BAND_D.name]
        self.returns: t.Table[RequirementReturn] = tables[t.REQUIREMENT_RETURNS.name]
        self.pay_scales: t.Table[PayPoint] = tables[t.PAY_SCALES.name]
        self.pay_awards: t.Table[PayAward] = tables[t.PAY_AWARDS.name]
        self.on_costs: t.Table[OnCost] = tables[t.ON_COSTS.name]
        self.precept_totals: t.Table[PreceptTotal] = tables[t.PRECEPT_TOTALS.name]
        self.consumer_prices: t.Table[ConsumerPrices] = tables[t.CONSUMER_PRICES.name]
        self.september_prices: t.Table[SeptemberPrices] = tables[t.SEPTEMBER_PRICES.name]
        self.gdp_deflator: t.Table[YearlyPrices] = tables[t.GDP_DEFLATOR.name]
        self.cpih: t.Table[YearlyPrices] = tables[t.CPIH.name]
        self.sources: t.Table[Source] = tables[t.SOURCES.name]

    def __reduce__(self) -> tuple[Callable[..., Register], tuple[dict[str, t.Table[Any]], str]]:
        """Sent to another process, it is the one of that version that is there already, if any: what is kept with it stays."""
        return _of_version, (self.tables, self.version)

    def source(self, name: str) -> Source:
        """Where a figure was read."""
        return self._sources[name]

    def police_area(self, code: str) -> PoliceArea:
        """Find the area of that code; UnknownPoliceArea when there is none with a precept of its own."""
        area = self.police_areas.get(code)
        if area is None or code not in self.precepting_areas:
            city = "has no precept: its Common Council is both billing and police authority"
            known = f"{area.name} {city}" if area else f"{code!r} is not the code of a police area"
            council = self.billing_authorities.get(code)
            if council is not None:
                whole = self.police_areas.get(council.police_area)
                known = (
                    f"{code} is {council.name}, a billing authority of {whole.name if whole else council.police_area}"
                )
                known = f"{known} ({council.police_area})"
            raise UnknownPoliceArea(
                f"{known}.",
                field="police_area",
                remedy="Use the code of an area that precepts: see GET /v1/police-areas and GET /v1/band-d.",
            )
        return area

    @cached_property
    def precepting_areas(self) -> tuple[str, ...]:
        """The codes of the areas for which a band D is held: all but the City of London, which has no precept."""
        return tuple(sorted({row.police_area for row in self.band_ds.rows}))

    def preceptor(self, area: str, year: FinancialYear) -> Preceptor | None:
        """Who sets the precept of that area and year: its own row, or that of every area without one."""
        own, of_every = self._preceptors.get(area, ()), self._preceptors.get(None, ())
        return next((row for row in (*own, *of_every) if row.from_year <= year), None)

    @property
    def timetable_steps(self) -> tuple[TimetableStep, ...]:
        """The steps by which a precept is set, in order."""
        return self.tables[t.TIMETABLE.name].rows

    @property
    def referendum_costs(self) -> tuple[ReferendumCost, ...]:
        """What referendums have been said to cost."""
        return self.tables[t.REFERENDUM_COSTS.name].rows

    def proportions(self, country: str, year: FinancialYear) -> tuple[Proportion, ...]:
        """What each band pays in that country and year, lowest band first."""
        return next((rows for begun, rows in self._proportions.get(country, ()) if begun <= year), ())

    def band_d(self, area: str, year: FinancialYear) -> BandDFigure | None:
        """Band D of that area and year, or None."""
        return self.band_ds.get(year, area)

    def band_ds_of(self, year: FinancialYear) -> tuple[BandDFigure, ...]:
        """Band D of every area held for a year, in the order of their codes."""
        return self._band_ds_by_year.get(year, ())

    def requirement_return(self, area: str, year: FinancialYear) -> RequirementReturn | None:
        """What the area returned to government for that year, or None."""
        return self.returns.get(year, area)

    def precept_total(self, area: str, year: FinancialYear) -> PreceptTotal | None:
        """What the area's precept was said to come to that year, outside the returns, or None."""
        return self.precept_totals.get(year, area)

    def tax_bases(self, area: str, year: FinancialYear) -> tuple[TaxBaseFigure, ...]:
        """Every billing authority's tax base, in the order of their codes; empty unless all of them are held."""
        rows = self._tax_bases_by_area_year.get((area, year), ())
        return tuple(rows) if all(row.coverage == "complete" for row in rows) else ()

    def tax_base_of(self, authority: str, year: FinancialYear) -> TaxBaseFigure | None:
        """The tax base an authority set for a year, with its collection rate where it is held, or None."""
        found: TaxBaseFigure | None = self.tables[t.TAX_BASES.name].get(year, authority)
        return found

    def tax_base_form(self, authority: str, year: FinancialYear) -> dict[str, DwellingsFigure]:
        """The lines held of the return an authority made in the October before that year, by measure; empty if none."""
        return self._forms.get((authority, year), {})

    def dwellings_of(self, area: str, year: FinancialYear, measure: str) -> tuple[DwellingsFigure, ...]:
        """One line of that return for every authority of an area, in the order of their codes; empty where not held."""
        forms = [form for (_, when), form in self._forms.items() if when == year]
        held = [form[measure] for form in forms if measure in form and form[measure].police_area == area]
        return tuple(sorted(held, key=lambda row: row.billing_authority))

    def housing_stock(self, area: str, day: dt.date) -> tuple[DwellingsFigure, ...]:
        """The stock of properties of every authority of an area on a day, in the order of their codes; empty if not held."""
        return tuple(
            row
            for row in self.tables[t.DWELLINGS.name].rows
            if row.measure == "stock_of_properties" and row.snapshot_date == day and row.police_area == area
        )

    def principle(self, class_: str, year: FinancialYear, area: str | None = None) -> ReferendumPrinciple | None:
        """Find the referendum principle of a class of body (and, for a permission, of one area) in a year."""
        rows = self._principles.get((class_, area), ())
        return next(
            (row for row in rows if row.first_year <= year and (row.last_year is None or year <= row.last_year)), None
        )

    @cached_property
    def principle_years(self) -> tuple[FinancialYear, ...]:
        """The years for which the principle for all police precepts is held, in order."""
        rows = self.tables[t.REFERENDUM_PRINCIPLES.name].rows
        defaults = [row for row in rows if row.class_ == "default"]
        return tuple(sorted({year for row in defaults for year in (row.first_year, row.last_year or row.first_year)}))

    def pay_point(self, scale: str, point: int, september: int) -> PayPoint | None:
        """Annual basic pay at a point of a scale from 1 September of that calendar year, or None."""
        return self.pay_scales.get(dt.date(september, 9, 1), scale, str(point))

    def pay_award(self, september: int) -> PayAward | None:
        """The award of 1 September of that calendar year, or None."""
        return self.pay_awards.get(dt.date(september, 9, 1))

    def on_cost(self, item: str, year: FinancialYear) -> OnCost:
        """A rate or threshold of an employer; FigureNotHeld outside the years held."""
        row = self.on_costs.get(year, item)
        if row is None:
            raise FigureNotHeld(
                f"No {item.replace('_', ' ')} of employers is held for {year}, only for {self.on_cost_years[0]} to "
                f"{self.on_cost_years[-1]}; it is carried forward ten years at most.",
                field="financial_year",
                remedy="Ask for a year that is held, or give the rate in `on_costs`.",
            )
        return row

    @cached_property
    def on_cost_years(self) -> tuple[FinancialYear, ...]:
        """The years for which employer on-costs are held, in order."""
        return tuple(sorted({row.financial_year for row in self.on_costs.rows}))

    @cached_property
    def last_september(self) -> int:
        """The calendar year of the last September pay scale that is held."""
        return max(row.effective_from.year for row in self.pay_scales.rows if row.scale == CONSTABLE_SCALE)

    def allowances(self, area: str) -> tuple[Allowance, ...]:
        """The regional allowances of an area, earliest first; empty where none is payable."""
        rows = self.tables[t.ALLOWANCES.name].where(lambda row: row.police_area == area)
        return tuple(sorted(rows, key=lambda row: row.effective_from))

    def armed_officers(self, area: str | None) -> tuple[ArmedOfficers, ...]:
        """Every count of armed officers of an area, or (None) of England and Wales, in the order of the file."""
        total = "England and Wales" if area is None else None
        return self.tables[t.ARMED_OFFICERS.name].where(
            lambda row: row.police_area == area and row.total_of == total and row.count is not None
        )

    @property
    def armed_uplift_programme(self) -> tuple[ArmedUpliftFigure, ...]:
        """What the national programme of 2016 planned and reached, in the order it was told."""
        return self.tables[t.ARMED_UPLIFT.name].rows

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {row.source: row for row in self.sources.rows}

    @cached_property
    def _preceptors(self) -> dict[str | None, list[Preceptor]]:
        """By area, the latest first."""
        grouped = defaultdict(list)
        for row in sorted(self.tables[t.PRECEPTORS.name].rows, key=lambda row: row.from_year, reverse=True):
            grouped[row.police_area].append(row)
        return dict(grouped)

    @cached_property
    def _proportions(self) -> dict[str, list[tuple[FinancialYear, tuple[Proportion, ...]]]]:
        """By country, each set with the year from which it is in force, the latest first."""
        grouped: defaultdict[tuple[FinancialYear, str], list[Proportion]] = defaultdict(list)
        for row in self.tables[t.PROPORTIONS.name].rows:
            grouped[row.from_year, row.country].append(row)
        found = defaultdict(list)
        for (begun, country), rows in sorted(grouped.items(), reverse=True):
            found[country].append((begun, tuple(rows)))
        return dict(found)

    @cached_property
    def _principles(self) -> dict[tuple[str, str | None], list[ReferendumPrinciple]]:
        grouped = defaultdict(list)
        for row in self.tables[t.REFERENDUM_PRINCIPLES.name].rows:
            grouped[row.class_, row.police_area].append(row)
        return dict(grouped)

    @cached_property
    def _band_ds_by_year(self) -> dict[FinancialYear, tuple[BandDFigure, ...]]:
        grouped = defaultdict(list)
        for row in sorted(self.band_ds.rows, key=lambda row: row.police_area):
            grouped[row.financial_year].append(row)
        return {year: tuple(rows) for year, rows in grouped.items()}

    @cached_property
    def _forms(self) -> dict[tuple[str, FinancialYear], dict[str, DwellingsFigure]]:
        grouped: defaultdict[tuple[str, FinancialYear], dict[str, DwellingsFigure]] = defaultdict(dict)
        for row in self.tables[t.DWELLINGS.name].rows:
            if row.financial_year is not None:
                grouped[row.billing_authority, row.financial_year][row.measure] = row
        return dict(grouped)

    @cached_property
    def _tax_bases_by_area_year(self) -> dict[tuple[str, FinancialYear], list[TaxBaseFigure]]:
        grouped = defaultdict(list)
        for row in sorted(self.tables[t.TAX_BASES.name].rows, key=lambda row: row.billing_authority):
            grouped[row.police_area, row.financial_year].append(row)
        return dict(grouped)


_ARRIVED: WeakValueDictionary[str, Register] = WeakValueDictionary()
"""Registers that came from other processes, by version: one of each is enough."""


def _of_version(tables: dict[str, t.Table[Any]], version: str) -> Register:
    found = _ARRIVED.get(version)
    if found is None:
        found = _ARRIVED[version] = Register(tables, version=version)
    return found
