"""Tax base requests on the wire, and the questions they ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from precept.api.precept_wire import PoliceAreaCode, known, ten_thousandths, thousandths
from precept.api.text import (
    AuthorityCode,
    BandDText,
    FinancialYearText,
    LimitPercentText,
    PercentIncreaseText,
    not_nothing,
    written,
)
from precept.api.wire import RegisterVersionText, Request, WorkingsAsked
from precept.council_tax.tax_base.question import AtRate, BandRounding, CountedBand, EquivalentBand, TaxBaseQuestion
from precept.register.units import MILLIONTHS, exactly, share_of
from precept.register.years import FinancialYear

Band = Annotated[
    Literal["A-", "A", "B", "C", "D", "E", "F", "G", "H", "I"],
    Meta(description="A valuation band; A- is band A with disabled relief, and I is in Wales only, since 2005-06."),
]
Country = Annotated[Literal["England", "Wales"], Meta(description="Whose bands and regulations apply.")]
Dwellings = Annotated[int, Meta(ge=0, le=1_000_000, description="Whole dwellings, up to a million.")]
EquivalentsText = Annotated[
    str,
    written(
        r"(0|[1-9][0-9]{0,5})(\.[0-9]{1,4})?",
        "Dwelling equivalents of that band, 0 to 999999.9999, up to four decimals, such as 958.27.",
        "958.27",
    ),
]
SignedEquivalentsText = Annotated[
    str,
    written(
        rf"(0(\.0{{1,4}})?|-?([1-9][0-9]{{0,5}}(\.[0-9]{{1,4}})?|0\.{not_nothing(4)}))",
        "Dwelling equivalents of that band, up to four decimals, such as 3378.7; below nothing where so returned.",
        "3378.7",
    ),
]
PremiumText = Annotated[
    str,
    written(
        r"([1-9][0-9]{0,2})(\.[0-9]{1,4})?", "Percent from 1 to 999.9999, up to four decimals, such as 100.", "100"
    ),
]
ClassOText = Annotated[
    str,
    written(
        r"(0|[1-9][0-9]{0,5})(\.[0-9]{1,3})?",
        "Band D equivalents, 0 to 999999.999, for which the Ministry of Defence pays (class O), such as 77.4.",
        "77.4",
    ),
]
ChangePointsText = Annotated[
    str,
    written(
        rf"(0(\.0{{1,4}})?|-?([1-9][0-9]?(\.[0-9]{{1,4}})?|0\.{not_nothing(4)}))",
        "Percentage points from -99.9999 to 99.9999, up to four decimals, such as -0.5.",
        "-0.5",
    ),
]
BandRoundingWord = Annotated[
    Literal["one_decimal", "unrounded"],
    Meta(
        description="Band D equivalents of each band to one decimal, as the council tax base return has them, or unrounded, as "
        "the regulations read: they state no rounding."
    ),
]


class DiscountRequest(Request, frozen=True, kw_only=True):
    """Dwellings with a discount other than the two of every year, such as second homes or empty ones."""

    dwellings: Dwellings
    percent: LimitPercentText


class PremiumRequest(Request, frozen=True, kw_only=True):
    """Dwellings with a premium, such as long-term empty ones charged 100% more."""

    dwellings: Dwellings
    percent: PremiumText


class CountedBandRequest(Request, frozen=True, kw_only=True):
    """The dwellings of one band as counted; discounts, premiums and support by the band a dwelling is charged in.

    `dwellings` is line 1 of the return, `exempt` line 2, `demolished` line 3; `disabled_relief` (line 5) are charged one band
    lower; `single_adult` have a quarter off, `all_disregarded` a half. `family_annexe_dwelling_equivalents` and
    `support_dwelling_equivalents` (line 28) are taken off as they are.
    """

    band: Band
    dwellings: Dwellings = 0
    exempt: Dwellings = 0
    demolished: Dwellings = 0
    disabled_relief: Dwellings = 0
    single_adult: Dwellings = 0
    all_disregarded: Dwellings = 0
    discounts: Annotated[list[DiscountRequest], Meta(max_length=10)] = []  # noqa: RUF012 - msgspec copies it
    premiums: Annotated[list[PremiumRequest], Meta(max_length=10)] = []  # noqa: RUF012 - msgspec copies it
    family_annexe_dwelling_equivalents: EquivalentsText = "0"
    support_dwelling_equivalents: EquivalentsText = "0"


class EquivalentBandRequest(Request, frozen=True, kw_only=True):
    """The dwelling equivalents of one band (line 22), and what council tax support takes off (line 28)."""

    band: Band
    dwelling_equivalents: SignedEquivalentsText
    support_dwelling_equivalents: EquivalentsText = "0"


class HeldDwellings(Request, frozen=True, kw_only=True, tag_field="kind", tag="held"):
    """The return that the register holds of a billing authority for that year (see GET /v1/dwellings)."""

    billing_authority: AuthorityCode


class CountedDwellings(Request, frozen=True, kw_only=True, tag_field="kind", tag="counted"):
    """Dwellings counted by band; a band left out has none. `police_area` is whose band D to raise, where it is held."""

    country: Country
    police_area: PoliceAreaCode | UnsetType = UNSET
    bands: Annotated[list[CountedBandRequest], Meta(min_length=1, max_length=10)]


class DwellingEquivalents(Request, frozen=True, kw_only=True, tag_field="kind", tag="equivalents"):
    """Dwelling equivalents by band, after discounts and premiums. `police_area` is whose band D to raise."""

    country: Country
    police_area: PoliceAreaCode | UnsetType = UNSET
    bands: Annotated[list[EquivalentBandRequest], Meta(min_length=1, max_length=10)]


class TaxBaseRequest(Request, frozen=True, kw_only=True):
    """One tax base for one year: the dwellings, what is collected, and what if it were otherwise.

    For held dwellings the collection rate, class O and band D are looked up where they are left out. `support_change_percent`
    raises or cuts what council tax support takes off; `collection_rate_change_points` moves the collection rate.
    """

    financial_year: FinancialYearText
    dwellings: HeldDwellings | CountedDwellings | DwellingEquivalents
    collection_rate_percent: LimitPercentText | UnsetType = UNSET
    class_o: ClassOText | UnsetType = UNSET
    support_change_percent: PercentIncreaseText | UnsetType = UNSET
    collection_rate_change_points: ChangePointsText | UnsetType = UNSET
    band_d_pounds: BandDText | UnsetType = UNSET
    band_rounding: BandRoundingWord = "one_decimal"
    workings: WorkingsAsked = False
    register_version: RegisterVersionText | UnsetType = UNSET

    def to_question(self) -> TaxBaseQuestion:
        """Read the texts into exact units."""
        dwellings = self.dwellings
        given = None if isinstance(dwellings, HeldDwellings) else dwellings
        return TaxBaseQuestion(
            year=FinancialYear.parse(self.financial_year),
            authority=dwellings.billing_authority if isinstance(dwellings, HeldDwellings) else None,
            country=given.country if given else None,
            area=known(given.police_area) if given else None,
            counted=tuple(map(_counted, dwellings.bands)) if isinstance(dwellings, CountedDwellings) else (),
            equivalents=tuple(map(_stated, dwellings.bands)) if isinstance(dwellings, DwellingEquivalents) else (),
            collection_rate=_share(self.collection_rate_percent),
            class_o=thousandths(self.class_o),
            support_change=_share(self.support_change_percent),
            collection_rate_change=_share(self.collection_rate_change_points),
            band_d=ten_thousandths(self.band_d_pounds),
            rounding=BandRounding(self.band_rounding),
        )


class TaxBaseQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The GET form, for returns that the register holds: every value in the query, so that it is a permalink."""

    billing_authority: AuthorityCode
    financial_year: FinancialYearText
    collection_rate_percent: LimitPercentText | UnsetType = UNSET
    class_o: ClassOText | UnsetType = UNSET
    support_change_percent: PercentIncreaseText | UnsetType = UNSET
    collection_rate_change_points: ChangePointsText | UnsetType = UNSET
    band_d_pounds: BandDText | UnsetType = UNSET
    band_rounding: BandRoundingWord = "one_decimal"
    workings: Annotated[
        Literal["true", "false"], Meta(description="Whether to list every step of the calculation, with its sources.")
    ] = "false"

    def to_request(self) -> TaxBaseRequest:
        """Read the query as the request it stands for."""
        return TaxBaseRequest(
            financial_year=self.financial_year,
            dwellings=HeldDwellings(billing_authority=self.billing_authority),
            collection_rate_percent=self.collection_rate_percent,
            class_o=self.class_o,
            support_change_percent=self.support_change_percent,
            collection_rate_change_points=self.collection_rate_change_points,
            band_d_pounds=self.band_d_pounds,
            band_rounding=self.band_rounding,
            workings=self.workings == "true",
        )


