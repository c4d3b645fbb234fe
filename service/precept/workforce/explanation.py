"""How the cost of an officer came about: every line replays from the inputs and the lines before it."""

from __future__ import annotations

from precept.register.units import MILLIONTHS, PENCE, decimals, pounds
from precept.workforce.officer_cost import OfficerLines
from precept.workforce.officers import OfficerCost
from precept.workings import Working, step

_MODEL = "cost model 6.1"
_NI = "Social Security Contributions and Benefits Act 1992, section 9"
_NIGHTS = "Police Regulations 2003, unsocial hours allowance"

_UNITS = {
    "months_before": ("months", 1),
    "night_share": ("share", MILLIONTHS),
    "overtime_hours": ("hours_a_year", MILLIONTHS),
    "annual_hours": ("hours_a_year", MILLIONTHS),
    "pension_opt_out": ("share", MILLIONTHS),
    "one_off_award_rate": ("percent", MILLIONTHS // 100),
    "ni_rate": ("percent", MILLIONTHS // 100),
    "pension_rate": ("percent", MILLIONTHS // 100),
    "levy_rate": ("percent", MILLIONTHS // 100),
}
"""The unit and scale of the inputs that are not pounds a year."""

_EARNINGS = "basic_pay + one_off_award + allowance + pensionable_allowance + night_premium + overtime"
_STEPS = {
    "basic_pay": (
        "so many months on the scale before September, the rest on the scale after",
        "(months_before * scale_before + (12 - months_before) * scale_after) / 12",
        _MODEL,
    ),
    "one_off_award": (
        "the non-consolidated part of September's award, paid once",
        "scale_after * one_off_award_rate / 100",
        _MODEL,
    ),
    "night_premium": (
        "a tenth of pay for the share of hours between 20:00 and 06:00",
        "basic_pay * night_share / 10",
        _NIGHTS,
    ),
    "overtime": ("hours at time and a third", "overtime_hours * basic_pay / annual_hours * 4 / 3", _MODEL),
    "national_insurance": (
        "the employer's rate on earnings above the secondary threshold",
        f"ni_rate / 100 * max(0, {_EARNINGS} - ni_threshold)",
        _NI,
    ),
    "pension": (
        "the employer's rate on basic pay and pensionable allowances",
        "pension_rate / 100 * (basic_pay + pensionable_allowance) * (1 - pension_opt_out)",
        _MODEL,
    ),
    "levy": ("the apprenticeship levy on earnings", f"levy_rate / 100 * ({_EARNINGS})", "Finance Act 2016, section 99"),
}


def explain_costs(costs: list[OfficerCost]) -> list[Working]:
    """List inputs and lines for every point; every name ends in its point."""
    return [working for cost in costs for working in _explain(cost, f"_point_{cost.pay_point}")]


def _explain(cost: OfficerCost, suffix: str) -> list[Working]:
    given_lines = ("allowance", "pensionable_allowance", "nonpay")
    workings = []
    for name, value in cost.inputs.items():
        unit, scale = _UNITS.get(name, ("pounds_a_year", PENCE))
        text = decimals(value, scale, least=0) if unit != "pounds_a_year" else pounds(value)
        workings.append(Working(name + suffix, text, unit, "read from the register, assumed, or given: see provenance"))
    for line in OfficerLines._fields:
        if line not in given_lines:
            words, expression, authority = _STEPS[line]
            named = _suffixed(f"half_up({expression}, 2)", suffix, (*cost.inputs, *OfficerLines._fields))
            workings.append(
                step(
                    line + suffix,
                    pounds(cost.lines[line]),
                    "pounds_a_year",
                    words,
                    expression=named,
                    authority=authority,
                )
            )
    total = _suffixed(" + ".join(OfficerLines._fields), suffix, OfficerLines._fields)
    workings.append(step("total" + suffix, pounds(cost.total), "pounds_a_year", "all lines together", expression=total))
    return workings


def _suffixed(expression: str, suffix: str, names: tuple[str, ...]) -> str:
    words = expression.replace("(", "( ").replace(")", " )").replace(",", " ,").split(" ")
    joined = " ".join(word + suffix if word in names else word for word in words)
    return joined.replace("( ", "(").replace(" )", ")").replace(" ,", ",")
