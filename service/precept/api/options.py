"""`/v1/precepts/options`: several increases side by side."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from msgspec import UNSET, UnsetType

from precept.api.decoding import body_of, query_of
from precept.api.operations import Operation, documented
from precept.api.options_wire import (
    OPTION_SHEETS,
    CostOfOfficerText,
    OptionRequest,
    OptionsAnswer,
    OptionsRequest,
    OrderWord,
    RankByWord,
    option_tables,
    options_answer,
)
from precept.api.pinning import refuse_other_version
from precept.api.precept_query import INCREASE, AboutPreceptQuery, IncreaseText, increase_from
from precept.api.precepts import BODY_REFUSALS, QUERY_REFUSALS, TAG
from precept.api.sheets import Spreadsheets
from precept.api.text import PoundsText, written
from precept.council_tax.gather import gather
from precept.council_tax.options import RankBy, compare_options
from precept.council_tax.proposal import Increase, IncreaseKind
from precept.register.register import Register

OPTIONS = "/v1/precepts/options"
_KENT = {
    "police_area": "E23000032",
    "financial_year": "2016-17",
    "options": [
        {"name": "Freeze", "increase": {"kind": "freeze"}},
        {"name": "As planned", "increase": {"kind": "percent", "percent": "1.99"}},
        {"name": "Five pounds", "increase": {"kind": "cash", "pounds": "5.00"}, "support_percent": "53.2"},
    ],
    "baseline": {"kind": "percent", "percent": "1.99"},
    "cost_per_officer_pounds": "64624",
    "rank_by": "extra_income",
}
_KENT_QUERY = {
    "police_area": "E23000032",
    "financial_year": "2016-17",
    "options": "freeze,percent:1.99,cash:5.00,maximum",
}

OptionsText = Annotated[
    str,
    written(
        f"{INCREASE}(,{INCREASE}){{0,39}}",
        "Up to 40 increases with commas between them, such as freeze,percent:1.99,cash:5.00,maximum.",
        "freeze,percent:1.99,cash:5.00",
        name="OptionsText",
    ),
]


class OptionsQuery(AboutPreceptQuery, frozen=True, kw_only=True, omit_defaults=True):
    """The GET form, for areas of the register: each option is called by its increase."""

    options: OptionsText
    baseline: IncreaseText | UnsetType = UNSET
    gap_pounds: PoundsText | UnsetType = UNSET
    cost_per_officer_pounds: CostOfOfficerText | UnsetType = UNSET
    rank_by: RankByWord = "as_given"
    order: OrderWord = "descending"

    def to_request(self) -> OptionsRequest:
        """Read the query as the request it stands for."""
        return OptionsRequest(
            **self.about(),
            options=[OptionRequest(increase=increase_from(text)) for text in self.options.split(",")],
            baseline=increase_from("freeze" if isinstance(self.baseline, UnsetType) else self.baseline),
            gap_pounds=self.gap_pounds,
            cost_per_officer_pounds=self.cost_per_officer_pounds,
            rank_by=self.rank_by,
            order=self.order,
        )


def answer(request: OptionsRequest, register: Register) -> OptionsAnswer:
    """From a request to its answer."""
    refuse_other_version(request.register_version, register)
    proposal = gather(request.question_of(Increase(IncreaseKind.FREEZE), register), register)
    baseline, rows = compare_options(
        proposal,
        [each.to_option() for each in request.options],
        request.purposes(),
        rank_by=RankBy(request.rank_by),
        descending=request.order == "descending",
    )
    return options_answer(request, baseline, rows, register)


@post(
    OPTIONS,
    status_code=200,
    opt=documented(
        Operation(
            "comparePreceptOptions",
            TAG,
            "Compare increases side by side",
            "One row an increase: band D, the change in pounds and percent, by month and week, what it raises beyond a freeze "
            "and beyond a stated baseline, the officers that pays for, the gap it leaves, the limit and the support for it.",
            answer=OptionsAnswer,
            body=OptionsRequest,
            refusals=BODY_REFUSALS,
            example=_KENT,
        )
    ),
)
async def compare_precept_options(
    request: Request[Any, Any, Any], register: NamedDependency[Register]
) -> OptionsAnswer:
    """Compare the increases of a body."""
    return answer(await body_of(request, OptionsRequest), register)


@get(
    OPTIONS,
    opt=documented(
        Operation(
            "getPreceptOptions",
            TAG,
            "Compare increases side by side, as a link",
            "The same with every value in the query; names and consultation results need the POST form.",
            answer=OptionsAnswer,
            query=OptionsQuery,
            refusals=QUERY_REFUSALS,
            example=_KENT_QUERY,
        )
    ),
)
async def get_precept_options(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> OptionsAnswer:
    """Compare the increases of a query."""
    return answer(query_of(request, OptionsQuery).to_request(), register)


_SPREADSHEETS = Spreadsheets(
    path=OPTIONS,
    stem="PreceptOptions",
    tag=TAG,
    title="Options side by side",
    query=OptionsQuery,
    sheets=OPTION_SHEETS,
    tables=lambda query, register: option_tables(answer(query.to_request(), register)),
    refusals=QUERY_REFUSALS,
    example=_KENT_QUERY,
)

OPTION_HANDLERS = [compare_precept_options, get_precept_options, *_SPREADSHEETS.handlers()]
