r"""How numbers, names and codes are written on the wire, as ASCII patterns that a contract can state.

`[0-9]`, because `\d` is any script's digit in Python; `$(?!\\n)`, because Python's `$` also matches before a newline.
The published contract leaves the look-ahead out (`published`): other dialects do not need it, and some cannot read it.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from precept.register.years import FinancialYear

_END = r"$(?!\n)"
PATTERN_WORDS: dict[str, str] = {}
"""What each pattern asks for, in words, for whoever sent something else."""


def published(pattern: str) -> str:
    """The pattern as the contract states it."""
    return pattern.replace(_END, "$")


def written(
    body: str,
    words: str,
    example: str,
    *,
    name: str | None = None,
    enum: list[str] | None = None,
    extra: dict[str, Any] | None = None,
) -> Meta:
    """Describe a text type by the pattern of its whole, in words, with an example; a named one stands once in the contract.

    Two things that are written alike differ by a pair of brackets, so that a refusal by pattern finds the right words.
    """
    pattern = f"^{body}{_END}"
    while PATTERN_WORDS.setdefault(pattern, words) != words:
        body = f"({body})"
        pattern = f"^{body}{_END}"
    said = ({"enum": enum} if enum else {}) | ({"x-name": name} if name else {}) | (extra or {})
    return Meta(pattern=pattern, description=words, examples=[example], extra_json_schema=said or None)


def not_nothing(decimal_places: int) -> str:
    """Match the decimals of a number below one that is more than nothing."""
    shapes = []
    for zeros in range(decimal_places):
        more = decimal_places - zeros - 1
        shapes.append("0" * zeros + "[1-9]" + (f"[0-9]{{0,{more}}}" if more else ""))
    return "(" + "|".join(shapes) + ")"


POUNDS = r"(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?"
BAND_D_POUNDS = r"(0|[1-9][0-9]{0,3})(\.[0-9]{1,4})?"
CASH_INCREASE = rf"(0(\.0{{1,4}})?|-?([1-9][0-9]{{0,2}}(\.[0-9]{{1,4}})?|0\.{not_nothing(4)}))"
PERCENT_SIZE = rf"(100(\.0{{1,4}})?|[1-9][0-9]?(\.[0-9]{{1,4}})?|0\.{not_nothing(4)})"
PERCENT_INCREASE = rf"(0(\.0{{1,4}})?|{PERCENT_SIZE}|-([1-9][0-9]?(\.[0-9]{{1,4}})?|0\.{not_nothing(4)}))"

PoundsText = Annotated[
    str,
    written(POUNDS, "Pounds from 0 to 9999999999.99, up to two decimals, such as 90694614 or 5.00.", "90694614"),
]
SignedPoundsText = Annotated[
    str,
    written(
        rf"(0(\.0{{1,2}})?|-?([1-9][0-9]{{0,8}}(\.[0-9]{{1,2}})?|0\.{not_nothing(2)}))",
        "Pounds from -999999999.99 to 999999999.99, up to two decimals, negative for a deficit, such as 171465 or -2500.50.",
        "171465",
    ),
]
BandDText = Annotated[
    str,
    written(BAND_D_POUNDS, "Pounds of band D from 0 to 9999.9999, up to four decimals, such as 152.15.", "152.15"),
]
PriorBandDText = Annotated[
    str,
    written(
        r"[1-9][0-9]{0,3}(\.[0-9]{1,4})?",
        "Pounds of band D from 1 to 9999.9999, up to four decimals, such as 147.15.",
        "147.15",
    ),
]
CashIncreaseText = Annotated[
    str,
    written(
        CASH_INCREASE,
        "Pounds added to band D, from -999.9999 to 999.9999, up to four decimals, negative for a cut, such as 5.00.",
        "5.00",
    ),
]
PercentIncreaseText = Annotated[
    str,
    written(
        PERCENT_INCREASE,
        "Percent from -99.9999 to 100, up to four decimals, such as 3.4.",
        "3.4",
    ),
]
LimitPercentText = Annotated[
    str, written(PERCENT_SIZE, "Percent above 0 and up to 100, up to four decimals, such as 2.", "2")
]
RatePercentText = Annotated[
    str,
    written(
        r"(0(\.[0-9]{1,4})?|[1-9][0-9]?(\.[0-9]{1,4})?)", "Percent from 0 to 99.9999, up to four decimals.", "13.8"
    ),
]
TaxBaseText = Annotated[
    str,
    written(
        r"[1-9][0-9]{0,6}(\.[0-9]{1,3})?",
        "Band D equivalents from 1 to 9999999.999, up to three decimals, such as 596086.84.",
        "596086.84",
    ),
]
AuthorityTaxBaseText = Annotated[
    str,
    written(
        r"[1-9][0-9]{0,5}(\.[0-9]{1,3})?",
        "Band D equivalents, 1 to 999999.999, up to three decimals, such as 43750.",
        "43750",
    ),
]
AnnualPoundsText = Annotated[
    str, written(r"(0|[1-9][0-9]{0,4})(\.[0-9]{1,2})?", "Pounds a year below 100,000, up to two decimals.", "2000")
]
OfficersText = Annotated[
    str,
    written(r"(0|[1-9][0-9]{0,3})(\.[0-9]{1,2})?", "Officers below 10,000, up to two decimals.", "76"),
]
FinancialYearText = Annotated[
    str,
    written(
        f"({'|'.join(str(year) for year in FinancialYear.every())})",
        "A financial year, a year and the one after it, from 1993-94 to 2049-50, such as 2016-17.",
        "2016-17",
        name="FinancialYear",
        enum=[str(year) for year in FinancialYear.every()],
    ),
]
MonthText = Annotated[
    str, written(r"20[1-4][0-9]-(0[1-9]|1[0-2])", "A month from 2010-01 to 2049-12, such as 2016-04.", "2016-04")
]
AuthorityCode = Annotated[
    str,
    written(r"[EW]0[6-9][0-9]{6}", "A nine-character GSS code of a billing authority, such as E07000105.", "E07000105"),
]
Name = Annotated[
    str,
    written(r"[ -~\u00a0-\ud7ff]{1,80}", "A name of 1 to 80 characters, without control characters.", "Kent"),
]
