"""Plans in files, for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from precept.api.plans import KENT_PLAN

NEW_MONEY: dict[str, Any] = {
    "precept": {
        "police_area": "E23000032",
        "financial_year": "2016-17",
        "increase": {"kind": "cash", "pounds": "5"},
    },
    "baseline": {"kind": "percent", "percent": "2"},
    "years": 2,
    "uplift": {"officers": 24, "strength_at_start": "76"},
    "draws": 1_700,
}
WITHOUT_OFFICERS = {name: value for name, value in {**KENT_PLAN, "draws": 600}.items() if name != "uplift"}


def in_file(folder: Path, plan: dict[str, Any]) -> Path:
    """Write a plan into a file."""
    path = folder / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    return path
