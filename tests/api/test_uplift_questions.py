"""Over HTTP: what an uplift takes, uplifts whose outcome is known, and a promise held against what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from tests.api.test_answers import Json, Service

NEEDS, BACK_TESTS, TRACK = "/v1/uplifts/needs", "/v1/uplifts/back-tests", "/v1/uplifts/track"
LEVERS, UPLIFT = "/v1/uplifts/levers", "/v1/uplifts/calculate"
KENT = {"start_month": "2016-02", "officers": 24, "strength_at_start": "76"}
PROMISE: Json = {
    "start_month": "2016-02",
    "strength_at_start": "76",
    "promised_strength": "100",
    "promised_by_month": "2018-03",
    "raised_annual_pounds": "1200000",
    "cost_per_officer_pounds": "64624",
    "counts": [
        {"month": "2016-07", "authorised": "76"},
        {"month": "2017-05", "authorised": "81", "spent_pounds": "600000"},
    ],
}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    found = Service()
    yield found
    found.runner.run(found.http.aclose())
    found.runner.close()


def test_reaching_100_in_two_years_takes_more_than_volunteers_allow(service: Service) -> None:
    found = service.answer(NEEDS, {**KENT, "months": 24})
    assert found["authorised_sought"] == "100.00"
    assert (found["to_reach"]["enough"], found["to_reach"]["limit"]) == (False, "volunteers")
    assert {each["limit"]: each["places_a_year"] for each in found["places_allowed"]}["volunteers"] == "17.50"
    assert Decimal(found["to_reach"]["course_places_a_year"]) > Decimal("17.50")


def test_more_time_takes_fewer_places_a_year(service: Service) -> None:
    places = [
        Decimal(service.answer(NEEDS, {**KENT, "months": months})["to_reach"]["course_places_a_year"])
        for months in (12, 24, 48, 120)
    ]
    assert places == sorted(places, reverse=True)


def test_deployable_officers_take_more_authorised_ones(service: Service) -> None:
    found = service.answer(NEEDS, {**KENT, "counted_as": "deployable"})
    assert found["authorised_sought"] == "102.37"


def test_a_pipeline_that_never_gets_there_says_where_it_settles(service: Service) -> None:
    question = {**KENT, "assumptions": {"attrition": "0.13", "volunteers": "30"}}
    found = service.answer(NEEDS, question)
    assert found["reached_in_month"] is None
    assert Decimal(found["settles_at"]) < 100
    assert "never gets there" in found["explanation"]


@pytest.mark.parametrize("knowledge", ["then", "hindsight"])
def test_kents_back_test_stands_beside_the_published_81(service: Service, knowledge: str) -> None:
    found = service.ask("GET", BACK_TESTS, params={"back_test": "kent_2016", "knowledge": knowledge}).json()
    assert (found["observed_officers"], found["observed_month"], found["strength_at_start"]) == (81, "2017-05", "76.00")
    assert Decimal(found["off_by"]) == Decimal(found["central_officers"]) - 81
    assert Decimal(found["fewest_officers"]) < 81 < Decimal(found["most_officers"])
    assert found["matters_most"] == found["tried"][0]["parameter"]
    assert found["months"][-1]["authorised"] == found["central_officers"]
    assert [each for each in found["warnings"] if "Hindsight" in each] == found["warnings"]
    assert bool(found["warnings"]) is (knowledge == "hindsight")


def test_then_and_hindsight_rest_on_different_figures(service: Service) -> None:
    then, hindsight = (
        service.ask("GET", BACK_TESTS, params={"back_test": "kent_2016", "knowledge": each}).json()
        for each in ("then", "hindsight")
    )
    values = [{each["name"]: each["value"] for each in found["provenance"]["figures"]} for found in (then, hindsight)]
    assert {name for name in values[0] if values[0][name] != values[1][name]} == {
        "attrition", "course_weeks", "pass_rate", "selection_rate",
    }  # fmt: skip


def test_a_back_test_that_the_model_misses_says_so(service: Service) -> None:
    found = service.ask("GET", BACK_TESTS, params={"back_test": "national_2016", "knowledge": "hindsight"}).json()
    assert found["observed_within_range"] is False
    assert [each for each in found["warnings"] if "the model misses it" in each]


def test_a_back_test_that_is_not_held_is_told_which_are(service: Service) -> None:
    reply = service.ask("GET", BACK_TESTS, params={"back_test": "kent_2017"})
    assert reply.status_code == 400
    assert "kent_2016" in reply.json()["errors"][0]["detail"]


def test_a_promise_is_met_at_the_present_rate_in_so_many_months(service: Service) -> None:
    found = service.answer(TRACK, PROMISE)
    assert (found["met"], found["officers_a_month"]) == (False, "0.50")
    assert found["met_in_month"] == "2020-07"
    assert (found["should_be"], found["behind_by"]) == ("90.77", "9.77")
    last = found["standings"][-1]
    assert (last["extra"], last["missing"], last["months_since_start"]) == ("5.00", "19.00", 16)
    assert (last["raised_pounds"], last["spent_pounds"], last["unspent_pounds"]) == (
        "1600000.00",
        "600000.00",
        "1000000.00",
    )
    assert (last["funded_officers"], found["promised_extra"]) == (18, "24.00")
    assert len(found["warnings"]) == 2


def test_a_promise_at_a_standstill_is_never_met(service: Service) -> None:
    counts = [{"month": "2016-07", "authorised": "80"}, {"month": "2017-05", "authorised": "79"}]
    found = service.answer(TRACK, {**PROMISE, "counts": counts})
    assert found["met_in_month"] is None
    assert "never met" in found["explanation"]


def test_a_promise_kept_is_met(service: Service) -> None:
    found = service.answer(TRACK, {**PROMISE, "counts": [{"month": "2018-01", "authorised": "101"}]})
    assert (found["met"], found["met_in_month"], found["standings"][0]["missing"]) == (True, "2018-01", "0.00")


# --- levers --------------------------------------------------------------------------------------

ASKED: Json = {
    "police_area": "E23000032",
    "start_month": "2016-04",
    "officers": 24,
    "strength_at_start": "76",
    "years": 4,
}


def test_the_uplift_as_asked_is_the_one_that_is_calculated(service: Service) -> None:
    found, alone = service.answer(LEVERS, ASKED), service.answer(UPLIFT, ASKED)
    assert found["as_asked"]["deployable"] == alone["years"][-1]["deployable"]
    spent = sum(Decimal(each["in_year_pounds"]) for each in alone["years"])
    assert Decimal(found["as_asked"]["cost_pounds"]) == spent


def test_each_lever_gives_what_the_uplift_with_that_assumption_gives(service: Service) -> None:
    found = service.answer(LEVERS, ASKED)
    assert len(found["levers"]) == 8
    for lever in found["levers"]:
        changed = {each["parameter"]: each["value"] for each in lever["changes"]}
        alone = service.answer(UPLIFT, {**ASKED, "assumptions": changed})
        assert lever["deployable"] == alone["years"][-1]["deployable"], lever["lever"]
        assert Decimal(lever["cost_pounds"]) == sum(Decimal(each["in_year_pounds"]) for each in alone["years"])


def test_where_volunteers_bind_another_place_in_the_class_does_nothing(service: Service) -> None:
    levers = {each["lever"]: each for each in service.answer(LEVERS, ASKED)["levers"]}
    assert levers["class_size +1"]["extra_deployable"] == "0.00"
    assert levers["class_size +1"]["cost_per_extra_deployable_pounds"] is None
    assert Decimal(levers["volunteers +10"]["extra_deployable"]) > 5


def test_what_a_lever_costs_to_pull_is_the_callers_and_is_counted(service: Service) -> None:
    free = {"name": "an allowance", "changes": {"volunteers": "60"}}
    levers = [free, {**free, "name": "the same, paid", "annual_cost_pounds": "100000"}]
    found = {each["lever"]: each for each in service.answer(LEVERS, {**ASKED, "levers": levers})["levers"]}
    more = Decimal(found["the same, paid"]["extra_cost_pounds"]) - Decimal(found["an allowance"]["extra_cost_pounds"])
    assert more == 400_000
    assert found["the same, paid"]["extra_deployable"] == found["an allowance"]["extra_deployable"]


def test_a_lever_that_changes_nothing_leaves_the_uplift_as_it_is(service: Service) -> None:
    found = service.answer(LEVERS, {**ASKED, "levers": [{"name": "nothing", "changes": {}}]})
    assert found["levers"][0]["extra_deployable"] == "0.00"
    assert found["levers"][0]["cost_pounds"] == found["as_asked"]["cost_pounds"]


# --- simulation ----------------------------------------------------------------------------------

SIMULATE = "/v1/uplifts/simulations"


def test_a_simulation_has_ascending_percentiles_and_repeats_itself_to_the_byte(service: Service) -> None:
    question = {**KENT, "months": 16, "draws": 500}
    replies = [service.ask("POST", SIMULATE, json=question) for _ in range(2)]
    assert replies[0].content == replies[1].content
    found = replies[0].json()
    assert len(found["months"]) == 16
    for month in found["months"]:
        for stock in ("authorised", "deployable"):
            levels = [month[stock][f"percentile_{level}"] for level in (5, 25, 50, 75, 95)]
            assert levels == sorted(levels)
    shares = [Decimal(month["reached_percent"]) for month in found["months"]]
    assert shares == sorted(shares)


def test_kents_81_is_an_outcome_that_chance_alone_allows(service: Service) -> None:
    last = service.answer(SIMULATE, {**KENT, "months": 16, "draws": 2000})["months"][-1]
    assert last["month"] == "2017-05"
    assert last["authorised"]["percentile_5"] < 81 <= last["authorised"]["percentile_95"]


# --- roles ---------------------------------------------------------------------------------------


def test_a_taser_is_limited_by_training_and_money_where_firearms_are_by_volunteers(service: Service) -> None:
    taser = {**ASKED, "role": "taser_officer", "officers": 200, "strength_at_start": "400", "staffing": "convert"}
    found = service.answer(UPLIFT, taser)
    allowed = {each["limit"]: Decimal(each["places_a_year"]) for each in found["places_allowed"]}
    assert min(allowed, key=lambda limit: allowed[limit]) == "class_size"
    assert found["reached_in_month"] is not None
    assert found["unit_cost"]["kit_to_qualify_pounds"] == "1200.00"
    armed = {each["limit"]: Decimal(each["places_a_year"]) for each in service.answer(UPLIFT, ASKED)["places_allowed"]}
    assert min(armed, key=lambda limit: armed[limit]) == "volunteers"


def test_an_officer_who_carries_a_taser_stays_in_the_post(service: Service) -> None:
    found = service.answer(UPLIFT, {**ASKED, "role": "taser_officer"})
    assert found["staffing"] == "convert"
    assert {each["response_shortfall"] for each in found["months"]} == {"0.00"}
    assert {each["extra_cars"] for each in found["years"]} == {None}


@pytest.mark.parametrize("staffing", ["convert_and_backfill", "recruit", "transferee"])
def test_nobody_is_hired_behind_an_officer_who_stays_in_the_post(service: Service, staffing: str) -> None:
    problem = service.refusal(UPLIFT, {**ASKED, "role": "taser_officer", "staffing": staffing})
    assert problem["type"].rsplit("/", 1)[-1] == "assumptions-conflict"
    assert problem["errors"][0]["field"] == "staffing"


def test_an_afo_has_the_basic_course_and_no_vehicle(service: Service) -> None:
    found = service.answer(UPLIFT, {**ASKED, "role": "afo"})
    assert found["unit_cost"]["premium"]["vehicle_share_annual_pounds"] == "0.00"
    assert Decimal(found["unit_cost"]["training_to_qualify_pounds"]) == round(Decimal(4671) / Decimal("0.55"), 2)


def test_the_armed_response_officer_is_the_default_role(service: Service) -> None:
    assert service.answer(UPLIFT, {**ASKED, "role": "arv_officer"}) == service.answer(UPLIFT, ASKED)


def test_every_specialist_made_is_an_armed_response_officer_lost(service: Service) -> None:
    asked = {**ASKED, "role": "ctsfo", "officers": 8, "strength_at_start": "20"}
    found, without = (service.answer(UPLIFT, {**asked, "officers": officers}) for officers in (8, 0))
    more = sum(Decimal(each["qualified"]) for each in found["years"])
    more -= sum(Decimal(each["qualified"]) for each in without["years"])
    lost = found["drawn_from"]
    assert lost["role"] == "arv_officer"
    assert abs(Decimal(lost["officers_lost"]) - more) <= Decimal("0.05")
    assert without["drawn_from"]["officers_lost"] == "0.00"
    places = Decimal(lost["officers_lost"]) / Decimal("0.55")
    assert abs(Decimal(lost["course_places_to_replace"]) - places) < Decimal("0.02")
    assert [each for each in found["warnings"] if lost["officers_lost"] in each]
    assert service.answer(UPLIFT, ASKED)["drawn_from"] is None


# --- ways to the role ----------------------------------------------------------------------------


def test_the_stages_are_those_of_the_way_the_officers_come(service: Service) -> None:
    def stages(staffing: str) -> list[str]:
        return [each["stage"] for each in service.answer(UPLIFT, {**ASKED, "staffing": staffing})["stages"]]

    assert stages("convert") == stages("convert_and_backfill")
    assert stages("recruit")[:2] == ["hire", "probation"]
    assert "selection" not in stages("transferee")


def test_a_stage_shows_the_value_that_the_pipeline_used(service: Service) -> None:
    asked = {**ASKED, "assumptions": {"role_allowance": "1000", "volunteers_per_1000_allowance": "0.2"}}
    volunteer = service.answer(UPLIFT, asked)["stages"][0]
    assert volunteer["parameters"] == [{"name": "volunteers", "value": "60", "unit": "applicants_a_year"}]


def test_constables_hired_first_join_only_when_past_probation(service: Service) -> None:
    found = service.answer(UPLIFT, {**ASKED, "staffing": "recruit", "years": 6, "assumptions": {"volunteers": "1000"}})
    sought = [each["authorised_sought"] for each in found["months"]]
    assert (sought[36], sought[37]) == ("76.00", "100.00")
    assert Decimal(found["years"][1]["recruitment_pounds"]) > 24 * 10_000
    assert Decimal(found["years"][5]["authorised"]) > 90


def test_courses_begin_in_the_months_named(service: Service) -> None:
    found = service.answer(UPLIFT, {**ASKED, "intake_months": [9, 1]})
    began = [each["month"] for each in found["months"] if Decimal(each["course_places"]) > 0]
    assert began[:4] == ["2016-09", "2017-01", "2017-09", "2018-01"]


@pytest.mark.parametrize(
    ("field", "given", "parameter"),
    [
        ("intake_months", [9], "intakes"),
        ("pool", {"officers_past_probation": "800", "volunteering_share": "0.06"}, "volunteers"),
    ],
)
def test_what_is_said_twice_is_refused_by_name(service: Service, field: str, given: object, parameter: str) -> None:
    levers = [{"name": "more", "changes": {parameter: "5"}}]
    for path, twice in ((UPLIFT, {"assumptions": {parameter: "5"}}), (LEVERS, {"levers": levers})):
        problem = service.refusal(path, {**ASKED, field: given, **twice})
        assert problem["type"].rsplit("/", 1)[-1] == "assumptions-conflict"
        assert [each["field"] for each in problem["errors"]] == [field]


def test_a_small_pool_runs_dry_where_so_many_volunteers_a_year_would_not(service: Service) -> None:
    pool = {"officers_past_probation": "60", "volunteering_share": "0.833333"}
    many = {**ASKED, "staffing": "convert", "years": 10, "assumptions": {"attrition": "0.13"}}
    dry = [Decimal(each["course_places"]) for each in service.answer(UPLIFT, {**many, "pool": pool})["years"]]
    steady = [Decimal(each["course_places"]) for each in service.answer(UPLIFT, many)["years"]]
    assert abs(dry[0] - steady[0]) < 2
    assert dry[-1] < steady[-1] / 2


# --- money ---------------------------------------------------------------------------------------


def test_an_allowance_for_all_is_new_money_and_the_force_without_the_uplift_pays_none(service: Service) -> None:
    uplift = {key: value for key, value in ASKED.items() if key not in ("police_area", "start_month")}
    precept = {"police_area": "E23000032", "financial_year": "2016-17", "increase": {"kind": "cash", "pounds": "5"}}
    plain = service.answer("/v1/funding/calculate", {"precept": precept, "uplift": uplift})
    paid = service.answer(
        "/v1/funding/calculate", {"precept": precept, "uplift": {**uplift, "assumptions": {"role_allowance": "1000"}}}
    )
    allowance = Decimal(paid["uplift"]["years"][0]["role_allowance_pounds"])
    assert Decimal(74_000) < allowance < Decimal(78_000)
    for year in range(4):
        more = Decimal(paid["gap_by_year"][year]["additional_cost_pounds"]) - Decimal(
            plain["gap_by_year"][year]["additional_cost_pounds"]
        )
        assert more == Decimal(paid["uplift"]["years"][year]["role_allowance_pounds"])
    assert paid["affordability"]["sustainable_officers"] < plain["affordability"]["sustainable_officers"]


def test_an_allowance_as_a_lever_is_paid_for_and_its_effect_is_the_callers_figure(service: Service) -> None:
    changes = {"role_allowance": "1000", "volunteers_per_1000_allowance": "0.5"}
    levers = [{"name": "paid", "changes": changes}, {"name": "idle", "changes": {"role_allowance": "1000"}}]
    found = {each["lever"]: each for each in service.answer(LEVERS, {**ASKED, "levers": levers})["levers"]}
    assert Decimal(found["paid"]["extra_deployable"]) > 1
    assert Decimal(found["paid"]["cost_per_extra_deployable_pounds"]) > 0
    assert found["idle"]["extra_deployable"] == "0.00"
    assert Decimal(found["idle"]["extra_cost_pounds"]) > 4 * 70_000


def test_overtime_for_missing_officers_ends_when_the_posts_are_filled(service: Service) -> None:
    bridged = {"volunteers": "1000", "instructors": "20", "bridge_hours": "1500"}
    found = service.answer(UPLIFT, {**ASKED, "assumptions": bridged})
    costs = [Decimal(each["bridging_pounds"]) for each in found["years"]]
    assert costs[0] > 10 * costs[-1]
    assert costs[0] > 500_000


def test_a_car_takes_sixteen_officers_of_the_programme_and_eleven_by_its_crew(service: Service) -> None:
    programme = service.answer(UPLIFT, ASKED)
    crewed = service.answer(UPLIFT, {**ASKED, "assumptions": {"vehicle_basis": "crewing"}})
    share = Decimal(crewed["unit_cost"]["premium"]["vehicle_share_annual_pounds"])
    assert share == round(Decimal(55_000) / 4 / Decimal("11.2"), 2)
    extra = Decimal(programme["years"][-1]["extra_authorised"])
    assert abs(Decimal(programme["years"][-1]["extra_cars"]) - extra / 16) < Decimal("0.01")
    assert abs(Decimal(crewed["years"][-1]["extra_cars"]) - extra / Decimal("11.2")) < Decimal("0.01")


def test_1_2_million_is_37_officers_at_point_3_and_24_at_point_7_of_the_home_office_table(service: Service) -> None:
    """Kent announced 37, then 24: the Home Office's pay and on-costs at 2015-16 prices, £32,300 and £49,800."""
    found = service.answer(
        "/v1/funding/calculate",
        {
            "precept": {
                "police_area": "E23000032",
                "financial_year": "2015-16",
                "increase": {"kind": "freeze"},
                "prior_band_d_pounds": "144.28",
                "tax_base": "570000",
            },
            "uplift": {
                "officers": 37,
                "strength_at_start": "76",
                "years": 2,
                "assumptions": {"pay_mix": "september", "night_share": "0", "nonpay_recurring": "0"},
                "on_costs": {
                    "pension_rate_percent": "21.3",
                    "ni_rate_percent": "13.8",
                    "ni_threshold_annual_pounds": "7696",
                    "levy_rate_percent": "0",
                    "regional_allowance_annual_pounds": "0",
                },
            },
            "other_funding": [
                {"name": "for firearms", "pounds": "1200000", "recurrence": "recurring", "source": "other"}
            ],
        },
    )
    priced = {each["pay_point"]: each for each in found["officers_by_pay_point"]}
    assert (priced[3]["officers_at_pay_alone"], priced[7]["officers_at_pay_alone"]) == (37, 24)
    assert round(Decimal(priced[3]["pay_annual_pounds"]), -2) == 32_300
    assert round(Decimal(priced[7]["pay_annual_pounds"]), -2) == 49_800
    assert priced[7]["officers_kept"] == found["affordability"]["sustainable_officers"] < 24


