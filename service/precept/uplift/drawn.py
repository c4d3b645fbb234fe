"""Officers drawn from another armed role: each one made is one of those lost, until another is trained (cost model 3.1)."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from precept.register.assumptions import Assumptions
from precept.register.register import Register
from precept.register.role_records import Role
from precept.register.tables import ROLES
from precept.register.units import pounds, sterling
from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.pipeline import PipelineRun
from precept.uplift.plan import Staffing
from precept.uplift.premium import cost_to_qualify
from precept.uplift.prices import YearPrices
from precept.uplift.quantities import round_to_pence
from precept.uplift.question import UpliftQuestion
from precept.workforce.prices import Prices


@dataclass(frozen=True)
class Drawn:
    """What the other role loses over the months followed, and what makes it good at that role's own defaults.

    Officers and course places are expected numbers, money pence at the first year's prices, and in no other figure.
    """

    taken: Role
    made: Role
    lost: float
    places_to_replace: float
    cost_to_replace: int

    @property
    def in_words(self) -> str:
        """The loss as a sentence."""
        places, cost = f"{self.places_to_replace:.2f} course places", sterling(self.cost_to_replace)
        return (
            f"{self.made.title}: each one made leaves a post of the role {self.taken.role}. The uplift takes {self.lost:.2f} "
            f"from it; replacing them takes {places} and {cost}, which no other figure here counts."
        )

    @property
    def pounds_to_replace(self) -> str:
        """The cost to replace, as it goes out."""
        return pounds(self.cost_to_replace)


def role_of(name: str, register: Register) -> Role:
    """The role as the register has it."""
    found: Role | None = register.tables[ROLES.name].get(name)
    if found is None:
        raise KeyError(name)
    return found


def drawn_from(question: UpliftQuestion, run: PipelineRun, register: Register) -> Drawn | None:
    """Count what an uplift takes from the role below; None for transferees and where there is none.

    The run's first scenario is the uplift, its second the force without it, whose own replacements are not the uplift's.
    """
    made = role_of(question.role, register)
    if made.drawn_from is None or question.staffing is Staffing.TRANSFEREE:
        return None
    own = Assumptions.of(register, role=made.drawn_from)
    year = question.financial_years[0]
    prices = Prices(register, own, year)
    each = cost_to_qualify(
        PipelineAssumptions.from_values({name: used.value for name, used in own.parameters.items()}),
        YearPrices.from_values({price.name: prices.pence(price.name, year) for price in fields(YearPrices)}),
        Staffing.CONVERT,
    )
    lost = max(0.0, float(run.qualified[0].sum() - run.qualified[1].sum()))
    return Drawn(
        taken=role_of(made.drawn_from, register),
        made=made,
        lost=lost,
        places_to_replace=lost / float(own.value("pass_rate")),
        cost_to_replace=int(round_to_pence(np.array([lost * float(each.replacement[0, 0])]))[0]),
    )
