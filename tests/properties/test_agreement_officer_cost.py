"""The service and the reference engine agree to the penny on the cost of ten thousand generated officers."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from tests.builders import seeded
from tests.reference import officer_cost as reference

from precept.register.units import half_up
from precept.workforce.officer_cost import OfficerInputs, cost_officer

F = Fraction
OFFICERS = 10_000
MILLIONTHS = 1_000_000

LINES = {
    "basic_pay": "basic",
    "one_off_award": "one_off_award",
    "allowance": "allowance",
    "pensionable_allowance": "pensionable_allowance",
    "night_premium": "nights",
    "overtime": "overtime",
    "national_insurance": "ni",
    "pension": "pension",
    "levy": "levy",
    "nonpay": "nonpay",
}
"""Each line's name in the service, and in the reference engine."""


def an_officer(rng: Random) -> tuple[dict[str, int], reference.OfficerCostInputs]:
    """Draw one officer: a row for the service, and the same for the reference engine."""
    before = rng.choice([rng.randrange(5_000, 20_000) * 300, rng.randrange(1_500_000, 10_000_000)])
    after = rng.choice([before, before + rng.randrange(300_000), rng.randrange(1_500_000, 10_000_000)])
    september = rng.random() < 0.25
    first, later = rng.choice([(0, 0), (200_000, 250_000), (rng.randrange(500_000), rng.randrange(9_999_999))])
    changed_in = rng.randrange(13)
    months = [first if month < changed_in else later for month in range(12)]
    row = {
        "scale_before": before,
        "scale_after": after,
        "months_before": 0 if september else 5,
        "one_off_award_rate": rng.choice([0, 0, 10_000, rng.randrange(50_000)]),
        "allowance": half_up(sum(months), 12),
        "pensionable_allowance": rng.choice([0, 0, 234_900, rng.randrange(9_999_999)]),
        "night_share": rng.choice([0, 416_667, 250_000, MILLIONTHS, rng.randrange(MILLIONTHS)]),
        "overtime_hours": rng.choice([0, 0, 150 * MILLIONTHS, rng.randrange(100_000) * 10_000]),
        "annual_hours": rng.choice([2_086 * MILLIONTHS, rng.randrange(100_000, 300_000) * 10_000]),
        "ni_rate": rng.choice([138_000, 150_000, 145_300, 0, rng.randrange(MILLIONTHS)]),
        "ni_threshold": rng.choice([811_200, 500_000, 0, before, rng.randrange(9_999_999)]),
        "pension_rate": rng.choice([242_000, 213_000, 353_000, 0, rng.randrange(MILLIONTHS)]),
        "pension_opt_out": rng.choice([0, 0, 100_000, MILLIONTHS, rng.randrange(MILLIONTHS)]),
        "levy_rate": rng.choice([0, 5_000, rng.randrange(20_000)]),
        "nonpay": rng.choice([0, 300_000, rng.randrange(MILLIONTHS)]),
    }
    return row, reference.OfficerCostInputs(
        scale_last_september=F(before, 100),
        scale_this_september=F(after, 100),
        pay_mix="september" if september else "financial_year",
        non_consolidated_award=F(row["one_off_award_rate"], MILLIONTHS),
        allowance_annual_rate_by_month=tuple(F(rate, 100) for rate in months),
        pensionable_allowance=F(row["pensionable_allowance"], 100),
        night_share=F(row["night_share"], MILLIONTHS),
        overtime_hours=F(row["overtime_hours"], MILLIONTHS),
        annual_hours=F(row["annual_hours"], MILLIONTHS),
        ni_rate=F(row["ni_rate"], MILLIONTHS),
        ni_threshold=F(row["ni_threshold"], 100),
        pension_rate=F(row["pension_rate"], MILLIONTHS),
        pension_opt_out=F(row["pension_opt_out"], MILLIONTHS),
        levy_rate=F(row["levy_rate"], MILLIONTHS),
        nonpay=F(row["nonpay"], 100),
    )


def test_the_two_engines_agree_to_the_penny_on_every_line_of_ten_thousand_officers() -> None:
    rng = seeded("officer cost")
    officers = [an_officer(rng) for _ in range(OFFICERS)]
    for row, theirs in officers:
        ours, found = cost_officer(OfficerInputs(**row)), reference.cost(theirs)
        expected = {line: getattr(found, name) * 100 for line, name in LINES.items()}
        assert ours._asdict() == expected, row
        assert sum(ours) == found.total * 100, row


def test_the_generated_officers_reach_every_line_and_both_ends_of_the_threshold() -> None:
    rng = seeded("officer cost")
    officers = [OfficerInputs(**an_officer(rng)[0]) for _ in range(OFFICERS)]
    costed = [cost_officer(each) for each in officers]
    assert all(max(getattr(each, line) for each in costed) > 0 for line in LINES)
    below = [
        each
        for given, each in zip(officers, costed, strict=True)
        if each.basic_pay < given.ni_threshold and each.national_insurance == 0
    ]
    assert len(below) > 100
    assert sum(each.months_before == 0 for each in officers) > 2_000