class ReturnsQuery(Struct, frozen=True, kw_only=True):
    """The returns of every authority of an area, for the year they lead to."""

    police_area: PoliceAreaCode
    financial_year: FinancialYearText


def _counted(request: CountedBandRequest) -> CountedBand:
    return CountedBand(
        band=request.band,
        dwellings=request.dwellings,
        exempt=request.exempt,
        demolished=request.demolished,
        disabled_relief=request.disabled_relief,
        single_adult=request.single_adult,
        all_disregarded=request.all_disregarded,
        discounts=tuple(AtRate(each.dwellings, share_of(Decimal(each.percent))) for each in request.discounts),
        premiums=tuple(AtRate(each.dwellings, share_of(Decimal(each.percent))) for each in request.premiums),
        annexes=_millionths(request.family_annexe_dwelling_equivalents),
        support=_millionths(request.support_dwelling_equivalents),
    )


def _stated(request: EquivalentBandRequest) -> EquivalentBand:
    return EquivalentBand(
        request.band, _millionths(request.dwelling_equivalents), _millionths(request.support_dwelling_equivalents)
    )


def _millionths(text: str) -> int:
    return exactly(Decimal(text), MILLIONTHS)


def _share(text: str | UnsetType) -> int | None:
    return None if isinstance(text, UnsetType) else share_of(Decimal(text))
