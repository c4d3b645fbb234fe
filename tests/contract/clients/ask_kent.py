"""Ask the Kent question through the client that openapi-python-client makes: python ask_kent.py http://127.0.0.1:8000."""

import sys

from precept_client import Client
from precept_client.api.funding import calculate_funding
from precept_client.api.precepts import calculate_precept
from precept_client.models import (
    ByPercent,
    ByPercentKind,
    FinancialYear,
    FundingAnswer,
    FundingRequest,
    PoliceAreaCode,
    PreceptAnswer,
    PreceptForHeldArea,
    Problem,
    UpliftTerms,
)

client = Client(base_url=sys.argv[1])
raised = ByPercent(kind=ByPercentKind.PERCENT, percent="3.4")
planned = ByPercent(kind=ByPercentKind.PERCENT, percent="2")
precept = PreceptForHeldArea(
    police_area=PoliceAreaCode.E23000032, financial_year=FinancialYear("2016-17"), increase=raised
)

answer = calculate_precept.sync(client=client, body=precept)
assert isinstance(answer, PreceptAnswer), answer
print("band D", answer.band_d.proposed_pounds)

question = FundingRequest(precept=precept, baseline=planned, uplift=UpliftTerms(officers=24, strength_at_start="76"))
funding = calculate_funding.sync(client=client, body=question)
assert isinstance(funding, FundingAnswer), funding
print("band D", funding.precept.band_d.proposed_pounds)
print("officers for good", funding.affordability.sustainable_officers)

refused = calculate_precept.sync(
    client=client,
    body=PreceptForHeldArea(
        police_area=PoliceAreaCode.E23000032,
        financial_year=FinancialYear("2016-17"),
        increase=ByPercent(ByPercentKind.PERCENT, "x"),
    ),
)
assert isinstance(refused, Problem), refused
print("refused", refused.type_)
