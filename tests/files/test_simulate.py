"""`precept simulate`: the service's own answer from a file, the same bytes on any threads, and an end when told so."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
from litestar.testing import TestClient
from tests.builders import register
from tests.files.plans import NEW_MONEY, WITHOUT_OFFICERS, in_file

from precept.api.plan_simulation_answer import PlanSimulationAnswer
from precept.app import create_app
from precept.charts.chart import Chart
from precept.charts.drawing import svg_of
from precept.files.answers import Written, checked
from precept.files.drawn import names_drawn
from precept.files.progress import Progress
from precept.files.questions import Stopped
from precept.files.simulate import Wanted, simulated

PLAN = Path("plan.json")
PRECEPT = (sys.executable, "-m", "precept.cli")


def run(folder: Path, plan: dict[str, Any], **wanted: Any) -> tuple[Written, Chart]:
    return simulated(in_file(folder, plan), Wanted(**wanted), register(), io.StringIO())


def test_a_plan_in_a_file_is_answered_as_the_service_answers_it(tmp_path: Path) -> None:
    written, _ = run(tmp_path, {**NEW_MONEY, "replay": [1_699]})
    written.to(tmp_path / "answer.json")
    with TestClient(create_app()) as client:
        asked = client.post("/v1/funding/simulations", json={**NEW_MONEY, "replay": [1_699]})

    assert asked.status_code == 200
    assert (tmp_path / "answer.json").read_bytes() == asked.content


@pytest.mark.parametrize("by", ["year", "month"])
def test_any_number_of_threads_gives_the_same_bytes(tmp_path: Path, by: str) -> None:
    found = []
    for threads in (1, 2, 5):
        written, chart = run(tmp_path, NEW_MONEY, draws=6_700, threads=threads, by=by)
        for ending in ("json", "csv", "xlsx", "parquet"):
            written.to(tmp_path / f"{threads}.{ending}")
        files = [(tmp_path / f"{threads}.{ending}").read_bytes() for ending in ("json", "csv", "xlsx", "parquet")]
        found.append((*files, svg_of(chart)))

    assert found[0] == found[1] == found[2]


def test_draws_and_seed_of_the_command_stand_before_those_of_the_file(tmp_path: Path) -> None:
    written, _ = run(tmp_path, NEW_MONEY, draws=600, seed=9)
    in_the_file, _ = run(tmp_path, {**NEW_MONEY, "draws": 600, "seed": 9})

    assert written.answer == in_the_file.answer


def test_every_kind_of_file_holds_the_same_years(tmp_path: Path) -> None:
    written, _ = run(tmp_path, NEW_MONEY)
    for ending in ("json", "csv", "xlsx", "parquet"):
        written.to(tmp_path / f"out.{ending}")
    years = json.loads((tmp_path / "out.json").read_bytes())["years"]
    as_csv = pl.read_csv(tmp_path / "out.csv", infer_schema=False)
    as_parquet = pl.read_parquet(tmp_path / "out.parquet")
    gaps = [year["gap"]["percentile_95_pounds"] for year in years]

    assert as_csv["gap_percentile_95_pounds"].to_list() == gaps
    assert as_parquet["gap_percentile_95_pounds"].to_list() == [Decimal(gap) for gap in gaps]
    assert as_csv["financial_year"].to_list() == as_parquet["financial_year"].to_list() == ["2016-17", "2017-18"]
    assert ZipFile(tmp_path / "out.xlsx").testzip() is None


def test_the_last_month_of_a_year_has_the_officers_of_that_year(tmp_path: Path) -> None:
    _, by_year = run(tmp_path, NEW_MONEY)
    _, by_month = run(tmp_path, NEW_MONEY, by="month")

    assert len(by_month.table.rows) == 24
    assert by_month.table.rows[11][1:] == by_year.table.rows[0][1:]
    assert by_month.table.rows[23][1:] == by_year.table.rows[1][1:]


@pytest.mark.parametrize("measure", ["deployable", "gap", "general_reserve"])
def test_percentiles_ascend_in_every_period(tmp_path: Path, measure: str) -> None:
    _, chart = run(tmp_path, NEW_MONEY, measure=measure)

    assert len(chart.table.rows) == 2
    for _, *levels in chart.table.rows:
        assert levels == sorted(levels, key=Decimal)


def test_without_an_uplift_the_fan_is_of_the_gap(tmp_path: Path) -> None:
    _, chart = run(tmp_path, WITHOUT_OFFICERS)

    assert chart.title == "Kent: gap before reserves"
    assert [row[0] for row in chart.table.rows] == ["2020-21", "2021-22", "2022-23", "2023-24"]


def test_what_is_drawn_is_said_with_the_ends_of_its_triangle_and_the_years_it_is_drawn_in(tmp_path: Path) -> None:
    award = {"factor": "pay_award", "low": "-1", "high": "1.5"}
    fixed = {"factor": "attrition", "low": "0.1", "high": "0.1"}
    written, _ = run(tmp_path, {**NEW_MONEY, "ranges": [award, fixed]}, draws=2)
    assert isinstance(written.answer, PlanSimulationAnswer)
    said, known = written.notes[-1], {each.factor: each for each in written.answer.factors}

    assert "; pass rate 0.45, 0.55, 0.75 share;" in said
    assert "pay award -1, 0, 1.5 points;" in said
    assert "grant growth (2017-18) " in said
    assert not any(name in said for name in ("attrition", "price growth", "tax base"))
    assert {each.distribution for each in known.values()} == {"triangular"}
    assert known["pay_award"].drawn_in == ["2016-17", "2017-18"]
    assert known["attrition"].drawn_in == known["price_growth"].drawn_in == []
    assert names_drawn(written.answer).startswith(
        "pay award, grant growth (2017-18), increments, pass rate, volunteers,"
    )


def test_a_plan_whose_factors_are_all_known_says_that_nothing_is_drawn(tmp_path: Path) -> None:
    still = [{"factor": name, "low": "0", "high": "0"} for name in ("grant_growth", "increments")]
    plan = {name: value for name, value in NEW_MONEY.items() if name != "uplift"}
    written, _ = run(tmp_path, {**plan, "ranges": still}, draws=2)

    assert written.notes[-1].startswith("Nothing is drawn")


# --- refused in words ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"yaers": 2}, "yaers"),
        ({"draws": 1_000_001}, "draws"),
        ({"precept": {**NEW_MONEY["precept"], "financial_year": "2027-28"}}, "precept.tax_base"),
        ({"ranges": [{"factor": "collection_fund", "low": "0", "high": "1"}]}, "means nothing to this plan"),
    ],
)
def test_what_the_service_refuses_is_said_with_the_field(tmp_path: Path, changed: dict[str, Any], words: str) -> None:
    with pytest.raises(Stopped, match=words):
        run(tmp_path, {**NEW_MONEY, **changed})


@pytest.mark.parametrize("wanted", [{"measure": "deployable"}, {"by": "month"}])
def test_officers_of_a_plan_without_an_uplift_are_refused(tmp_path: Path, wanted: dict[str, str]) -> None:
    with pytest.raises(Stopped, match="no uplift"):
        run(tmp_path, WITHOUT_OFFICERS, **wanted)


def test_a_file_that_is_not_there_or_is_no_json_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="cannot be read"):
        simulated(tmp_path / "none.json", Wanted(), register(), io.StringIO())
    (tmp_path / "text.json").write_text("years = 2")
    with pytest.raises(Stopped, match="not JSON"):
        simulated(tmp_path / "text.json", Wanted(), register(), io.StringIO())


def test_a_file_of_no_known_kind_is_refused_before_anything_is_worked_out(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match=r"\.json or \.csv or \.xlsx or \.parquet"):
        checked(PLAN, tmp_path / "out.pdf", None)
    with pytest.raises(Stopped, match=r"\.svg or \.png"):
        checked(PLAN, None, tmp_path / "fan.jpg")
    with pytest.raises(Stopped, match="no folder"):
        checked(PLAN, tmp_path / "nowhere" / "out.csv", None)


def test_without_the_drawing_library_a_chart_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "precept.charts.drawing")
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    with pytest.raises(Stopped, match=r"pip install 'precept\[charts\]'"):
        checked(PLAN, None, tmp_path / "fan.svg")
    checked(PLAN, tmp_path / "out.csv", None)


# --- as a process --------------------------------------------------------------------------------


def test_the_command_prints_its_sentence_and_table_and_tells_progress_on_standard_error(tmp_path: Path) -> None:
    plan = in_file(tmp_path, {**NEW_MONEY, "draws": 1_000})
    command = (*PRECEPT, "simulate", plan, "--chart", tmp_path / "fan.svg", "--table", "csv")
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("deployable officers on 31 March,")
    assert "1,000 of 1,000 futures" in done.stderr
    assert (tmp_path / "fan.svg").read_text().count("<desc") == 1


def test_a_run_that_is_interrupted_ends_at_once_and_writes_nothing(tmp_path: Path) -> None:
    plan, out = in_file(tmp_path, NEW_MONEY), tmp_path / "out.csv"
    command = (*PRECEPT, "simulate", plan, "--draws", "1000000", "--out", out)
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        assert "futures" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        said, wrong = running.communicate(timeout=20)

    assert running.returncode == 1
    assert "Broken off after" in wrong
    assert not said
    assert not out.exists()


def test_serving_loads_neither_the_drawing_library_nor_dask_nor_what_only_files_need() -> None:
    question = "import sys, precept.cli; print([each for each in sys.modules if each.startswith(sys.argv[1:][0])])"
    for name in ("matplotlib", "precept.charts", "precept.files", "PIL", "distributed", "dask", "precept.cluster"):
        done = subprocess.run((sys.executable, "-c", question, name), capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"


def test_progress_says_every_tenth_where_there_is_no_terminal() -> None:
    told = io.StringIO()
    progress = Progress(1_000, "futures", told)
    for _ in range(100):
        progress.add(10)

    lines = told.getvalue().splitlines()
    assert len(lines) == 10
    assert "1,000 of 1,000 futures" in lines[-1]