def test_the_full_year_effect_of_an_allowance_is_that_of_all_officers(service: Service) -> None:
    found = service.answer(UPLIFT, {**ASKED, "assumptions": {"role_allowance": "1000"}})
    plain = service.answer(UPLIFT, ASKED)
    more = Decimal(found["years"][0]["full_year_effect_pounds"]) - Decimal(plain["years"][0]["full_year_effect_pounds"])
    assert more == (76 + 24) * 1_000


def test_what_the_force_spends_anyway_does_not_move_with_an_allowance(service: Service) -> None:
    paid = {"role_allowance": "1000", "volunteers_per_1000_allowance": "0.2", "leavers_per_1000_allowance": "-0.1"}
    found, plain = (service.answer(UPLIFT, {**ASKED, "assumptions": each})["years"] for each in (paid, {}))
    for with_allowance, without in zip(found, plain, strict=True):
        assert with_allowance["baseline_replacement_pounds"] == without["baseline_replacement_pounds"]


def test_a_month_named_twice_is_one_month(service: Service) -> None:
    assert service.answer(UPLIFT, {**ASKED, "intake_months": [9, 9]}) == service.answer(
        UPLIFT, {**ASKED, "intake_months": [9]}
    )


@pytest.mark.parametrize(
    ("assumptions", "told"),
    [
        ({"rival_offer": "5000"}, "rival_offer changes nothing"),
        ({"role_allowance": "1000"}, "role_allowance costs money and brings nobody"),
        ({"volunteers_with_support": "0.2"}, "Better support has an effect here and no cost"),
        ({"bridge_hours": "1500"}, "Posts are still empty in 2019-20"),
    ],
)
def test_what_changes_nothing_or_never_ends_is_told(service: Service, assumptions: Json, told: str) -> None:
    found = service.answer(UPLIFT, {**ASKED, "assumptions": assumptions})
    assert [each for each in found["warnings"] if told in each]
    assert not [each for each in service.answer(UPLIFT, ASKED)["warnings"] if told in each]


