"""A medium-term plan as it goes out."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

from precept.api.officers_text import officers_text
from precept.api.precept_answer import PoliceAreaAnswer
from precept.api.uplift_answer import UpliftBody, uplift_body
from precept.api.wire import Answer, Provenance, provenance_of
from precept.council_tax.requirement import raised_by
from precept.funding.plan.assess import PlanOutcome, gearing
from precept.funding.plan.ledger import Line, once_of
from precept.funding.plan.quantities import Pence
from precept.funding.plan.question import Establishment
from precept.funding.plan.run import PlanRun
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, THOUSANDTHS, decimals, pounds, sterling
from precept.register.years import FinancialYear


class ChangeAnswer(Answer, frozen=True, kw_only=True):
    """What one cause adds to, or takes from, the year before; recurring and one-off apart."""

    cause: str
    recurrence: Literal["recurring", "one_off"]
    pounds: str


class LineChange(Answer, frozen=True, kw_only=True):
    """What one cause adds to a line in each year of the plan, beyond the year before."""

    cause: str
    recurrence: Literal["recurring", "one_off"]
    pounds_by_year: list[str]


class LineAnswer(Answer, frozen=True, kw_only=True):
    """One line: the year before the plan, every year of it, and the changes that make the difference to the penny.

    Where the year before is not known, it is taken to be as the first year: the bridge into the first year leaves it out.
    """

    name: str
    side: Literal["spending", "funding"]
    source: Literal["central", "local", "national"]
    before_pounds: str
    pounds_by_year: list[str]
    changes: list[LineChange]


class EarmarkedAnswer(Answer, frozen=True, kw_only=True):
    """What an earmarked reserve holds on 31 March."""

    purpose: str
    pounds: str


class PlanReserves(Answer, frozen=True, kw_only=True):
    """Reserves in one year: drawn as planned and to fill the gap, and held on 31 March against the floor."""

    drawn_as_planned_pounds: str
    drawn_for_gap_pounds: str
    general_pounds: str
    floor_pounds: str
    under_floor_pounds: str
    earmarked: list[EarmarkedAnswer]


class PlanCouncilTax(Answer, frozen=True, kw_only=True):
    """Council tax of one year: band D, the most that is allowed (null where no limit is known), and what it raises.

    `beyond_baseline_pounds` is what the plan counts where it has a baseline, and null where it has none.
    """

    band_d_pounds: str
    increase_pounds: str
    increase_percent: str
    excessive: bool | None
    limit_band_d_pounds: str | None
    tax_base: str
    precept_pounds: str
    beyond_baseline_pounds: str | None


class PlanOfficers(Answer, frozen=True, kw_only=True):
    """Officers at the year's end: of the uplift, expected; of the whole force, as planned, with the uplift's recruits."""

    authorised: str | None
    deployable: str | None
    police_officers: str | None


class PlanYear(Answer, frozen=True, kw_only=True):
    """One year: spending, what pays for it, and what is missing. A gap or a surplus, never both.

    `gap_pounds` is before any reserve, and is what all years up to this one leave open; `gap_moves_pounds` is what this year
    adds to it. `missing_pounds` is left when the reserves are drawn. `spending_changes` lead from last year's spending to
    this year's, `funding_changes` from last year's funding, to the penny.
    """

    financial_year: str
    council_tax: PlanCouncilTax
    spending_pounds: str
    one_off_spending_pounds: str
    funding_pounds: str
    one_off_funding_pounds: str
    net_budget_pounds: str
    gap_pounds: str
    surplus_pounds: str
    gap_moves_pounds: str
    reserves: PlanReserves
    missing_pounds: str
    recurring_resting_on_one_off_pounds: str
    officers: PlanOfficers
    spending_changes: list[ChangeAnswer]
    funding_changes: list[ChangeAnswer]


class GearingAnswer(Answer, frozen=True, kw_only=True):
    """What one percent of central grant is worth: in pounds, on band D, and in percent of council tax."""

    one_percent_of_grant_pounds: str
    band_d_pounds: str
    percent_of_council_tax: str


class PlanAnswer(Answer, frozen=True, kw_only=True):
    """A medium-term plan: the years, every line with its changes, gearing, and the uplift by month."""

    police_area: PoliceAreaAnswer
    explanation: str
    years: list[PlanYear]
    lines: list[LineAnswer]
    gearing: GearingAnswer | None
    uplift: UpliftBody | None
    warnings: list[str]
    provenance: Provenance


def plan_answer(outcome: PlanOutcome, register: Register) -> PlanAnswer:
    """Write an outcome as it goes out."""
    run, question = outcome.run, outcome.question
    proposals = [each.proposal for each in run.path.outcomes]
    figures = (*(figure for proposal in proposals[:1] for figure in proposal.figures), *outcome.terms.figures)
    weight, area = gearing(outcome), proposals[0].area
    uplift = outcome.terms.uplift
    return PlanAnswer(
        police_area=PoliceAreaAnswer(code=area.code, name=area.name, country=area.country),
        explanation=_in_words(outcome),
        years=[_year(outcome, place, year) for place, year in enumerate(question.financial_years)],
        lines=[*(_line(line, "spending") for line in run.spending), *(_line(line, "funding") for line in run.funding)],
        gearing=None
        if weight is None
        else GearingAnswer(
            one_percent_of_grant_pounds=pounds(weight.one_percent_of_grant),
            band_d_pounds=decimals(weight.band_d, TEN_THOUSANDTHS),
            percent_of_council_tax=decimals(weight.percent_of_precept, TEN_THOUSANDTHS),
        ),
        uplift=None if uplift is None else uplift_body(uplift),
        warnings=list(outcome.warnings),
        provenance=provenance_of(register, figures),
    )


def _year(outcome: PlanOutcome, place: int, year: FinancialYear) -> PlanYear:
    run = outcome.run

    def at(by_year: Pence) -> int:
        return int(by_year[0, place])

    gap = at(run.gap)
    before = int(run.gap[0, place - 1]) if place else _gap_before(run)
    shape = run.gap.shape
    spent, paid = (sum(at(line.by_year) for line in lines) for lines in (run.spending, run.funding))
    return PlanYear(
        financial_year=str(year),
        council_tax=council_tax_of(run, place),
        spending_pounds=pounds(spent),
        one_off_spending_pounds=pounds(at(once_of(run.spending, shape))),
        funding_pounds=pounds(paid),
        one_off_funding_pounds=pounds(at(once_of(run.funding, shape))),
        net_budget_pounds=pounds(at(run.net_budget)),
        gap_pounds=pounds(max(0, gap)),
        surplus_pounds=pounds(max(0, -gap)),
        gap_moves_pounds=pounds(gap - before),
        reserves=PlanReserves(
            drawn_as_planned_pounds=pounds(at(run.reserves.planned)),
            drawn_for_gap_pounds=pounds(at(run.reserves.for_gap)),
            general_pounds=pounds(at(run.reserves.general)),
            floor_pounds=pounds(at(run.reserves.floor)),
            under_floor_pounds=pounds(at(run.reserves.under_floor)),
            earmarked=[
                EarmarkedAnswer(purpose=purpose, pounds=pounds(at(held))) for purpose, held in run.reserves.earmarked
            ],
        ),
        missing_pounds=pounds(max(0, at(run.missing))),
        recurring_resting_on_one_off_pounds=pounds(at(run.recurring_on_once)),
        officers=_officers(outcome, place),
        spending_changes=_changes(run.spending, place),
        funding_changes=_changes(run.funding, place),
    )


def _gap_before(run: PlanRun) -> int:
    return sum(line.before for line in run.spending) - sum(line.before for line in run.funding)


def council_tax_of(run: PlanRun, place: int) -> PlanCouncilTax:
    """Write the council tax of one year of a plan."""
    outcome = run.path.outcomes[place]
    line = next(line for line in run.funding if line.name == "council tax")
    return PlanCouncilTax(
        band_d_pounds=decimals(outcome.band_d, TEN_THOUSANDTHS),
        increase_pounds=decimals(outcome.increase, TEN_THOUSANDTHS),
        increase_percent=decimals(outcome.increase_percent, TEN_THOUSANDTHS, least=4),
        excessive=outcome.verdict.excessive,
        limit_band_d_pounds=None
        if outcome.verdict.limit_band_d is None
        else decimals(outcome.verdict.limit_band_d, TEN_THOUSANDTHS),
        tax_base=decimals(int(run.path.tax_base[0, place]), THOUSANDTHS),
        precept_pounds=pounds(raised_by(outcome.band_d, int(run.path.tax_base[0, place]))),
        beyond_baseline_pounds=None if run.path.baseline is None else pounds(int(line.by_year[0, place])),
    )


def _officers(outcome: PlanOutcome, place: int) -> PlanOfficers:
    people, force = outcome.run.people, outcome.question.establishment
    return PlanOfficers(
        authorised=None if people is None else officers_text(people.authorised[0, place]),
        deployable=None if people is None else officers_text(people.deployable[0, place]),
        police_officers=None if force is None else officers_text(_force(outcome, force, place)),
    )


def _force(outcome: PlanOutcome, force: Establishment, place: int) -> float:
    """Officers of the whole force at the year's end: those who stayed and joined, and the uplift's recruits."""
    people = outcome.run.people
    recruits = 0.0 if people is None else float(people.new_to_force[0, place])
    return force.officers + sum(force.joiners[: place + 1]) - sum(force.leavers[: place + 1]) + recruits


def _changes(lines: tuple[Line, ...], place: int) -> list[ChangeAnswer]:
    """Add up what each cause moves, in the order in which causes first appear; causes that move nothing are left out."""
    moved: defaultdict[tuple[str, Literal["recurring", "one_off"]], int] = defaultdict(int)
    for line in lines:
        for change in line.changes:
            moved[change.cause.value, change.recurrence.value] += int(change.pence[0, place])
    return [
        ChangeAnswer(cause=cause, recurrence=recurrence, pounds=pounds(pence))
        for (cause, recurrence), pence in moved.items()
        if pence
    ]


def _line(line: Line, side: Literal["spending", "funding"]) -> LineAnswer:
    return LineAnswer(
        name=line.name,
        side=side,
        source=line.source.value,
        before_pounds=pounds(line.before),
        pounds_by_year=[pounds(int(each)) for each in line.by_year[0]],
        changes=[
            LineChange(
                cause=change.cause.value,
                recurrence=change.recurrence.value,
                pounds_by_year=[pounds(int(each)) for each in change.pence[0]],
            )
            for change in line.changes
        ],
    )


def _in_words(outcome: PlanOutcome) -> str:
    run, years = outcome.run, outcome.question.financial_years
    gap, missing = int(run.gap[0, -1]), max(0, int(run.missing[0, -1]))
    said = (
        f"By {years[-1]} spending is {sterling(gap)} more than what pays for it"
        if gap > 0
        else f"In {years[-1]} {sterling(-gap)} is left"
    )
    drawn = int(run.reserves.planned.sum() + run.reserves.for_gap.sum())
    if not drawn:
        return f"{said}."
    return f"{said}. Reserves give {sterling(drawn)} over the plan; {sterling(missing)} is missing in its last year."
