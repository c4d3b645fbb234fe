"""Every table of the register by plain GET, filtered, as JSON and as CSV."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from msgspec import UNSET, Meta, Struct, UnsetType, structs

from precept.api.csv_text import csv_response
from precept.api.decoding import query_of, refuse_query
from precept.api.operations import Operation, documented
from precept.api.precept_wire import PoliceAreaCode
from precept.api.sheets import SheetSpec, Tables, xlsx_response
from precept.api.text import FinancialYearText, written
from precept.api.wire import CALCULATION_VERSION, Answer, Provenance, SourceAnswer
from precept.register.records import Row
from precept.register.refusals import UnknownPoliceArea
from precept.register.register import Register
from precept.register.tables import PARAMETER_SETS, POLICE_AREAS, SOURCES, TABLES, TableSpec, fields_of
from precept.register.units import decimals
from precept.register.years import FinancialYear

TAG = "Register"
MOST_ROWS = 1000
_CAMEL = str.maketrans("-_", "  ")

FilterText = Annotated[
    str,
    written(r"[ -~\u00a0-\ud7ff]{1,120}", "Exactly this value, of 1 to 120 characters; none may match.", "constable"),
]


class TableHeld(Answer, frozen=True, kw_only=True):
    """One table of the register."""

    table: str
    title: str
    rows: int
    path: str
    csv_path: str
    xlsx_path: str
    columns: list[str]
    filters: list[str]


class RegisterAnswer(Answer, frozen=True, kw_only=True):
    """What the register holds; the version names the content and changes with any figure."""

    register_version: str
    calculation_version: str
    tables: list[TableHeld]


@dataclass(frozen=True)
class PublishedTable:
    """A table as it goes out: its columns, and the types of its rows, answer and query."""

    spec: TableSpec[Any]
    columns: tuple[str, ...]
    answer: type[Struct]
    query: type[Struct]


def _name_of(spec: TableSpec[Any]) -> str:
    return spec.name.translate(_CAMEL).title().replace(" ", "")


def _wire_type(kind: Any) -> Any:  # noqa: ANN401 - a type, or a union of types
    """The type of a column on the wire: numbers with decimals, years and days as text."""
    if get_origin(kind) in (Union, UnionType):
        parts = [_wire_type(each) for each in get_args(kind)]
        return Union[tuple(parts)]  # noqa: UP007 - built while running
    if isinstance(kind, type) and issubclass(kind, (Decimal, FinancialYear, dt.date, Enum)):
        return str
    return kind


def _publish(spec: TableSpec[Any]) -> PublishedTable:
    fields: list[tuple[str, Any]] = []
    for each in _in_reading_order(spec.row):
        fields.append((each.encode_name, _wire_type(each.type)))
        if each.encode_name == "financial_year":
            fields.append(("starts_on", str if each.type is FinancialYear else str | None))
    if spec not in (SOURCES, PARAMETER_SETS):
        fields += [("publisher", str), ("url", str | None)]
    name = _name_of(spec)
    row = msgspec.defstruct(f"{name}Row", fields, namespace={"__doc__": f"{spec.title}: one row."}, kw_only=True)
    answer = msgspec.defstruct(
        f"{name}Table",
        [
            ("table", str),
            ("title", str),
            ("register_version", str),
            ("total", Annotated[int, Meta(description="Rows that match the filters.")]),
            ("limit", int),
            ("offset", int),
            ("rows", list[row]),  # type: ignore[valid-type]  # the row type is made above
        ],
        namespace={"__doc__": f"{spec.title}, in the order of the file."},
        kw_only=True,
    )
    query = msgspec.defstruct(
        f"{name}Query",
        [
            *((_column(spec, each), _filter_type(each) | UnsetType, UNSET) for each in spec.filters),
            ("limit", Annotated[int, Meta(ge=1, le=MOST_ROWS, description="Rows to answer with.")], MOST_ROWS),
            ("offset", Annotated[int, Meta(ge=0, le=1_000_000, description="Rows to leave out first.")], 0),
        ],
        kw_only=True,
    )
    return PublishedTable(spec, tuple(column for column, _ in fields), answer, query)


def _in_reading_order(row: type[Struct]) -> list[structs.FieldInfo]:
    """Put the figure first, and what every row carries (evidence, source, note) last."""
    fields = fields_of(row)
    carried = {each.name for each in fields_of(Row)} if issubclass(row, Row) else set()
    return [*(each for each in fields if each.name not in carried), *(each for each in fields if each.name in carried)]


def _column(spec: TableSpec[Any], name: str) -> str:
    """The name of a column on the wire; a parameter of a query may not be a Python keyword."""
    return next(each.encode_name for each in fields_of(spec.row) if each.name == name)


def _filter_type(name: str) -> Any:  # noqa: ANN401 - an annotated type
    if name == "police_area":
        return PoliceAreaCode
    return FinancialYearText if name in ("financial_year", "first_year") else FilterText


PUBLISHED: tuple[PublishedTable, ...] = tuple(_publish(spec) for spec in TABLES)


def rows_of(published: PublishedTable, register: Register) -> list[tuple[object, ...]]:
    """Every row as it goes out, in the order of the file."""
    fields = [(each.name, each.encode_name) for each in _in_reading_order(published.spec.row)]
    sourced = published.spec not in (SOURCES, PARAMETER_SETS)
    rows = []
    for row in register.tables[published.spec.name].rows:
        values: list[object] = []
        for name, column in fields:
            value = getattr(row, name)
            values.append(_cell(column, value))
            if column == "financial_year":
                values.append(value and value.starts_on.isoformat())
        if sourced:
            source = register.source(row.source)
            values += [source.publisher, source.url]
        rows.append(tuple(values))
    return rows


def _cell(column: str, value: object) -> object:
    """Write a value: money and tax bases with two decimals at least, everything else as it was published."""
    if isinstance(value, Decimal):
        if column.endswith("_pounds") or column in ("pounds", "tax_base"):
            return decimals(int(value * 10_000), 10_000)
        return format(value, "f")
    if isinstance(value, (FinancialYear, dt.date)):
        return str(value)
    return value.value if isinstance(value, Enum) else value


class ReferenceTables:
    """The rows of every table as they go out, each table written when it is first asked for, and kept."""

    def __init__(self, register: Register) -> None:
        """Hold the register; nothing is written yet."""
        self.register = register
        self._written: dict[str, list[tuple[object, ...]]] = {}

    def rows(self, published: PublishedTable) -> list[tuple[object, ...]]:
        """Every row of a table, in the order of the file."""
        name = published.spec.name
        if name not in self._written:
            self._written[name] = rows_of(published, self.register)
        return self._written[name]

    def matching(self, published: PublishedTable, query: Struct) -> list[tuple[object, ...]]:
        """The rows that match every filter given; UnknownPoliceArea for an area that the register does not know."""
        wanted = {
            name: value
            for name in query.__struct_fields__
            if name not in ("limit", "offset") and not isinstance(value := getattr(query, name), UnsetType)
        }
        area = wanted.get("police_area")
        if area is not None and self.register.tables[POLICE_AREAS.name].get(area) is None:
            raise UnknownPoliceArea(
                f"{area!r} is not a police area of England or Wales.",
                field="police_area",
                remedy="Use a code of GET /v1/police-areas.",
            )
        places = [(published.columns.index(name), value) for name, value in wanted.items()]
        return [row for row in self.rows(published) if all(str(row[at]) == value for at, value in places)]


def _json_handler(published: PublishedTable) -> HTTPRouteHandler:
    spec = published.spec
    operation = Operation(
        f"list{_name_of(spec)}",
        TAG,
        spec.title,
        f"The table {spec.name}, a page at a time, in the order of its file; every row with its evidence and source.",
        answer=published.answer,
        query=published.query,
        refusals=(UnknownPoliceArea,) if "police_area" in spec.filters else (),
        example=_example(spec),
    )

    async def list_table(
        request: Request[Any, Any, Any], tables: NamedDependency[ReferenceTables]
    ) -> dict[str, object]:
        query: Any = query_of(request, published.query)
        found = tables.matching(published, query)
        limit, offset = query.limit, query.offset
        return {
            "table": spec.name,
            "title": spec.title,
            "register_version": tables.register.version,
            "total": len(found),
            "limit": limit,
            "offset": offset,
            "rows": [dict(zip(published.columns, row, strict=True)) for row in found[offset : offset + limit]],
        }

    return _route(f"/v1/{spec.name}", operation, list_table)


def _filters_only(spec: TableSpec[Any]) -> type[Struct]:
    return msgspec.defstruct(
        f"{_name_of(spec)}CsvQuery",
        [(_column(spec, each), _filter_type(each) | UnsetType, UNSET) for each in spec.filters],
        kw_only=True,
    )


def _csv_handler(published: PublishedTable) -> HTTPRouteHandler:
    spec = published.spec
    filters_only = _filters_only(spec)
    operation = Operation(
        f"list{_name_of(spec)}Csv",
        TAG,
        f"{spec.title}, as CSV",
        f"The whole of the table {spec.name}, or the rows that match, in the order of its file.",
        query=filters_only,
        csv=",".join(published.columns),
        refusals=(UnknownPoliceArea,) if "police_area" in spec.filters else (),
        example=_example(spec),
    )

    async def list_csv(request: Request[Any, Any, Any], tables: NamedDependency[ReferenceTables]) -> Response[bytes]:
        found = tables.matching(published, query_of(request, filters_only))
        return csv_response(published.columns, found)

    return _route(f"/v1/{spec.name}.csv", operation, list_csv)


def _xlsx_handler(published: PublishedTable) -> HTTPRouteHandler:
    spec = published.spec
    filters_only = _filters_only(spec)
    description = f"The table {spec.name}, or the rows that match, with the sources of its rows, as a workbook."
    sheets = (
        SheetSpec(spec.name, spec.title, "In the order of its file.", published.columns),
        SheetSpec("where-read", "Sources", "Where the rows were read.", ("source", "publisher", "title", "url")),
    )
    operation = Operation(
        f"list{_name_of(spec)}Xlsx",
        TAG,
        f"{spec.title}, as XLSX",
        description,
        query=filters_only,
        xlsx=True,
        refusals=(UnknownPoliceArea,) if "police_area" in spec.filters else (),
        example=_example(spec),
    )

    async def list_xlsx(request: Request[Any, Any, Any], tables: NamedDependency[ReferenceTables]) -> Response[bytes]:
        found = tables.matching(published, query_of(request, filters_only))
        provenance = _sources_of(published, found, tables.register)
        where = [structs.astuple(each) for each in provenance.sources]
        laid_out = Tables(spec.title, (found, where), provenance)
        return await asyncio.to_thread(xlsx_response, sheets, laid_out)

    return _route(f"/v1/{spec.name}.xlsx", operation, list_xlsx)


def _sources_of(published: PublishedTable, rows: list[tuple[object, ...]], register: Register) -> Provenance:
    """Name the source of every row once, in the order of the rows; the rows are their own figures."""
    at = published.columns.index("source") if "source" in published.columns else None
    found = [] if at is None else [register.source(name) for name in dict.fromkeys(str(row[at]) for row in rows)]
    return Provenance(
        calculation_version=CALCULATION_VERSION,
        register_version=register.version,
        figures=[],
        sources=[
            SourceAnswer(source=row.source, publisher=row.publisher, title=row.title, url=row.url) for row in found
        ],
    )


def _example(spec: TableSpec[Any]) -> dict[str, Any]:
    return {"police_area": "E23000032"} if "police_area" in spec.filters else {}


def _route(path: str, operation: Operation, handler: Callable[..., Any]) -> HTTPRouteHandler:
    handler.__name__ = operation.operation_id
    return get(path, opt=documented(operation), name=operation.operation_id)(handler)


@get(
    "/v1/register",
    opt=documented(
        Operation(
            "getRegister",
            TAG,
            "What the register holds",
            "Every table with its size, columns and filters, and the version of the figures.",
            answer=RegisterAnswer,
        )
    ),
)
async def get_register(request: Request[Any, Any, Any], tables: NamedDependency[ReferenceTables]) -> RegisterAnswer:
    """List the tables."""
    refuse_query(request)
    return RegisterAnswer(
        register_version=tables.register.version,
        calculation_version=CALCULATION_VERSION,
        tables=[
            TableHeld(
                table=each.spec.name,
                title=each.spec.title,
                rows=len(tables.register.tables[each.spec.name].rows),
                path=f"/v1/{each.spec.name}",
                csv_path=f"/v1/{each.spec.name}.csv",
                xlsx_path=f"/v1/{each.spec.name}.xlsx",
                columns=list(each.columns),
                filters=[_column(each.spec, name) for name in each.spec.filters],
            )
            for each in PUBLISHED
        ],
    )


REFERENCE_HANDLERS = [
    get_register,
    *(_json_handler(each) for each in PUBLISHED),
    *(_csv_handler(each) for each in PUBLISHED),
    *(_xlsx_handler(each) for each in PUBLISHED),
]
