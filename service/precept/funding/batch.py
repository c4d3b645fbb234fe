"""Many funding questions at once: what they have in common is worked out once, and each is weighed as if it were alone.

Precepts are worked out once for each increase on the same terms, uplifts in runs of many (`uplift.many`). Where anything is
refused, the question's own refusal is what a question alone would have got.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from precept.council_tax.assess import assess
from precept.council_tax.gather import gather
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import Increase, IncreaseKind, PreceptProposal
from precept.council_tax.question import PreceptQuestion
from precept.funding.assess import AdditionalIncome, FundingOutcome, additional_income, assess_precepts, weigh
from precept.funding.question import FundingQuestion
from precept.register.refusals import Refusal
from precept.register.register import Register
from precept.uplift.many import CostedUplift, ManyUplifts
from precept.uplift.question import UpliftQuestion

FREEZE = Increase(IncreaseKind.FREEZE)
MOST_KEPT = 10_000
"""So many precepts, and terms of them, are kept for the questions that follow."""

Raised = tuple[PreceptOutcome, PreceptOutcome, AdditionalIncome]
"""The precept, its baseline, and what the one brings in beyond the other."""


class FundingBatch:
    """Answers funding questions, many at a time."""

    def __init__(self, register: Register) -> None:
        """Nothing is worked out yet."""
        self.register = register
        self._uplifts = ManyUplifts(register)
        self._proposals: dict[PreceptQuestion, PreceptProposal] = {}
        self._precepts: dict[tuple[PreceptQuestion, Increase], PreceptOutcome] = {}

    def assess(self, questions: Sequence[FundingQuestion]) -> list[FundingOutcome | Refusal]:
        """Answer, or refuse, each question in its order, as `assess_funding` would alone.

        The outcomes are without what only a full answer tells: bands, billing authorities, figures and stages.
        """
        raised = [self._raised(question) for question in questions]
        asked: dict[Hashable, UpliftQuestion] = {}
        for question, found in zip(questions, raised, strict=True):
            if not isinstance(found, Refusal):
                asked.setdefault(_key_of(question.uplift), question.uplift)
        costed = dict(zip(asked, self._uplifts.cost(list(asked.values())), strict=True))
        return [
            found if isinstance(found, Refusal) else _weighed(question, found, costed[_key_of(question.uplift)])
            for question, found in zip(questions, raised, strict=True)
        ]

    def _raised(self, question: FundingQuestion) -> Raised | Refusal:
        """Work out what the increase raises; whatever is refused is asked again as a question alone is."""
        terms = replace(question.precept, increase=FREEZE)
        try:
            precept, baseline, freeze = (
                self._precept(terms, each) for each in (question.precept.increase, question.baseline, FREEZE)
            )
            return precept, baseline, additional_income(precept, baseline, freeze)
        except Refusal:
            try:
                precept, baseline, freeze = assess_precepts(question, self.register)
                return precept, baseline, additional_income(precept, baseline, freeze)
            except Refusal as refusal:
                return refusal

    def _precept(self, terms: PreceptQuestion, increase: Increase) -> PreceptOutcome:
        """Work out a precept's own figures, once for each increase on the same terms."""
        key = (terms, increase)
        found = self._precepts.get(key)
        if found is None:
            if len(self._precepts) >= MOST_KEPT:
                self._precepts.clear()
                self._proposals.clear()
            proposal = self._proposals.get(terms)
            if proposal is None:
                whole = gather(terms, self.register)
                proposal = self._proposals[terms] = replace(whole, authorities=(), proportions=(), figures=(), slips=())
            found = self._precepts[key] = assess(replace(proposal, increase=increase))
        return found


def _weighed(question: FundingQuestion, raised: Raised, costed: CostedUplift | Refusal) -> FundingOutcome | Refusal:
    precept, baseline, income = raised
    if isinstance(costed, Refusal):
        return type(costed)(costed.detail, field=f"uplift.{costed.field}", remedy=costed.remedy)
    uplift = replace(costed.outcome, question=question.uplift)
    try:
        return weigh(question, precept, baseline, income, uplift, lambda: costed.first_year_costs)
    except Refusal as refusal:
        return refusal


def _key_of(question: UpliftQuestion) -> Hashable:
    """What tells one uplift from another; assumptions laid out together are one object."""
    return (
        id(question.assumptions),
        question.area_code,
        question.start,
        question.years,
        question.officers,
        question.strength_at_start,
        question.staffing,
        question.counted_as,
        question.role,
        question.on_costs,
        question.firing_range,
        question.intake_months,
        question.pool,
    )
