"""Over HTTP: solving backwards, options, late changes, referendums, the panel, London, households and papers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from tests.api.test_answers import KENT, KENT_QUERY, Json, Service
from tests.builders import register
from tests.rules.test_workings_replay import replay

from precept.workings import Working

AREA = {"police_area": "E23000032", "financial_year": "2016-17"}
SOLVE, OPTIONS, REVISE = "/v1/precepts/solve", "/v1/precepts/options", "/v1/precepts/revise"
REFERENDUM, HOUSEHOLDS = "/v1/referendums/calculate", "/v1/households/calculate"
LEAFLET, RETURN = "/v1/papers/leaflet", "/v1/papers/requirement-return"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    found = Service()
    yield found
    found.runner.run(found.http.aclose())
    found.runner.close()


def solved(service: Service, target: Json, **more: Any) -> Json:
    return service.answer(SOLVE, {**AREA, "target": target, **more})


# --- solve ---------------------------------------------------------------------------------------


def test_what_a_band_d_raises_is_raised_by_that_band_d_and_by_none_smaller(service: Service) -> None:
    found = solved(service, {"kind": "requirement", "pounds": "90694612.71"})
    assert (found["found"], found["band_d_pounds"], found["shortfall_pounds"]) == (True, "152.15", "0.00")
    assert found["one_step_less"]["band_d_pounds"] == "152.14"
    assert (
        Decimal(found["one_step_less"]["beyond_needed_pounds"])
        < 0
        <= Decimal(found["one_step_more"]["beyond_needed_pounds"])
    )


def test_kents_returned_requirement_is_one_pound_29_more_than_the_most_allowed_raises(service: Service) -> None:
    found = solved(service, {"kind": "requirement", "pounds": "90694614"})
    assert (found["found"], found["why_none"], found["band_d_pounds"]) == (False, "over_the_limit", "152.15")
    assert (found["needed_band_d_pounds"], found["shortfall_pounds"]) == ("152.16", "1.29")
    assert (found["half_up_band_d_pounds"], found["half_up_difference_pounds"]) == ("152.15", "-1.29")


def test_without_regard_to_the_limit_the_excessive_band_d_is_found_and_judged(service: Service) -> None:
    found = solved(service, {"kind": "requirement", "pounds": "90694614"}, within_limit=False)
    assert (found["found"], found["band_d_pounds"]) == (True, "152.16")
    assert found["precept"]["referendum"]["excessive"] is True


def test_1_2_million_beyond_a_2_percent_plan_takes_152_11(service: Service) -> None:
    target = {"kind": "extra_income", "pounds": "1200000", "baseline": {"kind": "percent", "percent": "2"}}
    found = solved(service, target)
    assert (found["band_d_pounds"], found["baseline_band_d_pounds"]) == ("152.11", "150.09")


def test_a_budget_is_closed_line_by_line(service: Service) -> None:
    target = {
        "kind": "budget",
        "gross_expenditure_pounds": "310000000",
        "income_pounds": "20000000",
        "grants_pounds": "195000000",
        "collection_fund_pounds": "-300000",
        "reserves_pounds": "5000000",
    }
    found = solved(service, target)
    assert found["budget"]["requirement_pounds"] == found["needed_precept_pounds"] == "90300000.00"
    assert found["budget"]["before_grants_pounds"] == "285300000.00"
    assert found["band_d_pounds"] == "151.49"


def test_money_over_leaves_nothing_to_raise(service: Service) -> None:
    target = {"kind": "budget", "gross_expenditure_pounds": "1000", "grants_pounds": "2000"}
    found = solved(service, target)
    assert (found["band_d_pounds"], found["budget"]["over_pounds"]) == ("0.00", "1000.00")
    assert "nil" in found["explanation"]


def test_a_welsh_budget_names_the_welsh_sections(service: Service) -> None:
    question = {
        "police_area": "W15000004",
        "financial_year": "2016-17",
        "tax_base": "220000",
        "target": {"kind": "budget", "gross_expenditure_pounds": "95000000", "grants_pounds": "48000000"},
        "workings": True,
    }
    found = service.answer(SOLVE, question)
    steps = {each["name"]: each for each in found["precept"]["workings"]}
    assert (
        "sections 43" in steps["budget_requirement"]["authority"]
        or "section 43" in steps["budget_requirement"]["authority"]
    )
    assert "section 44" in steps["band_d"]["authority"]
    assert found["precept"]["regime"]["requirement_statute"].endswith("section 43")


def test_the_most_allowed_is_the_last_step_that_is_not_excessive(service: Service) -> None:
    found = solved(service, {"kind": "most_allowed"})
    assert found["band_d_pounds"] == "152.15"
    assert (found["precept"]["referendum"]["excessive"], found["one_step_more"]["excessive"]) == (False, True)


def test_the_largest_multiple_of_9p_within_5_pounds_is_4_95_more(service: Service) -> None:
    found = solved(service, {"kind": "largest_multiple_of_9p"})
    assert found["precept"]["band_d"]["increase_pounds"] == "4.95"
    assert found["precept"]["rounding"]["band_d"] == "multiple_of_9p"


def test_without_a_limit_there_is_no_most_and_the_problem_says_so(service: Service) -> None:
    problem = service.refusal(
        SOLVE, {"police_area": "W15000004", "financial_year": "2016-17", "target": {"kind": "most_allowed"}}
    )
    assert (problem["type"], problem["errors"][0]["field"]) == ("/problems/no-limit", "target.kind")


def test_a_baseline_that_has_no_answer_is_named_by_its_own_field(service: Service) -> None:
    target = {"kind": "extra_income", "pounds": "1", "baseline": {"kind": "maximum"}}
    problem = service.refusal(
        SOLVE, {"police_area": "W15000004", "financial_year": "2016-17", "tax_base": "220000", "target": target}
    )
    assert problem["errors"][0]["field"] == "target.baseline.kind"


def test_solving_by_link_is_solving_by_post(service: Service) -> None:
    query = {**AREA, "target": "extra_income:1200000", "baseline": "percent:2"}
    target = {"kind": "extra_income", "pounds": "1200000", "baseline": {"kind": "percent", "percent": "2"}}
    assert service.ask("GET", SOLVE, params=query).json() == solved(service, target)


@pytest.mark.parametrize(
    "target",
    [
        {"kind": "requirement", "pounds": "90000000"},
        {"kind": "requirement", "pounds": "99000000"},
        {"kind": "extra_income", "pounds": "123456.78"},
        {"kind": "budget", "gross_expenditure_pounds": "100000000", "grants_pounds": "9000000"},
        {"kind": "most_allowed"},
        {"kind": "largest_multiple_of_9p"},
    ],
)
def test_the_workings_of_a_solution_replay_to_their_values(service: Service, target: Json) -> None:
    steps = solved(service, target, workings=True)["precept"]["workings"]
    found = replay(Working(**{**each, "uses": tuple(each["uses"])}) for each in steps)
    assert {"band_d", "requirement"} <= found.keys()


def test_rounded_half_up_the_returned_requirement_gives_the_band_d_that_was_set(service: Service) -> None:
    found = solved(service, {"kind": "requirement", "pounds": "90694614"}, method="half_up")
    assert (found["found"], found["band_d_pounds"]) == (True, "152.15")
    assert "1.29 less" in found["explanation"]
    steps = solved(service, {"kind": "requirement", "pounds": "90694614"}, method="half_up", workings=True)["precept"][
        "workings"
    ]
    assert replay(Working(**{**each, "uses": tuple(each["uses"])}) for each in steps)["needed_band_d"] == Fraction(
        "152.15"
    )


def test_a_multiple_of_9p_does_not_hide_what_the_limit_allows(service: Service) -> None:
    verdict = solved(service, {"kind": "largest_multiple_of_9p"})["precept"]["referendum"]
    assert (verdict["maximum_band_d_pounds"], verdict["limit_band_d_pounds"]) == ("152.10", "152.15")


# --- slips -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        ({"billing_authorities": [{"name": "Thanet", "tax_base": "41000"}]}, "1 of 13 billing authorities"),
        (
            {"billing_authorities": [{"name": "Thanett", "tax_base": "41000"}]},
            "Not known as a billing authority of Kent: T",
        ),
        ({"billing_authorities": [{"code": "E09000033", "tax_base": "41000"}]}, "(E09000033)"),
        ({"tax_base": "569086.84"}, "holds a tax base of 596086.84"),
        ({"financial_year": "2026-27", "tax_base": "700"}, "The latest tax base held"),
        ({"prior_band_d_pounds": "174.15"}, "the register holds £147.15"),
        ({"increase": {"kind": "percent", "percent": "0.034"}}, "3.4, not 0.034"),
        ({"police_area": "W15000002", "financial_year": "2025-26"}, "known only to within"),
    ],
)
def test_what_looks_like_a_slip_is_told(service: Service, slip: Json, told: str) -> None:
    warnings = service.answer("/v1/precepts/calculate", {**KENT, **slip})["warnings"]
    assert [each for each in warnings if told in each], warnings


def test_kents_own_question_has_no_slip_in_it(service: Service) -> None:
    assert service.answer("/v1/precepts/calculate", KENT)["warnings"] == []


# --- options ---------------------------------------------------------------------------------------


def test_options_are_ranked_as_asked_with_every_column(service: Service) -> None:
    question = {
        **AREA,
        "options": [
            {"name": "Freeze", "increase": {"kind": "freeze"}},
            {"name": "Plan", "increase": {"kind": "percent", "percent": "2"}},
            {"name": "Five pounds", "increase": {"kind": "cash", "pounds": "5.00"}, "support_percent": "53.2"},
        ],
        "baseline": {"kind": "percent", "percent": "2"},
        "gap_pounds": "3000000",
        "cost_per_officer_pounds": "64624",
        "rank_by": "extra_income",
    }
    found = service.answer(OPTIONS, question)
    assert [(each["rank"], each["option"]) for each in found["options"]] == [
        (1, "Five pounds"),
        (2, "Plan"),
        (3, "Freeze"),
    ]
    first = found["options"][0]
    assert (first["versus_freeze_pounds"], first["versus_baseline_pounds"]) == ("2980434.20", "1227938.89")
    assert (first["officers_funded"], first["gap_left_pounds"], first["support_percent"]) == (19, "19565.80", "53.2")
    assert (first["increase_monthly_pounds"], first["increase_weekly_pence"]) == ("0.42", "9.6")
    assert [each["headroom_pounds"] for each in found["options"]] == ["0.00", "2.06", "5.00"]


def test_equal_options_share_a_rank_and_those_without_the_figure_come_last(service: Service) -> None:
    options = [
        {"name": "asked", "increase": {"kind": "freeze"}, "support_percent": "40"},
        {"name": "not asked", "increase": {"kind": "freeze"}},
        {"name": "as many", "increase": {"kind": "cash", "pounds": "1"}, "support_percent": "40"},
    ]
    found = service.answer(OPTIONS, {**AREA, "options": options, "rank_by": "support"})
    assert [(each["rank"], each["option"]) for each in found["options"]] == [
        (1, "asked"),
        (1, "as many"),
        (3, "not asked"),
    ]


def test_an_option_without_an_answer_is_named_by_its_place(service: Service) -> None:
    options = [{"increase": {"kind": "freeze"}}, {"increase": {"kind": "cash", "pounds": "-500"}}]
    problem = service.refusal(OPTIONS, {**AREA, "options": options})
    assert problem["errors"][0]["field"] == "options[1].increase"


def test_the_options_of_a_link_open_as_a_table(service: Service) -> None:
    query = {**AREA, "options": "freeze,percent:1.99,cash:5.00,maximum"}
    rows = service.ask("GET", f"{OPTIONS}/table.csv", params=query).text.splitlines()
    assert len(rows) == 5
    assert rows[4].startswith("4,maximum,152.15,5.00,3.3979,")


# --- late changes ----------------------------------------------------------------------------------


def test_a_corrected_tax_base_moves_these_figures_and_no_others(service: Service) -> None:
    corrections = {"billing_authorities": [{"code": "E07000105", "tax_base": "43250.00"}]}
    found = service.answer(REVISE, {"precept": KENT, "corrections": corrections})
    moved = {each["field"]: each["difference"] for each in found["moved"]}
    assert moved["requirement.precept_pounds"] == "-76075.00"
    assert moved["billing_authorities[1].precept_pounds"] == "-76075.00"
    assert found["to_be_found_pounds"] == "76075.00"
    assert not [field for field in moved if field.startswith(("band_d", "bands", "referendum"))]
    before, after = found["before"], found["after"]
    assert before["requirement"]["tax_base"] == "596086.84"
    assert after["requirement"]["tax_base"] == "595586.84"


def test_every_figure_that_differs_is_among_those_that_moved(service: Service) -> None:
    corrections = {"billing_authorities": [{"name": "Dover", "tax_base": "36000", "collection_fund_pounds": "-5000"}]}
    found = service.answer(REVISE, {"precept": KENT, "corrections": corrections, "hold": "requirement"})
    moved = {each["field"] for each in found["moved"]}
    differing = {
        path for path, value in leaves(found["before"]).items() if leaves(found["after"]).get(path, value) != value
    }
    skipped = ("provenance", "permalink", "workings", "warnings")
    assert {path for path in differing if not path.startswith(skipped)} == moved


def leaves(value: object, path: str = "") -> dict[str, object]:
    if isinstance(value, dict):
        parts = [leaves(each, f"{path}.{name}" if path else name) for name, each in value.items()]
    elif isinstance(value, list):
        parts = [leaves(each, f"{path}[{at}]") for at, each in enumerate(value)]
    else:
        return {path: value}
    return {name: leaf for part in parts for name, leaf in part.items()}


def test_holding_the_requirement_moves_band_d(service: Service) -> None:
    corrections = {"billing_authorities": [{"code": "E07000105", "tax_base": "43250.00"}]}
    found = service.answer(REVISE, {"precept": KENT, "corrections": corrections, "hold": "requirement"})
    assert found["after"]["band_d"]["proposed_pounds"] == "152.28"
    assert found["after"]["referendum"]["excessive"] is True


@pytest.mark.parametrize(
    "policy", [{"band_d": "multiple_of_9p"}, {"bands_from": "unrounded"}, {"band_d": "four_decimals"}, {}]
)
@pytest.mark.parametrize("corrections", [{}, {"prior_tax_base": "580000"}, {"limit": {"rule": "cash", "pounds": "9"}}])
def test_holding_the_requirement_on_the_same_tax_base_leaves_every_band_as_it_was(
    service: Service, corrections: Json, policy: Json
) -> None:
    precept = {**AREA, "increase": {"kind": "percent", "percent": "3.4"}, "rounding": policy}
    found = service.answer(REVISE, {"precept": precept, "corrections": corrections, "hold": "requirement"})
    assert found["to_be_found_pounds"] == "0.00"
    assert found["before"]["bands"] == found["after"]["bands"]


def test_a_late_deficit_is_money_to_be_found(service: Service) -> None:
    corrections = {"billing_authorities": [{"name": "Ashford", "collection_fund_pounds": "-120000"}]}
    found = service.answer(REVISE, {"precept": KENT, "corrections": corrections})
    assert found["to_be_found_pounds"] == "120000.00"


@pytest.mark.parametrize(
    ("councils", "problem"),
    [
        ([{"code": "E07000105", "name": "Dover", "tax_base": "50000"}], "/problems/unknown-authority"),
        (
            [{"code": "E07000105", "tax_base": "1"}, {"name": " ashford ", "tax_base": "2"}],
            "/problems/duplicate-authority",
        ),
    ],
)
def test_a_correction_that_contradicts_itself_is_refused(service: Service, councils: list[Json], problem: str) -> None:
    found = service.refusal(REVISE, {"precept": KENT, "corrections": {"billing_authorities": councils}})
    assert found["type"] == problem


def test_a_correction_of_no_council_of_the_area_is_refused_by_name(service: Service) -> None:
    corrections = {"billing_authorities": [{"code": "E07000086", "tax_base": "1000"}]}
    problem = service.refusal(REVISE, {"precept": KENT, "corrections": corrections})
    assert problem["type"] == "/problems/unknown-authority"
    assert problem["errors"][0]["field"] == "corrections.billing_authorities[0]"


# --- referendums and the panel ---------------------------------------------------------------------


def test_bedfordshires_referendum_had_a_substitute_of_two_percent_and_a_cash_difference(service: Service) -> None:
    question = {
        "precept": {
            "police_area": "E23000026",
            "financial_year": "2015-16",
            "increase": {"kind": "percent", "percent": "15.8"},
        },
        "poll_cost_pounds": "350000",
        "rebilling_cost_pounds": "250000",
    }
    found = service.answer(REFERENDUM, question)
    assert found["needed"] is True
    assert found["ballot"]["question"][2:4] == [
        "If most voters choose 'yes', the increase will be 15.8%.",
        "If most voters choose 'no', the increase will be 2.0%.",
    ]
    assert found["costs"]["first_year_if_lost_pounds"] == "-600000.00"
    at_stake = Decimal(found["proposed"]["requirement"]["precept_pounds"]) - Decimal(
        found["substitute"]["requirement"]["precept_pounds"]
    )
    assert Decimal(found["costs"]["at_stake_pounds"]) == at_stake
    chance = Decimal(found["costs"]["break_even_chance_percent"]) / 100
    assert chance * at_stake >= 350_000 + (1 - chance) * 250_000
    assert (chance - Decimal("0.000001")) * at_stake < 350_000 + (1 - chance + Decimal("0.000001")) * 250_000


def test_costs_that_are_not_given_are_assumptions_with_a_range_and_a_source(service: Service) -> None:
    found = service.answer(REFERENDUM, {"precept": {**KENT, "increase": {"kind": "percent", "percent": "6"}}})
    figures = {each["name"]: each for each in found["provenance"]["figures"]}
    assert (figures["poll_cost"]["evidence"], figures["rebilling_cost"]["evidence"]) == ("assumption", "assumption")
    assert (
        Decimal(figures["poll_cost"]["low"])
        <= Decimal(figures["poll_cost"]["value"])
        <= Decimal(figures["poll_cost"]["high"])
    )
    assert figures["poll_cost"]["value"] == "1750000.00"
    assert figures["poll_cost"]["source"] in ("kent-financial-context-slides", "bbc-devon-cornwall-referendum-2015")


def test_an_area_with_published_costs_of_its_own_is_reckoned_by_them(service: Service) -> None:
    precept = {
        "police_area": "E23000026",
        "financial_year": "2015-16",
        "increase": {"kind": "percent", "percent": "15.8"},
    }
    found = service.answer(REFERENDUM, {"precept": precept})
    figures = {each["name"]: (each["value"], each["evidence"]) for each in found["provenance"]["figures"]}
    assert figures == {"poll_cost": ("350000.00", "published"), "rebilling_cost": ("250000.00", "published")}


def test_an_increase_within_the_limit_needs_no_vote_and_nothing_hangs_on_one(service: Service) -> None:
    found = service.answer(REFERENDUM, {"precept": KENT})
    assert (found["needed"], found["bands"], found["ballot"]) == (False, [], None)
    costs = found["costs"]
    assert [costs[name] for name in costs if name.startswith(("first", "at", "break"))] == [None] * 4


def test_there_is_no_vote_in_wales(service: Service) -> None:
    precept = {"police_area": "W15000003", "financial_year": "2022-23", "increase": {"kind": "percent", "percent": "5"}}
    problem = service.refusal(REFERENDUM, {"precept": precept, "substitute": {"kind": "freeze"}})
    assert (problem["type"], problem["errors"][0]["field"]) == ("/problems/no-limit", "precept.police_area")


def test_a_substitute_that_is_excessive_is_refused(service: Service) -> None:
    question = {"precept": KENT, "substitute": {"kind": "cash", "pounds": "5.01"}}
    assert service.refusal(REFERENDUM, question)["type"] == "/problems/substitute-excessive"


@pytest.mark.parametrize(("members", "needed"), [(14, 10), (15, 10), (13, 9), (20, 14), (21, 14), (3, 2), (1, 1)])
def test_a_veto_needs_two_thirds_of_all_members(service: Service, members: int, needed: int) -> None:
    query = {"financial_year": "2026-27", "members": members, "direction": "too_low", "proposed_band_d_pounds": "300"}
    carried = service.ask("GET", "/v1/panel-veto", params={**query, "votes": needed}).json()
    failed = service.ask("GET", "/v1/panel-veto", params={**query, "votes": needed - 1}).json()
    assert (carried["votes_needed"], carried["carried"], failed["carried"]) == (needed, True, False)
    assert (carried["revised_must_be"], failed["revised_must_be"]) == ("higher", None)


def test_a_late_report_leaves_a_veto_without_effect(service: Service) -> None:
    query = {"financial_year": "2026-27", "members": 14, "votes": 14, "direction": "too_high", "report": "late"}
    found = service.ask("GET", "/v1/panel-veto", params={**query, "proposed_band_d_pounds": "300"}).json()
    assert (found["enough_votes"], found["in_time"], found["carried"]) == (True, False, False)


@pytest.mark.parametrize(
    ("direction", "revised", "fits"),
    [("too_high", "299.99", True), ("too_high", "300", False), ("too_low", "300.01", True), ("too_low", "299", False)],
)
def test_a_revised_precept_goes_the_way_the_veto_points(
    service: Service, direction: str, revised: str, fits: bool
) -> None:
    query = {"financial_year": "2026-27", "members": 14, "votes": 10, "direction": direction}
    query |= {"proposed_band_d_pounds": "300", "revised_band_d_pounds": revised}
    assert service.ask("GET", "/v1/panel-veto", params=query).json()["revision_fits"] is fits


def test_more_votes_than_members_are_refused(service: Service) -> None:
    query = {
        "financial_year": "2026-27",
        "members": 3,
        "votes": 4,
        "direction": "too_low",
        "proposed_band_d_pounds": "300",
    }
    reply = service.ask("GET", "/v1/panel-veto", params=query)
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/more-votes-than-members")


def test_the_days_of_2026_27_lie_in_the_winter_before_it(service: Service) -> None:
    found = service.ask("GET", "/v1/timetable", params={"financial_year": "2026-27"}).json()
    days = {each["step"]: each["day"] for each in found["steps"]}
    assert (days["proposal"], days["first_report"], days["revised_precept"]) == (
        "2026-02-01",
        "2026-02-08",
        "2026-02-15",
    )
    opens = {each["step"]: each["opens_on"] for each in found["steps"] if each["opens_on"]}
    assert opens == {"tax_base": "2025-12-01"}
    assert [each["order"] for each in found["steps"]] == list(range(1, 10))
    assert [each["day"] for each in found["steps"]] == sorted(days.values())
    proposal = next(each for each in found["steps"] if each["step"] == "proposal")
    assert (proposal["weekday"], proposal["at_weekend"], proposal["last_working_day"]) == ("Sunday", True, "2026-01-30")
    issue = next(each for each in found["steps"] if each["step"] == "issue")
    assert (issue["limit"], issue["last_working_day"]) == ("before", "2026-02-27")


def test_wales_has_no_step_for_a_collection_fund(service: Service) -> None:
    found = service.ask("GET", "/v1/timetable", params={"financial_year": "2026-27", "country": "Wales"}).json()
    assert "collection_fund" not in {each["step"] for each in found["steps"]}


# --- regimes ---------------------------------------------------------------------------------------


def test_londons_two_amounts_of_2016_17_are_those_the_authority_published(service: Service) -> None:
    """Appendix A of the Greater London Authority's calculations for 2016-17."""
    query = {
        "financial_year": "2016-17",
        "police_requirement_pounds": "566657143",
        "other_requirement_pounds": "207686212",
        "boroughs_tax_base": "2803706.61",
        "city_tax_base": "7041.95",
    }
    found = service.ask("GET", "/v1/precepts/london", params=query).json()
    assert (found["unadjusted_pounds"], found["police_pounds"], found["adjusted_pounds"]) == (
        "73.89",
        "202.11",
        "276.00",
    )
    raised = Decimal(found["raised_in_boroughs_pounds"]) + Decimal(found["raised_in_city_pounds"])
    assert raised == Decimal(found["raised_pounds"])
    assert Decimal(found["rounding_pounds"]) == raised - Decimal(found["requirement_pounds"])


