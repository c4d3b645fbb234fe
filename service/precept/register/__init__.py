"""The register: published figures and named assumptions, each with its unit, dates, evidence and source.

Figures live in `fixtures/` as data and enter through `load_register`, which refuses what cannot be trusted.
A figure that is not held is a named refusal that says what to supply, never a nearby value.
"""

from precept.register.loading import load_register
from precept.register.register import Register
from precept.register.years import FinancialYear

__all__ = ["FinancialYear", "Register", "load_register"]
