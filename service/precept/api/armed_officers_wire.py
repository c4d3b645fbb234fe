"""Armed officers on the wire: the counts, what may be subtracted, the national programme, and the shares."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from precept.api.precept_wire import PoliceAreaCode
from precept.api.text import FinancialYearText
from precept.api.wire import Answer, Provenance, provenance_of
from precept.register.armed_records import ArmedOfficers, ArmedUpliftFigure
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals
from precept.register.years import FinancialYear
from precept.uplift.armed_officers import (
    MEASURES_IN_WORDS,
    OFFICERS_PER_VEHICLE_SCALE,
    ArmedOfficersFound,
    Change,
    Count,
    DeployableShare,
    OfficersPerVehicle,
    armed_officers,
)
from precept.workings import Figure

ENGLAND_AND_WALES = "England and Wales"
ACROSS_THE_BREAK = (
    "Up to March 2017 the releases count all authorised firearms officers; later ones changed whom they count. No change is "
    "given from one to the other."
)


class ArmedOfficersQuery(Struct, frozen=True, kw_only=True, rename={"from_year": "from", "to_year": "to"}):
    """Which area, England and Wales when left out, and between which years; all that are held when left out."""

    police_area: PoliceAreaCode | UnsetType = UNSET
    from_year: FinancialYearText | UnsetType = UNSET
    to_year: FinancialYearText | UnsetType = UNSET


class ArmedCountAnswer(Answer, frozen=True, kw_only=True):
    """One count, and its change since the last held before it of the same measure; null with the reason where there is none.

    `replaced_by_officers` is what a later source gives for the same year.
    """

    financial_year: str
    as_at: str | None
    measure: str
    measure_in_words: str
    officers: int
    replaced_by_officers: int | None
    since_year: str | None
    since_officers: int | None
    change_officers: int | None
    change_percent: str | None
    no_change_reason: str | None
    evidence: str
    stage: str | None
    source: str
    note: str | None


class ArmedChangeAnswer(Answer, frozen=True, kw_only=True):
    """The first year asked for beside the last; the change is null, with the reason, where the two are not of one measure."""

    from_year: str
    from_measure: str
    from_officers: int
    from_source: str
    to_year: str
    to_measure: str
    to_officers: int
    to_source: str
    change_officers: int | None
    change_percent: str | None
    no_change_reason: str | None


class DeployableShareAnswer(Answer, frozen=True, kw_only=True):
    """Of all who are authorised to use a firearm, the percentage that is operationally deployable."""

    financial_year: str
    deployable_officers: int
    deployable_source: str
    authorised_officers: int
    authorised_source: str
    deployable_percent: str


class ProgrammeFigureAnswer(Answer, frozen=True, kw_only=True):
    """One figure of the national programme of 2016: planned or reached, in the month it was told."""

    month: str
    item: str
    scope: str
    value: int
    at_most: int | None
    unit: str
    evidence: str
    stage: str | None
    source: str
    note: str | None


class OfficersPerVehicleAnswer(Answer, frozen=True, kw_only=True):
    """Officers reached over armed response vehicles reached, to one decimal; both told in one month of the same forces."""

    month: str
    scope: str
    officers: int
    officers_source: str
    vehicles: int
    vehicles_source: str
    officers_per_vehicle: str


class ArmedOfficersAnswer(Answer, frozen=True, kw_only=True):
    """The counts by year and measure, and the change from the first year to the last; the programme is of the whole country."""

    police_area: Annotated[str | None, Meta(description="Null for England and Wales.")]
    name: str
    from_year: str
    to_year: str
    counts: list[ArmedCountAnswer]
    changes: list[ArmedChangeAnswer]
    deployable_shares: list[DeployableShareAnswer]
    programme: list[ProgrammeFigureAnswer]
    officers_per_vehicle: list[OfficersPerVehicleAnswer]
    warnings: list[str]
    provenance: Provenance


def armed_officers_answer(query: ArmedOfficersQuery, register: Register) -> ArmedOfficersAnswer:
    """From an area and two years, or fewer, to the counts."""
    code = None if isinstance(query.police_area, UnsetType) else query.police_area
    found = armed_officers(code, _year(query.from_year), _year(query.to_year), register)
    return ArmedOfficersAnswer(
        police_area=found.area.code if found.area else None,
        name=found.area.name if found.area else ENGLAND_AND_WALES,
        from_year=str(found.first),
        to_year=str(found.last),
        counts=[_count(each) for each in found.counts],
        changes=[_change(each) for each in found.changes],
        deployable_shares=[_share(each) for each in found.shares],
        programme=[_programme(each) for each in found.programme],
        officers_per_vehicle=[_per_vehicle(each) for each in found.per_vehicle],
        warnings=_warnings(found),
        provenance=provenance_of(
            register,
            (*(_figure(each.row) for each in found.counts), *(_programme_figure(each) for each in found.programme)),
        ),
    )


def _year(text: str | UnsetType) -> FinancialYear | None:
    return None if isinstance(text, UnsetType) else FinancialYear.parse(text)


def _officers(row: ArmedOfficers) -> int:
    if row.count is None:
        raise ValueError(f"{row.financial_year} {row.measure} holds no count")
    return row.count


def _percent(ten_thousandths: int | None) -> str | None:
    return None if ten_thousandths is None else decimals(ten_thousandths, TEN_THOUSANDTHS, least=4)


def _count(each: Count) -> ArmedCountAnswer:
    row, change = each.row, each.change
    return ArmedCountAnswer(
        financial_year=str(row.financial_year),
        as_at=row.as_at.isoformat() if row.as_at else None,
        measure=row.measure,
        measure_in_words=MEASURES_IN_WORDS[row.measure],
        officers=_officers(row),
        replaced_by_officers=each.replaced_by,
        since_year=str(change.earlier.financial_year) if change else None,
        since_officers=change.earlier.count if change else None,
        change_officers=change.officers if change else None,
        change_percent=_percent(change.percent) if change else None,
        no_change_reason=each.reason,
        evidence=row.evidence.value,
        stage=row.stage and row.stage.value,
        source=row.source,
        note=row.note,
    )


def _change(each: Change) -> ArmedChangeAnswer:
    return ArmedChangeAnswer(
        from_year=str(each.earlier.financial_year),
        from_measure=each.earlier.measure,
        from_officers=_officers(each.earlier),
        from_source=each.earlier.source,
        to_year=str(each.later.financial_year),
        to_measure=each.later.measure,
        to_officers=_officers(each.later),
        to_source=each.later.source,
        change_officers=each.officers,
        change_percent=_percent(each.percent),
        no_change_reason=each.reason,
    )


def _share(each: DeployableShare) -> DeployableShareAnswer:
    return DeployableShareAnswer(
        financial_year=str(each.year),
        deployable_officers=_officers(each.deployable),
        deployable_source=each.deployable.source,
        authorised_officers=_officers(each.authorised),
        authorised_source=each.authorised.source,
        deployable_percent=decimals(each.percent, TEN_THOUSANDTHS, least=4),
    )


def _programme(row: ArmedUpliftFigure) -> ProgrammeFigureAnswer:
    return ProgrammeFigureAnswer(
        month=row.month,
        item=row.item,
        scope=row.scope,
        value=row.value,
        at_most=row.at_most,
        unit=row.unit,
        evidence=row.evidence.value,
        stage=row.stage and row.stage.value,
        source=row.source,
        note=row.note,
    )


def _per_vehicle(each: OfficersPerVehicle) -> OfficersPerVehicleAnswer:
    return OfficersPerVehicleAnswer(
        month=each.officers.month,
        scope=each.officers.scope,
        officers=each.officers.value,
        officers_source=each.officers.source,
        vehicles=each.vehicles.value,
        vehicles_source=each.vehicles.source,
        officers_per_vehicle=decimals(each.tenths, OFFICERS_PER_VEHICLE_SCALE, least=1),
    )


def _warnings(found: ArmedOfficersFound) -> list[str]:
    return [
        *([ACROSS_THE_BREAK] if found.crosses_the_break else []),
        *(
            f"{each.row.financial_year} is held in two versions: {each.row.count:,}, then {each.replaced_by:,}."
            for each in found.counts
            if each.replaced_by is not None
        ),
        *(["One year alone has no change."] if found.first == found.last else []),
    ]


def _figure(row: ArmedOfficers) -> Figure:
    whose = row.police_area or "england_and_wales"
    name = f"{row.measure}_of_{whose}_in_{row.financial_year}"
    return Figure(name, str(_officers(row)), "officers", row.evidence.value, row.source, row.stage, row.note)


def _programme_figure(row: ArmedUpliftFigure) -> Figure:
    value = str(row.value) if row.at_most is None else f"{row.value} to {row.at_most}"
    name = f"programme_{row.item}_{row.scope}_in_{row.month}"
    return Figure(name, value, row.unit, row.evidence.value, row.source, row.stage, row.note)
