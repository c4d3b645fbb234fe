"""How many armed officers there are: counts by measure, and the change between two counts of one measure.

The releases on police use of firearms (Home Office, yearly) counted all authorised firearms officers up to March 2017. Later
ones count those who are operationally deployable, and from 2022 also all who are authorised to use a firearm. Nothing is ever
subtracted across that break (cost model, sections 4.1 and 6.8). Counts are whole officers, percentages ten-thousandths of a
percent, officers per vehicle tenths.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from precept.register.armed_officers import ARITHMETIC_ONLY
from precept.register.armed_records import ArmedOfficers, ArmedUpliftFigure
from precept.register.records import PoliceArea, Stage
from precept.register.refusals import FigureNotHeld, UnknownPoliceArea, YearsOutOfOrder
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, half_up
from precept.register.years import FinancialYear

FIRST_YEAR_AFTER_THE_BREAK = FinancialYear(2017)
"""The count of 31 March 2017 is the last of all authorised firearms officers; that of March 2018 may be of others."""
AUTHORISED, DEPLOYABLE, NOT_STATED = (
    "all_authorised_to_use_a_firearm",
    "operationally_deployable",
    "armed_officers_not_stated",
)
MEASURES_IN_WORDS = {
    "authorised_firearms_officers": "all authorised firearms officers",
    AUTHORISED: "all officers authorised to use a firearm, absent or not",
    DEPLOYABLE: "operationally deployable armed officers",
    NOT_STATED: "armed officers, not said whether all authorised or deployable",
    "in_post_against_a_target": "firearms officers in post against a target, as their force said",
    ARITHMETIC_ONLY: "a strength that follows from what was said of a target",
}
OFFICERS_PER_VEHICLE_SCALE = 10
WHOLE_PERCENT = 100 * TEN_THOUSANDTHS


@dataclass(frozen=True)
class Change:
    """Two counts and the later less the earlier; where that would not be one measure, None and the reason in words."""

    earlier: ArmedOfficers
    later: ArmedOfficers
    officers: int | None
    percent: int | None
    reason: str | None


@dataclass(frozen=True)
class Count:
    """One count beside the one before it of the same measure; `replaced_by` is the later version of the same year."""

    row: ArmedOfficers
    change: Change | None
    reason: str | None
    replaced_by: int | None


@dataclass(frozen=True)
class DeployableShare:
    """Of all who are authorised on a day, those who are operationally deployable."""

    year: FinancialYear
    deployable: ArmedOfficers
    authorised: ArmedOfficers
    percent: int


@dataclass(frozen=True)
class OfficersPerVehicle:
    """Officers of the programme for each extra armed response vehicle, both told in one month of the same forces."""

    officers: ArmedUpliftFigure
    vehicles: ArmedUpliftFigure
    tenths: int


@dataclass(frozen=True)
class ArmedOfficersFound:
    """What is held of an area (None for England and Wales) in the years asked for, and of the national programme."""

    area: PoliceArea | None
    first: FinancialYear
    last: FinancialYear
    counts: tuple[Count, ...]
    changes: tuple[Change, ...]
    shares: tuple[DeployableShare, ...]
    programme: tuple[ArmedUpliftFigure, ...]
    per_vehicle: tuple[OfficersPerVehicle, ...]
    crosses_the_break: bool


def armed_officers(
    area_code: str | None, first: FinancialYear | None, last: FinancialYear | None, register: Register
) -> ArmedOfficersFound:
    """Find the counts of an area between two years, all that are held where none is named, and the change between the two."""
    area = None if area_code is None else register.police_areas.get(area_code)
    if area_code is not None and area is None:
        raise UnknownPoliceArea(
            f"{area_code!r} is not a police area of England or Wales.",
            field="police_area",
            remedy="Use a code of GET /v1/police-areas.",
        )
    held = register.armed_officers(area_code)
    first, last = _years_asked(held, first, last, area.name if area else "England and Wales")
    rows = [row for row in held if first <= row.financial_year <= last]
    return ArmedOfficersFound(
        area=area,
        first=first,
        last=last,
        counts=tuple(_beside_the_one_before(row, rows) for row in rows),
        changes=_from_first_to_last(rows, first, last) if first < last else (),
        shares=_deployable_shares(rows),
        programme=register.armed_uplift_programme,
        per_vehicle=_officers_per_vehicle(register.armed_uplift_programme),
        crosses_the_break=len({_after_the_break(row) for row in rows}) > 1,
    )


def _years_asked(
    held: tuple[ArmedOfficers, ...], first: FinancialYear | None, last: FinancialYear | None, name: str
) -> tuple[FinancialYear, FinancialYear]:
    if first is not None and last is not None and last < first:
        raise YearsOutOfOrder(
            f"{last} lies before {first}.", field="to", remedy="Give the earlier year in `from`, the later in `to`."
        )
    years = sorted({row.financial_year for row in held})
    if not years:
        raise FigureNotHeld(
            f"No count of armed officers of {name} is held.",
            field="police_area",
            remedy="Leave `police_area` out for England and Wales; GET /v1/armed-officers lists what is held of an area.",
        )
    for field, year in (("from", first), ("to", last)):
        if year is not None and year not in years:
            raise FigureNotHeld(
                f"No count of armed officers of {name} is held for {year}.",
                field=field,
                remedy=f"Ask for one of {', '.join(map(str, years))}.",
            )
    return first or years[0], last or years[-1]


def change_between(earlier: ArmedOfficers, later: ArmedOfficers) -> Change:
    """Subtract two counts of one measure; None, with the reason in words, where they are not known to be that."""
    reason = why_not_subtracted(earlier, later)
    if reason is not None or earlier.count is None or later.count is None:
        return Change(earlier, later, None, None, reason or "One of the two is no count of officers.")
    officers = later.count - earlier.count
    return Change(earlier, later, officers, half_up(officers * WHOLE_PERCENT, earlier.count), None)


def why_not_subtracted(earlier: ArmedOfficers, later: ArmedOfficers) -> str | None:
    """Say why two counts must not be subtracted, or None where they may be.

    A source that does not say whom it counts is compared with itself alone, and on one side of the break.
    """
    was, now = MEASURES_IN_WORDS[earlier.measure], MEASURES_IN_WORDS[later.measure]
    if ARITHMETIC_ONLY in (earlier.measure, later.measure):
        return f"One of the two is {MEASURES_IN_WORDS[ARITHMETIC_ONLY]}, and no count."
    if _after_the_break(earlier) != _after_the_break(later):
        return (
            f"{earlier.financial_year} ({was}) and {later.financial_year} ({now}) lie on either side of the break after "
            "March 2017, when the releases changed whom they count."
        )
    if earlier.measure != later.measure:
        return f"{earlier.financial_year} counts {was}; {later.financial_year} counts {now}."
    if earlier.measure == NOT_STATED and earlier.source != later.source:
        return "Two sources, and neither says whether it counts all authorised officers or those deployable."
    return None


def _after_the_break(row: ArmedOfficers) -> bool:
    return row.financial_year >= FIRST_YEAR_AFTER_THE_BREAK


def _versions(rows: Iterable[ArmedOfficers], year: FinancialYear, measure: str) -> list[ArmedOfficers]:
    """The counts of one year and measure, first version first."""
    found = [row for row in rows if row.financial_year == year and row.measure == measure]
    return sorted(found, key=lambda row: row.stage is Stage.CORRECTED)


def _beside_the_one_before(row: ArmedOfficers, rows: list[ArmedOfficers]) -> Count:
    """Compare a count with the last before it of its measure.

    Of a year with two versions the first is compared with the year before, and the year after with the later one: a release
    states the year before anew, on its own terms.
    """
    replaced_by = next(
        (
            each.count
            for each in rows
            if each.financial_year == row.financial_year
            and (each.stage, row.stage) == (Stage.CORRECTED, Stage.FINAL)
        ),
        None,
    )  # fmt: skip
    versions = _versions(rows, row.financial_year, row.measure)
    if row.stage is Stage.CORRECTED and versions[0] is not row:
        reason = f"A later version of {versions[0].count:,}, from which the years after it are counted."
        return Count(row, None, reason, None)
    before = [each for each in rows if each.financial_year < row.financial_year]
    if not before:
        return Count(row, None, "Nothing earlier is held in the years asked for.", replaced_by)
    alike = [each for each in before if each.measure == row.measure]
    latest = max((alike or before), key=lambda each: each.financial_year)
    compared = change_between(_versions(before, latest.financial_year, latest.measure)[-1], row)
    return Count(row, compared if alike else None, compared.reason, replaced_by)


def _from_first_to_last(
    rows: list[ArmedOfficers], first: FinancialYear, last: FinancialYear
) -> tuple[Change, ...]:  # fmt: skip
    """Compare the first year with the last, measure by measure; where they share none, every pair, with the reason."""
    starts = _one_a_measure(rows, first, -1)
    ends = _one_a_measure(rows, last, 0)
    pairs = list(product(starts, ends))
    alike = [(start, end) for start, end in pairs if start.measure == end.measure]
    return tuple(change_between(start, end) for start, end in alike or pairs)


def _one_a_measure(rows: list[ArmedOfficers], year: FinancialYear, version: int) -> list[ArmedOfficers]:
    """The counts of a year, one version of each measure; strengths that are arithmetic only are all kept."""
    of_year = [row for row in rows if row.financial_year == year]
    counted = dict.fromkeys(row.measure for row in of_year if row.measure != ARITHMETIC_ONLY)
    return [
        *(_versions(of_year, year, measure)[version] for measure in counted),
        *(row for row in of_year if row.measure == ARITHMETIC_ONLY),
    ]


def _deployable_shares(rows: list[ArmedOfficers]) -> tuple[DeployableShare, ...]:
    by_year: defaultdict[FinancialYear, dict[str, ArmedOfficers]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: row.stage is Stage.CORRECTED):
        by_year[row.financial_year][row.measure] = row
    found = []
    for year, held in sorted(by_year.items()):
        deployable, authorised = held.get(DEPLOYABLE), held.get(AUTHORISED)
        if deployable and authorised and deployable.count and authorised.count:
            percent = half_up(deployable.count * WHOLE_PERCENT, authorised.count)
            found.append(DeployableShare(year, deployable, authorised, percent))
    return tuple(found)


def _officers_per_vehicle(programme: tuple[ArmedUpliftFigure, ...]) -> tuple[OfficersPerVehicle, ...]:
    vehicles = {(row.month, row.scope): row for row in programme if row.item == "vehicles_reached"}
    return tuple(
        OfficersPerVehicle(
            row, beside, half_up(row.value * OFFICERS_PER_VEHICLE_SCALE, beside.value)
        )
        for row in programme
        if row.item == "officers_reached" and (beside := vehicles.get((row.month, row.scope))) is not None
    )  # fmt: skip