def test_recruits_who_are_not_ready_are_named_as_what_binds(service: Service) -> None:
    uplift = {key: value for key, value in ASKED.items() if key not in ("police_area", "start_month")}
    precept = {"police_area": "E23000032", "financial_year": "2016-17", "increase": {"kind": "cash", "pounds": "5"}}
    found = service.answer(
        "/v1/funding/calculate", {"precept": precept, "uplift": {**uplift, "staffing": "recruit", "years": 3}}
    )
    assert found["affordability"]["binding_constraint"] == "recruits"
    assert [each for each in found["warnings"] if "past probation only in 2019-05" in each]


def test_constables_hired_first_cannot_be_ready_in_a_year(service: Service) -> None:
    problem = service.refusal(NEEDS, {**KENT, "staffing": "recruit", "months": 12})
    assert problem["errors"][0]["field"] == "months"


def test_provenance_names_what_is_used_and_not_what_it_replaces(service: Service) -> None:
    pool = {"officers_past_probation": "800", "volunteering_share": "0.06"}
    found = service.answer(UPLIFT, {**ASKED, "pool": pool, "intake_months": [1, 9]})
    names = {each["name"] for each in found["provenance"]["figures"]}
    assert {"officers_past_probation", "volunteering_share", "intake_months"} <= names
    assert not {"volunteers", "intakes", "crew"} & names


def test_one_lever_more_for_transferees_is_more_of_those_who_apply(service: Service) -> None:
    found = service.answer(LEVERS, {**ASKED, "staffing": "transferee"})
    best = found["levers"][0]
    assert best["changes"][0]["parameter"] in ("transferee_applicants", "net_transfers")
    assert Decimal(best["extra_deployable"]) > 1


def test_a_text_out_of_its_pattern_is_told_in_its_own_words(service: Service) -> None:
    reply = service.ask("POST", UPLIFT, json={**ASKED, "strength_at_start": "-1"})
    assert reply.status_code == 400
    assert "Officers below 10,000" in reply.text
