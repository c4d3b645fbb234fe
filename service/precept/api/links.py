"""Where an answer leads: the fields of it that are another operation's question, as OpenAPI links.

An expression after `$response.body#` is a JSON pointer into the answer; one inside braces stands in a text.
"""

from __future__ import annotations

from typing import Any

_AREA, _YEAR = "$response.body#/police_area/code", "$response.body#/financial_year"
_SAME_INCREASE = {
    "police_area": _AREA,
    "financial_year": _YEAR,
    "prior_band_d_pounds": "$response.body#/band_d/prior_pounds",
    "increase": "band_d:{$response.body#/band_d/proposed_pounds}",
}
_FIRST_AREA = {"police_area": "$response.body#/rows/0/police_area"}

Parameters = dict[str, str]

_LEADS_TO: dict[str, dict[str, Parameters]] = {
    "getPrecept": {
        "getHouseholds": _SAME_INCREASE,
        "getReferendum": _SAME_INCREASE,
        "getLeaflet": _SAME_INCREASE,
        "getRequirementReturn": _SAME_INCREASE | {"entered_band_d_pounds": "$response.body#/band_d/proposed_pounds"},
        "getPreceptHistory": {"police_area": _AREA},
        "getTaxBaseReturns": {"police_area": _AREA, "financial_year": _YEAR},
        "getTenLowest": {"financial_year": _YEAR},
        "listSources": {"source": "$response.body#/provenance/sources/0/source"},
    },
    "getSolvedPrecept": {
        "getPrecept": {
            "police_area": "$response.body#/precept/police_area/code",
            "financial_year": "$response.body#/precept/financial_year",
            "prior_band_d_pounds": "$response.body#/precept/band_d/prior_pounds",
            "increase": "band_d:{$response.body#/band_d_pounds}",
        },
    },
    "getHouseholds": {"getPrecept": _SAME_INCREASE},
    "getTaxBaseReturns": {
        "getTaxBaseChain": {
            "billing_authority": "$response.body#/billing_authorities/0/code",
            "financial_year": _YEAR,
        },
    },
    "getTenLowest": {"getPreceptHistory": {"police_area": "$response.body#/groups/0/areas/0/police_area"}},
    "getFreezeCost": {"getRealTerms": {"police_area": _AREA}},
    "getRealTerms": {"getPreceptHistory": {"police_area": _AREA}},
    "listBandD": {
        "getPreceptHistory": _FIRST_AREA,
        "listTaxBases": _FIRST_AREA,
        "listRequirementReturns": _FIRST_AREA,
    },
    "listBackTests": {"getBackTest": {"back_test": "$response.body#/rows/0/back_test"}},
    "listBillingAuthorities": {"listTaxBases": {"billing_authority": "$response.body#/rows/0/code"}},
    "listPoliceAreas": {
        name: {"police_area": "$response.body#/rows/0/code"}
        for name in ("listBandD", "listBillingAuthorities", "listArmedOfficers")
    },
    "listRoles": {"listRoleValues": {"role": "$response.body#/rows/0/role"}},
    "listTaxBases": {"listBillingAuthorities": {"code": "$response.body#/rows/0/billing_authority"}},
}
"""From an operation to others by GET: which of their parameters are which fields of its answer."""

_WHOLE, _PRECEPT = "$request.body", {"precept": "$request.body"}
_ASKS_AGAIN: dict[str, dict[str, str | dict[str, str]]] = {
    "calculatePrecept": dict.fromkeys(
        ("calculateHouseholds", "calculateReferendum", "fillInRequirementReturn", "planFunding", "writeLeaflet"),
        _PRECEPT,
    ),
    "simulateFunding": {"simulateFunding": _WHOLE},
    "simulateUplift": {"simulateUplift": _WHOLE},
}
"""From an operation by POST to others whose body holds its own; to itself where a seed gives the same bytes again."""


def links_of(operation_id: str) -> dict[str, Any]:
    """The links of the answer of an operation, by the operation that each leads to."""
    found: dict[str, Any] = {
        target: {"operationId": target, "parameters": parameters}
        for target, parameters in _LEADS_TO.get(operation_id, {}).items()
    }
    found |= {
        target: {"operationId": target, "requestBody": body}
        for target, body in _ASKS_AGAIN.get(operation_id, {}).items()
    }
    for target, link in found.items():
        again = "The same question again: the same bytes." if target == operation_id else f"On to {target}."
        link["description"] = again
    return dict(sorted(found.items()))
