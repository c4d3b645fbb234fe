"""A gap as a sentence says it: money missing, or left where the gap is below nothing."""

from __future__ import annotations

from precept.register.units import sterling


def gap_text(pence: int, verb: str = " ") -> str:
    """Write a gap in pence as £1,000.00 missing or £1,000.00 left, with the verb between where one is given (" is ")."""
    return f"{sterling(pence)}{verb}missing" if pence > 0 else f"{sterling(-pence)}{verb}left"
