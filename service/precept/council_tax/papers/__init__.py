"""The papers that a precept ends in: the statutory leaflet, and the return to government with its own checks."""
