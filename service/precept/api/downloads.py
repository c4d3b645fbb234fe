"""`/v1/register.zip` and `/v1/register.xlsx`: everything held, in one file: every table, the sources among them.

The same figures give the same bytes: one order, one date for all. Each file is made once, when first asked for, and kept.
"""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from precept.api.csv_text import csv_bytes
from precept.api.decoding import refuse_query
from precept.api.operations import XLSX, ZIP, Operation, documented
from precept.api.reference import PUBLISHED, TAG, ReferenceTables
from precept.api.sheets import SheetSpec, Tables, xlsx_bytes
from precept.api.wire import CALCULATION_VERSION, Provenance

_ALWAYS_THE_SAME = (2000, 1, 1, 0, 0, 0)
_ONE_AT_A_TIME = Lock()
_ABOUT = """Police precepts: every figure that the service holds

Register version {register}. Calculation version {calculation}.
The version of the register names its content: any change to any figure changes it. A request can pin it (register_version).

One CSV file a table: UTF-8, one header row, comma, CRLF, numbers as numbers. An empty cell is a figure that is not held.
Money is in pounds and percentages are 3.4 for 3.4 % unless a column says otherwise. A cell of text that starts like a
formula begins with an apostrophe. Every row names its evidence (published, derived, assumption), its stage where the source
gives one, its source and the source's publisher and address; sources.csv lists them all.

Licence. The code of the service is under the MIT licence. The figures are not ours: they are facts read at the sources
named, each under the terms of its publisher, and those were not looked up source by source: for every source the licence
is unknown here. Before republishing whole tables, look at the terms of the sources that their rows name.

Tables
{tables}"""


@lru_cache(maxsize=2)
def archive_of(tables: ReferenceTables) -> bytes:
    """Pack every table."""
    files = {f"{each.spec.name}.csv": csv_bytes(each.columns, tables.rows(each)) for each in PUBLISHED}
    told = [f"{each.spec.name}.csv: {each.spec.title}; {len(tables.rows(each))} rows\n" for each in PUBLISHED]
    about = _ABOUT.format(
        register=tables.register.version, calculation=CALCULATION_VERSION, tables="".join(sorted(told))
    )
    files["README.txt"] = about.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _ALWAYS_THE_SAME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content)
    return out.getvalue()


@lru_cache(maxsize=2)
def workbook_of(tables: ReferenceTables) -> bytes:
    """Write every table as a sheet of one workbook; the table of sources is one of them."""
    sheets = [
        SheetSpec(each.spec.name, each.spec.title, "In the order of its file.", each.columns) for each in PUBLISHED
    ]
    rows = tuple(tables.rows(each) for each in PUBLISHED)
    nothing_beside = Provenance(
        calculation_version=CALCULATION_VERSION, register_version=tables.register.version, figures=[], sources=[]
    )
    notes = ("Every row names its source; the sheet sources lists them. The licence of each source was not looked up.",)
    return xlsx_bytes(sheets, Tables("Every figure that the service holds", rows, nothing_beside, notes))


def _once(made: Callable[[ReferenceTables], bytes], tables: ReferenceTables) -> bytes:
    """Keep two first callers from making it twice."""
    with _ONE_AT_A_TIME:
        return made(tables)


def _named(tables: ReferenceTables, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="precept-register-{tables.register.version}.{ending}"'}


@get(
    "/v1/register.zip",
    opt=documented(
        Operation(
            "getRegisterZip",
            TAG,
            "Everything held, as ZIP",
            "Every table as CSV with its sources, and a README.txt with the version of the figures and what is known of their "
            "licence. The same figures give the same bytes.",
            zip=True,
        )
    ),
)
async def get_register_zip(
    request: Request[Any, Any, Any], tables: NamedDependency[ReferenceTables]
) -> Response[bytes]:
    """Answer with every table in one file."""
    refuse_query(request)
    packed = await asyncio.to_thread(_once, archive_of, tables)
    return Response(packed, media_type=ZIP, headers=_named(tables, "zip"))


@get(
    "/v1/register.xlsx",
    opt=documented(
        Operation(
            "getRegisterXlsx",
            TAG,
            "Everything held, as XLSX",
            "A workbook with a sheet for every table, the sources among them. The same figures give the same bytes.",
            xlsx=True,
        )
    ),
)
async def get_register_xlsx(
    request: Request[Any, Any, Any], tables: NamedDependency[ReferenceTables]
) -> Response[bytes]:
    """Answer with every table in one workbook."""
    refuse_query(request)
    written = await asyncio.to_thread(_once, workbook_of, tables)
    return Response(written, media_type=XLSX, headers=_named(tables, "xlsx"))


DOWNLOAD_HANDLERS = [get_register_zip, get_register_xlsx]
