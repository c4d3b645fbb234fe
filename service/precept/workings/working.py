"""One step of a calculation, in words for a reader and as an expression for a program."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"[a-z][a-z0-9_]*")
FUNCTIONS = frozenset({"half_up", "floor", "ceil", "max", "min"})
"""What an expression may call besides + - * / and brackets.

`half_up(x, n)` rounds x to n decimals, halves away from zero; `floor(x, s)` is the largest multiple of s not above x;
`ceil(x, s)` the smallest not below it.
"""


@dataclass(frozen=True)
class Working:
    """A named figure and how it came about.

    `expression` uses the names in `uses`; put their values in and it gives `value` exactly. An input has neither.
    """

    name: str
    value: str
    unit: str
    formula: str
    expression: str | None = None
    uses: tuple[str, ...] = ()
    authority: str | None = None


def step(name: str, value: str, unit: str, formula: str, *, expression: str, authority: str | None = None) -> Working:
    """Record a step; the names it uses are read from its expression."""
    found = dict.fromkeys(word for word in _NAME.findall(expression) if word not in FUNCTIONS)
    return Working(name, value, unit, formula, expression, tuple(found), authority)
