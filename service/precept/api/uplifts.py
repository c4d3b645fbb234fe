"""`/v1/uplifts`: an uplift in firearms officers, month by month and year by year."""

from __future__ import annotations

from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency

from precept.api.decoding import body_of
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.uplift_answer import UpliftAnswer, uplift_answer
from precept.api.uplift_wire import UpliftRequest
from precept.register.refusals import (
    AssumptionOutOfRange,
    AssumptionsConflict,
    FigureNotHeld,
    RegisterVersionNotHeld,
    UnknownPoliceArea,
)
from precept.register.register import Register
from precept.uplift.costing import cost_uplift


@post(
    "/v1/uplifts/calculate",
    status_code=200,
    opt=documented(
        Operation(
            "calculateUplift",
            "Officers",
            "Follow an uplift in firearms officers",
            "The training pipeline month by month (course places, passes, leavers, transfers, deployable officers, and which "
            "limit bound each intake), and the money by financial year: recurring and one-off, in-year and full-year. "
            "A number that cannot be reached is answered with the most that can, and what limits it.",
            answer=UpliftAnswer,
            body=UpliftRequest,
            refusals=(
                UnknownPoliceArea,
                FigureNotHeld,
                AssumptionOutOfRange,
                AssumptionsConflict,
                RegisterVersionNotHeld,
            ),
            example={
                "police_area": "E23000032",
                "start_month": "2016-04",
                "officers": 24,
                "strength_at_start": "76",
                "years": 4,
            },
        )
    ),
)
async def calculate_uplift(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> UpliftAnswer:
    """Answer a question about an uplift."""
    asked = await body_of(request, UpliftRequest)
    refuse_other_version(asked.register_version, register)
    return uplift_answer(cost_uplift(asked.to_question(register), register), register, workings=asked.workings)


UPLIFT_HANDLERS = [calculate_uplift]
