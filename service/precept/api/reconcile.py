"""`/v1/precepts/reconcile`: a published table in, a verdict on every printed figure out, as JSON or as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency

from precept.api.csv_text import csv_response
from precept.api.decoding import body_or_table_of
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.precepts import BODY_REFUSALS, TAG
from precept.api.reconcile_csv import TABLE_BODY, request_from_csv
from precept.api.reconcile_wire import CellAnswer, ReconcileAnswer, ReconcileRequest, reconcile_answer
from precept.council_tax.reconcile.answer import reconcile
from precept.register.register import Register

RECONCILE = "/v1/precepts/reconcile"
NORTH_YORKSHIRE = {
    "police_area": "E23000009",
    "financial_year": "2024-25",
    "cells": [
        {"measure": "band_d", "printed": "£306.86"},
        {"measure": "increase_percent", "printed": "3.99%"},
        *(
            {"measure": "band_charge", "band": band, "printed": printed}
            for band, printed in zip(
                "ABCDEFGH",
                ("204.58", "238.66", "272.76", "306.86", "375.06", "443.24", "511.44", "613.72"),
                strict=True,
            )
        ),
        {"measure": "weekly_increase", "band": "A", "printed": "15p"},
        {"measure": "maximum_increase_percent", "printed": "4.4%"},
    ],
}
"""What North Yorkshire's precept page printed for 2024-25: four of its eight bands are a penny out."""

COLUMNS = (
    "index", "measure", "band", "authority", "label", "printed", "unit", "printed_value", "precision", "verdict", "expected",
    "exact", "difference", "likely_cause", "sentence", "other_causes", "note",
)  # fmt: skip
_DESCRIPTION = (
    "Every printed figure is held against the figure that the rules give: `right` (to the penny), `right_within_rounding` "
    "(what it rounds to, halves up, at the precision it is printed to), `wrong`, or `cannot_say` (a figure is not held: "
    "`note` says what to give). What is wrong gets its causes: other calculations that give exactly what is printed, the one "
    "that explains most of the table first, `not_known` where none does. A sum of rounded parts may miss its total by what "
    "rounding can explain: it is then `right_within_rounding`, and `parts_do_not_sum` still names the difference. A "
    "requirement that divided by its tax base gives the band D set is `right_within_rounding` too. The increase is that of "
    "the request, else the table's own band D, else the register's. The table may be sent as JSON or as text/csv."
)


def _operation(operation_id: str, summary: str, *, csv: bool) -> dict[str, Operation]:
    return documented(
        Operation(
            operation_id,
            TAG,
            summary,
            _DESCRIPTION,
            answer=None if csv else ReconcileAnswer,
            body=ReconcileRequest,
            table=TABLE_BODY,
            csv=",".join(COLUMNS) if csv else None,
            refusals=BODY_REFUSALS,
            example=NORTH_YORKSHIRE,
            example_of="North Yorkshire, 2024-25",
        )
    )


@post(RECONCILE, status_code=200, opt=_operation("reconcileTable", "Check a published table", csv=False))
async def reconcile_table(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> ReconcileAnswer:
    """Answer with a verdict on every cell."""
    return answer(await body_or_table_of(request, ReconcileRequest, request_from_csv), register)


@post(
    f"{RECONCILE}.csv",
    status_code=200,
    opt=_operation("reconcileTableCsv", "Check a published table, verdicts as CSV", csv=True),
)
async def reconcile_table_csv(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> Response[bytes]:
    """Answer with the table and its verdicts as a table, one row a cell."""
    found = answer(await body_or_table_of(request, ReconcileRequest, request_from_csv), register)
    return csv_response(COLUMNS, map(list, map(_row, found.cells)))


def answer(request: ReconcileRequest, register: Register) -> ReconcileAnswer:
    """From a request to its answer."""
    refuse_other_version(request.register_version, register)
    return reconcile_answer(reconcile(request.to_question(register), register), register)


def _row(cell: CellAnswer) -> Iterator[object]:
    first = cell.causes[0] if cell.causes else None
    others = dict.fromkeys(cause.cause.value for cause in cell.causes[1:] if cause.cause != cell.likely_cause)
    beside = {"sentence": first.sentence if first else None, "other_causes": " ".join(others) or None}
    for name in COLUMNS:
        yield beside[name] if name in beside else getattr(cell, name)


RECONCILE_HANDLERS = [reconcile_table, reconcile_table_csv]
