"""How much a Parquet file unpacks to, read from its footer and the heads of its pages before any of it is decoded.

A few kilobytes may unpack to gigabytes. What a reader would set aside is stated in the file: rows, and the size of every page
once it is unpacked. All of it is added up here, and a file that says otherwise in two places is refused. Lengths and numbers
are in Thrift's compact protocol: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LARGEST_FOOTER = 500_000
MOST_PAGES = 20_000
DEEPEST = 16
"""Levels of a footer that are followed; a flat file has six."""
_MAGIC, _TAIL = b"PAR1", 8
_PREFIXED_TEXT = 7
"""DELTA_BYTE_ARRAY: every text may repeat the one before it, so a page may unpack to any size."""
_OF_DATA = {5: 2, 8: 4}
"""The parts of a page's head that tell of data, with the field of each that names its encoding."""
_TRUE, _FALSE, _BYTE, _DOUBLE, _TEXT, _LIST, _SET, _MAP, _STRUCT, _UUID = 1, 2, 3, 7, 8, 9, 10, 11, 12, 13
_FIXED = {_BYTE: 1, _DOUBLE: 8, _UUID: 16}
_LONGEST_NUMBER = 10
Fields = dict[int, Any]
"""The fields of a struct by their number."""


@dataclass(frozen=True)
class ParquetSize:
    """Rows of a file, its columns, and the bytes of its pages when they are unpacked."""

    rows: int
    columns: int
    unpacked: int


def size_of_parquet(body: bytes) -> ParquetSize:
    """Measure a flat Parquet file; ValueError where it is none, contradicts itself, or could unpack to any size."""
    if len(body) < 2 * _TAIL or body[-4:] != _MAGIC or body[:4] != _MAGIC:
        raise ValueError("it does not begin and end as a Parquet file does")
    length = int.from_bytes(body[-_TAIL:-4], "little")
    if not 0 < length <= min(LARGEST_FOOTER, len(body) - _TAIL - 4):
        raise ValueError("its footer is too large, or not there")
    footer = _Reader(body, len(body) - _TAIL - length).struct()
    columns = _columns_of(footer)
    rows = _number(footer, 3)
    groups = _list(footer, 4)
    if rows != sum(_number(group, 3) for group in groups):
        raise ValueError("its groups of rows do not add up")
    return ParquetSize(rows, columns, _unpacked(body, groups, columns))


def _columns_of(footer: Fields) -> int:
    """The number of columns, none of which holds others."""
    root, *leaves = _list(footer, 2) or [{}]
    if not leaves or len(leaves) != root.get(5) or any(leaf.get(5) for leaf in leaves):
        raise ValueError("it has no columns, or columns within columns")
    return len(leaves)


def _unpacked(body: bytes, groups: list[Fields], columns: int) -> int:
    """Add up the pages of every column in every group of rows."""
    pages = unpacked = 0
    for group in groups:
        chunks, rows = _list(group, 1), _number(group, 3)
        if len(chunks) != columns:
            raise ValueError("a group of rows lacks a column")
        for chunk in chunks:
            held = 0
            for size, values in _pages_of(body, _struct(chunk, 3)):
                pages, unpacked, held = pages + 1, unpacked + size, held + values
                if held > rows or pages > MOST_PAGES:
                    raise ValueError("a column has more values than rows, or the file too many pages")
    return unpacked


def _pages_of(body: bytes, column: Fields) -> Iterator[tuple[int, int]]:
    """Every page of a column: its size once it is unpacked, and its values (none for a dictionary)."""
    start = _number(column, 11 if 11 in column else 9)  # noqa: PLR2004 - fields of the format
    end = start + _number(column, 7)
    if not 4 <= start <= end <= len(body) - _TAIL:  # noqa: PLR2004 - after the first four letters
        raise ValueError("a column lies outside the file")
    reader = _Reader(body, start)
    while reader.at < end:
        head = reader.struct()
        values = 0
        for kind, encoded in _OF_DATA.items():
            if kind in head:
                data = _struct(head, kind)
                values += _number(data, 1)
                if data.get(encoded) == _PREFIXED_TEXT:
                    raise ValueError(
                        "its texts are written as DELTA_BYTE_ARRAY: write them plainly, or with a dictionary"
                    )
        yield _number(head, 2), values
        reader.at += _number(head, 3)
    if reader.at != end:
        raise ValueError("a page lies outside its column")


def _number(fields: Fields, name: int) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or value < 0:
        raise ValueError("a size is not there, or less than nothing")
    return value


def _struct(fields: Fields, name: int) -> Fields:
    value = fields.get(name)
    if not isinstance(value, dict):
        raise ValueError("a part is not there")  # noqa: TRY004 - of the file, not of the program
    return value


def _list(fields: Fields, name: int) -> list[Fields]:
    found = fields.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError("a list is not there")
    return found


class _Reader:
    """Reads structs of Thrift's compact protocol."""

    def __init__(self, body: bytes, at: int) -> None:
        self.body = body
        self.at = at

    def struct(self, depth: int = 0) -> Fields:
        """One struct, texts left out."""
        if depth > DEEPEST:
            raise ValueError("it is nested too deeply")
        fields: Fields = {}
        name = 0
        while head := self._byte():
            name = name + (head >> 4) if head >> 4 else self._zigzag()
            fields[name] = self._value(head & 15, depth)
        return fields

    def _value(self, kind: int, depth: int, *, in_list: bool = False) -> Any:  # noqa: ANN401 - as the kind has it
        if kind in (_TRUE, _FALSE):
            return self._byte() == _TRUE if in_list else kind == _TRUE
        if kind in _FIXED:
            return self._skip(_FIXED[kind])
        if kind == _TEXT:
            return self._skip(self._varint())
        if kind in (_LIST, _SET):
            head = self._byte()
            size = head >> 4 if head >> 4 < 15 else self._varint()  # noqa: PLR2004 - more follow
            return [self._value(head & 15, depth + 1, in_list=True) for _ in range(self._within(size))]
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind == _MAP or kind > _UUID or not kind:
            raise ValueError("it holds what a Parquet file does not")
        return self._zigzag()

    def _within(self, size: int) -> int:
        if size > len(self.body) - self.at:
            raise ValueError("it ends too soon")
        return size

    def _skip(self, size: int) -> None:
        self.at += self._within(size)

    def _byte(self) -> int:
        self._skip(1)
        return self.body[self.at - 1]

    def _varint(self) -> int:
        value = 0
        for place in range(_LONGEST_NUMBER):
            byte = self._byte()
            value |= (byte & 127) << 7 * place
            if byte < 128:  # noqa: PLR2004 - the last one
                return value
        raise ValueError("a number is too long")

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)
