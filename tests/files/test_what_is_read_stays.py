"""No command writes over the file that it reads, by whatever path the file is named."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.builders import register
from tests.files.plans import NEW_MONEY, in_file

from precept.api.batch_files import FileRefused, run_batch

ROW = "police_area,financial_year,increase,officers,strength_at_start\r\nE23000032,2016-17,cash:5.00,24,76\r\n"


def other_paths(path: Path, folder: Path) -> list[Path]:
    """The same file by a roundabout path, by a link and by another name."""
    (folder / "below").mkdir()
    link, name = folder / f"link{path.suffix}", folder / f"name{path.suffix}"
    link.symlink_to(path)
    os.link(path, name)
    return [path, folder / "below" / ".." / path.name, link, name]


@pytest.mark.parametrize("command", [("simulate", "--out"), ("sensitivity", "--out"), ("options", "--out")])
def test_a_command_does_not_write_its_answer_over_its_question(command: tuple[str, str], tmp_path: Path) -> None:
    plan = in_file(tmp_path, NEW_MONEY)
    before = plan.read_bytes()
    for target in other_paths(plan, tmp_path):
        whole = (sys.executable, "-m", "precept.cli", command[0], plan, command[1], target)
        done = subprocess.run(whole, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"{target} is the file that is read: write the answer to another.\n"
        assert plan.read_bytes() == before


def test_a_chart_is_not_drawn_over_the_question(tmp_path: Path) -> None:
    plan = in_file(tmp_path, NEW_MONEY).rename(tmp_path / "plan.svg")
    before = plan.read_bytes()
    whole = (sys.executable, "-m", "precept.cli", "simulate", plan, "--chart", plan)
    done = subprocess.run(whole, capture_output=True, text=True, check=False)
    assert (done.returncode, plan.read_bytes()) == (1, before)
    assert "is the file that is read" in done.stderr


def test_a_batch_is_not_answered_into_its_own_file(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(ROW)
    for target in other_paths(source, tmp_path):
        with pytest.raises(FileRefused, match="is the file that is read"):
            run_batch(source, target, register(), progress=io.StringIO())
        assert source.read_text() == ROW.replace("\r\n", "\n")
    run_batch(source, tmp_path / "out.csv", register(), progress=io.StringIO())
    assert "152.15" in (tmp_path / "out.csv").read_text()
