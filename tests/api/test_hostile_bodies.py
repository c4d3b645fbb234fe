"""What no client should send, and some do: every one is refused by name, at once, and nothing falls over.

In process, over ASGI: what the HTTP server itself refuses (half-sent headers, wrong lengths) is not asked here.
"""

from __future__ import annotations

import asyncio
import copy
import csv
import gzip
import io
import json
import re
import time
from collections.abc import Iterator
from typing import Any, cast

import httpx
import polars as pl
import pytest

from precept.api.addresses import addresses_of
from precept.api.csv_text import csv_bytes
from precept.app import ROUTES, create_app
from precept.register.tables import TABLES as REGISTER_TABLES
from precept.settings import Settings

Json = dict[str, Any]
Path = tuple[str | int, ...]

PROBLEM_JSON = "application/problem+json"
AS_JSON = {"content-type": "application/json"}
QUICK_SECONDS = 0.050
PRECEPT, FUNDING = "/v1/precepts/calculate", "/v1/funding/calculate"
OFFICERS, UPLIFT = "/v1/officer-costs/calculate", "/v1/uplifts/calculate"
PAY_POINTS = f"{OFFICERS}/pay-points.csv"
SOLVE, OPTIONS, REVISE = "/v1/precepts/solve", "/v1/precepts/options", "/v1/precepts/revise"
RECONCILE, REFERENDUM = "/v1/precepts/reconcile", "/v1/referendums/calculate"
HOUSEHOLDS, LEAFLET, RETURN = "/v1/households/calculate", "/v1/papers/leaflet", "/v1/papers/requirement-return"
TAX_BASE, FUNDS = "/v1/tax-bases/calculate", "/v1/collection-funds/share"
NEEDS, TRACK, LEVERS = "/v1/uplifts/needs", "/v1/uplifts/track", "/v1/uplifts/levers"
SIMULATE = "/v1/uplifts/simulations"
PLAN = "/v1/funding/plans"
CLOSE = "/v1/funding/plans/solve"
FIND, LAYERS = "/v1/funding/solve", "/v1/funding/overlays"
BATCH = "/v1/funding/batch"
TRY, FUTURES = "/v1/funding/sensitivity", "/v1/funding/simulations"

KENT: Json = {
    "police_area": "E23000032",
    "financial_year": "2016-17",
    "increase": {"kind": "percent", "percent": "3.4"},
}
AREA_AND_YEAR: Json = {"police_area": "E23000032", "financial_year": "2016-17"}
MINIMAL: dict[str, Json] = {
    PRECEPT: KENT,
    FUNDING: {"precept": KENT, "uplift": {"officers": 24, "strength_at_start": "76"}},
    OFFICERS: {"financial_year": "2016-17"},
    UPLIFT: {"start_month": "2016-04", "officers": 24, "strength_at_start": "76"},
    NEEDS: {"start_month": "2016-02", "officers": 24, "strength_at_start": "76"},
    LEVERS: {"start_month": "2016-04", "officers": 24, "strength_at_start": "76"},
    FIND: {"precept": AREA_AND_YEAR, "uplift": {"officers": 24, "strength_at_start": "76"}, "by_month": "2018-03"},
    BATCH: {"rows": [{"police_area": "E23000032", "financial_year": "2016-17"}]},
    PLAN: {"precept": KENT},
    CLOSE: {"precept": KENT},
    LAYERS: {"precept": KENT, "layers": [{"name": "freeze", "increase": {"kind": "freeze"}}]},
    TRY: {"precept": KENT},
    FUTURES: {"precept": KENT, "draws": 10},
    SIMULATE: {"start_month": "2016-04", "officers": 24, "strength_at_start": "76", "draws": 10},
    TRACK: {
        "start_month": "2016-02",
        "strength_at_start": "76",
        "promised_strength": "100",
        "counts": [{"month": "2017-05", "authorised": "81"}],
    },
    SOLVE: {**AREA_AND_YEAR, "target": {"kind": "most_allowed"}},
    OPTIONS: {**AREA_AND_YEAR, "options": [{"increase": {"kind": "freeze"}}]},
    REVISE: {"precept": KENT, "corrections": {"prior_tax_base": "583918.30"}},
    RECONCILE: {**AREA_AND_YEAR, "cells": [{"measure": "band_d", "printed": "152.15"}]},
    REFERENDUM: {"precept": KENT},
    HOUSEHOLDS: {"precept": KENT},
    LEAFLET: {"precept": KENT},
    RETURN: {"precept": KENT},
    TAX_BASE: {"dwellings": {"kind": "held", "billing_authority": "E07000105"}, "financial_year": "2016-17"},
    FUNDS: {
        "financial_year": "2014-15",
        "billing_authorities": [
            {
                "name": "Maidstone",
                "surplus_pounds": "1826034",
                "demands": [{"body": "police", "name": "Kent", "pounds": "9"}],
            }
        ],
    },
}
"""The least that each calculation answers."""

