"""`/v1/funding/batch`: many scenarios in one call, as JSON, CSV or Parquet, answered in kind."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency

from precept.api.batch_rows import BatchOfRows
from precept.api.batch_tables import TABLE_BODY, csv_of, parquet_of, rows_of_csv, rows_of_parquet
from precept.api.batch_wire import ANSWER_COLUMNS, BatchAnswer, BatchRequest, BatchRow, BatchRowAnswer
from precept.api.decoding import bytes_of, decode
from precept.api.negotiation import preferred
from precept.api.operations import CSV, JSON, PARQUET, Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.wire import CALCULATION_VERSION
from precept.register.refusals import RegisterVersionNotHeld
from precept.register.register import Register

BATCH = "/v1/funding/batch"
KENT_BATCH = {
    "rows": [
        {
            "scenario": "as set",
            "police_area": "E23000032",
            "financial_year": "2016-17",
            "increase": "cash:5.00",
            "baseline": "percent:2",
            "officers": 24,
            "strength_at_start": "76",
        },
        {
            "scenario": "as set, more pass",
            "police_area": "E23000032",
            "financial_year": "2016-17",
            "increase": "cash:5.00",
            "baseline": "percent:2",
            "officers": 24,
            "strength_at_start": "76",
            "pass_rate": "0.75",
        },
        {"scenario": "a row that says too little", "police_area": "E23000032", "financial_year": "2016-17"},
    ]
}
_DESCRIPTION = (
    "Every row is one `POST /v1/funding/calculate`, written flat, and is answered with the same figures to the penny, or "
    "with the same error, by name, in its own row: one bad row fails no other. Rows come back in the order given, none left "
    "out. The body is JSON, text/csv or Parquet, the answer of the same type unless `Accept` asks for another. In JSON a row "
    "is an object of `BatchRow`'s fields; a table has a column for each. A row says all that a single call can, but for what "
    "changes none of its figures (names and sources of other funding, workings, how bands and authorities' precepts are rounded) "
    "and for `billing_authorities`: give their sum as `tax_base`. In tables amounts may be text, decimals or whole "
    "numbers, not floating point. The body may be as large as the setting `batch_body_bytes`."
)


@post(
    BATCH,
    status_code=200,
    opt=documented(
        Operation(
            "calculateFundingBatch",
            "Funding",
            "Calculate many scenarios in one call",
            _DESCRIPTION,
            answer=BatchAnswer,
            body=BatchRequest,
            also=(BatchRow,),
            table=TABLE_BODY,
            tabular=",".join(ANSWER_COLUMNS),
            refusals=(RegisterVersionNotHeld,),
            example=KENT_BATCH,
        )
    ),
)
async def calculate_funding_batch(
    request: Request[Any, Any, Any], register: NamedDependency[Register]
) -> Response[bytes]:
    """Answer every row; a long table does not hold up other callers."""
    body = await bytes_of(request, JSON, CSV, PARQUET)
    sent = request.content_type[0]
    others = [each for each in (JSON, CSV, PARQUET) if each != sent]
    wanted = preferred(request.headers.get("accept", "").encode("latin-1"), (sent, *others))
    deepest = request.app.state.deepest_body
    written = await asyncio.to_thread(answer, body, sent, wanted, register, deepest)
    return Response(written, media_type=f"{CSV}; header=present" if wanted == CSV else wanted)


def answer(body: bytes, sent: str, wanted: str, register: Register, deepest: int) -> bytes:
    """From a body of one type to an answer of another."""
    if sent == CSV:
        rows = rows_of_csv(body)
    elif sent == PARQUET:
        rows = rows_of_parquet(body)
    else:
        request = decode(body, BatchRequest, deepest)
        refuse_other_version(request.register_version, register)
        rows = [*request.rows]
    return _written(BatchOfRows(register).answers(rows), wanted, register)


def _written(answers: Iterable[BatchRowAnswer], wanted: str, register: Register) -> bytes:
    if wanted == CSV:
        return csv_of(answers)
    if wanted == PARQUET:
        return parquet_of(answers)
    rows = list(answers)
    refused = sum(each.error_type is not None for each in rows)
    return msgspec.json.encode(
        BatchAnswer(
            rows=rows,
            answered=len(rows) - refused,
            refused=refused,
            calculation_version=CALCULATION_VERSION,
            register_version=register.version,
        )
    )


FUNDING_BATCH_HANDLERS = [calculate_funding_batch]