@pytest.mark.parametrize(
    ("area", "year", "kind"),
    [
        ("E23000032", "2012-13", "police_authority"),
        ("E23000032", "2013-14", "commissioner"),
        ("E23000005", "2017-18", "commissioner"),
        ("E23000005", "2018-19", "mayor"),
        ("E23000028", "2018-19", "commissioner_and_fire"),
        ("E23000001", "2016-17", "greater_london_authority"),
        ("E23000009", "2024-25", "commissioner_and_fire"),
        ("E23000009", "2025-26", "mayor"),
        ("W15000004", "2016-17", "commissioner"),
    ],
)
def test_who_sets_the_precept_depends_on_the_area_and_the_year(
    service: Service, area: str, year: str, kind: str
) -> None:
    question = {"police_area": area, "financial_year": year, "increase": {"kind": "freeze"}}
    assert service.answer("/v1/precepts/calculate", question)["regime"]["kind"] == kind


def test_the_city_of_london_has_no_precept_and_the_problem_says_why(service: Service) -> None:
    query = {**KENT_QUERY, "police_area": "E23000034"}
    problem = service.ask("GET", "/v1/precepts/calculate", params=query).json()
    assert problem["type"] == "/problems/unknown-police-area"
    assert "Common Council" in problem["detail"]