WHOLE_PRECEPT: Json = {
    **KENT,
    "prior_band_d_pounds": "147.15",
    "tax_base": "596086.84",
    "prior_tax_base": "583918.30",
    "billing_authorities": [
        {"code": "E07000105", "name": "Ashford", "tax_base": "43750.00", "collection_fund_pounds": "-2500.50"},
        {"name": "Dover", "tax_base": "36000"},
    ],
    "limit": {"rule": "greater_of", "percent": "2", "pounds": "5.00"},
    "rounding": {"band_d": "penny", "bands_from": "rounded", "authority_precepts": "pound"},
    "workings": False,
    "register_version": "0123456789ab",
}
ASSUMPTIONS: Json = {
    "attrition": "0.08",
    "pass_rate": "0.55",
    "net_transfers": "-1",
    "course_cost": "12705",
    "course_weeks": "9",
    "hire_lag": "6",
    "volunteer_point": "7",
    "annual_hours": "2086",
    "future_award": "3.0",
    "class_size": "12",
    "refresher_days": "20",
    "pension_basis": "budget",
}
ON_COSTS: Json = {"ni_rate_percent": "13.8", "ni_threshold_annual_pounds": "8112", "pension_rate_percent": "24.2"}
WHOLE_UPLIFT: Json = {
    "role": "arv_officer",
    "officers": 24,
    "counted_as": "deployable",
    "strength_at_start": "76",
    "staffing": "convert",
    "start_month": "2016-04",
    "years": 4,
    "parameter_set": "defaults",
    "assumptions": ASSUMPTIONS,
    "on_costs": ON_COSTS,
    "firing_range": {"range_days_a_year": "220", "students_per_range_day": "12"},
    "intake_months": [1, 9],
    "pool": {"officers_past_probation": "800", "volunteering_share": "0.06"},
}
WHOLE: dict[str, Json] = {
    LAYERS: {
        "precept": KENT,
        "years": 2,
        "uplift": {"officers": 24, "strength_at_start": "76"},
        "layers": [
            {
                "name": "all",
                "increase": {"kind": "freeze"},
                "later_years": [{"increase": {"kind": "freeze"}}],
                "collection_fund_pounds": ["5"],
                "rates": {"increments_percent": ["1"]},
                "uplift": {
                    "officers": 5,
                    "staffing": "convert",
                    "start_month": "2016-05",
                    "intake_months": [9],
                    "assumptions": {"pass_rate": "0.5"},
                },
            }
        ],
    },
    BATCH: {
        "rows": [
            {
                "scenario": "as set",
                **AREA_AND_YEAR,
                "increase": "percent:3.4",
                "baseline": "cash:2.94",
                "limit": "cash:14.00",
                "officers": 24,
                "strength_at_start": "76",
                **ASSUMPTIONS,
            }
        ],
        "register_version": "0123456789ab",
    },
    CLOSE: {
        "precept": KENT,
        "years": 2,
        "close": "last_year",
        "saving_from": "2017-01",
        "budget": [{"name": "pay", "kind": "fixed", "pounds": "95000000"}],
    },
    FIND: {
        "precept": AREA_AND_YEAR,
        "baseline": {"kind": "cash", "pounds": "2.94"},
        "uplift": WHOLE_UPLIFT,
        "other_funding": [
            {"name": "Grant", "pounds": "100000", "recurrence": "one_off", "source": "home_office_grant"},
        ],
        "by_month": "2018-03",
        "workings": True,
    },
    TRY: {
        "precept": KENT,
        "years": 2,
        "measure": "gap_over_the_plan",
        "ranges": [{"factor": "pay_award", "low": "-1", "high": "0.5"}],
        "grid": {"first": "pay_award", "second": "grant_growth", "steps": 3},
    },
    FUTURES: {
        "precept": KENT,
        "years": 2,
        "draws": 10,
        "seed": 7,
        "ranges": [{"factor": "pay_award", "low": "-1", "high": "0.5"}],
        "award_follows_prices": "0.5",
        "replay": [3],
    },
    PLAN: {
        "precept": KENT,
        "years": 3,
        "later_years": [
            {"increase": {"kind": "percent", "percent": "1.99"}, "limit": {"rule": "cash", "pounds": "15"}}
        ],
        "baseline": {"kind": "percent", "percent": "2"},
        "collection_fund_pounds": ["-5", "100.50"],
        "rates": {
            "officers_award_percent": ["1"],
            "prior_award_percent": "1",
            "increments_percent": ["0.5"],
            "price_growth_percent": ["-2"],
        },
        "budget": [
            {
                "name": "pay",
                "kind": "pay",
                "pounds": "100000000",
                "staff_group": "staff",
                "source": "national",
                "planned_pounds": ["5"],
            }
        ],
        "decisions": [
            {
                "name": "fleet",
                "kind": "savings",
                "pounds": "1000",
                "starts_in": "2016-10",
                "recurrence": "one_off",
                "confidence_percent": "80",
            }
        ],
        "funding": [
            {
                "name": "grant",
                "pounds": "1000",
                "source": "central",
                "recurrence": "recurring",
                "set_off": False,
                "growth_percent": ["-1"],
            }
        ],
        "general_reserve": {"pounds": "5", "draws_pounds": ["1"], "fills_gap": True, "floor_percent": "3"},
        "earmarked_reserves": [{"purpose": "pensions", "pounds": "5", "draws_pounds": ["1"]}],
        "establishment": {"officers": 3180, "joiners": [5], "leavers": [7]},
    },
    PRECEPT: WHOLE_PRECEPT,
    FUNDING: {
        "precept": WHOLE_PRECEPT,
        "baseline": {"kind": "cash", "pounds": "2.94"},
        "uplift": WHOLE_UPLIFT,
        "other_funding": [
            {"name": "Grant", "pounds": "100000", "recurrence": "one_off", "source": "home_office_grant"},
        ],
        "workings": False,
    },
    OFFICERS: {
        "financial_year": "2016-17",
        "police_area": "E23000032",
        "pay_points": [0, 7],
        "parameter_set": "illustration_6_6",
        "assumptions": ASSUMPTIONS,
        "on_costs": ON_COSTS,
        "workings": True,
        "register_version": "0123456789ab",
    },
    UPLIFT: {**WHOLE_UPLIFT, "police_area": "E23000032", "workings": True, "register_version": "0123456789ab"},
    LEVERS: {
        "start_month": "2016-04",
        "officers": 24,
        "strength_at_start": "76",
        "police_area": "E23000032",
        "levers": [{"name": "a course", "changes": {"intakes": "5", "net_transfers": "-1"}, "annual_cost_pounds": "5"}],
        "register_version": "0123456789ab",
    },
    TRACK: {
        "start_month": "2016-02",
        "strength_at_start": "76",
        "promised_strength": "100",
        "promised_by_month": "2018-03",
        "raised_annual_pounds": "1200000",
        "cost_per_officer_pounds": "64624",
        "counts": [
            {"month": "2017-05", "authorised": "81", "deployable": "70", "in_training": "9", "spent_pounds": "5"}
        ],
        "register_version": "0123456789ab",
    },
    NEEDS: {
        "start_month": "2016-02",
        "officers": 24,
        "counted_as": "deployable",
        "strength_at_start": "76",
        "staffing": "transferee",
        "months": 36,
        "parameter_set": "defaults",
        "assumptions": ASSUMPTIONS,
        "firing_range": {"range_days_a_year": "220", "students_per_range_day": "12"},
        "intake_months": [1, 9],
        "pool": {"officers_past_probation": "800", "volunteering_share": "0.06"},
        "register_version": "0123456789ab",
    },
    SOLVE: {
        **AREA_AND_YEAR,
        "target": {"kind": "extra_income", "pounds": "1200000", "baseline": {"kind": "percent", "percent": "2"}},
        "within_limit": False,
    },
    OPTIONS: {
        **AREA_AND_YEAR,
        "options": [{"name": "Five", "increase": {"kind": "cash", "pounds": "5"}, "support_percent": "53.2"}],
        "baseline": {"kind": "percent", "percent": "2"},
        "gap_pounds": "3000000",
        "cost_per_officer_pounds": "64624",
        "rank_by": "support",
        "order": "ascending",
    },
    REVISE: {
        "precept": KENT,
        "corrections": {
            "billing_authorities": [{"code": "E07000105", "tax_base": "43250", "collection_fund_pounds": "-1"}],
            "prior_band_d_pounds": "147.15",
            "limit": {"rule": "cash", "pounds": "5"},
        },
        "hold": "requirement",
    },
    RECONCILE: {
        **AREA_AND_YEAR,
        "increase": {"kind": "cash", "pounds": "5"},
        "cells": [
            {"measure": "band_charge", "band": "A", "printed": "£101.43", "label": "a label", "unit": "pounds"},
            {"measure": "sum", "printed": "3", "parts": ["1", "2"]},
        ],
    },
    REFERENDUM: {
        "precept": KENT,
        "substitute": {"kind": "percent", "percent": "1.99"},
        "poll_cost_pounds": "350000",
        "rebilling_cost_pounds": "250000",
    },
    HOUSEHOLDS: {"precept": KENT, "discount_percent": "50", "dwellings": [{"band": "A", "dwellings": 3}]},
    LEAFLET: {
        "precept": KENT,
        "this_year": {"gross_expenditure_pounds": "300000000", "reserves_pounds": "-5", "population": 1800000},
        "prior_billing_authorities": [{"code": "E07000105", "tax_base": "42365"}],
    },
    RETURN: {"precept": KENT, "requirement_pounds": "90694614", "tax_base": "596086.84", "band_d_pounds": "152.15"},
    TAX_BASE: {
        "dwellings": {"kind": "held", "billing_authority": "E07000105"},
        "financial_year": "2016-17",
        "support_change_percent": "10",
        "collection_rate_change_points": "-0.5",
    },
    FUNDS: {
        "financial_year": "2014-15",
        "billing_authorities": [
            {
                "code": "E07000110",
                "name": "Maidstone",
                "surplus_pounds": "-1826034",
                "demands": [{"body": "police", "name": "Kent", "pounds": "9.39"}],
            }
        ],
    },
}
"""A request to each calculation with nearly every field it has."""


