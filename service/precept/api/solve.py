"""`/v1/precepts/solve`: the band D that raises a sum, or is the most that is allowed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Request, get, post
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, UnsetType

from precept.api.decoding import body_of, query_of
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.precept_query import AboutPreceptQuery, IncreaseText, increase_from
from precept.api.precepts import BODY_REFUSALS, QUERY_REFUSALS, TAG
from precept.api.solve_wire import (
    LargestMultipleOf9p,
    MethodWord,
    MostAllowed,
    RaiseExtraIncome,
    RaiseRequirement,
    SolveAnswer,
    SolveRequest,
    TargetRequest,
    solve_answer,
    target_of,
)
from precept.api.text import POUNDS, written
from precept.council_tax.gather import gather
from precept.council_tax.proposal import Increase, IncreaseKind
from precept.council_tax.solve import solve
from precept.register.register import Register

SOLVE = "/v1/precepts/solve"
_KENT = {
    "police_area": "E23000032",
    "financial_year": "2016-17",
    "target": {"kind": "extra_income", "pounds": "1200000", "baseline": {"kind": "percent", "percent": "2"}},
}
_KENT_QUERY = {
    "police_area": "E23000032",
    "financial_year": "2016-17",
    "target": "extra_income:1200000",
    "baseline": "percent:2",
}

TargetText = Annotated[
    str,
    written(
        f"(most_allowed|largest_multiple_of_9p|requirement:{POUNDS}|extra_income:{POUNDS})",
        "What is looked for: most_allowed, largest_multiple_of_9p, requirement:90694614 or extra_income:1200000.",
        "requirement:90694614",
    ),
]


class SolveQuery(AboutPreceptQuery, frozen=True, kw_only=True, omit_defaults=True):
    """The GET form, for areas of the register; `baseline` is what extra income is beyond, a freeze when left out."""

    target: TargetText
    baseline: IncreaseText | UnsetType = UNSET
    method: MethodWord = "at_least"
    within_limit: Annotated[
        Literal["true", "false"], Meta(description="Whether only a band D that needs no referendum will do.")
    ] = "true"
    workings: Annotated[
        Literal["true", "false"], Meta(description="Whether to list every step of the calculation.")
    ] = "false"

    def to_request(self) -> SolveRequest:
        """Read the query as the request it stands for."""
        return SolveRequest(
            **self.about(),
            target=_target(self.target, self.baseline),
            method=self.method,
            within_limit=self.within_limit == "true",
            workings=self.workings == "true",
        )


def _target(text: str, baseline: str | UnsetType) -> TargetRequest:
    kind, _, amount = text.partition(":")
    match kind:
        case "most_allowed":
            return MostAllowed()
        case "largest_multiple_of_9p":
            return LargestMultipleOf9p()
        case "requirement":
            return RaiseRequirement(pounds=amount)
        case _:
            increase = increase_from("freeze" if isinstance(baseline, UnsetType) else baseline)
            return RaiseExtraIncome(pounds=amount, baseline=increase)


def answer(request: SolveRequest, register: Register) -> SolveAnswer:
    """From a request to its answer."""
    refuse_other_version(request.register_version, register)
    proposal = gather(request.question_of(Increase(IncreaseKind.FREEZE), register), register)
    solution = solve(proposal, target_of(request.target, request.method), within_limit=request.within_limit)
    return solve_answer(solution, register, workings=request.workings)


@post(
    SOLVE,
    status_code=200,
    opt=documented(
        Operation(
            "solvePrecept",
            TAG,
            "Find the band D that raises this, or is the most allowed",
            "The smallest band D, in whole steps of the rounding policy, that raises a requirement, an extra income beyond a "
            "stated baseline, or what a budget leaves to council tax; or the most that needs no referendum, or the largest "
            "multiple of 9p within the limit. The steps on either side prove it. Where none will do: why, and the nearest.",
            answer=SolveAnswer,
            body=SolveRequest,
            refusals=BODY_REFUSALS,
            example=_KENT,
        )
    ),
)
async def solve_precept(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> SolveAnswer:
    """Answer a question put backwards."""
    return answer(await body_of(request, SolveRequest), register)


@get(
    SOLVE,
    opt=documented(
        Operation(
            "getSolvedPrecept",
            TAG,
            "Find the band D that raises this, as a link",
            "The same with every value in the query. A budget has too many lines for a link: send it by POST.",
            answer=SolveAnswer,
            query=SolveQuery,
            refusals=QUERY_REFUSALS,
            example=_KENT_QUERY,
        )
    ),
)
async def get_solved_precept(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> SolveAnswer:
    """Answer a question put backwards in a query."""
    return answer(query_of(request, SolveQuery).to_request(), register)


SOLVE_HANDLERS = [solve_precept, get_solved_precept]
