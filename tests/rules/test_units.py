"""The one rounding rule and the exact units: half away from zero, for integers and for Polars alike."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from precept.register.units import decimals, exactly, half_up, pounds, tenths

LARGEST = (2**63 - 1) // 4
"""Twice this, and the denominator added, still fits 64 bits."""

fractions = st.tuples(
    st.one_of(st.integers(-LARGEST, LARGEST), st.integers(-1_000, 1_000)),
    st.one_of(st.integers(1, 10**12), st.integers(1, 20)),
)


def by_polars(pairs: list[tuple[int, int]]) -> list[int]:
    frame = pl.DataFrame(pairs, schema={"n": pl.Int64, "d": pl.Int64}, orient="row")
    return frame.select(half_up(pl.col("n"), pl.col("d"))).to_series().to_list()


@given(st.lists(fractions, min_size=1, max_size=50))
def test_half_up_is_the_same_for_integers_and_for_polars(pairs: list[tuple[int, int]]) -> None:
    assert by_polars(pairs) == [half_up(numerator, denominator) for numerator, denominator in pairs]


@given(st.lists(st.integers(-LARGEST, LARGEST), min_size=1), st.one_of(st.integers(1, 20), st.integers(1, 10**12)))
def test_half_up_by_a_constant_even_or_odd_is_the_same_for_integers_and_for_polars(
    numerators: list[int], denominator: int
) -> None:
    frame = pl.DataFrame({"n": numerators}, schema={"n": pl.Int64})
    found = frame.select(half_up(pl.col("n"), denominator)).to_series().to_list()
    assert found == [half_up(each, denominator) for each in numerators]


@given(st.integers(-(10**15), 10**15), st.sampled_from([1, 2, 5, 8, 10, 100, 1_000]))
def test_half_up_rounds_as_the_decimal_module_does(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / denominator
    assert half_up(numerator, denominator) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("numerator", "denominator", "whole"),
    [(1, 2, 1), (-1, 2, -1), (3, 2, 2), (-3, 2, -2), (5, 2, 3), (-5, 2, -3), (49, 100, 0), (-49, 100, 0), (0, 7, 0)],
)
def test_a_half_goes_away_from_zero_for_cuts_too(numerator: int, denominator: int, whole: int) -> None:
    assert half_up(numerator, denominator) == whole
    assert by_polars([(numerator, denominator)]) == [whole]


def test_half_up_in_polars_stays_right_with_a_constant_denominator_and_nothing_held() -> None:
    frame = pl.DataFrame({"n": [250, -250, None, 149]}, schema={"n": pl.Int64})
    assert frame.select(half_up(pl.col("n"), 100)).to_series().to_list() == [3, -3, None, 1]


@pytest.mark.parametrize(
    ("whole", "scale", "least", "text"),
    [
        (15_215, 100, 2, "152.15"),
        (1_521_500, 10_000, 2, "152.15"),
        (1_521_550, 10_000, 2, "152.155"),
        (1_521_555, 10_000, 2, "152.1555"),
        (33_979, 10_000, 4, "3.3979"),
        (30_000, 10_000, 4, "3.0000"),
        (20_000, 10_000, 0, "2"),
        (25_000, 10_000, 0, "2.5"),
        (596_086_840, 1_000, 2, "596086.84"),
        (596_086_841, 1_000, 2, "596086.841"),
        (596_086_800, 1_000, 1, "596086.8"),
        (-609, 100, 2, "-6.09"),
        (-5, 1_000, 2, "-0.005"),
        (0, 100, 2, "0.00"),
        (0, 10_000, 0, "0"),
        (7, 1, 2, "7"),
        (96, 10, 1, "9.6"),
    ],
)
def test_decimals_writes_at_least_so_many_decimals_and_no_more_than_it_needs(
    whole: int, scale: int, least: int, text: str
) -> None:
    assert decimals(whole, scale, least=least) == text


@given(st.integers(-(10**14), 10**14), st.sampled_from([1, 10, 100, 1_000, 10_000, 1_000_000]), st.integers(0, 4))
def test_what_decimals_writes_reads_back_exactly(whole: int, scale: int, least: int) -> None:
    assert exactly(Decimal(decimals(whole, scale, least=least)), scale) == whole


@given(st.integers(-(10**14), 10**14))
def test_pounds_always_have_two_decimals(amount: int) -> None:
    written = pounds(amount)
    assert len(written.partition(".")[2]) == 2
    assert Decimal(written) * 100 == amount


@given(st.integers(-(10**14), 10**14))
def test_pounds_and_tenths_of_a_penny_are_written_as_any_decimal_is(amount: int) -> None:
    assert pounds(amount) == decimals(amount, 100)
    assert tenths(amount) == decimals(amount, 10, least=1)


@pytest.mark.parametrize(
    ("value", "scale"),
    [("152.155", 100), ("147.15001", 10_000), ("0.0001", 1_000), ("-0.005", 100), ("1E-7", 1_000_000)],
)
def test_exactly_refuses_more_decimals_than_the_unit_holds(value: str, scale: int) -> None:
    with pytest.raises(ValueError, match="more decimals"):
        exactly(Decimal(value), scale)


@pytest.mark.parametrize(
    ("value", "scale", "whole"),
    [("152.15", 100, 15_215), ("152.1500", 100, 15_215), ("-0.01", 100, -1), ("596086.84", 1_000, 596_086_840)],
)
def test_exactly_holds_what_fits_the_unit(value: str, scale: int, whole: int) -> None:
    assert exactly(Decimal(value), scale) == whole