class Service:
    """The service in this process, asked one request at a time; `seconds` of this process is what the last answer took.

    Time of the processor, on every thread, not of the clock: in process nothing waits, and other tests run beside.
    """

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        transport = httpx.ASGITransport(cast(Any, create_app(Settings())))  # two spellings of ASGI
        plain = {"accept-encoding": "identity"}
        self.http = httpx.AsyncClient(transport=transport, base_url="http://precept", headers=plain)
        self.seconds = 0.0

    def ask(self, method: str, url: str, **request: Any) -> httpx.Response:
        started = time.process_time()
        reply = self.runner.run(self.http.request(method, url, **request))
        self.seconds = time.process_time() - started
        return reply

    def post(self, path: str, body: bytes | Json, **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.ask("POST", path, content=content, headers={**AS_JSON, **headers})

    def quickly(self, method: str, url: str, **request: Any) -> httpx.Response:
        """Ask, and hold the answer to 50 ms; once more where the collector of garbage came in between."""
        reply = self.ask(method, url, **request)
        if self.seconds > QUICK_SECONDS:
            reply = self.ask(method, url, **request)
        taken = f"{method} {url[:80]} took {self.seconds * 1000:.0f} ms, and said {reply.status_code}"
        assert self.seconds <= QUICK_SECONDS, taken
        return reply


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """The service, warm."""
    found = Service()
    for path, body in MINIMAL.items():
        for _ in range(3):
            assert found.post(path, body).status_code == 200
    yield found
    found.runner.run(found.http.aclose())
    found.runner.close()


@pytest.fixture(scope="module")
def contract(service: Service) -> Json:
    found: Json = service.ask("GET", "/openapi.json").json()
    return found


def problem_of(reply: httpx.Response, status: int) -> Json:
    """The problem in an answer, when it is whole: every member, of the right type, and nothing of our insides."""
    assert reply.status_code == status, (reply.status_code, reply.text[:300])
    assert reply.headers["content-type"] == PROBLEM_JSON
    problem: Json = reply.json()
    assert problem["status"] == status
    assert re.fullmatch(r"/problems/[a-z-]+", problem["type"])
    for member in ("title", "detail", "instance"):
        assert isinstance(problem[member], str)
        assert problem[member]
    assert not re.search(r"Traceback|site-packages|msgspec|litestar|polars|\$\[", reply.text), reply.text[:300]
    for error in problem.get("errors", []):
        assert error["field"], problem
        assert error["detail"], problem
    return problem


def refused(
    service: Service, path: str, body: bytes | Json, *, status: int = 400, field: str | None = None, says: str = ""
) -> Json:
    """Post a body that is refused: at once, by name, with the field and what would be right."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    problem = problem_of(service.quickly("POST", path, content=content, headers=AS_JSON), status)
    assert len(problem["errors"]) >= 1
    if field is not None:
        assert [error["field"] for error in problem["errors"]] == [field]
    assert says in problem["errors"][0]["detail"], problem
    return problem


def leaves_of(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every value inside a body with the way to it, containers included."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves_of(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves_of(inner, (*path, number))


def with_value(body: Json, path: Path, value: object) -> Json:
    """The same body with one value put in another's place."""
    changed: Any = copy.deepcopy(body)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    whole: Json = changed
    return whole


def written(path: Path) -> str:
    """A path as a problem writes it: `billing_authorities[0].code`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


PLACES = [
    (path, place) for path, body in WHOLE.items() for place, _ in leaves_of(body) if path != BATCH or len(place) == 1
]
"""Every place in every request; what is wrong inside a row of a batch is that row's own error."""
PLACE_NAMES = [f"{path.split('/')[2]}: {written(place)}" for path, place in PLACES]
MAY_BE_EMPTY = {
    "other_funding", "levers", "intake_months", "prior_billing_authorities", "later_years", "collection_fund_pounds",
    "budget", "decisions", "funding", "earmarked_reserves", "joiners", "leavers", "ranges", "replay",
}  # fmt: skip
"""The lists that may hold nothing, besides those by year and the billing authorities of corrections."""
MAY_SAY_NOTHING = {
    "assumptions", "on_costs", "rounding", "corrections", "this_year", "changes", "rates", "general_reserve",
}  # fmt: skip


def may_be_empty(place: Path) -> bool:
    """Whether a list may hold nothing."""
    by_year = ("_percent", "_pounds", "_of_pay")
    return (
        place[-1] in MAY_BE_EMPTY
        or place[-2:] == ("corrections", "billing_authorities")
        or str(place[-1]).endswith(by_year)
    )


WRONG_TYPES: list[object] = [None, True, 7, 1.5, "surprise", [], {}, [[]], {"surprise": 1}]


@pytest.mark.parametrize(("path", "place"), PLACES, ids=PLACE_NAMES)
def test_a_value_of_another_type_is_refused_where_it_stands(path: str, place: Path, service: Service) -> None:
    held = dict(leaves_of(WHOLE[path]))[place]
    for wrong in WRONG_TYPES:
        same_type = type(wrong) is type(held) and not (
            isinstance(held, str) and place[-1] not in ("name", "label", "purpose")
        )
        if same_type and not isinstance(wrong, (dict, list)):
            continue
        if wrong == [] and isinstance(held, list) and may_be_empty(place):
            continue
        if wrong == {} and (place[-1] in MAY_SAY_NOTHING or place == ("layers", 0, "uplift")):
            continue
        problem = refused(service, path, with_value(WHOLE[path], place, wrong))
        named = problem["errors"][0]["field"]
        assert named == written(place) or named.startswith((f"{written(place)}.", f"{written(place)}[")), wrong


OBJECTS = [
    (path, place)
    for path, body in WHOLE.items()
    for place, value in [((), body), *leaves_of(body)]
    if isinstance(value, dict) and (path != BATCH or not place)
]


@pytest.mark.parametrize("name", ["surprise", "__proto__", "constructor", "Police_Area", "police_area ", "$ref", ""])
@pytest.mark.parametrize(
    ("path", "place"), OBJECTS, ids=[f"{path.split('/')[2]}: {written(place) or 'the body'}" for path, place in OBJECTS]
)
def test_an_unknown_field_is_refused_at_every_level(path: str, place: Path, name: str, service: Service) -> None:
    field = f"{written(place)}.{name}".lstrip(".") if name else None
    problem = refused(service, path, with_value(WHOLE[path], (*place, name), {}), field=field)
    assert "no such field" in problem["errors"][0]["detail"]


HOSTILE_NUMBERS = [
    "NaN", "nan", "sNaN", "Infinity", "-Infinity", "inf", "-0", "-0.0", "-0.00", "+1", "1e308", "1e400", "1E+400",
    "1E+1000000", "1E-400", "1e2", "9" * 200_000, "0." + "1" * 200_000, "0x10", "0b1", "1_000", "1,000", "3,4", "٣",
    "１", "१२", "½", "²", "٤٫٥", " 1", "1 ", "1\n", "\n1", "1\x00", "3.4%", "£5", "007", "01.5", "00", "1.", ".5", "--1",
    "1.2.3", "", " ", "true", "null", "None", "1/2", "−1", "'; --", "=1+1",
]  # fmt: skip
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DECIMAL_PLACES = [
    (path, place)
    for path, body in WHOLE.items()
    for place, value in leaves_of(body)
    if isinstance(value, str) and NUMBER.fullmatch(value) and path not in (RECONCILE, BATCH)
]


@pytest.mark.parametrize(
    ("path", "place"), DECIMAL_PLACES, ids=[f"{path.split('/')[2]}: {written(place)}" for path, place in DECIMAL_PLACES]
)
def test_text_that_is_not_a_plain_decimal_is_refused_with_words_for_what_would_be(
    path: str, place: Path, service: Service
) -> None:
    for text in HOSTILE_NUMBERS:
        problem = refused(service, path, with_value(WHOLE[path], place, text), field=written(place))
        said = problem["errors"][0]["detail"]
        assert "[0-9]" not in said, "a pattern is not words"
        assert re.search(r"[0-9]", said), f"{said!r} gives no bound and no example"


RAW_TOKENS = [
    "NaN", "Infinity", "-Infinity", "1e308", "1e400", "1E+400", "1E+1000000", "9" * 200_000, "-" + "9" * 200_000,
    "9" * 20, "1." + "5" * 200_000, "0x10", "0b1", "1_0", "+1", "01", ".5", "1.", "1.5", "1e-1", "True", "nil", "٣", "１", "''",
    "undefined", "-1", "1001", "10**9", str(10**9), str(2**31), str(2**53), str(2**63), str(2**64),
]  # fmt: skip


@pytest.mark.parametrize("token", RAW_TOKENS, ids=lambda token: token[:12])
def test_a_number_that_is_not_a_whole_one_in_range_is_refused(token: str, service: Service) -> None:
    for path, place in ((UPLIFT, ("officers",)), (FUNDING, ("uplift", "officers")), (OFFICERS, ("pay_points", 0))):
        body = json.dumps(with_value(WHOLE[path], place, "HERE")).replace('"HERE"', token).encode()
        problem = refused(service, path, body)
        if problem["type"] == "/problems/not-in-contract":
            assert problem["errors"][0]["field"] == written(place)
            assert re.search(r"[0-9]|int", problem["errors"][0]["detail"]), "says neither kind nor bound"


@pytest.mark.parametrize("token", ["5.0", "5e0", "50E-1"])
def test_a_whole_number_with_a_decimal_point_is_the_whole_number_that_json_schema_says_it_is(
    token: str, service: Service
) -> None:
    body = json.dumps({**MINIMAL[UPLIFT], "officers": "HERE"}).replace('"HERE"', token).encode()
    reply = service.post(UPLIFT, body)
    assert reply.status_code == 200
    assert reply.json()["officers"] == 5


def nested(opening: bytes, closing: bytes, depth: int) -> bytes:
    return opening * depth + closing * depth


SMALL = json.dumps(KENT).encode()
UNREADABLE: dict[str, bytes] = {
    "nothing": b"",
    "white space": b" \n\t ",
    "a trailing comma": SMALL[:-1] + b",}",
    "two documents": SMALL + SMALL,
    "two documents on two lines": SMALL + b"\n" + SMALL,
    "a tail": SMALL + b"x",
    "a NUL after it": SMALL + b"\x00",
    "single quotes": SMALL.replace(b'"', b"'"),
    "a comment": b"/* Kent */" + SMALL,
    "NaN for a value": b'{"police_area": NaN}',
    "a byte order mark": b"\xef\xbb\xbf" + SMALL,
    "UTF-16": json.dumps(KENT).encode("utf-16"),
    "UTF-16 without a mark": json.dumps(KENT).encode("utf-16-le"),
    "UTF-32": json.dumps(KENT).encode("utf-32"),
    "bytes that are no UTF-8, in a name": b'{"area_name": "\xff\xfe"}',
    "bytes that are no UTF-8, in a key": b'{"\xff": 1}',
    "an overlong encoding": b'{"area_name": "\xc0\xaf"}',
    "a lone surrogate, escaped": b'{"area_name": "\\ud800"}',
    "a lone surrogate, as bytes": b'{"area_name": "\xed\xa0\x80"}',
    "a low surrogate first": b'{"area_name": "\\udc00\\ud800"}',
    "a raw control character": b'{"area_name": "\x01"}',
    "a raw newline in a string": b'{"area_name": "\n"}',
    "a bad escape": b'{"area_name": "\\x41"}',
    "arrays 33 deep": b'{"x": ' + nested(b"[", b"]", 33) + b"}",
    "arrays 5,000 deep": nested(b"[", b"]", 5_000),
    "objects 5,000 deep": nested(b'{"a":', b"}", 5_000).replace(b":}", b":1}"),
    "5,000 deep in an unknown field": SMALL[:-1] + b',"x":' + nested(b"[", b"]", 5_000) + b"}",
    "5,000 deep in a known field": b'{"increase":' + nested(b'{"kind":', b"}", 5_000) + b"}",
    "arrays opened 200,000 times": b"[" * 200_000,
    "arrays 100,000 deep": nested(b"[", b"]", 100_000),
    "objects opened 50,000 times": b'{"a":' * 50_000,
    "200,000 closing brackets": b"]" * 200_000,
    "200,000 quotes": b'"' * 200_000,
    "200,001 quotes after brackets": b"[" * 40 + b'"' * 200_001,
    "200,000 backslashes in a string": b"[" * 40 + b'"' + b"\\" * 200_000,
    "form data": b"police_area=E23000032&financial_year=2016-17",
    "XML": b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>",
}


@pytest.mark.parametrize("path", MINIMAL)
@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_is_not_one_json_document_cannot_be_read(body: bytes, path: str, service: Service) -> None:
    problem = refused(service, path, body, field="body")
    assert problem["type"] == "/problems/unreadable-body"
    assert "JSON" in problem["detail"] or "deep" in problem["detail"]


@pytest.mark.parametrize("path", MINIMAL)
@pytest.mark.parametrize("body", [b"null", b"[]", b"[{}]", b"1", b"1.5", b'"text"', b"true"], ids=bytes.decode)
def test_a_body_that_is_no_object_is_refused_as_a_whole(body: bytes, path: str, service: Service) -> None:
    problem = refused(service, path, body, field="body", says="object")
    assert problem["type"] == "/problems/not-in-contract"


@pytest.mark.parametrize("path", MINIMAL)
def test_a_valid_body_cut_off_after_any_byte_is_refused(path: str, service: Service) -> None:
    body = json.dumps(WHOLE[path] if path in (OFFICERS, PRECEPT) else MINIMAL[path], ensure_ascii=False).encode()
    for length in range(len(body)):
        problem = refused(service, path, body[:length], field="body")
        assert problem["type"] == "/problems/unreadable-body"


@pytest.mark.parametrize("path", MINIMAL)
def test_an_empty_object_is_told_the_first_field_that_is_missing(path: str, service: Service) -> None:
    problem = refused(service, path, {})
    assert problem["errors"][0]["field"] in MINIMAL[path]
    assert "required" in problem["errors"][0]["detail"]


@pytest.mark.parametrize(
    "twice",
    [
        b'{"financial_year": "2016-17", "financial_year": "2017-18", "police_area": "E23000032", "increase": {"kind": "freeze"}}',
        b'{"police_area": "E23000032", "financial_year": "2016-17", "financial_year": "2016-17", "increase": {"kind": "freeze"}}',
        b'{"police_area": "E23000032", "financial_year": "2016-17", "increase": {}, "financial\\u005fyear": "2016-17"}',
    ],
    ids=["another value", "the same value", "written with an escape"],
)
def test_a_name_given_twice_is_refused_by_name(twice: bytes, service: Service) -> None:
    refused(service, PRECEPT, twice, field="financial_year", says="once")


def test_a_name_given_twice_deep_inside_is_refused_by_name(service: Service) -> None:
    body = json.dumps(WHOLE[FUNDING]).replace('"percent": "3.4"', '"percent": "3.4", "percent": "2"').encode()
    problem = refused(service, FUNDING, body, says="once")
    assert problem["errors"][0]["field"].endswith("percent")


@pytest.mark.parametrize("place", ["first", "last"])
def test_one_name_twice_among_twenty_thousand_is_found_at_once(place: str, service: Service) -> None:
    names = [f'"k{number}":1' for number in range(20_000)]
    twice = names[0] if place == "first" else names[-1]
    refused(service, PRECEPT, ("{" + ",".join([*names, twice]) + "}").encode(), says="once")


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({**KENT, "area_name": "a" * 1_000_000}).encode(),
        ("{" + ",".join(f'"k{number}":1' for number in range(100_000)) + "}").encode(),
        b"[" * 300_000,
        nested(b"[", b"]", 200_000),
        nested(b'{"a":', b"}", 200_000),
        b" " * 262_145,
        b'{"x":' + b"9" * 300_000 + b"}",
    ],
    ids=[
        "a name of 1 MB",
        "100,000 keys",
        "300,000 brackets",
        "200,000 deep",
        "objects 200,000 deep",
        "blanks",
        "digits",
    ],
)
def test_a_body_above_the_limit_is_refused_with_the_limit(body: bytes, service: Service) -> None:
    for path in MINIMAL.keys() - {BATCH}:
        problem = problem_of(service.quickly("POST", path, content=body, headers=AS_JSON), 413)
        assert problem["type"] == "/problems/body-too-large"
        assert re.search(r"262[,_]?144|256", json.dumps(problem)), "the limit is not named"


