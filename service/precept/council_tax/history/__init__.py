"""Band D over the years and between areas: series, ranks, the ten lowest, what a freeze has cost, real terms."""
