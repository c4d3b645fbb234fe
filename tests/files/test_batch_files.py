"""`precept batch`: what is no table of scenarios is refused in words, as the service refuses it."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from tests.builders import register

from precept.api.batch_files import FileRefused, run_batch

HEADER = "police_area,financial_year,increase,officers,strength_at_start"


def test_a_file_without_rows_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    texts = {
        "empty": ("", "no header row"),
        "header": (f"{HEADER}\r\n", "no rows"),
        "blank": ("\r\n\r\n", "no header row"),
    }
    for name, (text, words) in texts.items():
        source, target = tmp_path / f"{name}.csv", tmp_path / "out.csv"
        source.write_text(text)
        command = (sys.executable, "-m", "precept.cli", "batch", source, target)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (1, ""), name
        assert words in done.stderr
        assert not target.exists()


@pytest.mark.parametrize("ending", ["parquet", "xlsx"])
def test_a_workbook_and_a_parquet_file_without_rows_are_refused_too(ending: str, tmp_path: Path) -> None:
    source = tmp_path / f"in.{ending}"
    frame = pl.DataFrame({name: [] for name in HEADER.split(",")}, schema=dict.fromkeys(HEADER.split(","), pl.String))
    if ending == "xlsx":
        frame.write_excel(source, table_style=None, autofilter=False)
    else:
        frame.write_parquet(source)
    with pytest.raises(FileRefused, match=r"no rows|header"):
        run_batch(source, tmp_path / "out.csv", register(), progress=io.StringIO())
    assert [each.name for each in tmp_path.iterdir()] == [source.name]


def test_true_is_no_number_of_officers_in_a_workbook(tmp_path: Path) -> None:
    source, target = tmp_path / "in.xlsx", tmp_path / "out.csv"
    row = {"police_area": "E23000032", "financial_year": "2016-17", "increase": "freeze", "strength_at_start": "76"}
    pl.DataFrame([{**row, "officers": True}, {**row, "officers": False}]).write_excel(source)
    done = run_batch(source, target, register(), progress=io.StringIO())
    assert (done.answered, done.refused) == (0, 2)
    assert pl.read_csv(target)["error_detail"].to_list() == ["Expected a whole number from 0 to 1,000."] * 2