def test_a_body_sent_in_pieces_with_no_length_meets_the_same_limit(service: Service) -> None:
    async def pieces() -> Any:
        for _ in range(300):
            yield b" " * 1_000

    problem_of(service.ask("POST", PRECEPT, content=pieces(), headers=AS_JSON), 413)


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("area_name", {**KENT, "area_name": "a" * 200_000}),
        ("area_name", {**KENT, "area_name": "Kent\x00"}),
        ("area_name", {**KENT, "area_name": "Kent\n"}),
        ("area_name", {**KENT, "area_name": "Kent\u007f"}),
        ("area_name", {**KENT, "area_name": "\u202eKent\ue000"}),
        ("area_name", {**KENT, "area_name": ""}),
        ("k0", {f"k{number}": 1 for number in range(20_000)}),
        ("police_area", {**KENT, "police_area": "E" * 200_000}),
        ("police_area", {**KENT, "police_area": "E2300003２"}),
        ("police_area", {**KENT, "police_area": "E23000032\n"}),
        ("police_area", {**KENT, "police_area": "e23000032"}),
        ("police_area", {**KENT, "police_area": "E23000032\x00"}),
        ("billing_authorities[0].code", {**KENT, "billing_authorities": [{"code": "E0700010５", "tax_base": "1"}]}),
        (
            "billing_authorities",
            {**KENT, "billing_authorities": [{"name": f"n{each}", "tax_base": "1"} for each in range(101)]},
        ),
        ("billing_authorities", {**KENT, "billing_authorities": []}),
        ("billing_authorities[0]", {**KENT, "billing_authorities": [{"tax_base": "1"}]}),
        ("register_version", {**KENT, "register_version": "0123456789AB"}),
        ("register_version", {**KENT, "register_version": "latest"}),
        ("increase.kind", {**KENT, "increase": {"kind": "double"}}),
        ("increase.kind", {**KENT, "increase": {"percent": "3.4"}}),
        ("increase.pounds", {**KENT, "increase": {"kind": "percent", "percent": "3.4", "pounds": "5"}}),
        ("increase.percent", {**KENT, "increase": {"kind": "freeze", "percent": "3.4"}}),
        ("increase.percent", {**KENT, "increase": {"kind": "percent"}}),
        ("limit.rule", {**KENT, "limit": {"rule": "none"}}),
        ("limit.pounds", {**KENT, "limit": {"rule": "greater_of", "percent": "2"}}),
        ("limit.percent", {**KENT, "limit": {"rule": "percent", "percent": "0"}}),
        ("rounding.band_d", {**KENT, "rounding": {"band_d": "half_even"}}),
        ("rounding.authority_precepts", {**KENT, "rounding": {"authority_precepts": "Pound"}}),
        ("body", {"financial_year": "2016-17", "increase": {"kind": "freeze"}}),
        ("body", {**KENT, "area_name": "Kent", "country": "England"}),
        ("body", {**KENT, "country": "England"}),
    ],
)
def test_a_precept_request_outside_the_contract_names_its_field(field: str, body: Json, service: Service) -> None:
    problem = refused(service, PRECEPT, body, field=field)
    assert problem["type"] == "/problems/not-in-contract"
    inside = {"precept": body, "uplift": MINIMAL[FUNDING]["uplift"]}
    refused(service, FUNDING, inside, field="precept" if field == "body" else f"precept.{field}")


@pytest.mark.parametrize(
    ("place", "wrong", "right"),
    [
        (("increase", "kind"), "double", ["freeze", "percent", "cash", "band_d", "requirement", "maximum"]),
        (("limit", "rule"), "none", ["percent", "cash", "greater_of"]),
        (("rounding", "band_d"), "half_even", ["penny", "multiple_of_9p", "four_decimals"]),
        (("rounding", "bands_from"), "", ["rounded", "unrounded"]),
    ],
)
def test_a_choice_that_is_not_offered_is_told_what_is(
    place: Path, wrong: str, right: list[str], service: Service
) -> None:
    said = refused(service, PRECEPT, with_value(WHOLE_PRECEPT, place, wrong), field=written(place))["errors"][0][
        "detail"
    ]
    assert [each for each in right if each not in said] == []


