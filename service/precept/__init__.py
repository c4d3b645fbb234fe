"""Council-tax precepts, the cost of firearms officers, and how many an increase pays for."""
