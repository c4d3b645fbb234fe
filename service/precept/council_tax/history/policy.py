"""One policy everywhere: what an increase would have made of every band D held, beside what was set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from precept.council_tax.assess import assess
from precept.council_tax.gather import gather
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import Increase, Limit
from precept.council_tax.question import PreceptQuestion
from precept.council_tax.requirement import raised_by
from precept.register.records import PoliceArea
from precept.register.refusals import Refusal
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, exactly
from precept.register.years import FinancialYear


@dataclass(frozen=True)
class PolicyRow:
    """One area and year under the policy; `refusal` says why there is no outcome. Band D in ten-thousandths of a pound.

    `set_band_d` is what was set, None where that is not held.
    """

    area: PoliceArea
    year: FinancialYear
    outcome: PreceptOutcome | None
    refusal: Refusal | None
    set_band_d: int | None

    @property
    def requirement(self) -> int | None:
        """Pence that the policy raises, None without a tax base."""
        found = None if self.outcome is None else self.outcome.requirement
        return None if found is None else found.precept

    @property
    def requirement_as_set(self) -> int | None:
        """Pence that the band D set raises on the same tax base, None without either."""
        found = None if self.outcome is None else self.outcome.requirement
        return None if found is None or self.set_band_d is None else raised_by(self.set_band_d, found.tax_base)


def everywhere(
    increase: Increase, limit: Limit | None, years: Sequence[FinancialYear], register: Register
) -> Iterator[PolicyRow]:
    """Put the policy to every area of every year whose band D of the year before is held, by code and then year."""
    for code in register.precepting_areas:
        area = register.police_area(code)
        for year in years:
            if register.band_d(code, year.previous) is None:
                continue
            held = register.band_d(code, year)
            as_set = None if held is None else exactly(held.band_d_pounds, TEN_THOUSANDTHS)
            try:
                outcome = assess(gather(PreceptQuestion(year, increase, area_code=code, limit=limit), register))
            except Refusal as refusal:
                yield PolicyRow(area, year, None, refusal, as_set)
            else:
                yield PolicyRow(area, year, outcome, None, as_set)
