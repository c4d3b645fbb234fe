"""Charts: each says in words and in a table what it shows, to those who cannot see it or its colours as well."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.builders import register
from tests.files.plans import NEW_MONEY, in_file

from precept.charts.chart import DARK, LIGHT, MIDDLE, Chart, Table, Unit
from precept.charts.drawing import png_of, svg_of, write_chart
from precept.charts.fan import FanWords, Percentiles, fan
from precept.charts.side_by_side import Choice, side_by_side
from precept.charts.tornado import Moved, tornado
from precept.files.options import compared
from precept.files.sensitivity import tried

SVG = "{http://www.w3.org/2000/svg}"
OPTIONS: dict[str, Any] = {
    "police_area": "E23000032",
    "financial_year": "2016-17",
    "options": [
        {"name": "Freeze", "increase": {"kind": "freeze"}},
        {"name": "Five & more <£>", "increase": {"kind": "cash", "pounds": "5.00"}},
        {"name": "Ten $1$ pounds", "increase": {"kind": "cash", "pounds": "10.00"}},
    ],
}
FAN = fan(
    FanWords("Kent: gap before reserves", "Kent's gap", "in", Unit.POUNDS),
    [
        Percentiles("2016-17", ("-5.00", "-1.00", "0.00", "10.00", "2000000.00")),
        Percentiles("2017-18", ("-6.00", "-2.00", "1.50", "20.00", "3000000.00")),
    ],
    1_000,
)
TORNADO = tornado(
    "Kent: gap",
    "Kent's gap",
    Unit.POUNDS,
    "100.00",
    [
        Moved("pay_award", "points", "-1", "1.5", "50.00", "175.00"),
        Moved("grant_growth", "points", "-2", "4", "120.00", "60.00"),
    ],
)
BARS = side_by_side(
    "Kent: options",
    "Raised",
    [
        Choice("Freeze", "0.00", "147.15", False),
        Choice("Ten", "10.00", "157.15", True),
        Choice("Less", "-4.00", "143.15", None),
    ],
)


def picture(chart: Chart) -> ET.Element:
    return ET.fromstring(svg_of(chart))  # noqa: S314 - drawn here


CHARTS = pytest.mark.parametrize("chart", [FAN, TORNADO, BARS], ids=["fan", "tornado", "bars"])


@CHARTS
def test_an_svg_is_a_picture_with_a_title_and_the_sentence_as_its_description(chart: Chart) -> None:
    root = picture(chart)
    title, desc = root[0], root[1]

    assert root.get("role") == "img"
    assert (title.tag, title.text) == (f"{SVG}title", chart.title)
    assert (desc.tag, desc.text) == (f"{SVG}desc", chart.sentence)
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"


@CHARTS
def test_the_same_chart_gives_the_same_bytes_and_no_date(chart: Chart) -> None:
    assert svg_of(chart) == svg_of(chart)
    assert png_of(chart) == png_of(chart)
    assert b"date" not in svg_of(chart)
    assert b"metadata" not in svg_of(chart)


@CHARTS
def test_a_user_s_own_settings_of_the_drawing_library_change_nothing(chart: Chart) -> None:
    import matplotlib as mpl  # noqa: PLC0415 - this test's subject

    before = svg_of(chart)
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path"}):
        assert svg_of(chart) == before


@CHARTS
def test_a_png_holds_the_sentence_as_its_description(chart: Chart) -> None:
    with Image.open(io.BytesIO(png_of(chart))) as image:
        assert image.info["Description"] == chart.sentence
        assert image.width == 1_350


def test_the_ending_of_a_file_says_what_is_drawn(tmp_path: Path) -> None:
    write_chart(FAN, tmp_path / "fan.svg")
    write_chart(FAN, tmp_path / "fan.png")

    assert (tmp_path / "fan.svg").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "fan.png").read_bytes().startswith(b"\x89PNG")


@CHARTS
def test_what_is_filled_is_grey_enough_to_be_told_apart_by_lightness(chart: Chart) -> None:
    filled = set(re.findall(r"fill: (#[0-9a-f]{6})", svg_of(chart).decode()))
    lightness = sorted(sum(int(shade[at : at + 2], 16) for at in (1, 3, 5)) for shade in (DARK, MIDDLE, LIGHT))

    assert filled <= {DARK, MIDDLE, LIGHT, "#ffffff", "#000000"}
    assert all(lighter - darker > 100 for darker, lighter in pairwise(lightness))


def test_a_fan_names_each_of_its_lines_beside_its_end() -> None:
    drawn = [each.text for each in picture(FAN).iter(f"{SVG}text")]

    assert [each for each in drawn if each in {"5%", "25%", "half", "75%", "95%"}] == [
        "5%",
        "25%",
        "half",
        "75%",
        "95%",
    ]


def test_the_sentence_of_a_fan_says_its_middle_at_both_ends_and_its_last_spread() -> None:
    assert FAN.sentence == (
        "Kent's gap in 1,000 futures: half have £0.00 or less in 2016-17 and £1.50 or less in 2017-18, when nine in ten lie "
        "between -£6.00 and £3,000,000.00 and half between -£2.00 and £20.00."
    )


def test_the_sentence_of_a_tornado_says_the_ends_of_its_longest_bars() -> None:
    assert TORNADO.sentence == (
        "Kent's gap is £100.00. Each factor alone over its range, the strongest first: pay_award from £50.00 at -1 points to "
        "£175.00 at 1.5; grant_growth from £120.00 at -2 points to £60.00 at 4."
    )


def test_a_tornado_writes_the_value_at_either_end_of_every_bar() -> None:
    drawn = {each.text for each in picture(TORNADO).iter(f"{SVG}text")}

    assert {"£50 (at -1)", "£175 (at 1.5)", "£120 (at -2)", "£60 (at 4)"} <= drawn


def test_options_say_in_words_which_of_them_need_a_referendum() -> None:
    assert BARS.sentence == (
        "Raised: Freeze £0.00 (band D £147.15, allowed); Ten £10.00 (band D £157.15, needs a referendum); "
        "Less -£4.00 (band D £143.15, limit not known)."
    )
    drawn = [each.text for each in picture(BARS).iter(f"{SVG}text")]
    assert drawn.count("needs a referendum") == 1


def test_options_of_a_file_are_those_of_the_service_whatever_their_names(tmp_path: Path) -> None:
    written, chart = compared(in_file(tmp_path, OPTIONS), register())
    drawn = {each.text for each in picture(chart).iter(f"{SVG}text")}

    assert [row[0] for row in chart.table.rows] == ["Freeze", "Five & more <£>", "Ten $1$ pounds"]
    assert [row[3] for row in chart.table.rows] == ["allowed", "allowed", "needs a referendum"]
    assert chart.table.rows[1][2] == "2980434.20"
    assert {"Five & more <£>", "Ten $1$ pounds"} <= drawn
    assert written.notes


def test_the_tornado_of_a_file_has_the_factor_that_moves_most_on_top(tmp_path: Path) -> None:
    _, chart = tried(in_file(tmp_path, NEW_MONEY), "deployable", register())

    assert chart.table.rows[0][0] == "volunteers"
    assert chart.sentence.startswith("Kent's deployable officers on the last 31 March is ")


def test_a_cell_cannot_break_the_table_of_a_page() -> None:
    table = Table(("a",), (("1|2",),))

    assert table.markdown() == "| a |\n| --- |\n| 1\\|2 |\n"
    assert table.csv() == "a\r\n1|2\r\n"
