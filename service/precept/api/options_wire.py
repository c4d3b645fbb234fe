"""Options on the wire: several increases, and one row of figures for each."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, structs

from precept.api.precept_answer import (
    BandDAnswer,
    PoliceAreaAnswer,
    ReferendumAnswer,
    band_d_answer,
    pounds_or_none,
    referendum_answer,
)
from precept.api.precept_query import increase_in_words
from precept.api.precept_wire import (
    AboutPrecept,
    Freeze,
    IncreaseRequest,
    RoundingRequest,
    increase_of,
    known,
    pence_or_none,
)
from precept.api.sheets import SheetSpec, Tables
from precept.api.text import Name, PoundsText, written
from precept.api.wire import Answer, Provenance, Request, days_of, provenance_of
from precept.council_tax.doubts import doubts_about
from precept.council_tax.options import Option, OptionRow, Purposes, RankBy
from precept.council_tax.outcome import PreceptOutcome
from precept.register.register import Register
from precept.register.units import PENCE, TEN_THOUSANDTHS, THOUSANDTHS, decimals, exactly, tenths

MOST_OPTIONS = 1000

SupportText = Annotated[
    str,
    written(r"(100(\.0{1,4})?|[1-9]?[0-9](\.[0-9]{1,4})?)", "Percent from 0 to 100, up to four decimals.", "53.2"),
]
CostOfOfficerText = Annotated[
    str,
    written(r"[1-9][0-9]{0,6}(\.[0-9]{1,2})?", "Pounds a year for one officer, £1 or more, such as 64624.", "64624"),
]
RankByWord = Annotated[
    Literal["as_given", "band_d", "extra_income", "officers", "gap_left", "support"],
    Meta(description="What the options are put in order of; options without that figure come last."),
]
OrderWord = Annotated[
    Literal["descending", "ascending"], Meta(description="Largest first, or smallest first; as_given keeps its order.")
]


class OptionRequest(Request, frozen=True, kw_only=True):
    """One increase to compare; without a name it is called by its increase. `support_percent` is a consultation's result."""

    name: Name | UnsetType = UNSET
    increase: IncreaseRequest
    support_percent: SupportText | UnsetType = UNSET

    def to_option(self) -> Option:
        """Read the option into exact units."""
        support = known(self.support_percent)
        return Option(
            name=known(self.name) or increase_in_words(self.increase),
            increase=increase_of(self.increase),
            support=None if support is None else exactly(Decimal(support), TEN_THOUSANDTHS),
        )


class OptionsRequest(AboutPrecept, frozen=True, kw_only=True):
    """Several increases side by side, each with what it raises beyond a freeze and beyond a stated baseline.

    `gap_pounds` is the budget gap before any increase; `cost_per_officer_pounds` a full year's cost of one officer (see
    officer-costs), which income beyond the baseline is divided by.
    """

    options: Annotated[list[OptionRequest], Meta(min_length=1, max_length=MOST_OPTIONS)]
    baseline: IncreaseRequest = Freeze()
    gap_pounds: PoundsText | UnsetType = UNSET
    cost_per_officer_pounds: CostOfOfficerText | UnsetType = UNSET
    rank_by: RankByWord = "as_given"
    order: OrderWord = "descending"

    def purposes(self) -> Purposes:
        """Read what the money is for."""
        return Purposes(
            baseline=increase_of(self.baseline),
            gap=pence_or_none(self.gap_pounds),
            cost_of_officer=pence_or_none(self.cost_per_officer_pounds),
        )


class OptionAnswer(Answer, frozen=True, kw_only=True):
    """One option: band D, what a band D household pays, what it raises on this year's tax base, and what that does.

    Charges of a month are one of the instalments of the rounding policy. Null where no tax base, limit, gap, cost or
    consultation result is known.
    """

    rank: int
    option: str
    band_d_pounds: str
    increase_pounds: str
    increase_percent: str
    monthly_pounds: str
    weekly_pence: str
    increase_monthly_pounds: str
    increase_weekly_pence: str
    precept_pounds: str | None
    versus_freeze_pounds: str | None
    versus_baseline_pounds: str | None
    officers_funded: int | None
    gap_left_pounds: str | None
    excessive: bool | None
    headroom_pounds: str | None
    support_percent: str | None


