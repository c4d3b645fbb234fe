"""What every request and answer shares: strict shapes, provenance and workings."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

from precept.api.text import written
from precept.register.register import Register
from precept.register.years import FinancialYear
from precept.workings import Figure, Working

CONTRACT_VERSION = "1.5.0"
"""Changes with every change that callers see; `openapi/CHANGELOG.md` lists them."""
CALCULATION_VERSION = "1.3.0"
"""Changes when the same figures would give another answer; `openapi/CHANGELOG.md` says which, for which years."""


class Request(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A request: unknown fields are refused."""


class Answer(Struct, frozen=True, kw_only=True, gc=False):
    """An answer or a part of one; none refers back to itself, so the garbage collector need not look."""


class FigureAnswer(Answer, frozen=True, kw_only=True):
    """A figure that the answer rests on, and how well it is known. `given` is the caller's own."""

    name: str
    value: str
    unit: str
    evidence: Literal["published", "derived", "assumption", "given"]
    source: str | None = None
    stage: str | None = None
    note: str | None = None
    low: str | None = None
    high: str | None = None
    within_range: bool | None = None


class SourceAnswer(Answer, frozen=True, kw_only=True):
    """Where a figure was read."""

    source: str
    publisher: str
    title: str
    url: str | None


class Provenance(Answer, frozen=True, kw_only=True):
    """Which calculation and which figures gave the answer, and every figure it rests on with its source."""

    calculation_version: str
    register_version: str
    figures: list[FigureAnswer]
    sources: list[SourceAnswer]


class WorkingAnswer(Answer, frozen=True, kw_only=True):
    """One step: `expression` over the values of `uses` gives `value`; an input has neither."""

    name: str
    value: str
    unit: str
    formula: str
    expression: str | None = None
    uses: list[str]
    authority: str | None = None


WorkingsAsked = Annotated[bool, Meta(description="Whether to list every step of the calculation, with its sources.")]
RegisterVersionText = Annotated[
    str,
    written(
        r"[0-9a-f]{12}",
        "Twelve hexadecimal digits that name the figures, as in provenance.register_version.",
        "0123456789ab",
        extra={"x-enum": "register_version"},
    ),
]


def provenance_of(register: Register, figures: tuple[Figure, ...]) -> Provenance:
    """List the figures once each, and their sources once each, in the order they are used."""
    once = dict.fromkeys(figures)
    sources = dict.fromkeys(figure.source for figure in once if figure.source)
    return Provenance(
        calculation_version=CALCULATION_VERSION,
        register_version=register.version,
        figures=[
            FigureAnswer(
                name=figure.name,
                value=figure.value,
                unit=figure.unit,
                evidence=figure.evidence,
                source=figure.source,
                stage=figure.stage,
                note=figure.note,
                low=figure.low,
                high=figure.high,
                within_range=figure.within_range,
            )
            for figure in once
        ],
        sources=[_source_of(register, name) for name in sources],
    )


@lru_cache(maxsize=1_000)
def _source_of(register: Register, name: str) -> SourceAnswer:
    """Write a source once: the register never changes."""
    row = register.source(name)
    return SourceAnswer(source=row.source, publisher=row.publisher, title=row.title, url=row.url)


def workings_of(workings: list[Working]) -> list[WorkingAnswer]:
    """Write the workings as they go out."""
    return [
        WorkingAnswer(
            name=each.name,
            value=each.value,
            unit=each.unit,
            formula=each.formula,
            expression=each.expression,
            uses=list(each.uses),
            authority=each.authority,
        )
        for each in workings
    ]


def days_of(year: FinancialYear) -> tuple[str, str]:
    """The first and the last day of a financial year, as ISO dates."""
    return year.starts_on.isoformat(), year.ends_on.isoformat()
