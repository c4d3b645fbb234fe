"""The medium-term plan: what is spent and what pays for it, year by year, and what is missing."""