@pytest.mark.parametrize(
    "year",
    ["2016-18", "2016-16", "2016-15", "1066-67", "9999-00", "1992-93", "2050-51", "2016", "2016/17", "16-17", "2016-2017",
     "2016-17\n", "٢٠١٦-١٧", "２０１６-１７", " 2016-17", "2016-17 ", "2016–17", "", "null"],
)  # fmt: skip
def test_what_is_no_financial_year_of_the_contract_is_refused(year: str, service: Service) -> None:
    for path, place in (
        (PRECEPT, ("financial_year",)),
        (FUNDING, ("precept", "financial_year")),
        (OFFICERS, ("financial_year",)),
    ):
        refused(service, path, with_value(MINIMAL[path], place, year), field=written(place), says="2016-17")
    for path in (
        PRECEPT,
        f"{PRECEPT}/bands.csv",
        "/v1/band-d",
        "/v1/band-d.csv",
        "/v1/tax-bases",
        "/v1/pay-scales.csv",
    ):
        query = {"financial_year": year, "police_area": "E23000032", "increase": "freeze"}
        if path.startswith("/v1/pay-scales"):
            query = {"financial_year": year}
        if not path.startswith(PRECEPT):
            query.pop("increase", None)
        problem = problem_of(service.quickly("GET", path, params=query), 400)
        assert problem["errors"][0]["field"] == "financial_year", path


@pytest.mark.parametrize(
    "month", ["2016-13", "2016-00", "2016-4", "2016-04-01", "1999-12", "2050-01", "2016", "April 2016", "2016-04\n", ""]
)
def test_what_is_no_month_of_the_contract_is_refused(month: str, service: Service) -> None:
    refused(service, UPLIFT, {**MINIMAL[UPLIFT], "start_month": month}, field="start_month", says="2016-04")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("increase",), {"kind": "percent", "percent": "101"}),
        (("increase",), {"kind": "percent", "percent": "100.0001"}),
        (("increase",), {"kind": "percent", "percent": "-100"}),
        (("increase",), {"kind": "percent", "percent": "3.40001"}),
        (("increase",), {"kind": "cash", "pounds": "1000"}),
        (("increase",), {"kind": "cash", "pounds": "5.00001"}),
        (("increase",), {"kind": "band_d", "pounds": "10000"}),
        (("increase",), {"kind": "band_d", "pounds": "-1"}),
        (("increase",), {"kind": "requirement", "pounds": "10000000000"}),
        (("increase",), {"kind": "requirement", "pounds": "1.001"}),
    ],
    ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else "",
)
def test_an_increase_beyond_its_range_is_refused(place: Path, value: Json, service: Service) -> None:
    field = f"increase.{'percent' if value['kind'] == 'percent' else 'pounds'}"
    refused(
        service, PRECEPT, with_value(KENT, place, value), field=field, says="ercent" if "percent" in value else "ounds"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("officers", 10**9), ("officers", -1), ("officers", 1001), ("years", 0), ("years", 11), ("years", 10**9),
        ("strength_at_start", "10000"), ("strength_at_start", "-1"), ("strength_at_start", "76.001"),
        ("assumptions.attrition", "1"), ("assumptions.attrition", "1.0"), ("assumptions.probation_loss", "1"),
        ("assumptions.pass_rate", "0"), ("assumptions.pass_rate", "0.000000"), ("assumptions.pass_rate", "1.1"),
        ("assumptions.deployable_share", "0"), ("assumptions.selection_rate", "0.0"),
        ("assumptions.conversion_pass_rate", "0"), ("assumptions.class_size", "0"), ("assumptions.intakes", "0"),
        ("assumptions.intakes", "13"), ("assumptions.course_weeks", "0"), ("assumptions.course_weeks", "100"),
        ("assumptions.wait_months", "121"), ("assumptions.net_transfers", "1000"), ("assumptions.volunteer_point", "8"),
        ("assumptions.annual_hours", "0"), ("assumptions.arv_life", "0"), ("assumptions.refresher_days", "366"),
        ("assumptions.prices", "rpi"), ("on_costs.ni_rate_percent", "100"), ("on_costs.levy_rate_percent", "-1"),
        ("firing_range.range_days_a_year", "-1"), ("firing_range.students_per_range_day", "0"),
        ("staffing", "steal"), ("counted_as", "armed"), ("role", "sniper"), ("parameter_set", "optimistic"),
    ],
)  # fmt: skip
def test_an_uplift_beyond_all_meaning_is_refused(field: str, value: object, service: Service) -> None:
    place = tuple(field.split("."))
    refused(service, UPLIFT, with_value(WHOLE[UPLIFT], place, value), field=field)
    refused(service, FUNDING, with_value(WHOLE[FUNDING], ("uplift", *place), value), field=f"uplift.{field}")


@pytest.mark.parametrize("pay_points", [[], [8], [-1], [0, 1, 2, 3, 4, 5, 6, 7, 7], ["1"], [[1]], [1.5]])
def test_a_pay_point_off_the_scale_is_refused(pay_points: list[Any], service: Service) -> None:
    problem = refused(service, OFFICERS, {**MINIMAL[OFFICERS], "pay_points": pay_points})
    assert problem["errors"][0]["field"].startswith("pay_points")


