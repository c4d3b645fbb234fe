"""Household bills on the wire."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, structs

from precept.api.precept_answer import BandDAnswer, PoliceAreaAnswer, band_d_answer
from precept.api.precept_wire import PreceptRequest, RoundingRequest, known
from precept.api.sheets import SheetSpec, Tables
from precept.api.text import written
from precept.api.wire import Answer, Provenance, Request, days_of, provenance_of
from precept.council_tax.band_mix import BandShare, band_mix
from precept.council_tax.doubts import doubts_about
from precept.council_tax.households import HouseholdBand
from precept.council_tax.outcome import PreceptOutcome
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals, pounds, share_of, tenths
from precept.workings import Figure
from precept.workings.figures import given

DiscountText = Annotated[
    str,
    written(
        r"(100(\.0{1,2})?|[1-9]?[0-9](\.[0-9]{1,2})?)",
        "Percent from 0 to 100, up to two decimals, such as 25 for a single adult.",
        "25",
    ),
]
BandWord = Literal["A", "B", "C", "D", "E", "F", "G", "H", "I"]


class BandDwellingsRequest(Request, frozen=True, kw_only=True):
    """How many homes there are in a band."""

    band: BandWord
    dwellings: Annotated[int, Meta(ge=0, le=9_999_999)]


class HouseholdsRequest(Request, frozen=True, kw_only=True):
    """Bills under an increase, with a discount, and the share of homes in each band.

    Without `dwellings` the register's return for that area and year is used where it holds one; a band given more than once
    counts together.
    """

    precept: PreceptRequest
    discount_percent: DiscountText = "25"
    dwellings: Annotated[list[BandDwellingsRequest], Meta(min_length=1, max_length=9)] | UnsetType = UNSET

    def discount(self) -> int:
        """The discount in millionths."""
        return share_of(Decimal(self.discount_percent))

    def mix(self) -> tuple[tuple[BandShare, ...], Figure | None]:
        """The band mix given, and the figure that says so."""
        rows = known(self.dwellings) or []
        counts = [
            (band, sum(row.dwellings for row in rows if row.band == band))
            for band in sorted({row.band for row in rows})
        ]
        figure = given("dwellings", str(sum(count for _, count in counts)), "dwellings") if counts else None
        return band_mix(counts), figure


class HouseholdBandAnswer(Answer, frozen=True, kw_only=True):
    """What a home of one band pays the police: pounds a year, and as the rounding policy's instalments.

    `with_discount_pounds` is after the discount; `with_disabled_relief_pounds` what it pays as the band below. Shares of
    homes are null where no dwellings are held or given.
    """

    band: str
    ninths: int
    prior_pounds: str
    proposed_pounds: str
    increase_pounds: str
    increase_weekly_pence: str
    prior_with_discount_pounds: str
    with_discount_pounds: str
    with_discount_increase_pounds: str
    with_discount_increase_weekly_pence: str
    with_disabled_relief_pounds: str
    first_instalment_pounds: str
    other_instalments_pounds: str
    dwellings: int | None
    share_percent: str | None
    at_or_below_percent: str | None


class HouseholdsAnswer(Answer, frozen=True, kw_only=True):
    """Every band's bill, lowest band first, and the share of homes at or below band D."""

    police_area: PoliceAreaAnswer
    financial_year: str
    starts_on: str
    ends_on: str
    band_d: BandDAnswer
    discount_percent: str
    rounding: RoundingRequest
    bands: list[HouseholdBandAnswer]
    dwellings: int | None
    at_or_below_band_d_percent: str | None
    permalink: str | None
    warnings: list[str]
    provenance: Provenance


def households_answer(
    request: HouseholdsRequest,
    outcome: PreceptOutcome,
    rows: list[HouseholdBand],
    homes: Figure | None,
    register: Register,
    *,
    permalink: str | None,
) -> HouseholdsAnswer:
    """Write the bills as they go out."""
    proposal = outcome.proposal
    starts_on, ends_on = days_of(proposal.year)
    known_shares = [row.share for row in rows if row.share is not None]
    up_to_d = [share.at_or_below for share in known_shares if share.band <= "D"]
    missing = (
        [] if homes else [f"How many homes there are in each band is not held for {proposal.year}: give dwellings."]
    )
    return HouseholdsAnswer(
        police_area=PoliceAreaAnswer(code=proposal.area.code, name=proposal.area.name, country=proposal.area.country),
        financial_year=str(proposal.year),
        starts_on=starts_on,
        ends_on=ends_on,
        band_d=band_d_answer(outcome),
        discount_percent=decimals(request.discount(), TEN_THOUSANDTHS),
        rounding=request.precept.rounding,
        bands=[_band(row) for row in rows],
        dwellings=int(homes.value) if homes else None,
        at_or_below_band_d_percent=_percent(max(up_to_d)) if up_to_d else None,
        permalink=permalink,
        warnings=[*doubts_about(outcome), *missing],
        provenance=provenance_of(register, (*proposal.figures, *([homes] if homes else []))),
    )


def _percent(share: int) -> str:
    return decimals(share, TEN_THOUSANDTHS, least=4)


def _band(row: HouseholdBand) -> HouseholdBandAnswer:
    charge, share = row.charge, row.share
    return HouseholdBandAnswer(
        band=charge.band,
        ninths=charge.ninths,
        prior_pounds=pounds(charge.prior_charge),
        proposed_pounds=pounds(charge.charge),
        increase_pounds=pounds(charge.increase),
        increase_weekly_pence=tenths(charge.increase_weekly),
        prior_with_discount_pounds=pounds(row.prior_discounted),
        with_discount_pounds=pounds(row.discounted),
        with_discount_increase_pounds=pounds(row.discounted_increase),
        with_discount_increase_weekly_pence=tenths(row.weekly_discounted_increase),
        with_disabled_relief_pounds=pounds(row.disabled_relief),
        first_instalment_pounds=pounds(row.first_instalment),
        other_instalments_pounds=pounds(row.other_instalments),
        dwellings=share.dwellings if share else None,
        share_percent=_percent(share.share) if share else None,
        at_or_below_percent=_percent(share.at_or_below) if share else None,
    )


HOUSEHOLD_SHEETS = (
    SheetSpec(
        "bands",
        "What households pay for the police, by band",
        "One row a valuation band, lowest first.",
        tuple(each.encode_name for each in structs.fields(HouseholdBandAnswer)),
    ),
)


def household_tables(found: HouseholdsAnswer) -> Tables:
    """Lay the bills out as a table."""
    share = found.at_or_below_band_d_percent
    return Tables(
        title=f"{found.police_area.name}: what households pay for the police, {found.financial_year}",
        rows=([structs.astuple(each) for each in found.bands],),
        provenance=found.provenance,
        notes=(*([f"{share}% of homes are in band D or below."] if share else []), *found.warnings),
    )
