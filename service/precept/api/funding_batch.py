"""`/v1/funding/batch`: many scenarios in one call, as JSON, CSV or Parquet, answered in kind."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency

from precept.api.batch_rows import BLOCK, BatchOfRows
from precept.api.batch_tables import TABLE_BODY, Table, csv_parts, parquet_parts, table_of_csv, table_of_parquet
from precept.api.batch_wire import ANSWER_COLUMNS, BatchAnswer, BatchRequest, BatchRow, BatchRowAnswer
from precept.api.decoding import bytes_of, decode
from precept.api.negotiation import preferred
from precept.api.operations import CSV, JSON, PARQUET, Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.streaming import Streamed, in_threads, unless_gone
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
    "numbers, not floating point. The body may be as large as the setting `batch_body_bytes`, and a "
    "Parquet file may unpack to as much. An answer of more than 2,000 rows in JSON or CSV leaves in parts as they are worked "
    "out, without Content-Length: it is whole when the last part (chunked) has come, else ask again."
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
            streams=True,
            refusals=(RegisterVersionNotHeld,),
            example=KENT_BATCH,
        )
    ),
)
async def calculate_funding_batch(
    request: Request[Any, Any, Any], register: NamedDependency[Register]
) -> Response[bytes]:
    """Answer every row; a long table does not hold up other callers, and leaves block by block as it is worked out."""
    body = await bytes_of(request, JSON, CSV, PARQUET)
    sent = request.content_type[0]
    others = [each for each in (JSON, CSV, PARQUET) if each != sent]
    wanted = preferred(request.headers.get("accept", "").encode("latin-1"), (sent, *others))
    deepest, most = request.app.state.deepest_body, request.app.state.batch_body
    media_type = f"{CSV}; header=present" if wanted == CSV else wanted
    table = await asyncio.to_thread(table_of, body, sent, register, deepest, most)
    del body
    parts = in_threads(answer(table, wanted, register))
    if table.rows > BLOCK and wanted != PARQUET:
        return Streamed(parts, media_type=media_type, part_seconds=request.app.state.part_seconds)
    return Response(b"".join([part async for part in unless_gone(parts, request.receive)]), media_type=media_type)


def table_of(body: bytes, sent: str, register: Register, deepest: int, most_unpacked: int) -> Table:
    """Read a body of one of the types; whatever is wrong with all of it is said here, before any row is answered."""
    if sent == CSV:
        return table_of_csv(body)
    if sent == PARQUET:
        return table_of_parquet(body, most_unpacked)
    request = decode(body, BatchRequest, deepest)
    refuse_other_version(request.register_version, register)
    rows = request.rows
    return Table(len(rows), (rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK)))


def answer(table: Table, wanted: str, register: Register) -> Iterator[bytes]:
    """The answer in parts, a block of rows each; a Parquet file is one part, for what it holds is told at its end."""
    answers = BatchOfRows(register).answers_by_block(table.blocks)
    if wanted == CSV:
        return csv_parts(answers)
    if wanted == PARQUET:
        return parquet_parts(answers)
    return _json_parts(answers, register)


def _json_parts(blocks: Iterable[Sequence[BatchRowAnswer]], register: Register) -> Iterator[bytes]:
    """A `BatchAnswer` as it would be written whole."""
    answered = refused = 0
    before = b'{"rows":['
    for answers in blocks:
        refused_here = sum(each.error_type is not None for each in answers)
        answered, refused = answered + len(answers) - refused_here, refused + refused_here
        yield before + msgspec.json.encode(answers)[1:-1]
        before = b","
    whole = BatchAnswer(
        rows=[],
        answered=answered,
        refused=refused,
        calculation_version=CALCULATION_VERSION,
        register_version=register.version,
    )
    yield msgspec.json.encode(whole).removeprefix(b'{"rows":[')


FUNDING_BATCH_HANDLERS = [calculate_funding_batch]
