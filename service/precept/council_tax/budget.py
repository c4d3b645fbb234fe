"""From what is spent and what else comes in to the council tax requirement.

England: section 42A of the Local Government Finance Act 1992. Expenditure (42A(2)) less income (42A(3)) is the council
tax requirement (42A(4)); where income is the larger, the requirement is nil. Wales: expenditure less income is the budget
requirement (section 43(4)), and the redistributed rates and grants that section 44 takes off it as item P leave the
amount that council tax raises. Amounts in pence.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """A year's budget in pence; `collection_fund` and `reserves` are negative for a deficit and for money put aside."""

    gross_expenditure: int
    income: int
    grants: int
    collection_fund: int
    reserves: int

    @property
    def before_grants(self) -> int:
        """What is left to be met by grants and council tax; in Wales the budget requirement of section 43(4)."""
        return self.gross_expenditure - self.income - self.collection_fund - self.reserves

    @property
    def left_to_council_tax(self) -> int:
        """What council tax must raise; below nothing where there is money over."""
        return self.before_grants - self.grants

    @property
    def requirement(self) -> int:
        """The council tax requirement, never below nothing."""
        return max(self.left_to_council_tax, 0)
