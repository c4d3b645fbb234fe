"""Council tax: what an increase in the police precept does to band D, the bands, the councils and the limit.

    question -> gather -> assess -> outcome

`gather` finds what the register holds and the caller did not give; `assess` is the whole rule book, and touches nothing.
"""
