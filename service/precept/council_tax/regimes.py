"""Under which law, and by whom, a police precept is set: what differs between England, Wales, London and mayoral areas."""

from __future__ import annotations

from dataclasses import dataclass

from precept.council_tax.principles import LONDON, WALES
from precept.register.records import Preceptor
from precept.register.register import Register
from precept.register.years import FinancialYear

LOCALISM_ACT = FinancialYear(2012)
"""From 2012-13 English authorities calculate a council tax requirement (Localism Act 2011, section 75)."""


GREATER_LONDON_AUTHORITY = FinancialYear(2000)
"""The first year of the Greater London Authority, whose own Act takes the place of sections 42A to 44."""


@dataclass(frozen=True)
class Regime:
    """Who sets the precept, and under which sections; `notes` say what is not in the figures. None where no row is held."""

    kind: str | None
    body: str | None
    requirement_statute: str
    basic_amount_statute: str
    notes: tuple[str, ...]
    preceptor: Preceptor | None = None


_ACT = "Local Government Finance Act 1992"
_GLA_ACT = "Greater London Authority Act 1999"
_NOTES = {
    "mayor": (
        "The mayor's police component is a band D line of its own, with its own referendum question; the general mayoral "
        "precept is another line and is not in these figures."
    ),
    "commissioner_and_fire": "The commissioner issues a second precept for fire and rescue; only the police one is here.",
    "greater_london_authority": (
        "This is the police component of the GLA's precept, charged in the 32 boroughs on their tax base alone. The City of "
        "London has its own police and pays the unadjusted amount: see precepts/london."
    ),
}
_WELSH = (
    "In Wales the budget requirement of section 43 less redistributed rates and grants (item P) is what council tax raises; "
    "there is a ninth band, I, from 2005-06, and no referendum."
)


def regime_of(area: str | None, country: str, year: FinancialYear, register: Register) -> Regime:
    """Find the regime of an area (None for one the register does not know) in a year."""
    preceptor = register.preceptor(area, year) if area else None
    notes = []
    if preceptor is not None and preceptor.kind in _NOTES:
        notes.append(_NOTES[preceptor.kind])
    if country == WALES:
        notes.append(_WELSH)
    return Regime(
        kind=preceptor.kind if preceptor else None,
        body=preceptor.body if preceptor else None,
        requirement_statute=requirement_statute(country, year, area),
        basic_amount_statute=basic_amount_statute(country, year, area),
        notes=tuple(notes),
        preceptor=preceptor,
    )


def requirement_statute(country: str, year: FinancialYear, area: str | None) -> str:
    """Where the requirement is calculated."""
    if area == LONDON and year >= GREATER_LONDON_AUTHORITY:
        return f"{_GLA_ACT}, section 85"
    return f"{_ACT}, section {'43' if country == WALES or year < LOCALISM_ACT else '42A'}"


def basic_amount_statute(country: str, year: FinancialYear, area: str | None) -> str:
    """Where the requirement becomes band D."""
    if area == LONDON and year >= GREATER_LONDON_AUTHORITY:
        return f"{_GLA_ACT}, sections 88 and 89"
    return f"{_ACT}, section {'44' if country == WALES or year < LOCALISM_ACT else '42B'}"
