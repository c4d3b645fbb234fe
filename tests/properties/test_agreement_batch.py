"""A row of a batch is the single call: the same figures to the penny, the same refusal by name, whatever stands beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from precept.api.batch_rows import BatchOfRows
from precept.api.decoding import decode
from precept.api.funding_wire import FundingRequest, funding_answer
from precept.api.problems import NotInContract
from precept.funding.assess import assess_funding
from precept.register import load_register
from precept.register.refusals import Refusal

Json = dict[str, Any]
REGISTER = load_register()
ABOUT = ("police_area", "area_name", "country", "financial_year", "prior_band_d_pounds", "tax_base", "prior_tax_base")
UPLIFT = ("role", "officers", "counted_as", "strength_at_start", "staffing", "start_month", "years", "parameter_set")
ASSUMED = (
    "pass_rate", "attrition", "volunteers", "net_transfers", "course_cost", "fixed_cost", "role_allowance", "wait_months",
    "leavers_per_1000_allowance", "future_award", "pension_basis", "prices", "pay_mix", "backfill_progression", "hire_lag",
    "deployable_share", "bridge_hours", "bridge_hour_cost", "intakes", "entry_point", "kit_renewal_after", "rival_offer",
    "transfers_per_1000_rival_offer", "vehicle_basis", "officers_per_arv", "ammunition", "arv_price", "day_cost", "kit_issue",
    "kit_renewal", "medical_fitness", "taser_running", "travel",
)  # fmt: skip
ON_COSTS = (
    "ni_rate_percent", "ni_threshold_annual_pounds", "pension_rate_percent", "levy_rate_percent",
    "regional_allowance_annual_pounds", "pensionable_allowance_annual_pounds",
)  # fmt: skip
RANGES = ("range_days_a_year", "students_per_range_day")
POOL = ("officers_past_probation", "volunteering_share")
FREE = dict.fromkeys(
    ("ammunition", "arv_price", "course_cost", "day_cost", "kit_issue", "kit_renewal", "medical_fitness", "taser_running",
     "travel"), "0",
)  # fmt: skip


def one_of(*values: object) -> st.SearchStrategy[object]:
    return st.sampled_from(values)


INCREASES = one_of(
    "freeze", "maximum", "percent:3.4", "percent:-1.5", "cash:5.00", "cash:12.3456", "band_d:152.15", "cash:-999",
    "requirement:90694614", "percent:0.01", "five pounds",
)  # fmt: skip
NO_SUCH: list[tuple[str, object]] = [
    ("increase", "five pounds"), ("baseline", "five pounds"), ("officers", -1), ("officers", "24"),
    ("strength_at_start", 76), ("start_month", "2016-13"), ("pass_rate", "0"),
    ("intake_months", "13"),
]  # fmt: skip
"""What does not fit the contract, by column."""
ROWS = st.fixed_dictionaries(
    {
        "police_area": one_of("E23000032", "E23000032", "W15000001", "E23000009", "E23000001", "E99999999"),
        "financial_year": one_of("2016-17", "2016-17", "2019-20", "2024-25", "2030-31", "2049-50"),
        "increase": INCREASES,
        "officers": one_of(0, 1, 24, 24, 60, 1000, -1),
        "strength_at_start": one_of("76", "76", "0", "9999.99", "76.5", 76),
    },
    optional={
        "baseline": INCREASES,
        "prior_band_d_pounds": one_of("147.15", "200", "1"),
        "tax_base": one_of("596086.84", "1"),
        "limit": one_of("percent:2", "cash:14.00", "greater_of:2:5.00"),
        "role": one_of("arv_officer", "afo", "ctsfo", "taser_officer"),
        "counted_as": one_of("authorised", "deployable"),
        "staffing": one_of("convert", "convert_and_backfill", "recruit", "transferee"),
        "start_month": one_of("2016-04", "2016-09", "2017-03", "2049-12", "2016-13"),
        "years": one_of(1, 2, 4, 10),
        "parameter_set": one_of("defaults", "illustration_6_6"),
        "pass_rate": one_of("0.5", "0.75", "0.000001", "1", "0"),
        "attrition": one_of("0", "0.05", "0.999999"),
        "volunteers": one_of("0", "200", "9999.99"),
        "net_transfers": one_of("-5", "3"),
        "course_cost": one_of("0", "12705", "9999999.99"),
        "fixed_cost": one_of("0", "500000", "9999999.99"),
        "role_allowance": one_of("0", "2000"),
        "leavers_per_1000_allowance": one_of("-0.2", "0.1"),
        "future_award": one_of("0", "3"),
        "pension_basis": one_of("budget", "statutory"),
        "prices": one_of("cpi", "held"),
        "pay_mix": one_of("financial_year", "september"),
        "backfill_progression": one_of("climbing", "held"),
        "hire_lag": one_of("0", "24"),
        "wait_months": one_of("0", "12"),
        "deployable_share": one_of("0.5", "1"),
        "bridge_hours": one_of("1550"),
        "bridge_hour_cost": one_of("40"),
        "intakes": one_of("1", "12"),
        "entry_point": one_of("0", "3"),
        "kit_renewal_after": one_of("0", "60"),
        "rival_offer": one_of("3000"),
        "transfers_per_1000_rival_offer": one_of("-0.5"),
        "vehicle_basis": one_of("crewing"),
        "officers_per_arv": one_of("12"),
        "recurring_funding_pounds": one_of("500000", "0", "9999999999.99"),
        "one_off_funding_pounds": one_of("250000.50", "0"),
        "intake_months": one_of("1;9", "9", "9;1;9", "12;1;2;3;4;5;6;7;8;9;10;11", "13"),
        **dict.fromkeys(ON_COSTS[:1] + ON_COSTS[2:4], one_of("0", "13.8", "99.9999")),
        **dict.fromkeys(ON_COSTS[1:2] + ON_COSTS[4:], one_of("0", "3000", "99999.99")),
    },
)
TOGETHER = st.fixed_dictionaries(
    {},
    optional={
        "ranges": st.tuples(one_of("40", "0", "220.5"), one_of("1", "12", "4.5")),
        "pool": st.tuples(one_of("0", "600", "9999.99"), one_of("0", "0.02", "1")),
        "area": st.tuples(one_of("Nowhere", "Kent"), one_of("England", "Wales"), one_of("147.15", "9999.9999")),
    },
)


def a_row(row: Json, together: Json) -> Json:
    """The row with what takes several columns; an area of another name in place of one of the register."""
    found = {**row, **dict(zip(RANGES, together.get("ranges", ()), strict=False))}
    found |= dict(zip(POOL, together.get("pool", ()), strict=False))
    if "area" in together:
        del found["police_area"]
        found |= dict(zip(("area_name", "country", "prior_band_d_pounds"), together["area"], strict=True))
    return found


def nested(row: Json) -> Json:
    """The row as the single call takes it."""
    precept: Json = {name: row[name] for name in ABOUT if name in row}
    if "limit" in row:
        rule, *amounts = row["limit"].split(":")
        names = {"percent": ["percent"], "cash": ["pounds"], "greater_of": ["percent", "pounds"]}[rule]
        precept["limit"] = {"rule": rule, **dict(zip(names, amounts, strict=True))}
    return {
        "precept": {**precept, "increase": increase(row["increase"])},
        **({"baseline": increase(row["baseline"])} if "baseline" in row else {}),
        "uplift": {
            **{name: row[name] for name in UPLIFT if name in row},
            "assumptions": {name: row[name] for name in ASSUMED if name in row},
            "on_costs": {name: row[name] for name in ON_COSTS if name in row},
            **(
                {"intake_months": [int(each) for each in row["intake_months"].split(";")]}
                if "intake_months" in row
                else {}
            ),
            **(
                {"firing_range": {name: row[name] for name in RANGES if name in row}}
                if set(RANGES) & row.keys()
                else {}
            ),
            **({"pool": {name: row[name] for name in POOL if name in row}} if set(POOL) & row.keys() else {}),
        },
        "other_funding": [*other_funding(row)],
    }


def other_funding(row: Json) -> Iterator[Json]:
    """The sums of a row as the lines of a single call, two of one sum: only the sum counts."""
    for recurrence in ("recurring", "one_off"):
        if (sums := row.get(f"{recurrence}_funding_pounds")) is not None:
            for part in (Decimal(sums) - Decimal(sums) // 3, Decimal(sums) // 3):
                yield {"name": "part", "pounds": f"{part:f}", "recurrence": recurrence, "source": "reserves"}


def increase(text: str) -> Json:
    kind, _, amount = text.partition(":")
    return {"kind": kind, **({"percent" if kind == "percent" else "pounds": amount} if amount else {})}


def single(row: Json) -> Json:
    """What the single call says of a row, or how it refuses it."""
    try:
        asked = decode(json.dumps(nested(row)).encode(), FundingRequest, 32)
        outcome = assess_funding(asked.to_question(REGISTER), REGISTER)
    except NotInContract:
        return {"error_type": "/problems/not-in-contract"}
    except Refusal as refused:
        path = re.sub(r"^(precept|uplift)\.", "", refused.field)
        named = path.removeprefix("on_costs.").partition(".")[0]
        column = {"pool": POOL[0], "firing_range": RANGES[0]}.get(named, named)
        remedy = refused.remedy.replace("on_costs.", "").replace("precept.", "")
        detail = f"{refused.detail} {remedy.replace(', or billing_authorities with theirs', '')}"
        return {
            "error_type": f"/problems/{refused.slug}",
            "error_field": column,
            "error_detail": detail,
        }
    answer: Json = msgspec.to_builtins(funding_answer(outcome, REGISTER, workings=False))
    precept, found, gaps = answer["precept"], answer["affordability"], answer["gap_by_year"]
    last, referendum = answer["uplift"]["months"][-1], precept["referendum"]
    return {
        "proposed_band_d_pounds": precept["band_d"]["proposed_pounds"],
        "increase_percent": precept["band_d"]["increase_percent"],
        "precept_pounds": precept["requirement"]["precept_pounds"],
        "versus_freeze_pounds": answer["additional_income"]["versus_freeze_pounds"],
        "versus_baseline_pounds": answer["additional_income"]["versus_baseline_pounds"],
        "excessive": referendum["excessive"],
        "maximum_band_d_pounds": referendum["maximum_band_d_pounds"],
        "headroom_pounds": referendum["headroom_pounds"],
        "sustainable_officers": found["sustainable_officers"],
        "affordable_in_year_officers": found["affordable_in_year_officers"],
        "deliverable_officers": found["deliverable_officers"],
        "binding_constraint": found["binding_constraint"],
        "authorised_at_end": last["authorised"],
        "deployable_at_end": last["deployable"],
        "gap_first_year_pounds": gaps[0]["gap_pounds"],
        "gap_last_year_pounds": gaps[-1]["gap_pounds"],
        "reached_in_month": answer["uplift"]["reached_in_month"],
        "error_type": None,
    }


def compared(rows: list[Json]) -> list[str | None]:
    """Hold every row of a batch against its single call; the errors met."""
    answers = [msgspec.to_builtins(each) for each in BatchOfRows(REGISTER).answers(rows)]
    assert [each["row"] for each in answers] == list(range(1, len(rows) + 1))
    for row, answer in zip(rows, answers, strict=True):
        alone = single(row)
        assert {name: answer[name] for name in alone} == alone, row
        if alone["error_type"] == "/problems/not-in-contract":
            assert any(answer["error_field"] == name and row.get(name) == value for name, value in NO_SUCH), row
        if alone["error_type"] is not None:
            assert answer["error_detail"]
            assert answer["precept_pounds"] is answer["gap_first_year_pounds"] is None
    return [each["error_type"] for each in answers]


@given(st.lists(st.builds(a_row, ROWS, TOGETHER), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_every_row_is_the_single_call_refusals_included(rows: list[Json]) -> None:
    compared(rows)


BASE: Json = {"police_area": "E23000032", "financial_year": "2016-17", "increase": "cash:5.00", "officers": 24,
              "strength_at_start": "76"}  # fmt: skip
LAST_YEAR = {"prior_band_d_pounds": "147.15"}


def test_every_kind_of_refusal_stands_in_its_own_row_among_answers() -> None:
    rows = [
        {**BASE, "increase": "cash:7.00"},
        {**BASE, "police_area": "E99999999"},
        {**BASE, "financial_year": "2049-50"},
        {**BASE, "start_month": "2049-12"},
        {**BASE, "baseline": "cash:-999"},
        {**BASE, "increase": "maximum", "police_area": "W15000001", **LAST_YEAR},
        {**BASE, "financial_year": "2030-31", **LAST_YEAR},
        {**BASE, "staffing": "convert", **FREE},
        {**BASE, "role": "taser_officer", "staffing": "recruit"},
        {**BASE, "vehicle_basis": "crewing", "officers_per_arv": "12"},
        {
            **BASE,
            "officers": 1000,
            "strength_at_start": "9999.99",
            "course_cost": "9999999.99",
            "pass_rate": "0.000001",
        },
        {**BASE, "officers": "24"},
        {**BASE, "increase": "percent:3.4", "pass_rate": "0.7"},
    ]
    assert compared(rows) == [
        None,
        "/problems/unknown-police-area",
        "/problems/figure-not-held",
        "/problems/figure-not-held",
        "/problems/band-d-out-of-range",
        "/problems/no-limit",
        "/problems/no-tax-base",
        "/problems/assumption-out-of-range",
        "/problems/assumptions-conflict",
        "/problems/assumptions-conflict",
        "/problems/assumption-out-of-range",
        "/problems/not-in-contract",
        None,
    ]


def test_one_that_has_no_answer_among_hundreds_alike_changes_none_of_them() -> None:
    rows = [{**BASE, "officers": number % 40, "pass_rate": f"0.{5000 + number}"} for number in range(300)]
    hopeless = {"strength_at_start": "9999.99", "course_cost": "9999999.99", "pass_rate": "0.000001"}
    mixed = [*rows[:137], {**BASE, "officers": 1000, **hopeless}, *rows[137:]]
    without = [msgspec.to_builtins(each) for each in BatchOfRows(REGISTER).answers(rows)]
    with_it = [msgspec.to_builtins(each) for each in BatchOfRows(REGISTER).answers(mixed)]
    assert with_it.pop(137)["error_type"] == "/problems/assumption-out-of-range"
    assert [{**each, "row": 0} for each in with_it] == [{**each, "row": 0} for each in without]


def test_what_two_columns_say_together_needs_both_and_an_area_is_named_one_way() -> None:
    other = {name: value for name, value in BASE.items() if name != "police_area"}
    rows = [
        {**BASE, "range_days_a_year": "40"},
        {**BASE, "students_per_range_day": "12"},
        {**BASE, "volunteering_share": "0.1"},
        {**BASE, "area_name": "Nowhere"},
        {**other, "area_name": "Nowhere", "country": "England"},
        {**other, "area_name": "Nowhere", "country": "England", **LAST_YEAR, "tax_base": "1000", "limit": "percent:2"},
        {**BASE, "officers_past_probation": "600", "volunteering_share": "0.1", "volunteers": "5"},
        {**BASE, "intake_months": "9", "intakes": "2"},
    ]
    answers = [msgspec.to_builtins(each) for each in BatchOfRows(REGISTER).answers(rows)]
    assert [each["error_field"] for each in answers] == [
        "students_per_range_day", "range_days_a_year", "officers_past_probation", "police_area", "police_area", None,
        "officers_past_probation", "intake_months",
    ]  # fmt: skip
    for row, answer in zip(rows, answers, strict=True):
        assert answer["error_type"] == single(row)["error_type"]


def test_rows_that_differ_only_in_ranges_or_pool_share_no_figure_that_these_move() -> None:
    """They share a run: the first year's costs of each are its own."""
    pools = [{"officers_past_probation": officers, "volunteering_share": "0.02"} for officers in ("10", "300", "9000")]
    ranges = [{"range_days_a_year": days, "students_per_range_day": "4"} for days in ("1", "40", "400")]
    rows = [{**BASE, **each} for each in (*pools, *ranges)] * 2
    assert set(compared(rows)) == {None}
    answers = [*BatchOfRows(REGISTER).answers(rows)]
    assert len({each.deployable_at_end for each in answers[:3]}) == 3
    assert len({each.deployable_at_end for each in answers[3:6]}) > 1