FIGURE, AREA = "/problems/figure-not-held", "/problems/unknown-police-area"
DUPLICATE, VERSION = "/problems/duplicate-authority", "/problems/register-version-not-held"
OUT_OF_RANGE = "/problems/assumption-out-of-range"
TWICE = "/problems/assumptions-conflict"
SAID_TWICE: Json = {"intake_months": [9], "assumptions": {"intakes": "4"}}
FREE: Json = {
    **dict.fromkeys(("ammunition", "arv_price", "course_cost", "day_cost", "kit_issue", "kit_renewal"), "0"),
    **dict.fromkeys(("medical_fitness", "taser_running", "travel", "conversion_cost"), "0"),
}
"""With existing officers, an uplift that costs nothing."""
BEYOND_COUNTING: Json = {
    **dict.fromkeys(("kit_issue", "course_cost", "travel", "fixed_cost"), "9999999.99"),
    **dict.fromkeys(("volunteers", "instructors"), "9999.99"),
    **dict.fromkeys(("class_size", "students_per_instructor_course", "students_per_instructor_refresher"), "999.99"),
    "selection_rate": "1",
    "intakes": "12",
    "attrition": "0.999999",
    "future_prices": "20.9999",
    "pass_rate": "0.000001",
}
"""Each figure fits the contract; together they come to more pence than are counted."""
MOST: Json = {"officers": 1000, "strength_at_start": "9999.99", "staffing": "convert", "years": 10}
FEW: Json = {"officers": 24, "strength_at_start": "76", "staffing": "convert"}
NAMED: list[tuple[str, str, str, Json]] = [
    ("/problems/progress-required", FUTURES, "draws", {"precept": KENT, "draws": 10_001}),
    (
        "/problems/months-out-of-order", TRACK, "counts[1].month",
        {
            "start_month": "2016-02",
            "strength_at_start": "76",
            "promised_strength": "100",
            "counts": [{"month": "2017-05", "authorised": "81"}, {"month": "2017-05", "authorised": "82"}],
        },
    ),
    (
        "/problems/unknown-authority", REVISE, "corrections.billing_authorities[0]",
        {"precept": KENT, "corrections": {"billing_authorities": [{"code": "E07000086", "tax_base": "1"}]}},
    ),
    (
        "/problems/substitute-excessive", REFERENDUM, "substitute",
        {"precept": KENT, "substitute": {"kind": "cash", "pounds": "5.01"}},
    ),
    (
        "/problems/dwellings-do-not-fit", TAX_BASE, "dwellings.bands",
        {
            "financial_year": "2016-17",
            "collection_rate_percent": "98",
            "dwellings": {
                "kind": "equivalents",
                "country": "England",
                "bands": [{"band": "A", "dwelling_equivalents": "1"}] * 2,
            },
        },
    ),
    (
        OUT_OF_RANGE, UPLIFT, "assumptions",
        {**MOST, "start_month": "2016-04", "counted_as": "deployable", "assumptions": BEYOND_COUNTING},
    ),
    (
        OUT_OF_RANGE, FUNDING, "uplift.assumptions",
        {"precept": KENT, "uplift": {**MOST, "counted_as": "deployable", "assumptions": BEYOND_COUNTING}},
    ),
    (
        OUT_OF_RANGE, FUNDING, "uplift.assumptions",
        {"precept": KENT, "uplift": {**FEW, "assumptions": FREE}},
    ),
    *(
        (TWICE, path, f"{part}intake_months", body)
        for path, part, body in (
            (UPLIFT, "", {**MINIMAL[UPLIFT], **SAID_TWICE}),
            (NEEDS, "", {**MINIMAL[NEEDS], **SAID_TWICE}),
            (SIMULATE, "", {**MINIMAL[SIMULATE], **SAID_TWICE}),
            (LEVERS, "", {**MINIMAL[LEVERS], **SAID_TWICE}),
            (FUNDING, "uplift.", {**MINIMAL[FUNDING], "uplift": {**MOST, **SAID_TWICE}}),
        )
    ),
    (AREA, PRECEPT, "police_area", {**KENT, "police_area": "E99999999"}),
    (AREA, FUNDING, "precept.police_area", with_value(MINIMAL[FUNDING], ("precept", "police_area"), "E99999999")),
    (AREA, OFFICERS, "police_area", {**MINIMAL[OFFICERS], "police_area": "E99999999"}),
    (AREA, UPLIFT, "police_area", {**MINIMAL[UPLIFT], "police_area": "E99999999"}),
    (FIGURE, PRECEPT, "prior_band_d_pounds", {**KENT, "financial_year": "2049-50"}),
    (
        FIGURE, FUNDING, "precept.prior_band_d_pounds",
        with_value(MINIMAL[FUNDING], ("precept", "financial_year"), "2049-50"),
    ),
    (FIGURE, OFFICERS, "financial_year", {"financial_year": "2049-50"}),
    (FIGURE, OFFICERS, "financial_year", {"financial_year": "1993-94"}),
    (FIGURE, UPLIFT, "start_month", {**MINIMAL[UPLIFT], "start_month": "2049-12"}),
    (FIGURE, UPLIFT, "start_month", {**MINIMAL[UPLIFT], "start_month": "2010-01"}),
    (
        FIGURE, FUNDING, "uplift.start_month",
        with_value(MINIMAL[FUNDING], ("uplift", "start_month"), "2049-12"),
    ),
    (
        DUPLICATE, PRECEPT, "billing_authorities",
        {**KENT, "billing_authorities": [{"code": "E07000105", "tax_base": "1"}, {"code": "E07000105", "tax_base": "2"}]},
    ),
    (
        DUPLICATE, PRECEPT, "billing_authorities",
        {**KENT, "billing_authorities": [{"name": "Ashford", "tax_base": "1"}, {"name": "Ashford", "tax_base": "1"}]},
    ),
    (
        DUPLICATE, PRECEPT, "billing_authorities",
        {**KENT, "billing_authorities": [{"code": "E07000105", "tax_base": "1"}, {"name": "Ashford", "tax_base": "1"}]},
    ),
    (
        DUPLICATE, FUNDING, "precept.billing_authorities",
        with_value(
            MINIMAL[FUNDING],
            ("precept", "billing_authorities"),
            [{"code": "E07000105", "tax_base": "1"}, {"code": "E07000105", "tax_base": "2"}],
        ),
    ),
    (VERSION, PRECEPT, "register_version", {**KENT, "register_version": "0123456789ab"}),
    (VERSION, OFFICERS, "register_version", {**MINIMAL[OFFICERS], "register_version": "0123456789ab"}),
    (VERSION, UPLIFT, "register_version", {**MINIMAL[UPLIFT], "register_version": "0123456789ab"}),
    (
        VERSION, FUNDING, "precept.register_version",
        with_value(MINIMAL[FUNDING], ("precept", "register_version"), "0123456789ab"),
    ),
    (
        "/problems/no-tax-base", PRECEPT, "tax_base",
        {
            "area_name": "Rutland", "country": "England", "financial_year": "2030-31", "prior_band_d_pounds": "200",
            "increase": {"kind": "requirement", "pounds": "5000000"},
        },
    ),
    (
        "/problems/no-tax-base", FUNDING, "precept.tax_base",
        with_value(
            MINIMAL[FUNDING],
            ("precept",),
            {
                "area_name": "Rutland", "country": "England", "financial_year": "2016-17", "prior_band_d_pounds": "200",
                "increase": {"kind": "freeze"},
            },
        ),
    ),
    (
        "/problems/no-limit", PRECEPT, "increase.kind",
        {"police_area": "W15000001", "financial_year": "2016-17", "prior_band_d_pounds": "200", "increase": {"kind": "maximum"}},
    ),
    ("/problems/band-d-out-of-range", PRECEPT, "increase", {**KENT, "increase": {"kind": "cash", "pounds": "-999"}}),
    (
        "/problems/band-d-out-of-range", FUNDING, "baseline",
        {**MINIMAL[FUNDING], "baseline": {"kind": "cash", "pounds": "-999"}},
    ),
    (
        "/problems/tax-base-out-of-range", PRECEPT, "billing_authorities",
        {**KENT, "billing_authorities": [{"name": f"n{each}", "tax_base": "999999"} for each in range(100)]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "path", "field", "body"),
    NAMED,
    ids=[f"{kind[10:]} {path.split('/')[2]} {field}" for kind, path, field, _ in NAMED],
)
def test_what_fits_the_contract_and_has_no_answer_is_refused_by_its_own_name(
    kind: str, path: str, field: str, body: Json, service: Service, contract: Json
) -> None:
    problem = refused(service, path, body, status=422)
    assert problem["type"] == kind
    assert [error["field"] for error in problem["errors"]] == [field]
    listed = contract["paths"][path]["post"]["responses"]["422"]["content"][PROBLEM_JSON]["schema"]["allOf"][1]
    assert kind in listed["properties"]["type"]["enum"]


def test_every_named_refusal_of_a_calculation_is_met_by_a_case_above(contract: Json) -> None:
    listed = {
        (kind, path)
        for path, methods in contract["paths"].items()
        if "post" in methods
        for kind in methods["post"]["responses"]["422"]["content"][PROBLEM_JSON]["schema"]["allOf"][1]["properties"][
            "type"
        ]["enum"]
    }
    met = {kind for kind, *_ in NAMED}
    assert {kind for kind, _ in listed} <= met


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/xml"},
        {"content-type": "application/jsonx"},
        {"content-type": "text/json"},
        {"content-type": "application/merge-patch+json"},
        {"content-type": "*/*"},
        {"content-type": ""},
        {"content-type": "\xff"},
        {},
    ],
    ids=lambda headers: repr(headers.get("content-type")),
)
def test_a_body_of_another_type_than_json_is_refused(headers: dict[str, str], service: Service) -> None:
    for path, body in MINIMAL.items():
        sent = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        reply = service.quickly("POST", path, content=json.dumps(body).encode(), headers=sent)
        problem = problem_of(reply, 415)
        assert problem["errors"][0]["field"] == "Content-Type"
        assert "application/json" in problem["errors"][0]["detail"]


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json;charset=UTF-8"]
)
def test_json_may_say_that_it_is_utf_8(kind: str, service: Service) -> None:
    assert service.post(PRECEPT, KENT, **{"content-type": kind}).status_code == 200


def test_json_in_another_character_set_is_refused(service: Service) -> None:
    reply = service.post(PRECEPT, json.dumps(KENT).encode(), **{"content-type": "application/json; charset=utf-16"})
    assert problem_of(reply, 415)["errors"][0]["field"] == "Content-Type"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "x-unknown"])
@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_a_body_with_a_content_encoding_is_refused_for_it(packed: bool, coding: str, service: Service) -> None:
    body = json.dumps(KENT).encode()
    reply = service.post(PRECEPT, gzip.compress(body) if packed else body, **{"content-encoding": coding})
    problem = problem_of(reply, 415)
    assert problem["errors"][0]["field"] == "Content-Encoding"


def test_a_bomb_is_never_unpacked(service: Service) -> None:
    bomb = gzip.compress(b" " * 20_000_000)
    reply = service.quickly("POST", PRECEPT, content=bomb, headers={**AS_JSON, "content-encoding": "gzip"})
    assert reply.status_code == 415


