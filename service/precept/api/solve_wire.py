"""Backwards on the wire: what is to be raised, and the band D that raises it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta

from precept.api.precept_answer import PreceptAnswer, pounds_or_none, precept_answer
from precept.api.precept_wire import AboutPrecept, Freeze, IncreaseRequest, increase_of
from precept.api.text import PoundsText, SignedPoundsText
from precept.api.wire import Answer, Request, WorkingsAsked, workings_of
from precept.council_tax.budget import Budget
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.requirement import raised_by
from precept.council_tax.solve import Method, Solution, Target, TargetKind, WhyNone
from precept.council_tax.solve_explanation import explain_solution
from precept.register.register import Register
from precept.register.units import PENCE, TEN_THOUSANDTHS, decimals, exactly, pounds, sterling


class RaiseRequirement(Request, frozen=True, tag_field="kind", tag="requirement"):
    """The band D that raises a council tax requirement of so many pounds."""

    pounds: PoundsText


class RaiseExtraIncome(Request, frozen=True, tag_field="kind", tag="extra_income"):
    """The band D that raises so many pounds more than a stated baseline would on the same tax base."""

    pounds: PoundsText
    baseline: IncreaseRequest = Freeze()


class CloseBudget(Request, frozen=True, tag_field="kind", tag="budget"):
    """The band D that closes the budget: expenditure less income, grants, collection fund share and reserves used.

    In Wales `grants_pounds` is what section 44 takes off as item P: redistributed rates, revenue support grant and police
    grant. A deficit on the collection fund, and money put into reserves, are negative.
    """

    gross_expenditure_pounds: PoundsText
    income_pounds: PoundsText = "0"
    grants_pounds: PoundsText = "0"
    collection_fund_pounds: SignedPoundsText = "0"
    reserves_pounds: SignedPoundsText = "0"


class MostAllowed(Request, frozen=True, tag_field="kind", tag="most_allowed"):
    """The largest band D that is not excessive."""


class LargestMultipleOf9p(Request, frozen=True, tag_field="kind", tag="largest_multiple_of_9p"):
    """The largest band D within the limit that is a multiple of 9p, so that every band is a whole number of pennies."""


TargetRequest = RaiseRequirement | RaiseExtraIncome | CloseBudget | MostAllowed | LargestMultipleOf9p
MethodWord = Annotated[
    Literal["at_least", "half_up"],
    Meta(
        description="at_least: the smallest band D that raises the whole sum, one step less does not. half_up: the sum over the "
        "tax base rounded half-up, as a requirement is usually turned into band D, though it may raise a little less."
    ),
]
WithinLimit = Annotated[
    bool,
    Meta(
        description="Whether only a band D that needs no referendum will do; where no limit is in force or held, every one will."
    ),
]


class SolveRequest(AboutPrecept, frozen=True, kw_only=True):
    """What is to be raised, and by whom."""

    target: TargetRequest
    method: MethodWord = "at_least"
    within_limit: WithinLimit = True
    workings: WorkingsAsked = False


class StepAnswer(Answer, frozen=True, kw_only=True):
    """The band D one step of the rounding policy away: what it raises, beyond what is needed, and whether it is excessive."""

    band_d_pounds: str
    precept_pounds: str | None
    beyond_needed_pounds: str | None
    excessive: bool | None


class BudgetAnswer(Answer, frozen=True, kw_only=True):
    """The calculation of sections 42A (England) or 43 and 44 (Wales), line by line.

    `before_grants_pounds` is in Wales the budget requirement. `over_pounds` is money left over, where income is the larger.
    """

    gross_expenditure_pounds: str
    income_pounds: str
    collection_fund_pounds: str
    reserves_pounds: str
    before_grants_pounds: str
    grants_pounds: str
    requirement_pounds: str
    over_pounds: str


class SolveAnswer(Answer, frozen=True, kw_only=True):
    """The band D found, proved by its neighbours; or why there is none, with the nearest that is allowed.

    `needed_band_d_pounds` is the smallest that raises what is needed, limit or no limit. `half_up_band_d_pounds` is what is
    needed over the tax base, half-up, as a requirement is usually turned into band D (section 42B): it may raise a little
    less, by `half_up_difference_pounds`. `precept` is the whole answer for
    the band D found, or for the nearest. `shortfall_pounds` is what the nearest leaves unraised.
    """

    found: bool
    why_none: Literal["over_the_limit", "beyond_what_is_calculated", "no_multiple_of_9p_within_limit"] | None
    explanation: str
    band_d_pounds: str
    needed_precept_pounds: str | None
    needed_band_d_pounds: str | None
    half_up_band_d_pounds: str | None
    half_up_difference_pounds: str | None
    shortfall_pounds: str | None
    baseline_band_d_pounds: str | None
    budget: BudgetAnswer | None
    one_step_less: StepAnswer | None
    one_step_more: StepAnswer | None
    precept: PreceptAnswer


def target_of(request: TargetRequest, method: MethodWord) -> Target:
    """Read a target into pence."""
    return replace(_target_of(request), method=Method(method))


def _target_of(request: TargetRequest) -> Target:
    match request:
        case RaiseRequirement():
            return Target(TargetKind.REQUIREMENT, _pence(request.pounds))
        case RaiseExtraIncome():
            return Target(TargetKind.EXTRA_INCOME, _pence(request.pounds), increase_of(request.baseline))
        case CloseBudget():
            budget = Budget(
                gross_expenditure=_pence(request.gross_expenditure_pounds),
                income=_pence(request.income_pounds),
                grants=_pence(request.grants_pounds),
                collection_fund=_pence(request.collection_fund_pounds),
                reserves=_pence(request.reserves_pounds),
            )
            return Target(TargetKind.BUDGET, budget=budget)
        case MostAllowed():
            return Target(TargetKind.MOST_ALLOWED)
        case LargestMultipleOf9p():
            return Target(TargetKind.LARGEST_MULTIPLE_OF_9P)


def _pence(text: str) -> int:
    return exactly(Decimal(text), PENCE)


def solve_answer(solution: Solution, register: Register, *, workings: bool) -> SolveAnswer:
    """Write a solution as it goes out."""
    shown = solution.outcome or solution.nearest
    if shown is None:
        raise AssertionError("a solution has an outcome or a nearest")
    precept = precept_answer(
        shown, register, workings=workings, steps=workings_of(explain_solution(solution)) if workings else None
    )
    raised = shown.requirement.precept if shown.requirement else None
    short = None if solution.needed is None or raised is None else max(0, solution.needed - raised)
    return SolveAnswer(
        found=solution.outcome is not None,
        why_none=None if solution.why_none is None else solution.why_none.value,
        explanation=_in_words(solution, shown),
        band_d_pounds=_band_d(shown.band_d),
        needed_precept_pounds=pounds_or_none(solution.needed),
        needed_band_d_pounds=None if solution.needed_band_d is None else _band_d(solution.needed_band_d),
        half_up_band_d_pounds=None if solution.half_up_band_d is None else _band_d(solution.half_up_band_d),
        half_up_difference_pounds=_half_up_difference(solution, shown),
        shortfall_pounds=pounds_or_none(short),
        baseline_band_d_pounds=None if solution.baseline is None else _band_d(solution.baseline.band_d),
        budget=_budget(solution.target.budget),
        one_step_less=_step(solution.one_step_less, solution.needed),
        one_step_more=_step(solution.one_step_more, solution.needed),
        precept=precept,
    )


def _half_up_difference(solution: Solution, shown: PreceptOutcome) -> str | None:
    base = shown.proposal.tax_base
    if solution.half_up_band_d is None or solution.needed is None or base is None:
        return None
    return pounds(raised_by(solution.half_up_band_d, base) - solution.needed)


def _band_d(value: int) -> str:
    return decimals(value, TEN_THOUSANDTHS)


def _budget(budget: Budget | None) -> BudgetAnswer | None:
    if budget is None:
        return None
    return BudgetAnswer(
        gross_expenditure_pounds=pounds(budget.gross_expenditure),
        income_pounds=pounds(budget.income),
        collection_fund_pounds=pounds(budget.collection_fund),
        reserves_pounds=pounds(budget.reserves),
        before_grants_pounds=pounds(budget.before_grants),
        grants_pounds=pounds(budget.grants),
        requirement_pounds=pounds(budget.requirement),
        over_pounds=pounds(max(0, -budget.left_to_council_tax)),
    )


def _step(outcome: PreceptOutcome | None, needed: int | None) -> StepAnswer | None:
    if outcome is None:
        return None
    raised = outcome.requirement.precept if outcome.requirement else None
    return StepAnswer(
        band_d_pounds=_band_d(outcome.band_d),
        precept_pounds=pounds_or_none(raised),
        beyond_needed_pounds=None if raised is None or needed is None else pounds(raised - needed),
        excessive=outcome.verdict.excessive,
    )


def _in_words(solution: Solution, shown: PreceptOutcome) -> str:
    budget = solution.target.budget
    if budget is not None and budget.left_to_council_tax < 0:
        return "Income and grants are more than expenditure: the requirement is nil, and nothing need be raised."
    return _found(solution, shown) if solution.why_none is None else _none(solution, shown)


def _found(solution: Solution, shown: PreceptOutcome) -> str:
    band_d = f"£{_band_d(shown.band_d)}"
    step = decimals(shown.proposal.rounding.band_d.step, TEN_THOUSANDTHS)
    if solution.target.kind is TargetKind.MOST_ALLOWED:
        return f"{band_d} is the most that is not excessive, in steps of £{step}."
    if solution.target.kind is TargetKind.LARGEST_MULTIPLE_OF_9P:
        return f"{band_d} is the largest multiple of 9p within the limit: every band is a whole number of pennies."
    if solution.target.method is Method.HALF_UP:
        return f"{band_d} is {sterling(solution.needed or 0)} over the tax base, half-up to £{step}.{_short(solution, shown)}"
    smallest = f"{band_d} is the smallest band D, in steps of £{step}, that raises {sterling(solution.needed or 0)}."
    return smallest + _half_up_instead(solution, shown)


def _short(solution: Solution, shown: PreceptOutcome) -> str:
    raised = shown.requirement.precept if shown.requirement else 0
    short = (solution.needed or 0) - raised
    return f" It raises {sterling(short)} less." if short > 0 else ""


def _half_up_instead(solution: Solution, shown: PreceptOutcome) -> str:
    """Name the band D that section 42B is usually read to give, where that is another."""
    difference = _half_up_difference(solution, shown)
    if solution.half_up_band_d is None or solution.half_up_band_d == solution.needed_band_d or difference is None:
        return ""
    half_up = f"£{_band_d(solution.half_up_band_d)}"
    short = difference.lstrip("-")
    return f" Rounded half-up, as a requirement usually is, it would be {half_up}, £{short} short (method half_up)."


def _none(solution: Solution, shown: PreceptOutcome) -> str:
    band_d = f"£{_band_d(shown.band_d)}"
    match solution.why_none:
        case WhyNone.OVER_THE_LIMIT:
            needed = f"It takes a band D of £{_band_d(solution.needed_band_d or 0)}, which needs a referendum."
            return f"{needed} {band_d} is the most that does not.{_half_up_instead(solution, shown)}"
        case WhyNone.NO_MULTIPLE_WITHIN_LIMIT:
            return f"No multiple of 9p lies between last year's band D and the limit; {band_d} is the nearest below."
        case _:
            return f"It takes a band D above what is calculated; {band_d} is the nearest."