# --- rounding policies -----------------------------------------------------------------------------


def test_a_month_is_a_twelfth_or_one_of_ten_instalments(service: Service) -> None:
    twelve = service.answer("/v1/precepts/calculate", KENT)
    ten = service.answer("/v1/precepts/calculate", {**KENT, "rounding": {"instalments": 10}})
    assert [found["bands"][3]["proposed_monthly_pounds"] for found in (twelve, ten)] == ["12.68", "15.22"]
    assert (twelve["rounding"]["instalments"], ten["rounding"]["instalments"]) == (12, 10)
    assert ten["permalink"].endswith("instalments=10")


# --- households and papers -------------------------------------------------------------------------


def test_78_percent_of_kents_homes_are_in_band_d_or_below(service: Service) -> None:
    found = service.ask("GET", HOUSEHOLDS, params=KENT_QUERY).json()
    assert found["at_or_below_band_d_percent"] == "78.0450"
    assert found["bands"][-1]["at_or_below_percent"] == "100.0000"


def test_a_single_adult_pays_three_quarters_and_ten_instalments_add_up(service: Service) -> None:
    found = service.ask("GET", HOUSEHOLDS, params={**KENT_QUERY, "instalments": 10}).json()
    for band in found["bands"]:
        year = Decimal(band["proposed_pounds"])
        assert abs(Decimal(band["with_discount_pounds"]) - year * 3 / 4) <= Decimal("0.005")
        assert Decimal(band["first_instalment_pounds"]) + 9 * Decimal(band["other_instalments_pounds"]) == year