KENT_QUERY = "police_area=E23000032&financial_year=2016-17&increase=percent:3.4"
BAD_QUERIES: list[tuple[str, str, str | None]] = [
    ("/v1/band-d", "surprise=1", "surprise"),
    ("/v1/band-d", "__proto__=1", "__proto__"),
    ("/v1/band-d", "Police_area=E23000032", "Police_area"),
    ("/v1/band-d", "limit=1&limit=1", "limit"),
    ("/v1/band-d", "limit=1&limit=2", "limit"),
    ("/v1/band-d", "limit=1&%6cimit=2", "limit"),
    ("/v1/band-d", "limit[]=1", "limit[]"),
    ("/v1/band-d", "=1", None),
    ("/v1/band-d", "limit", "limit"),
    ("/v1/band-d", "limit=", "limit"),
    ("/v1/band-d", "limit=0", "limit"),
    ("/v1/band-d", "limit=-1", "limit"),
    ("/v1/band-d", "limit=-0", "limit"),
    ("/v1/band-d", "limit=1001", "limit"),
    ("/v1/band-d", "limit=1e2", "limit"),
    ("/v1/band-d", "limit=1E2", "limit"),
    ("/v1/band-d", "limit=1.5", "limit"),
    ("/v1/band-d", "limit=1_0", "limit"),
    ("/v1/band-d", "limit=01", "limit"),
    ("/v1/band-d", "limit=%2B1", "limit"),
    ("/v1/band-d", "limit=%201", "limit"),
    ("/v1/band-d", "limit=1%0A", "limit"),
    ("/v1/band-d", "limit=%D9%A3", "limit"),
    ("/v1/band-d", "limit=%EF%BC%91", "limit"),
    ("/v1/band-d", "limit=0x1", "limit"),
    ("/v1/band-d", "limit=NaN", "limit"),
    ("/v1/band-d", "limit=true", "limit"),
    ("/v1/band-d", "limit=null", "limit"),
    ("/v1/band-d", "limit=" + "9" * 5_000, "limit"),
    ("/v1/band-d", "limit=1;offset=2", "limit"),
    ("/v1/band-d", "offset=1000001", "offset"),
    ("/v1/band-d", "offset=-1", "offset"),
    ("/v1/band-d", "police_area=", "police_area"),
    ("/v1/band-d", "police_area=Kent", "police_area"),
    ("/v1/band-d", "police_area=%00", "police_area"),
    ("/v1/band-d", "police_area=E23000032%0d%0aSet-Cookie:%20a=b", "police_area"),
    ("/v1/band-d", "police_area=" + "E" * 60_000, "police_area"),
    ("/v1/band-d", "police_area=%ff", None),
    ("/v1/band-d", "%ff=1", None),
    ("/v1/band-d", "police_area=%ed%a0%80", None),
    ("/v1/band-d", "&".join(f"a{number}=1" for number in range(1_000)), None),
    ("/v1/band-d", "a" * 60_000, None),
    ("/v1/band-d", "&" * 60_000 + "x", None),
    ("/v1/band-d.csv", "limit=1", "limit"),
    ("/v1/sources.csv", "source=%00", "source"),
    ("/v1/sources", "source=", "source"),
    ("/v1/sources", "source=" + "a" * 121, "source"),
    (PRECEPT, "", "police_area"),
    (PRECEPT, "financial_year=2016-17&increase=freeze", "police_area"),
    (PRECEPT, "police_area=E23000032&increase=freeze", "financial_year"),
    (PRECEPT, "police_area=E23000032&financial_year=2016-17", "increase"),
    (PRECEPT, f"{KENT_QUERY}&increase=freeze", "increase"),
    (PRECEPT, f"{KENT_QUERY}&surprise=1", "surprise"),
    (PRECEPT, f"{KENT_QUERY}&workings=True", "workings"),
    (PRECEPT, f"{KENT_QUERY}&workings=1", "workings"),
    (PRECEPT, f"{KENT_QUERY}&bands_from=", "bands_from"),
    (PRECEPT, f"{KENT_QUERY}&prior_band_d_pounds=NaN", "prior_band_d_pounds"),
    (PRECEPT, f"{KENT_QUERY}&prior_band_d_pounds=147.15%0A", "prior_band_d_pounds"),
    (PRECEPT, f"{KENT_QUERY}&tax_base=1e6", "tax_base"),
    (PRECEPT, f"{KENT_QUERY}&prior_tax_base=-1", "prior_tax_base"),
    *(
        (path, f"police_area=E23000032&financial_year=2016-17&increase={increase}", "increase")
        for path in (PRECEPT, f"{PRECEPT}/bands.csv", f"{PRECEPT}/billing-authorities.csv", f"{PRECEPT}/summary.csv")
        for increase in (
            "", "3.4", "percent", "percent:", "percent:NaN", "percent:101", "percent:1e1", "percent:%D9%A3", "freeze:1",
            "maximum:", "cash:1_0", "cash:5.00%0A", "band_d:-1", "requirement:" + "9" * 5_000, "percent:3.4:5", "PERCENT:3.4",
            "percent%3A+3.4",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "query", "field"), BAD_QUERIES, ids=[f"{path[4:]} {query[-28:]}" for path, query, _ in BAD_QUERIES]
)
def test_a_query_outside_the_contract_names_its_parameter(
    path: str, query: str, field: str | None, service: Service
) -> None:
    problem = problem_of(service.quickly("GET", f"{path}?{query}"), 400)
    assert problem["type"] == "/problems/not-in-contract"
    assert len(problem["errors"]) == 1
    if field is not None:
        assert problem["errors"][0]["field"] == field
    assert "got `str`" not in problem["errors"][0]["detail"], "everything in a query is text: say what would be right"


def test_an_unknown_area_in_a_query_is_refused_by_name(service: Service, contract: Json) -> None:
    asked = 0
    for path, methods in contract["paths"].items():
        names = [each["name"] for each in methods.get("get", {}).get("parameters", [])]
        if "police_area" in names:
            query = {**EXAMPLES[path], "police_area": "E99999999"}
            problem = problem_of(service.quickly("GET", path, params=query), 422)
            assert problem["type"] == AREA
            assert problem["errors"][0]["field"] == "police_area"
            asked += 1
    assert asked >= 60


@pytest.mark.parametrize("query", ["surprise=1", "%ff", "police_area=%00", "a=1&a=1"])
@pytest.mark.parametrize("path", ["/v1/register", PRECEPT, FUNDING, OFFICERS, UPLIFT])
def test_an_operation_without_a_query_refuses_one(path: str, query: str, service: Service) -> None:
    if path in MINIMAL:
        reply = service.quickly("POST", f"{path}?{query}", content=json.dumps(MINIMAL[path]).encode(), headers=AS_JSON)
    else:
        reply = service.quickly("GET", f"{path}?{query}")
    assert problem_of(reply, 400)["errors"][0]["detail"]


@pytest.mark.parametrize(
    "path",
    ["/nope", "/v1", "/v1/", "/v1/nope", "/v1/%ff", "/v1/%00", "/v1/%2e%2e/ready", "/v1/band-d%00", "/v1/band-d/E23000032",
     "/v1/band-d.xml", "/v1/band-d.csv.csv", "/docs/%2e%2e/settings.py", "/docs/..%2f..%2fapp.py", "/docs/nope.js", "/V1/band-d",
     "/v1/band\u2010d", "/" + "a" * 60_000, "/problems/nope/nope", "/.git/config", "/schema", "/schema/openapi.json"],
    ids=lambda path: path[:40],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "TRACE", "FOO"])
def test_an_address_where_nothing_is_says_so_to_every_method(method: str, path: str, service: Service) -> None:
    reply = service.quickly(method, path)
    assert reply.status_code == 404
    assert reply.headers["content-type"] == PROBLEM_JSON
    if method == "HEAD":
        assert reply.content == b""
    else:
        problem = problem_of(reply, 404)
        assert problem["type"] == "/problems/not-found"
        assert len(problem["instance"]) <= 200
        assert re.fullmatch(r"[!-~]+", problem["instance"]), "an instance is a URI reference"


ADDRESSES = sorted(addresses_of(ROUTES))
METHODS = {
    address: {method for route in ROUTES if address in route.paths for method in route.http_methods}
    for address in ADDRESSES
}
"""The methods of every address, a page of one problem for all of them."""


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_method_that_an_address_has_not_is_refused_with_those_it_has(path: str, service: Service) -> None:
    has = METHODS[path]
    allowed = has | {"OPTIONS"} | ({"HEAD"} if "GET" in has else set())
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "QUERY", "FOO", "BREW"):
        if method in allowed:
            continue
        reply = service.quickly(method, path)
        assert reply.status_code == 405, method
        assert set(reply.headers["allow"].split(", ")) == allowed
        if method != "HEAD":
            assert problem_of(reply, 405)["type"] == "/problems/method-not-allowed"


@pytest.mark.parametrize("path", ADDRESSES)
def test_options_names_every_method_of_an_address_and_nothing_else(path: str, service: Service) -> None:
    has = METHODS[path]
    reply = service.quickly("OPTIONS", path)
    assert reply.status_code == 204
    assert reply.content == b""
    assert set(reply.headers["allow"].split(", ")) == has | {"OPTIONS"} | ({"HEAD"} if "GET" in has else set())


@pytest.mark.parametrize("path", ["/v1/band-d/", "/v1/precepts/calculate/", "/health/"])
def test_a_slash_at_the_end_is_another_address_or_the_same_one_in_every_way(path: str, service: Service) -> None:
    """Either there is nothing at the address, or everything that the address without the slash has."""
    query = KENT_QUERY if "precepts" in path else ""
    for method in ("GET", "HEAD", "OPTIONS", "DELETE"):
        with_slash, without = (service.ask(method, f"{each}?{query}") for each in (path, path.rstrip("/")))
        if with_slash.status_code != 404:
            assert with_slash.status_code == without.status_code, method
            assert with_slash.headers.get("allow") == without.headers.get("allow")
            assert with_slash.headers.get("etag") == without.headers.get("etag")


