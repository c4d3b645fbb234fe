"""The first sheet of a workbook as rows of text, one at a time: numbers as Excel shows them, to fifteen digits."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_COLUMN = re.compile(r"[A-Z]+")
_SIGNIFICANT = 15


def rows_of_sheet(path: Path) -> Iterator[list[str]]:
    """Every row of the first sheet, empty cells as empty text; ValueError or KeyError where it is no such workbook."""
    with zipfile.ZipFile(path) as book:
        shared = _shared(book)
        with book.open("xl/worksheets/sheet1.xml") as sheet:
            for element in _elements(sheet, f"{_MAIN}row"):
                yield _row(element, shared)


def _elements(file: IO[bytes], tag: str) -> Iterator[ET.Element]:
    """Every element of a name, each let go when it has been seen."""
    held: list[ET.Element] = []
    for event, element in ET.iterparse(file, events=("start", "end")):  # noqa: S314 - a file that the user names
        if event == "start":
            held.append(element)
            continue
        held.pop()
        if element.tag == tag:
            yield element
            element.clear()
            if held:
                held[-1].remove(element)


def _shared(book: zipfile.ZipFile) -> list[str]:
    """The texts that cells refer to by number."""
    name = "xl/sharedStrings.xml"
    if name not in book.namelist():
        return []
    with book.open(name) as file:
        return [_text(element) for element in _elements(file, f"{_MAIN}si")]


def _text(element: ET.Element) -> str:
    return "".join(each.text or "" for each in element.iter(f"{_MAIN}t"))


def _row(element: ET.Element, shared: Sequence[str]) -> list[str]:
    cells: list[str] = []
    for cell in element.iter(f"{_MAIN}c"):
        reference = _COLUMN.match(cell.get("r", ""))
        at = _place(reference.group()) if reference else len(cells)
        cells += [""] * (at + 1 - len(cells))
        cells[at] = _cell(cell, shared)
    return cells


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _cell(cell: ET.Element, shared: Sequence[str]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v", "")
    if kind == "inlineStr":
        return _text(cell)
    if kind == "s":
        return shared[int(value)]
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return f"{float(value):.{_SIGNIFICANT}g}" if kind == "n" and value else value
