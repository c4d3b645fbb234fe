"""What closes a plan's gap: more council tax within the limits, a saving, or fewer officers; each way alone, each proved.

The gap is closed when nothing is missing after reserves: in every year of the plan, or in its last. Each way is searched by
halves for its smallest step, and the step below it is shown not to do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import LARGEST_BAND_D, LARGEST_REQUIREMENT, Increase, IncreaseKind
from precept.funding.plan.assess import PlanOutcome
from precept.funding.plan.money_in import council_tax_path
from precept.funding.plan.people import UpliftTerms, Varied, follow_people
from precept.funding.plan.quantities import Pence
from precept.funding.plan.question import Decision
from precept.funding.plan.run import PlanRun, run_plan
from precept.funding.question import Recurrence
from precept.uplift.quantities import MONTHS_A_YEAR


class WhyOpen(StrEnum):
    """Why a way does not close the gap by itself."""

    LIMIT = "limit"
    """All that is allowed in every year is not enough."""
    LIMIT_NOT_KNOWN = "limit_not_known"
    """It is not enough, and there are years whose limit is not known: they are left as asked."""
    BEGINS_TOO_LATE = "begins_too_late"
    """A year that is short is over before the saving begins."""
    BEYOND_WHAT_IS_CALCULATED = "beyond_what_is_calculated"
    NO_OFFICERS_LEFT = "no_officers_left"
    """Something is missing even with no officers added."""


@dataclass(frozen=True)
class Wanted:
    """When nothing may be missing: in every year or in the last alone.

    A saving begins in `saving_from`, counted in months from the plan's first April.
    """

    every_year: bool = True
    saving_from: int = 0

    def short_by_year(self, run: PlanRun) -> Pence:
        """What is short in each year that counts, in pence (Y,): nothing or below where none is."""
        return run.missing[0] if self.every_year else run.missing[0, -1:]

    def short(self, run: PlanRun) -> int:
        """The most that is short in any year that counts, in pence."""
        return int(self.short_by_year(run).max())

    def closes(self, run: PlanRun) -> bool:
        """Whether nothing is short."""
        return self.short(run) <= 0


@dataclass(frozen=True, eq=False)
class ByBandD:
    """Council tax: the earliest years raised first, within every limit; no year of them can be a step lower."""

    why_open: WhyOpen | None
    run: PlanRun
    extra: Pence
    """Council tax beyond the plan as asked, in each year (Y,)."""
    short_one_step_less: int | None

    @property
    def outcomes(self) -> tuple[PreceptOutcome, ...]:
        """Band D of each year."""
        return self.run.path.outcomes


@dataclass(frozen=True, eq=False)
class BySaving:
    """A recurring saving, in pence of a full year; None where none will do."""

    why_open: WhyOpen | None
    pence: int | None
    run: PlanRun
    short_one_penny_less: int | None


@dataclass(frozen=True, eq=False)
class ByOfficers:
    """Fewer officers: the most that the plan bears, none where even that is too many."""

    why_open: WhyOpen | None
    officers: int
    run: PlanRun
    short_one_more: int | None


@dataclass(frozen=True, eq=False)
class Closings:
    """The ways to close the gap of a plan; all of them the plan itself where there is none."""

    outcome: PlanOutcome
    wanted: Wanted
    by_band_d: ByBandD
    by_saving: BySaving
    by_officers: ByOfficers | None


def close_gap(outcome: PlanOutcome, wanted: Wanted) -> Closings:
    """Find each way alone."""
    return Closings(
        outcome,
        wanted,
        by_band_d(outcome, wanted),
        by_saving(outcome, wanted),
        None if outcome.terms.uplift is None else by_officers(outcome, wanted),
    )


def by_band_d(outcome: PlanOutcome, wanted: Wanted) -> ByBandD:
    """Raise band D to the most allowed, the earliest years first, until the gap closes; then lower each as far as it can be."""
    question = outcome.terms.question
    asked = [question.precept.increase, *(each.increase for each in question.later)]
    increases, run = list(asked), outcome.run
    for place in range(question.years):
        if wanted.closes(run):
            break
        if steps := _steps_above(run.path.outcomes[place]):
            increases[place] = _to(steps[-1])
            run = _along(outcome, increases)
    if not wanted.closes(run):
        unknown = any(_most(each) is None for each in run.path.outcomes)
        why_open = WhyOpen.LIMIT_NOT_KNOWN if unknown else WhyOpen.LIMIT
        return ByBandD(why_open, run, _extra(run, outcome.run), None)
    short_one_step_less = None
    for place in reversed([place for place in range(question.years) if increases[place] != asked[place]]):
        one_less = _lowered(outcome, wanted, increases, place, asked[place])
        short_one_step_less = one_less if short_one_step_less is None else short_one_step_less
    run = _along(outcome, increases)
    return ByBandD(None, run, _extra(run, outcome.run), short_one_step_less)


def _lowered(
    outcome: PlanOutcome, wanted: Wanted, increases: list[Increase], place: int, asked: Increase
) -> int | None:
    """Lower one year as far as the gap stays closed, and say what is short with a step less; None where it stays as asked."""

    def at(increase: Increase) -> PlanRun:
        return _along(outcome, [*increases[:place], increase, *increases[place + 1 :]])

    as_asked = at(asked)
    if wanted.closes(as_asked):
        increases[place] = asked
        return None
    steps = _steps_above(as_asked.path.outcomes[place])
    found = steps[bisect_left(steps, x=True, key=lambda band_d: wanted.closes(at(_to(band_d))))]
    increases[place] = _to(found)
    return wanted.short(at(_to(found - steps.step)))


def _extra(run: PlanRun, as_asked: PlanRun) -> Pence:
    """Council tax of each year beyond the plan as asked (Y,): it is the first line of funding."""
    extra: Pence = run.funding[0].by_year[0] - as_asked.funding[0].by_year[0]
    return extra


def _steps_above(outcome: PreceptOutcome) -> range:
    """The band Ds above that of a year, in whole steps of its rounding, to the most that is allowed; none if not known."""
    step, most = outcome.proposal.rounding.band_d.step, _most(outcome) or outcome.band_d
    return range((outcome.band_d // step + 1) * step, most // step * step + 1, step)


def _most(outcome: PreceptOutcome) -> int | None:
    """The most that is allowed in a year: without any limit, as in Wales, the most that is calculated; None if not known."""
    if outcome.verdict.maximum_band_d is not None:
        return min(outcome.verdict.maximum_band_d, LARGEST_BAND_D)
    unlimited = outcome.proposal.area.country == "Wales" or outcome.verdict.excessive is False
    return LARGEST_BAND_D if unlimited else None


def _along(outcome: PlanOutcome, increases: Sequence[Increase]) -> PlanRun:
    """The plan along these increases; one that is over its limit only for what an earlier year was raised by stops at it."""
    terms, allowed = outcome.terms, list(increases)
    while True:
        first, *later = allowed
        question = replace(
            terms.question,
            precept=replace(terms.question.precept, increase=first),
            later=tuple(
                replace(year, increase=increase) for year, increase in zip(terms.question.later, later, strict=True)
            ),
        )
        path = council_tax_path(question, terms.rates, terms.register)
        over = [
            (place, now.verdict.maximum_band_d)
            for place, (now, as_asked) in enumerate(zip(path.outcomes, outcome.run.path.outcomes, strict=True))
            if now.verdict.excessive and not as_asked.verdict.excessive and now.verdict.maximum_band_d is not None
        ]
        if not over:
            return run_plan(question, terms.rates, path, outcome.run.people)
        place, most = over[0]
        allowed[place] = _to(most)


def _to(band_d: int) -> Increase:
    return Increase(IncreaseKind.BAND_D, band_d)


def by_saving(outcome: PlanOutcome, wanted: Wanted) -> BySaving:
    """Find the smallest recurring saving from a month on."""
    if wanted.closes(outcome.run):
        return BySaving(None, 0, outcome.run, None)
    over = wanted.saving_from // MONTHS_A_YEAR if wanted.every_year else 0
    if (wanted.short_by_year(outcome.run)[:over] > 0).any():
        return BySaving(WhyOpen.BEGINS_TOO_LATE, None, outcome.run, None)
    enough = max(1, wanted.short(outcome.run))
    while not wanted.closes(_with_saving(outcome, wanted, enough)):
        if enough > LARGEST_REQUIREMENT:
            return BySaving(WhyOpen.BEYOND_WHAT_IS_CALCULATED, None, outcome.run, None)
        enough *= 2
    pence = bisect_left(
        range(enough + 1), x=True, key=lambda pence: wanted.closes(_with_saving(outcome, wanted, pence))
    )
    less = wanted.short(_with_saving(outcome, wanted, pence - 1))
    return BySaving(None, pence, _with_saving(outcome, wanted, pence), less)


def _with_saving(outcome: PlanOutcome, wanted: Wanted, pence: int) -> PlanRun:
    terms = outcome.terms
    saving = Decision("saving to be found", -pence, wanted.saving_from, Recurrence.RECURRING)
    question = replace(terms.question, decisions=(*terms.question.decisions, saving))
    return run_plan(question, terms.rates, outcome.run.path, outcome.run.people)


def by_officers(outcome: PlanOutcome, wanted: Wanted) -> ByOfficers:
    """Find the most officers that the plan bears, up to those asked for."""
    asked = outcome.terms.uplift_begun(0).question.officers
    if wanted.closes(outcome.run):
        return ByOfficers(None, asked, outcome.run, None)
    fewer = range(asked + 1)
    bearable = bisect_left(fewer, x=True, key=lambda officers: not wanted.closes(_with_officers(outcome, officers)))
    if not bearable:
        return ByOfficers(WhyOpen.NO_OFFICERS_LEFT, 0, _with_officers(outcome, 0), None)
    one_more = wanted.short(_with_officers(outcome, bearable))
    return ByOfficers(None, bearable - 1, _with_officers(outcome, bearable - 1), one_more)


def _with_officers(outcome: PlanOutcome, officers: int) -> PlanRun:
    terms, asked = outcome.terms, outcome.terms.uplift_begun(0)
    uplift = UpliftTerms(replace(asked.question, officers=officers), asked.basis, asked.register)
    people = follow_people(terms.question, uplift, Varied(), 1)
    return run_plan(terms.question, terms.rates, outcome.run.path, people)
