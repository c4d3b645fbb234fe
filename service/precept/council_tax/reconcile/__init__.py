"""A published table held against the rules: a verdict on every cell, and the likely cause of what is wrong.

printed        what a printed text says, in which unit, and what its last digit is worth
cells          what a cell is said to be (its measure), and the question that holds them
surroundings   what else the register holds about the area: other years, other limits, the returns
standing       the figures of one increase, exact, as a reader of the table would ask for them
expected       from a cell to the figure the rules give
charges        and totals, limits: other calculations that are known to be printed instead
slips          what goes wrong with any figure: a period, a unit, a row, a digit
sums           a printed total against its printed parts
verdicts       the verdict on each cell, its causes in order, and the patterns across cells
answer         from a question to all of that
"""
