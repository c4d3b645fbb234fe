"""The Kent question and its answer, said as a finance officer would say it."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

QUESTION = "Kent, 2016-17: what does 3.4% raise, and does it pay for 24 more firearms officers?"


def said(answer: dict[str, Any]) -> str:
    """Say an answer of /v1/funding/calculate in a screenful of words."""
    parts = (_precept(answer), _officers(answer), _years(answer), _warnings(answer))
    return "\n\n".join([QUESTION, *("\n".join(part) for part in parts if part)])


def _precept(answer: dict[str, Any]) -> list[str]:
    precept, income = answer["precept"], answer["additional_income"]
    band_d, requirement, limit = precept["band_d"], precept["requirement"], precept["referendum"]
    verdict = "excessive: it needs a referendum" if limit["excessive"] else "allowed"
    base = Decimal(requirement["tax_base"])
    return [
        (f"  Band D     £{band_d['prior_pounds']} -> £{band_d['proposed_pounds']}, "
        f"up £{band_d['increase_pounds']} or {band_d['increase_percent']}%"),
        (f"  Precept    {_money(requirement['precept_pounds'])} from {len(precept['billing_authorities'])} councils "
        f"on {base:,} band D equivalents"),
        (f"  Limit      {limit['limit_percent']}% or £{limit['limit_pounds']}, the greater: {verdict}, "
        f"£{limit['headroom_pounds']} to spare"),
        (f"  Raises     {_money(income['versus_freeze_pounds'])} more than a freeze, "
        f"{_money(income['versus_baseline_pounds'])} more than the planned £{income['baseline_band_d_pounds']}"),
    ]  # fmt: skip


def _officers(answer: dict[str, Any]) -> list[str]:
    unit, found = answer["uplift"]["unit_cost"], answer["affordability"]
    entry, mature = (unit[f"sustained_at_{pay}_pay"]["total_annual_pounds"] for pay in ("entry", "mature"))
    return [
        f"  An officer costs {_money(entry)} a year on a recruit's pay, {_money(mature)} for good,",
        f"  and {_money(unit['cost_to_qualify_pounds'])} once to train and equip.",
        (f"  The money keeps {found['sustainable_officers']} for good "
        f"({found['sustainable_officers_at_entry_pay']} if all stayed on a recruit's pay)."),
        (f"  Training delivers at most {found['deliverable_officers']} of {found['asked_officers']} in "
        f"{len(answer['gap_by_year'])} years. What binds: {found['binding_constraint'].replace('_', ' ')}."),
    ]  # fmt: skip


def _years(answer: dict[str, Any]) -> list[str]:
    heading = ("year", "new money", "new cost", "left over", "missing", "authorised", "deployable")
    rows = [
        (
            gap["financial_year"],
            *(_money(gap[f"{name}_pounds"]) for name in ("funding", "additional_cost", "surplus", "gap")),
            year["authorised"],
            year["deployable"],
        )
        for gap, year in zip(answer["gap_by_year"], answer["uplift"]["years"], strict=True)
    ]
    return ["  " + "".join(f"{cell:>12}" for cell in row) for row in (heading, *rows)]


def _warnings(answer: dict[str, Any]) -> list[str]:
    evidence = Counter(figure["evidence"] for figure in answer["provenance"]["figures"])
    told = ", ".join(f"{count} {name}" for name, count in sorted(evidence.items()))
    return [
        *(f"  ! {each}" for each in answer["warnings"]),
        f"  Rests on {told} figures; provenance names each source.",
    ]


def _money(pounds: str) -> str:
    return f"£{Decimal(pounds).quantize(Decimal(1), ROUND_HALF_UP):,}"