def test_a_home_with_disabled_relief_pays_as_the_band_below(service: Service) -> None:
    bands = service.ask("GET", HOUSEHOLDS, params=KENT_QUERY).json()["bands"]
    assert bands[0]["with_disabled_relief_pounds"] == "84.53"
    for below, band in pairwise(bands):
        assert band["with_disabled_relief_pounds"] == below["proposed_pounds"]


def test_homes_can_be_given(service: Service) -> None:
    question = {
        "precept": KENT,
        "dwellings": [{"band": "A", "dwellings": 3}, {"band": "D", "dwellings": 1}, {"band": "E", "dwellings": 4}],
    }
    found = service.answer(HOUSEHOLDS, question)
    assert (found["dwellings"], found["at_or_below_band_d_percent"]) == (8, "50.0000")


def test_the_leaflet_sets_two_years_side_by_side(service: Service) -> None:
    question = {
        "precept": KENT,
        "this_year": {"gross_expenditure_pounds": "300000000", "grants_pounds": "209305386", "population": 1800000},
        "last_year": {"gross_expenditure_pounds": "298000000", "grants_pounds": "212076417"},
    }
    found = service.answer(LEAFLET, question)
    money = {each["line"]: each for each in found["money"]}
    assert money["council_tax_requirement"]["this_year_pounds"] == "90694614.00"
    assert money["raised_beyond_requirement"]["this_year_pounds"] == "-1.29"
    assert money["raised_per_head"] == {
        "line": "raised_per_head", "last_year_pounds": None, "this_year_pounds": "50.39", "change_pounds": None,
    }  # fmt: skip
    ashford = next(each for each in found["councils"] if each["name"] == "Ashford")
    assert (ashford["prior_precept_pounds"], ashford["precept_pounds"]) == ("6234010.00", "6656563.00")
    assert any("raises £1.29 less" in each for each in found["warnings"]) is False
    reasons = sum(Decimal(each["pounds"]) for each in found["reasons"])
    assert reasons == Decimal(money["raised_by_band_d"]["change_pounds"])