class OptionsAnswer(Answer, frozen=True, kw_only=True):
    """The options in the order asked for, and what they are compared with."""

    police_area: PoliceAreaAnswer
    financial_year: str
    starts_on: str
    ends_on: str
    tax_base: str | None
    baseline: BandDAnswer
    referendum: ReferendumAnswer
    rounding: RoundingRequest
    rank_by: str
    options: list[OptionAnswer]
    warnings: list[str]
    provenance: Provenance


def options_answer(
    request: OptionsRequest, baseline: PreceptOutcome, rows: list[OptionRow], register: Register
) -> OptionsAnswer:
    """Write the compared options as they go out; the limit is the same for all, the headroom stands in each row."""
    proposal = baseline.proposal
    starts_on, ends_on = days_of(proposal.year)
    return OptionsAnswer(
        police_area=PoliceAreaAnswer(code=proposal.area.code, name=proposal.area.name, country=proposal.area.country),
        financial_year=str(proposal.year),
        starts_on=starts_on,
        ends_on=ends_on,
        tax_base=None if proposal.tax_base is None else decimals(proposal.tax_base, THOUSANDTHS),
        baseline=band_d_answer(baseline),
        referendum=referendum_answer(baseline),
        rounding=request.rounding,
        rank_by=RankBy(request.rank_by).value,
        options=[_option(row) for row in rows],
        warnings=list(dict.fromkeys(doubt for row in rows for doubt in _doubts(row))),
        provenance=provenance_of(register, proposal.figures),
    )


def _doubts(row: OptionRow) -> list[str]:
    """What to be careful about, once for all options; an excessive one is named."""
    return [
        f"{row.option.name}: {doubt}" if row.outcome.verdict.excessive and "excessive" in doubt else doubt
        for doubt in doubts_about(row.outcome)
    ]


def _option(row: OptionRow) -> OptionAnswer:
    outcome = row.outcome
    band_d = next(each for each in outcome.bands if each.band == "D")
    verdict = outcome.verdict
    return OptionAnswer(
        rank=row.rank,
        option=row.option.name,
        band_d_pounds=decimals(outcome.band_d, TEN_THOUSANDTHS),
        increase_pounds=decimals(outcome.increase, TEN_THOUSANDTHS),
        increase_percent=decimals(outcome.increase_percent, TEN_THOUSANDTHS, least=4),
        monthly_pounds=decimals(band_d.monthly, PENCE),
        weekly_pence=tenths(band_d.weekly),
        increase_monthly_pounds=decimals(band_d.increase_monthly, PENCE),
        increase_weekly_pence=tenths(band_d.increase_weekly),
        precept_pounds=None if outcome.requirement is None else decimals(outcome.requirement.precept, PENCE),
        versus_freeze_pounds=pounds_or_none(row.versus_freeze),
        versus_baseline_pounds=pounds_or_none(row.versus_baseline),
        officers_funded=row.officers,
        gap_left_pounds=pounds_or_none(row.gap_left),
        excessive=verdict.excessive,
        headroom_pounds=None if verdict.headroom is None else decimals(verdict.headroom, TEN_THOUSANDTHS),
        support_percent=None if row.option.support is None else decimals(row.option.support, TEN_THOUSANDTHS, least=1),
    )


OPTION_SHEETS = (
    SheetSpec(
        "table",
        "Options side by side",
        "One row an option, in the order asked for.",
        tuple(each.encode_name for each in structs.fields(OptionAnswer)),
    ),
)


def option_tables(found: OptionsAnswer) -> Tables:
    """Lay the options out as a table."""
    return Tables(
        title=f"{found.police_area.name}: options for the police precept {found.financial_year}",
        rows=([structs.astuple(each) for each in found.options],),
        provenance=found.provenance,
        notes=tuple(found.warnings),
    )
