"""What rows of armed officers must be to each other: whose they are, one count a measure, operations that can be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from precept.register.faults import Fault
from precept.register.records import Stage
from precept.register.tables import ARMED_OFFICERS, ARMED_UPLIFT, Tables
from precept.register.years import FinancialYear

OPERATIONS = ("operations_authorised", "operations")
"""The measures of a row that counts operations and no officers."""
ARITHMETIC_ONLY = "implied_strength"
"""Strengths that follow from what was said of a target: a year may have several, and none of them is a count."""
SPIKE = 5
"""How many times the operations of both neighbouring years are taken for a slip: a footnote mark in the figure."""
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def armed_officers_say_whose_they_are(tables: Tables) -> Iterator[Fault]:
    """Refuse a row of no area or of two, a count under a measure of operations, a day outside its year, a wrong month."""
    for number, row in enumerate(tables[ARMED_OFFICERS.name].rows, start=2):
        if (row.police_area is None) == (row.total_of is None):
            yield Fault(ARMED_OFFICERS.file, number, "a row is of a police area or of a total, and of one of them")
        if (row.count is None) != (row.measure in OPERATIONS):
            yield Fault(ARMED_OFFICERS.file, number, f"the measure {row.measure} does not fit what the row counts")
        if row.count is None and row.operations is None:
            yield Fault(ARMED_OFFICERS.file, number, "the row holds neither officers nor operations")
        if row.as_at is not None and FinancialYear.of(row.as_at) != row.financial_year:
            yield Fault(ARMED_OFFICERS.file, number, f"{row.as_at} does not lie in {row.financial_year}")
    for number, row in enumerate(tables[ARMED_UPLIFT.name].rows, start=2):
        if not _MONTH.fullmatch(row.month):
            yield Fault(ARMED_UPLIFT.file, number, f"{row.month!r} is not a month: write it as 2016-04")
        if row.at_most is not None and row.at_most <= row.value:
            yield Fault(ARMED_UPLIFT.file, number, f"at most {row.at_most} is no more than {row.value}")


def armed_officers_are_counted_once(tables: Tables) -> Iterator[Fault]:
    """Refuse two counts of one measure and year of which neither is said to replace the other."""
    counts: defaultdict[tuple[object, ...], list[tuple[int, Any]]] = defaultdict(list)
    for number, row in enumerate(tables[ARMED_OFFICERS.name].rows, start=2):
        if row.count is not None and row.measure != ARITHMETIC_ONLY:
            counts[row.financial_year, row.police_area, row.total_of, row.measure].append((number, row))
    for held in counts.values():
        for stage in (True, False):
            versions = [number for number, row in held if (row.stage is Stage.CORRECTED) == stage]
            if len(versions) > 1:
                words = "two counts of one measure and year: the later version has the stage corrected"
                yield Fault(ARMED_OFFICERS.file, versions[1], words)


def armed_operations_hold_together(tables: Tables) -> Iterator[Fault]:
    """Refuse more operations with armed response vehicles than operations, unless a note says why, and a lone spike."""
    series: defaultdict[tuple[object, ...], dict[int, tuple[int, int]]] = defaultdict(dict)
    for number, row in enumerate(tables[ARMED_OFFICERS.name].rows, start=2):
        if row.operations is None:
            continue
        if row.arv_operations is not None and row.arv_operations > row.operations and row.note is None:
            words = f"{row.arv_operations} operations with armed response vehicles are more than all {row.operations}"
            yield Fault(ARMED_OFFICERS.file, number, words)
        series[row.police_area, row.total_of][row.financial_year.start] = (number, row.operations)
    for years in series.values():
        for year, (number, operations) in years.items():
            beside = [years[each][1] for each in (year - 1, year + 1) if each in years]
            if len(beside) == len((year - 1, year + 1)) and operations > SPIKE * max(beside):
                words = f"{operations} operations after {beside[0]} and before {beside[1]}: has a footnote mark run in?"
                yield Fault(ARMED_OFFICERS.file, number, words)