def test_kents_return_passes_its_checks_and_one_in_thousands_does_not(service: Service) -> None:
    right = service.answer(RETURN, {"precept": KENT, "requirement_pounds": "90694614"})
    wrong = service.answer(RETURN, {"precept": KENT, "requirement_pounds": "90695"})
    assert right["passes"] is True
    failed = {each["check"] for each in wrong["checks"] if each["passed"] is False}
    assert "pounds_not_thousands" in failed
    assert "requirement_over_tax_base_is_band_d" in failed


def test_a_return_with_the_tax_base_of_the_year_before_fails(service: Service) -> None:
    found = service.answer(RETURN, {"precept": KENT, "requirement_pounds": "90694614", "tax_base": "583918.30"})
    failed = {each["check"] for each in found["checks"] if each["passed"] is False}
    assert failed == {"requirement_over_tax_base_is_band_d", "band_d_times_tax_base_is_close", "tax_bases_add_up"}
    assert (found["passes"], found["checks_failed"], found["checks_not_made"]) == (False, 3, 0)


def test_a_tax_base_that_is_entered_is_what_the_requirement_rests_on(service: Service) -> None:
    precept = {"police_area": "E23000032", "financial_year": "2024-25", "increase": {"kind": "cash", "pounds": "13"}}
    found = service.answer(RETURN, {"precept": precept, "tax_base": "671785"})
    lines = {each["line"]: each["value"] for each in found["lines"]}
    assert (lines["band_d"], lines["requirement"]) == ("256.15", "172077728.00")