TABLES = sorted(f"/v1/{spec.name}.csv" for spec in REGISTER_TABLES)
READABLE = [path for path in ADDRESSES if "GET" in METHODS[path] and path not in ("/", "/metrics")]
"""Every address that gives the same bytes again."""


EXAMPLES: dict[str, Json] = {
    path: route.opt["operation"].example
    for route in ROUTES
    if "operation" in route.opt and route.opt["operation"].query is not None
    for path in route.paths
}


def read(service: Service, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    """Ask an address the example of its operation; a whole table where the example only narrows it."""
    asked = {} if path in (*TABLES, *(each.removesuffix(".csv") for each in TABLES)) else EXAMPLES.get(path, {})
    return service.ask(method, path, params=asked, headers=headers)


@pytest.mark.parametrize("path", READABLE)
def test_head_is_get_without_the_body(path: str, service: Service) -> None:
    whole, head = read(service, path), read(service, path, "HEAD")
    assert whole.status_code == head.status_code == 200
    assert head.content == b""
    assert {**head.headers, "x-request-id": ""} == {**whole.headers, "x-request-id": ""}
    assert int(head.headers["content-length"]) == len(whole.content)


@pytest.mark.parametrize("path", READABLE)
def test_an_answer_has_a_strong_etag_and_is_not_sent_again_to_who_holds_it(path: str, service: Service) -> None:
    whole = read(service, path)
    tag = whole.headers["etag"]
    assert re.fullmatch(r'"[!#-~]+"', tag), "a strong tag, quoted"
    for held in (tag, f'"other", {tag}', f'{tag},"other"', "*"):
        for method in ("GET", "HEAD"):
            again = read(service, path, method, **{"if-none-match": held})
            assert again.status_code == 304, held
            assert again.content == b""
            assert again.headers["etag"] == tag
            assert "content-type" not in again.headers
    for other in ('"other"', tag.strip('"'), f'"x{tag[1:]}', '""', "," * 1_000):
        assert read(service, path, **{"if-none-match": other}).content == whole.content


def test_a_tag_that_a_proxy_weakened_still_names_the_answer(service: Service) -> None:
    """RFC 9110, 13.1.2: If-None-Match compares weakly; proxies that compress put W/ before the tag."""
    tag = read(service, "/v1/band-d").headers["etag"]
    assert read(service, "/v1/band-d", **{"if-none-match": f"W/{tag}"}).status_code == 304


def test_another_question_has_another_etag(service: Service) -> None:
    other = KENT_QUERY.replace("3.4", "3.5")
    tags = {service.ask("GET", f"{PRECEPT}?{query}").headers["etag"] for query in (KENT_QUERY, other)}
    assert len(tags) == 2


def test_a_refusal_has_no_etag(service: Service) -> None:
    for url in (
        "/nope",
        "/v1/band-d?limit=0",
        f"{PRECEPT}?police_area=E99999999&financial_year=2016-17&increase=freeze",
    ):
        assert "etag" not in service.ask("GET", url).headers
        assert service.ask("GET", url, headers={"if-none-match": "*"}).status_code >= 400


def test_every_answer_says_that_its_type_is_meant(service: Service) -> None:
    replies = [read(service, path) for path in READABLE]
    replies += [
        service.ask("GET", "/nope"),
        service.ask("PUT", PRECEPT),
        service.post(PRECEPT, b""),
        service.post(PRECEPT, KENT),
    ]
    assert {reply.headers.get("x-content-type-options") for reply in replies} == {"nosniff"}


def test_the_pages_load_nothing_from_elsewhere(service: Service) -> None:
    for path in ("/docs", "/docs/start.js", "/docs/swagger-ui.css", "/problems"):
        loaded = re.findall(r"""(?:src|href|url)\s*[=:(]\s*["']?(https?:|//)[^"')\s]*""", service.ask("GET", path).text)
        assert loaded == []


CSVS = [path for path in READABLE if path.endswith(".csv")]
NUMERIC_NAMES = ("_pounds", "_percent", "_pence", "tax_base", "ninths")


def rows_of(reply: httpx.Response) -> tuple[list[str], list[list[str]]]:
    assert reply.status_code == 200
    header, *rows = csv.reader(io.StringIO(reply.content.decode("utf-8"), newline=""), strict=True)
    return header, rows


@pytest.mark.parametrize("path", CSVS)
def test_a_csv_has_its_type_one_header_row_and_the_columns_of_the_contract(
    path: str, service: Service, contract: Json
) -> None:
    reply = read(service, path)
    kind, *parameters = reply.headers["content-type"].split("; ")
    assert kind == "text/csv"
    assert sorted(parameters) == ["charset=utf-8", "header=present"]
    header, rows = rows_of(reply)
    described = contract["paths"][path]["get"]["responses"]["200"]["content"]["text/csv"]["schema"]["description"]
    assert described == f"Columns: {','.join(header)}"
    assert len(set(header)) == len(header)
    assert rows or path.endswith("/not-held.csv")
    assert {len(row) for row in rows} <= {len(header)}
    assert reply.content.endswith(b"\r\n")
    assert not reply.content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("path", CSVS)
def test_no_cell_of_a_csv_can_be_taken_for_a_formula(path: str, service: Service) -> None:
    header, rows = rows_of(read(service, path))
    dangerous = [
        (name, cell)
        for row in [header, *rows]
        for name, cell in zip(header, row, strict=True)
        if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0")) and not NUMBER.fullmatch(cell)
    ]
    assert dangerous == []


def test_text_that_starts_like_a_formula_is_written_as_text_and_numbers_as_numbers() -> None:
    texts = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\tx", "\rx", "-", '=HYPERLINK("http://x")', "-1e5", "--1", "+44 20"]
    written_back = [
        row[0] for row in csv.reader(io.StringIO(csv_bytes(["a"], [[each] for each in texts]).decode(), newline=""))
    ]
    assert written_back[1:] == [f"'{text}" for text in texts]
    plain = ["-5", "-5.25", "0", "12", "text", "a=b", "1+1", "", "it's"]
    written_back = [
        row[0] if row else ""
        for row in csv.reader(io.StringIO(csv_bytes(["a", "b"], [[each, "x"] for each in plain]).decode(), newline=""))
    ]
    assert written_back[1:] == plain


@pytest.mark.parametrize("path", CSVS)
def test_a_csv_is_read_by_polars_with_numbers_as_numbers(path: str, service: Service) -> None:
    reply = read(service, path)
    header, rows = rows_of(reply)
    frame = pl.read_csv(reply.content, infer_schema_length=None)
    assert frame.columns == header
    assert frame.height == len(rows)
    for number, name in enumerate(header):
        cells = [row[number] for row in rows if row[number]]
        if cells and name.endswith(NUMERIC_NAMES):
            assert frame[name].dtype.is_numeric(), name
            assert all(NUMBER.fullmatch(cell) for cell in cells)
            assert frame[name].null_count() == len(rows) - len(cells)


@pytest.mark.parametrize("path", TABLES)
def test_a_table_page_by_page_is_the_same_table_as_its_csv(path: str, service: Service) -> None:
    header, rows = rows_of(read(service, path))
    found: list[Json] = []
    while True:
        page = service.ask("GET", path.removesuffix(".csv"), params={"limit": 400, "offset": len(found)}).json()
        found += page["rows"]
        if not page["rows"]:
            break
    assert page["total"] == len(found) == len(rows)
    for row, each in zip(rows, found, strict=True):
        assert list(each) == header
        for name, cell in zip(header, row, strict=True):
            value = each[name]
            if isinstance(value, bool):
                assert cell == ("true" if value else "false")
            else:
                assert cell.removeprefix("'") == ("" if value is None else str(value)).removeprefix("'")


@pytest.mark.parametrize("path", TABLES)
def test_every_filter_of_a_table_keeps_the_rows_that_match_and_no_other(
    path: str, service: Service, contract: Json
) -> None:
    table = path.removesuffix(".csv")
    parameters = contract["paths"][table]["get"]["parameters"]
    filters = [each["name"] for each in parameters if each["name"] not in ("limit", "offset")]
    assert filters
    _, rows = rows_of(read(service, path))
    header = rows_of(read(service, path))[0]
    for name in filters:
        values = [row[header.index(name)] for row in rows if row[header.index(name)]]
        wanted = values[len(values) // 2]
        found = service.ask("GET", table, params={name: wanted}).json()
        assert found["total"] == values.count(wanted) >= 1
        assert {str(row[name]) for row in found["rows"]} == {wanted}
