"""From a chart to the bytes of an SVG or a PNG: the one module that imports the drawing library.

Matplotlib draws both by itself and with NumPy alone: no browser, no other process, nothing from the network. The same chart
gives the same bytes: its own settings whatever the user's are, fixed names within the file, no date and no version in it.
"""

from __future__ import annotations

import io
from hashlib import sha256
from html import escape
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from precept.charts.chart import Chart

WIDTH, FAN_HEIGHT = 9.0, 5.0
"""Inches."""
ROW_HEIGHT, FRAME_HEIGHT = 0.45, 1.5
DOTS_AN_INCH = 150


def write_chart(chart: Chart, path: Path) -> None:
    """Draw a chart into a file: an SVG or a PNG, by its ending."""
    path.write_bytes(png_of(chart) if path.suffix == ".png" else svg_of(chart))


def svg_of(chart: Chart) -> bytes:
    """Draw an SVG whose title and description a screen reader says: the description is the chart's sentence."""
    out = io.BytesIO()
    with mpl.rc_context():
        figure = _figure(chart)
        FigureCanvasSVG(figure)
        figure.savefig(out, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    name = f"chart-{sha256(chart.title.encode()).hexdigest()[:8]}"
    before, tag, after = out.getvalue().decode().partition("<svg ")
    attributes, _, drawn = after.partition(">")
    said = f'<title id="{name}-title">{escape(chart.title)}</title>\n <desc id="{name}-desc">{escape(chart.sentence)}</desc>'
    told = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    return f"{before}{tag}{told} {attributes}>\n {said}{drawn}".encode()


def png_of(chart: Chart) -> bytes:
    """Draw a PNG, with the sentence as its description."""
    out = io.BytesIO()
    with mpl.rc_context():
        figure = _figure(chart)
        FigureCanvasAgg(figure)
        told = {"Software": None, "Title": chart.title, "Description": chart.sentence}
        figure.savefig(out, format="png", dpi=DOTS_AN_INCH, metadata=told)
    return out.getvalue()


def _figure(chart: Chart) -> Figure:
    mpl.rcdefaults()
    mpl.rc("svg", hashsalt="precept", fonttype="none")
    mpl.rc("font", family="DejaVu Sans")
    mpl.rc("text", parse_math=False)
    mpl.rc("axes.spines", top=False, right=False)
    mpl.rc("hatch", linewidth=0.6)
    height = FAN_HEIGHT if chart.rows == 0 else FRAME_HEIGHT + ROW_HEIGHT * chart.rows
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes(
        (0.11, 0.11, 0.8, 0.78) if chart.rows == 0 else (0.2, 0.8 / height, 0.76, 1 - FRAME_HEIGHT / height)
    )
    chart.draw(axes)
    axes.set_title(chart.title, loc="left", fontsize=11)
    return figure
