"""What this room cannot calculate, by name.

    UpliftError (ValueError)          one input, by its parameter's name, and what would be right
    ├── ParameterMissing              a parameter that has no value
    ├── ParameterOutOfRange           a value with which the model means nothing
    ├── RowsDisagree                  inputs that hold different numbers of scenarios
    ├── YearNotPriced                 a run that reaches past the last financial year of the prices or the pay
    └── AmountOutOfRange              money beyond what is calculated

A target that the pipeline cannot reach is none of these: the answer is the stock it reaches and the limit that bound.
"""

from __future__ import annotations


class UpliftError(ValueError):
    """An input this room cannot calculate with; `name` is the parameter and `must_be` is what would be right."""

    def __init__(self, name: str, must_be: str) -> None:
        """Name the parameter, and say in the caller's terms what it must be."""
        super().__init__(f"{name} must be {must_be}")
        self.name = name
        self.must_be = must_be


class ParameterMissing(UpliftError):  # noqa: N818 - the name says what is wrong
    """The parameter has no value, and this room holds no defaults: they are the register's."""


class ParameterOutOfRange(UpliftError):  # noqa: N818
    """The value is not a number with which the model means anything (cost model 6.8)."""


class RowsDisagree(UpliftError):  # noqa: N818
    """Two inputs hold different numbers of scenarios, and neither of them holds just one."""


class YearNotPriced(UpliftError):  # noqa: N818
    """A financial year of the run has no prices or no pay; the year before it is never used instead."""


class AmountOutOfRange(UpliftError):  # noqa: N818
    """An amount of money that is no number, or more than the service calculates."""
