"""Funding: what an increase brings in against a stated baseline, and how many firearms officers it pays for."""
