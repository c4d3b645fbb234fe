"""`precept options`: increases side by side, from a file; the answer, its bars, its sentence and its table."""

from __future__ import annotations

from pathlib import Path

from msgspec import structs

from precept.api.options import answer
from precept.api.options_wire import OPTION_SHEETS, OptionAnswer, OptionsRequest
from precept.charts.chart import Chart
from precept.charts.side_by_side import Choice, side_by_side
from precept.files.answers import Sheet, Written
from precept.files.questions import read_question, refused_in_words
from precept.register.register import Register


def compared(path: Path, register: Register) -> tuple[Written, Chart]:
    """Read the options, compare them, and lay out the answer with its bars; Stopped in words where there is none.

    The bars are what each raises beyond a freeze; where no tax base is known, what each adds to band D.
    """
    request = read_question(path, OptionsRequest)
    with refused_in_words(path):
        found = answer(request, register)
    raised = all(each.versus_freeze_pounds is not None for each in found.options)
    subject = "raised beyond a freeze" if raised else "added to band D"
    chart = side_by_side(
        f"{found.police_area.name}, {found.financial_year}: {subject} by each option",
        subject.capitalize(),
        [_choice(each) for each in found.options],
    )
    sheet = Sheet(OPTION_SHEETS[0], [[_text(cell) for cell in structs.astuple(each)] for each in found.options])
    return Written(chart.title, found, (sheet,), found.provenance, tuple(found.warnings)), chart


def _choice(each: OptionAnswer) -> Choice:
    amount = each.increase_pounds if each.versus_freeze_pounds is None else each.versus_freeze_pounds
    return Choice(each.option, amount, each.band_d_pounds, each.excessive)


def _text(cell: object) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    return str(cell).lower() if isinstance(cell, bool) else str(cell)
