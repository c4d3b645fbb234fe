"""Parquet files that are small and unpack to more than a body may have are refused before they are unpacked."""

from __future__ import annotations

import gzip
import io
import random
import resource
import time
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from tests.api.service_in_process import Service, problem_of

from precept.api.parquet_size import LARGEST_FOOTER, ParquetSize, size_of_parquet

Own = Callable[..., Service]
BATCH = "/v1/funding/batch"
PARQUET = "application/vnd.apache.parquet"
PLAIN, PREFIXED = 0, 7
INT64, OPTIONAL, GZIP = 2, 1, 2


def varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes((*found, value))


class Wide(int):
    """A whole number of 64 bits."""


def written(value: dict[int, Any]) -> bytes:
    """A struct in Thrift's compact protocol, by the numbers of its fields."""
    out, last = b"", 0
    for name, each in value.items():
        if isinstance(each, dict):
            kind, part = 12, written(each)
        elif isinstance(each, list):
            parts = [
                (12, written(one)) if isinstance(one, dict) else (8 if isinstance(one, bytes) else 5, plain(one))
                for one in each
            ]
            kind, part = 9, bytes([len(parts) << 4 | parts[0][0]]) + b"".join(one for _, one in parts)
        else:
            kind, part = 8 if isinstance(each, bytes) else 6 if isinstance(each, Wide) else 5, plain(each)
        out += bytes([name - last << 4 | kind]) + part
        last = name
    return out + b"\0"


def plain(value: int | bytes) -> bytes:
    return varint(len(value)) + value if isinstance(value, bytes) else varint(value << 1)


def a_file(
    rows: int, *, unpacked: int | None = None, values: int | None = None, encoding: int = PLAIN, leaves: int = 1
) -> bytes:
    """One column of noughts, packed as gzip; what it says of itself may be untrue."""
    content = bytes(8 * rows)
    packed = gzip.compress(content, mtime=0)
    data = {1: rows if values is None else values, 2: encoding, 3: 3, 4: 3}
    head = written({1: 0, 2: len(content) if unpacked is None else unpacked, 3: len(packed), 5: data})
    size = Wide(len(head) + len(packed))
    column = {1: INT64, 2: [encoding], 3: [b"officers"], 4: GZIP, 5: Wide(rows), 6: Wide(10), 7: size, 9: Wide(4)}
    footer = written(
        {
            1: 1,
            2: [{4: b"schema", 5: leaves}, {1: INT64, 3: 0, 4: b"officers"}],
            3: Wide(rows),
            4: [{1: [{2: Wide(4), 3: column}], 2: Wide(10), 3: Wide(rows)}],
        }
    )
    return b"PAR1" + head + packed + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def send(service: Service, content: bytes) -> Any:
    return service.ask("POST", BATCH, content=content, headers={"content-type": PARQUET, "accept": "application/json"})


def test_a_file_of_these_tests_is_one_that_is_read(own: Own) -> None:
    content = a_file(2_000)
    assert pl.read_parquet(io.BytesIO(content))["officers"].to_list() == [0] * 2_000
    assert size_of_parquet(content) == ParquetSize(2_000, 1, 16_000)
    assert send(own(), content).json()["refused"] == 2_000, "every row wants an area"


def test_what_polars_writes_is_measured() -> None:
    rows = [{"scenario": f"{at:05}" + "a" * 60, "officers": at, "financial_year": "2016-17"} for at in range(4_000)]
    for packing in ("zstd", "snappy", "gzip", "uncompressed"):
        for group in (None, 500):
            out = io.BytesIO()
            pl.DataFrame(rows).write_parquet(out, compression=packing, row_group_size=group)
            size = size_of_parquet(out.getvalue())
            assert (size.rows, size.columns) == (4_000, 3)
            assert 4_000 * 65 < size.unpacked < 2 * 4_000 * 80


def test_a_file_that_unpacks_to_more_than_a_body_may_have_is_refused_before_it_is_unpacked(own: Own) -> None:
    service = own(batch_body_bytes=500_000)
    assert len(a_file(100_000)) < 10_000
    problem = problem_of(send(service, a_file(100_000)), 413, "body-too-large")
    assert "500,000" in problem["detail"]
    assert "500,000" in problem["errors"][0]["detail"]
    assert send(service, a_file(60_000)).status_code == 200, "480,000 bytes of noughts"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (a_file(1_000, unpacked=2_000_000_000), 413), (a_file(1_000, values=1_001), 400), (a_file(1_000, values=2**40), 400),
        (a_file(100_001), 400), (a_file(1_000, encoding=PREFIXED), 400), (a_file(1_000, leaves=2), 400),
        (b"PAR1" + bytes(LARGEST_FOOTER + 1) + (LARGEST_FOOTER + 1).to_bytes(4, "little") + b"PAR1", 400),
        (b"PAR1" + b"\x3c" * 4_000 + (4_000).to_bytes(4, "little") + b"PAR1", 400),
    ],
    ids=["a page says gigabytes", "values", "far more values", "rows", "texts that repeat", "columns", "footer", "nesting"],
)  # fmt: skip
def test_a_file_that_could_unpack_to_anything_is_refused_at_once_and_for_little_memory(
    content: bytes, status: int, own: Own
) -> None:
    service = own()
    send(service, a_file(10))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    problem_of(send(service, content), status, "not-in-contract" if status == 400 else "body-too-large")
    assert time.perf_counter() - began < 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000


def test_a_footer_damaged_anyhow_is_measured_or_refused() -> None:
    chance = random.Random(2016)
    whole = a_file(50)
    for _ in range(3_000):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(4, len(damaged) - 8)] = chance.randrange(256)
        try:
            size = size_of_parquet(bytes(damaged))
        except ValueError:
            continue
        assert size.columns == 1


def test_a_packed_body_of_any_type_is_refused(own: Own) -> None:
    service = own()
    for kind in ("application/json", "text/csv", PARQUET):
        headers = {"content-type": kind, "content-encoding": "gzip"}
        reply = service.ask("POST", BATCH, content=gzip.compress(bytes(10_000_000)), headers=headers)
        problem_of(reply, 415, "unsupported-media-type")