def test_a_band_d_that_is_entered_is_the_one_that_is_judged(service: Service) -> None:
    found = service.answer(RETURN, {"precept": KENT, "band_d_pounds": "160.00"})
    checks = {each["check"]: each["passed"] for each in found["checks"]}
    assert (checks["not_excessive"], checks["band_d_is_as_calculated"]) == (False, False)
    assert next(each["value"] for each in found["lines"] if each["line"] == "band_h_charge") == "320.00"


def test_every_return_that_government_published_passes(service: Service) -> None:
    rows = [row for row in register().returns.rows if row.financial_year.start in (2016, 2022)]
    assert len(rows) > 60
    for row in rows:
        precept = {
            "police_area": row.police_area,
            "financial_year": str(row.financial_year),
            "increase": {"kind": "band_d", "pounds": str(row.band_d_pounds)},
        }
        entered = {"requirement_pounds": str(row.requirement_pounds), "tax_base": str(row.tax_base)}
        found = service.answer(RETURN, {"precept": precept, **entered})
        assert found["passes"] is True, (row, found["checks"])


# --- workbooks -------------------------------------------------------------------------------------


def test_a_workbook_has_one_sheet_a_table_with_contents_figures_and_notes(service: Service) -> None:
    reply = service.ask("GET", "/v1/precepts/calculate.xlsx", params=KENT_QUERY)
    assert reply.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    with zipfile.ZipFile(io.BytesIO(reply.content)) as book:
        workbook = book.read("xl/workbook.xml").decode()
        bands = book.read("xl/worksheets/sheet2.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    names = ["contents", "bands", "billing-authorities", "summary", "figures", "notes"]
    assert [f'name="{name}"' in workbook for name in names] == [True] * 6
    assert "<v>101.43</v>" in bands
    assert "Kent: police precept 2016-17" in strings


def test_the_same_workbook_is_the_same_bytes(service: Service) -> None:
    first, second = (service.ask("GET", "/v1/precepts/calculate.xlsx", params=KENT_QUERY) for _ in range(2))
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
