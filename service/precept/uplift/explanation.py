"""How the cost of an uplift came about: what one officer costs, and how a year's money adds up.

The month-by-month pipeline is a recursion, shown month by month in the answer itself; what is worked out from it here
replays from the year's lines.
"""

from __future__ import annotations

from precept.register.units import decimals, pounds
from precept.uplift.costing import UpliftOutcome
from precept.uplift.plan import Staffing
from precept.uplift.quantities import Pence
from precept.uplift.question import BY_CREWING
from precept.workings import Working, step

_MODEL = "cost model 6.2"
_SUSTAINED = "cost model 6.4"
_RECURRING = ("pay", "premium", "kit_renewal", "role_allowance", "incident_support", "supervision")
_ONE_OFF = ("course", "kit", "recruitment", "bridging")


def explain_uplift(outcome: UpliftOutcome) -> list[Working]:
    """List prices, what one officer costs, and each year's money."""
    return [*_one_officer(outcome), *_years(outcome)]


def _first(pence: Pence) -> str:
    return pounds(int(pence[0, 0]))


def _one_officer(outcome: UpliftOutcome) -> list[Working]:
    premium = outcome.premium
    used = outcome.question.assumptions
    transferee = outcome.question.staffing is Staffing.TRANSFEREE
    course = "conversion_cost" if transferee else "course_cost"
    passing = "conversion_pass_rate" if transferee else "pass_rate"
    prices = outcome.terms.prices
    crewing = used.option("vehicle_basis") == BY_CREWING
    sharing = ("crew", "officers_per_seat") if crewing else ("officers_per_arv",)
    priced = (
        course,
        "travel",
        "day_cost",
        "ammunition",
        "taser_running",
        "kit_renewal",
        "arv_price",
        "medical_fitness",
    )
    inputs = [
        *(
            Working(name, _first(getattr(prices, name)), "pounds", f"{name}, in the first year's prices")
            for name in (*priced, "kit_issue", "role_allowance", "incident_support", "supervisor_cost")
        ),
        *(
            Working(name, str(used.value(name)), used.parameters[name].parameter.unit, "see provenance")
            for name in (
                "refresher_days",
                "arv_life",
                *sharing,
                passing,
                "replacement_kit_share",
                "supervisors_per_officer",
            )
        ),
        _attrition(outcome),
        Working(
            "pay_at_mature",
            _first(outcome.sustained_at_mature_pay.pay),
            "pounds_a_year",
            "pay behind the officer in time; nothing where no post is filled",
        ),
        Working(
            "pay_at_entry",
            _first(outcome.sustained_at_entry_pay.pay),
            "pounds_a_year",
            "pay behind the officer at first; nothing where no post is filled",
        ),
    ]
    steps = [
        step(
            "refresher_training",
            _first(premium.refresher_training),
            "pounds_a_year",
            "days of refresher training at the price of a day",
            expression="half_up(refresher_days * day_cost, 2)",
            authority=_MODEL,
        ),
        step(
            "vehicle_share",
            _first(premium.vehicle_share),
            "pounds_a_year",
            "an armed response vehicle over its life and its officers",
            expression=f"half_up(arv_price / arv_life / {'(crew * officers_per_seat)' if crewing else 'officers_per_arv'}, 2)",
            authority=_MODEL,
        ),
        step(
            "premium",
            _first(premium.total),
            "pounds_a_year",
            "what the role costs beyond pay",
            expression=(
                "refresher_training + ammunition + taser_running + kit_renewal + vehicle_share + medical_fitness"
            ),
            authority=_MODEL,
        ),
        step(
            "training_to_qualify",
            _first(outcome.qualifying.training),
            "pounds",
            "a failed place still costs a place",
            expression=f"half_up(({course} + travel) / {passing}, 2)",
            authority=_MODEL,
        ),
        step(
            "cost_to_qualify",
            _first(outcome.qualifying.additional),
            "pounds",
            "training and kit for one officer more",
            expression="training_to_qualify + kit_issue",
            authority=_MODEL,
        ),
        step(
            "cost_to_replace",
            _first(outcome.qualifying.replacement),
            "pounds",
            "training, and the share of kit that is not handed on",
            expression="training_to_qualify + half_up(kit_issue * replacement_kit_share, 2)",
            authority=_MODEL,
        ),
        step(
            "supervision",
            _first(outcome.sustained_at_mature_pay.supervision),
            "pounds_a_year",
            "sergeants for one officer more",
            expression="half_up(supervisors_per_officer * supervisor_cost, 2)",
            authority=_MODEL,
        ),
        step(
            "replacing_leavers",
            _first(outcome.sustained_at_mature_pay.replacing_leavers),
            "pounds_a_year",
            "attrition times the cost of a replacement",
            expression="half_up(attrition * cost_to_replace, 2)",
            authority=_SUSTAINED,
        ),
    ]
    for name, cost in (
        ("mature", outcome.sustained_at_mature_pay),
        ("entry", outcome.sustained_at_entry_pay),
    ):
        expression = f"pay_at_{name} + premium + supervision + role_allowance + incident_support + replacing_leavers"
        words = f"one extra officer for good, at {name} pay"
        value = _first(cost.total)
        steps.append(
            step(
                f"sustained_cost_at_{name}_pay",
                value,
                "pounds_a_year",
                words,
                expression=expression,
                authority=_SUSTAINED,
            )
        )
    return [*inputs, *steps]


def _attrition(outcome: UpliftOutcome) -> Working:
    """The share that leaves in a year, moved by what makes officers leave sooner or later where anything does."""
    given = outcome.question.assumptions.value("attrition")
    used = float(outcome.terms.assumptions.attrition[0])
    if used == float(given):
        return Working("attrition", str(given), "share_a_year", "see provenance")
    return Working("attrition", f"{used:.12f}", "share_a_year", f"{given}, moved by the influences in provenance")


def _years(outcome: UpliftOutcome) -> list[Working]:
    lines = outcome.money.by_year
    workings: list[Working] = []
    for number, year in enumerate(outcome.question.financial_years):
        suffix = f"_{str(year).replace('-', '_')}"
        for line in (*_RECURRING, *_ONE_OFF):
            value = decimals(int(getattr(lines, line)[0, number]), 100)
            words = f"{line} of {year}: its months, each rounded to the penny"
            workings.append(Working(f"{line}{suffix}", value, "pounds", words))
        for name, parts in (
            ("recurring", _RECURRING),
            ("one_off", _ONE_OFF),
            ("in_year", ("recurring", "one_off")),
        ):
            expression = " + ".join(part + suffix for part in parts)
            value = pounds(int(getattr(lines, name)[0, number]))
            words = f"{' and '.join(parts)}".replace("_", " ")
            workings.append(step(name + suffix, value, "pounds", words, expression=expression, authority=_SUSTAINED))
    return workings
