"""One proposal in whole numbers and the same as a row of a frame: the same figures, and the same refusals."""

from __future__ import annotations

from itertools import pairwise

import pytest
from tests.builders import seeded
from tests.properties.test_agreement_council_tax import a_case

from precept.council_tax.assess import FEW, assess, assess_all
from precept.council_tax.many import assess_as_rows
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import IncreaseKind, PreceptProposal
from precept.register.refusals import BandDOutOfRange, NoLimit, NoTaxBase, Refusal

BLOCKS = 6
PROPOSALS_A_BLOCK = 2 * FEW
Told = tuple[type[Refusal], str, str, str, int]


def some_proposals(name: str) -> list[PreceptProposal]:
    rng = seeded(name)
    return [a_case(rng)[0] for _ in range(PROPOSALS_A_BLOCK)]


def alone(proposal: PreceptProposal) -> PreceptOutcome | Told:
    try:
        return assess(proposal)
    except Refusal as refusal:
        return told(refusal)


def told(refusal: Refusal) -> Told:
    return type(refusal), refusal.detail, refusal.field, refusal.remedy, refusal.scenario


@pytest.mark.parametrize("block", range(BLOCKS))
def test_thousands_of_proposals_come_out_the_same_alone_and_as_rows_of_a_frame(block: int) -> None:
    proposals = some_proposals(f"one and many {block}")
    found = [alone(each) for each in proposals]
    answered = [
        (each, outcome) for each, outcome in zip(proposals, found, strict=True) if isinstance(outcome, PreceptOutcome)
    ]
    outcomes = assess_as_rows([each for each, _ in answered])
    for (_, one), many in zip(answered, outcomes, strict=True):
        assert one == many
        assert isinstance(one.verdict.excessive, bool | None)


def test_what_all_rows_have_alike_changes_no_figure() -> None:
    """A figure that is the same in every row is worked out once, one that differs in every row: either way it is the same."""
    answered = [(each, found) for each in some_proposals("alike") if isinstance(found := alone(each), PreceptOutcome)]
    for one, outcome in answered[:60]:
        assert assess_as_rows([one, one, one]) == [outcome] * 3
    for kind in IncreaseKind:
        of_kind = [(each, found) for each, found in answered if each.increase.kind is kind]
        assert assess_as_rows([each for each, _ in of_kind]) == [found for _, found in of_kind]


def test_a_band_d_that_cannot_be_is_refused_alike_alone_and_as_a_row() -> None:
    refused = [(each, found) for each in some_proposals("refused") if isinstance(found := alone(each), tuple)]
    assert {kind for _, (kind, *_) in refused} == {BandDOutOfRange, NoLimit, NoTaxBase}
    for proposal, expected in refused:
        if expected[0] is BandDOutOfRange:
            with pytest.raises(BandDOutOfRange) as caught:
                assess_as_rows([proposal])
            assert told(caught.value) == expected


def test_many_are_refused_by_the_first_that_has_no_answer_and_a_question_without_one_goes_before_its_band_d() -> None:
    """However many are asked, and so whichever way they are worked out, the place of the refusal is the same."""
    cases = [(each, alone(each)) for each in some_proposals("places")]
    well = next(each for each, found in cases if isinstance(found, PreceptOutcome))
    impossible = [each for each, found in cases if isinstance(found, tuple) and found[0] is BandDOutOfRange]
    maximum = next(each for each, found in cases if isinstance(found, tuple) and found[0] is NoLimit)
    assert maximum.increase.kind is IncreaseKind.MAXIMUM
    for number in (1, FEW):
        batch = [well] * number
        for one, other in pairwise(impossible[:4]):
            with pytest.raises(BandDOutOfRange) as caught:
                assess_all([*batch, one, other])
            assert caught.value.scenario == number
            with pytest.raises(NoLimit) as before:
                assess_all([*batch, one, maximum])
            assert before.value.scenario == number + 1


def test_more_than_a_few_are_answered_as_a_few_are() -> None:
    answered = [each for each in some_proposals("many") if isinstance(alone(each), PreceptOutcome)]
    assert len(answered) > FEW
    assert assess_all(answered) == [*assess_all(answered[:FEW]), *assess_all(answered[FEW:])]
