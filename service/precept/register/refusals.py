"""What the service refuses, by name.

    Refusal                         a question that cannot be answered as it was put
    ├── UnknownPoliceArea           no such code in the register
    ├── FigureNotHeld               the register has no such figure for that area and year
    ├── RegisterVersionNotHeld      another version of the figures was asked for
    ├── DuplicateAuthority          one billing authority was given twice
    ├── UnknownAuthority            a billing authority is named that the precept does not have
    ├── SubstituteExcessive         the fallback of a referendum is itself excessive
    ├── MoreVotesThanMembers        a panel is said to have cast more votes than it has members
    ├── MonthsOutOfOrder            counts by month are not in order, or lie before the start
    ├── NoTaxBase                   a requirement was given and nothing to divide it by
    ├── NoLimit                     the maximum was asked for where no limit applies or is held
    ├── YearsOutOfOrder             the last year asked for lies before the first
    ├── DwellingsDoNotFit           a band given twice or unknown in that country, or more taken off than there is
    ├── BandDOutOfRange             the increase leads to a band D below nothing, or beyond what is calculated
    ├── TaxBaseOutOfRange           the tax bases given add up to more than is calculated
    └── AssumptionOutOfRange        an assumption that would make the model meaningless

Each says what is wrong and what would be right, in the caller's terms. The API turns each class into one
problem type, named by `slug`; nothing else may be refused once a request fits the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is what it is called, here and in the contract
    """A question that cannot be answered as it was put; `field` is the request's field, as a JSON path.

    `scenario` is the place of the question among those asked at once.
    """

    slug: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, detail: str, *, field: str, remedy: str) -> None:
        """Say what is wrong (`detail`), where (`field`), and what would be right (`remedy`)."""
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.remedy = remedy
        self.scenario = 0


@contextmanager
def within(part: str) -> Iterator[None]:
    """Name the part of a larger question that a refusal is about: `tax_base` becomes `precept.tax_base`."""
    try:
        yield
    except Refusal as refusal:
        refusal.field = f"{part}.{refusal.field}"
        raise


class UnknownPoliceArea(Refusal):
    """The register knows no police area of that code."""

    slug = "unknown-police-area"
    title = "The register knows no such police area."


class FigureNotHeld(Refusal):
    """The register holds no such figure for that area and year; the remedy says what to supply."""

    slug = "figure-not-held"
    title = "A figure that this answer needs is not held."


class RegisterVersionNotHeld(Refusal):
    """The caller pinned a version of the figures that this service does not hold."""

    slug = "register-version-not-held"
    title = "That version of the register is not held here."


class DuplicateAuthority(Refusal):
    """One billing authority was given twice; adding the two up would be a guess."""

    slug = "duplicate-authority"
    title = "A billing authority is given more than once."


class UnknownAuthority(Refusal):
    """A correction names a billing authority that the precept does not have, neither given nor held."""

    slug = "unknown-authority"
    title = "The precept has no such billing authority."


class SubstituteExcessive(Refusal):
    """The substitute calculation of a referendum must not itself be excessive (section 52ZF and those after it)."""

    slug = "substitute-excessive"
    title = "The substitute calculation is itself excessive."


class MoreVotesThanMembers(Refusal):
    """A panel cannot cast more votes for a veto than it has members."""

    slug = "more-votes-than-members"
    title = "There are more votes than members."


class MonthsOutOfOrder(Refusal):
    """Counts by month must be in order, one a month, and none before the start."""

    slug = "months-out-of-order"
    title = "The months are not in order."


class NoTaxBase(Refusal):
    """A requirement can only become a band D when there is a tax base to divide it by."""

    slug = "no-tax-base"
    title = "There is no tax base to divide the requirement by."


class NoLimit(Refusal):
    """The most that is allowed is only a figure where a limit applies and is known."""

    slug = "no-limit"
    title = "No limit applies, or none is held, so there is no maximum."


class YearsOutOfOrder(Refusal):
    """The last year asked for lies before the first."""

    slug = "years-out-of-order"
    title = "The last year asked for lies before the first."


class DwellingsDoNotFit(Refusal):
    """The dwellings given do not fit together: a band twice, or one the country has not, or more taken off than there is."""

    slug = "dwellings-do-not-fit"
    title = "The dwellings given do not fit together."


class BandDOutOfRange(Refusal):
    """Band D would be negative, or above what the service calculates."""

    slug = "band-d-out-of-range"
    title = "The increase leads to a band D that cannot be."


class TaxBaseOutOfRange(Refusal):
    """The tax bases given add up to more than the service calculates."""

    slug = "tax-base-out-of-range"
    title = "The tax bases add up to more than can be."


class AssumptionOutOfRange(Refusal):
    """An assumption outside the limits within which the model means anything."""

    slug = "assumption-out-of-range"
    title = "An assumption is outside the range in which the model means anything."


class AssumptionsConflict(Refusal):
    """Two of the things given say the same in different ways."""

    slug = "assumptions-conflict"
    title = "Two of the assumptions given contradict each other."


class ProgressRequired(Refusal):
    """More futures than a plain answer may keep its caller waiting for."""

    slug = "progress-required"
    title = "A run this long is answered only together with its progress."


REFUSALS: tuple[type[Refusal], ...] = (
    UnknownPoliceArea,
    FigureNotHeld,
    RegisterVersionNotHeld,
    DuplicateAuthority,
    UnknownAuthority,
    SubstituteExcessive,
    MoreVotesThanMembers,
    MonthsOutOfOrder,
    NoTaxBase,
    NoLimit,
    YearsOutOfOrder,
    DwellingsDoNotFit,
    BandDOutOfRange,
    TaxBaseOutOfRange,
    AssumptionOutOfRange,
    AssumptionsConflict,
    ProgressRequired,
)
