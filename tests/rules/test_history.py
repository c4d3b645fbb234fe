"""Band D over the years and between areas: changes, ranks, the ten lowest, what a freeze has cost, real terms."""

from __future__ import annotations

import csv
import re
import shutil
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
import pytest
from tests.builders import KENT, base, by_cash, by_percent, e4, freeze, maximum, pence, register, year

from precept.council_tax.assess import assess
from precept.council_tax.gather import gather
from precept.council_tax.history.freeze import FreezeCost, FreezeQuestion, cost_of_freeze
from precept.council_tax.history.real_terms import Measure, indices_of, real_terms
from precept.council_tax.history.series import band_d_series, ranked, years_of
from precept.council_tax.history.ten_lowest import english_areas_outside_london, group_years, ten_lowest_for
from precept.council_tax.proposal import BandDRounding, Increase
from precept.council_tax.question import PreceptQuestion
from precept.register import load_register
from precept.register.faults import RegisterRefused
from precept.register.loading import fixtures_folder
from precept.register.refusals import BandDOutOfRange, FigureNotHeld, NoLimit, UnknownPoliceArea, YearsOutOfOrder
from precept.register.tables import TABLES

SUSSEX, LONDON, SOUTH_WALES, NORTH_WALES = "E23000033", "E23000001", "W15000003", "W15000001"
PENNY = Decimal("0.01")


def band_ds() -> dict[tuple[str, int], Decimal]:
    """Band D as it stands in the file, by area and the year's start."""
    with (fixtures_folder() / "council_tax" / "band_d.csv").open(encoding="utf-8", newline="") as handle:
        return {
            (row["police_area"], int(row["financial_year"][:4])): Decimal(row["band_d_pounds"])
            for row in csv.DictReader(handle)
        }


# --- the series --------------------------------------------------------------------------------


def test_every_area_and_year_is_a_row_and_what_is_not_held_is_null() -> None:
    series, held = band_d_series(register()), band_ds()
    assert series.height == 42 * 32
    found = {(area, start): amount for area, start, amount in series.select("area", "year", "band_d").iter_rows()}
    assert {key for key, amount in found.items() if amount is not None} == set(held)
    assert all(found[key] == e4(str(amount)) for key, amount in held.items())


def test_the_change_is_against_the_year_before_and_null_across_a_gap() -> None:
    held = band_ds()
    for row in band_d_series(register()).iter_rows(named=True):
        now, before = held.get((row["area"], row["year"])), held.get((row["area"], row["year"] - 1))
        if now is None or before is None:
            assert row["change"] is None
            assert row["change_percent"] is None
        else:
            assert row["change"] == e4(str(now - before))
            percent = ((now - before) / before * 100).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            assert Decimal(row["change_percent"]).scaleb(-4) == percent


def test_the_metropolitan_gap_of_18_years_has_no_change_on_either_side() -> None:
    rows = band_d_series(register()).filter((pl.col("area") == LONDON) & pl.col("year").is_between(1996, 2016))
    assert rows["band_d"].null_count() == 18
    by_year = dict(rows.select("year", "change").iter_rows())
    assert by_year[1997] is None
    assert by_year[2015] is None
    assert by_year[2016] == e4("-6.76")


@pytest.mark.parametrize("country", ["England", "Wales"])
def test_a_rank_counts_the_areas_below_and_equals_share_it(country: str) -> None:
    rows = ranked(band_d_series(register()).filter(pl.col("country") == country), "year")
    by_year: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows.iter_rows(named=True):
        if row["band_d"] is not None:
            by_year[row["year"]].append(row["band_d"])
    for row in rows.iter_rows(named=True):
        if row["band_d"] is None:
            assert (row["rank"], row["quartile"], row["areas_ranked"], row["shared_by"]) == (None, None, None, None)
            continue
        others = by_year[row["year"]]
        assert row["rank"] == 1 + sum(each < row["band_d"] for each in others)
        assert row["shared_by"] == others.count(row["band_d"])
        assert row["areas_ranked"] == len(others)
        assert row["quartile"] == 1 + (row["rank"] - 1) * 4 // len(others)


def test_kent_was_joint_fifth_with_essex_on_the_band_d_of_2015_16() -> None:
    rows = ranked(band_d_series(register()).filter(pl.col("country") == "England"), "year")
    fifth = rows.filter((pl.col("year") == 2015) & (pl.col("rank") == 5))
    assert sorted(fifth["name"]) == ["Essex", "Kent"]
    assert fifth["shared_by"].to_list() == [2, 2]


def test_ranks_do_not_depend_on_the_order_of_the_rows() -> None:
    series = band_d_series(register()).filter(pl.col("country") == "England")
    forwards = ranked(series, "year").sort("area", "year")
    backwards = ranked(series.reverse(), "year").sort("area", "year")
    assert forwards.equals(backwards)


@pytest.mark.parametrize("area", [KENT, SUSSEX, "E23000006", LONDON, SOUTH_WALES])
def test_limit_headroom_yields_and_requirement_are_those_of_the_calculation_itself(area: str) -> None:
    compared = 0
    for row in band_d_series(register()).filter(pl.col("area") == area).iter_rows(named=True):
        if row["band_d"] is None or row["prior_band_d"] is None:
            continue
        increase = Increase(by_cash("5").kind, row["change"])
        found = assess(gather(PreceptQuestion(year(_written(row["year"])), increase, area), register()))
        assert found.band_d == row["band_d"]
        assert (found.verdict.maximum_band_d, found.verdict.headroom) == (row["maximum_band_d"], row["headroom"])
        assert found.verdict.excessive == row["excessive"]
        assert found.increase_percent == row["change_percent"]
        assert (found.proposal.limit.rule.value, found.proposal.limit.reason) == (row["rule"], row["limit_reason"])
        assert found.proposal.tax_base == row["tax_base"]
        if found.yields is not None:
            assert (found.yields.one_pound, found.yields.one_percent) == (row["one_pound"], row["one_percent"])
        compared += 1
    assert compared >= 8


def _written(start: int) -> str:
    return f"{start}-{(start + 1) % 100:02d}"


def test_no_english_area_is_over_the_limit_of_its_year() -> None:
    """As `fixtures/README.md` says of 2012-13 to 2026-27, permissions included."""
    rows = band_d_series(register()).filter((pl.col("country") == "England") & (pl.col("year") >= 2012))
    assert rows.filter(pl.col("excessive")).height == 0
    assert rows.filter(pl.col("excessive").is_not_null()).height > 500


def test_a_requirement_is_the_return_before_band_d_times_base_before_what_was_told() -> None:
    rows = band_d_series(register()).filter(pl.col("area") == KENT)
    found = {start: (basis, amount) for start, basis, amount in
             rows.select("year", "requirement_basis", "requirement").iter_rows()}  # fmt: skip
    assert found[2016] == ("returned", pence("90694614"))
    assert found[2014] == ("band_d_times_tax_base", pence("82749823.14"))
    assert found[2025] == ("reported", pence("183707973"))
    assert found[2024] == ("not_held", None)
    assert found[2013] == ("not_held", None)


# --- the ten lowest ----------------------------------------------------------------------------


def test_the_ten_lowest_are_those_that_the_register_notes_name() -> None:
    names = {area.name: area.code for area in register().police_areas.rows}
    checked = []
    for row in register().tables["referendum-principles"].rows:
        if row.class_ != "ten_lowest":
            continue
        listed = re.search(r"\(computed[^)]*\): ([^.]*)\.", row.note)
        assert listed is not None
        told = [each.removesuffix(" and Cheshire (out)").removesuffix(" (in)") for each in listed[1].split("; ")]
        group = ten_lowest_for(row.first_year, register())
        assert {each.figure.police_area for each in group.areas if each.in_group} == {names[name] for name in told}
        assert len(told) == 10
        assert not group.tied_at_the_edge
        assert group.areas_held == 37
        checked.append(str(row.first_year))
    assert checked == [str(each) for each in group_years(register())] == ["2013-14", "2016-17", "2017-18"]


def test_the_ten_lowest_are_the_first_quartile_of_the_thirty_seven() -> None:
    wanted = english_areas_outside_london(register())
    assert len(wanted) == 37
    rows = ranked(band_d_series(register()).filter(pl.col("area").is_in(sorted(wanted))), "year")
    for each in (2012, 2015, 2016):
        of_year = rows.filter(pl.col("year") == each)
        first = set(of_year.filter(pl.col("quartile") == 1)["area"])
        assert first == set(of_year.filter(pl.col("among_ten_lowest"))["area"])
        assert len(first) == 10


def test_the_flag_of_the_year_before_is_the_group_that_has_the_limit() -> None:
    for each in group_years(register()):
        rows = band_d_series(register()).filter(pl.col("year") == each.start)
        flagged = set(rows.filter(pl.col("among_ten_lowest_of_year_before"))["area"])
        assert flagged == {low.figure.police_area for low in ten_lowest_for(each, register()).areas if low.in_group}
        assert flagged == set(rows.filter(pl.col("rule") == "greater_of")["area"])


def test_areas_outside_the_thirty_seven_are_neither_in_nor_out() -> None:
    rows = band_d_series(register()).filter((pl.col("area") == LONDON) | (pl.col("country") == "Wales"))
    assert rows["among_ten_lowest"].null_count() == rows.height


def test_the_ten_lowest_are_refused_where_one_of_the_thirty_seven_is_not_held() -> None:
    with pytest.raises(FigureNotHeld, match="Bedfordshire, Hertfordshire"):
        ten_lowest_for(year("2027-28"), register())
    with pytest.raises(FigureNotHeld, match="any area"):
        ten_lowest_for(year("2030-31"), register())
    rows = band_d_series(register()).filter(pl.col("year") == 2026)
    assert rows["among_ten_lowest"].null_count() == rows.height


# --- what a freeze has cost --------------------------------------------------------------------


def cost(
    increase: Increase,
    first: str,
    last: str,
    area: str = SUSSEX,
    *,
    rounding: BandDRounding = BandDRounding.PENNY,
    yearly_grant: int = 0,
    last_grant_year: str | None = None,
    tax_base: int | None = None,
) -> FreezeCost:
    grant_to = None if last_grant_year is None else year(last_grant_year)
    asked = FreezeQuestion(area, year(first), year(last), increase, rounding, yearly_grant, grant_to, tax_base)
    return cost_of_freeze(asked, register())


def test_four_years_frozen_at_138_42_lost_sussex_8_47_against_2_percent_a_year() -> None:
    found = cost(by_percent("2"), "2010-11", "2013-14")
    assert found.years["band_d"].to_list() == [e4("138.42")] * 4
    assert found.years["alternative"].to_list() == [e4("138.42"), e4("141.19"), e4("144.01"), e4("146.89")]
    assert found.years["forgone"].to_list()[-1] == e4("8.47")
    assert found.lost_for_good.band_d == e4("8.47")


def test_what_is_lost_for_good_is_the_last_gap_on_the_latest_tax_base() -> None:
    lost = cost(by_percent("2"), "2010-11", "2013-14").lost_for_good
    assert lost.tax_base == base("645107.7")
    assert lost.tax_base_year == year("2023-24")
    assert lost.income == pence("5464062.22")
    given = cost(by_percent("2"), "2010-11", "2013-14", tax_base=base("1000")).lost_for_good
    assert (given.tax_base_year, given.income) == (None, pence("8470.00"))


def test_income_forgone_is_null_without_a_tax_base_and_the_sum_says_how_many_years_it_counts() -> None:
    found = cost(by_percent("2"), "2010-11", "2014-15")
    assert found.years["income_forgone"].to_list() == [None, None, None, None, pence("4979122.02")]
    assert found.years["years_counted"].to_list() == [0, 0, 0, 0, 1]
    assert found.years["cumulative"].to_list() == [0, None, None, None, pence("4979122.02")]
    assert [str(each) for each in found.years_without_tax_base] == ["2011-12", "2012-13", "2013-14"]


def test_each_year_is_rounded_before_the_next_builds_on_it() -> None:
    found = cost(by_percent("1.99"), "1995-96", "2026-27", KENT)
    expected = [Decimal(found.years["band_d"][0]).scaleb(-4)]
    for _ in range(31):
        expected.append((expected[-1] * Decimal("1.0199")).quantize(PENNY, ROUND_HALF_UP))
    assert found.years["alternative"].to_list() == [e4(str(each)) for each in expected]


def test_income_forgone_is_the_gap_times_each_years_own_base_and_adds_up() -> None:
    found = cost(by_percent("4"), "2015-16", "2023-24", KENT)
    so_far = 0
    for row in found.years.iter_rows(named=True):
        if row["tax_base"] is None:
            assert row["income_forgone"] is None
        else:
            exact = Decimal(row["forgone"]) * row["tax_base"] / 100_000
            assert row["income_forgone"] == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
            so_far += row["income_forgone"]
        assert row["cumulative"] == so_far
    assert so_far != 0


def test_the_actual_path_as_an_alternative_to_itself_costs_nothing() -> None:
    found = cost(maximum(), "2015-16", "2022-23", KENT)
    assert found.years["forgone"].to_list() == [0] * 8
    assert found.lost_for_good.income == 0
    assert [str(each) for each, _ in found.principles] == [_written(start) for start in range(2016, 2023)]


def test_a_freeze_as_the_alternative_shows_what_the_increases_have_raised() -> None:
    found = cost(freeze(), "2015-16", "2016-17", KENT)
    assert found.years["forgone"].to_list() == [0, e4("-5")]
    assert found.years["income_forgone"][-1] == -pence("2980434.20")


def test_a_freeze_grant_is_taken_off_the_years_it_was_paid_and_no_other() -> None:
    found = cost(by_cash("5"), "2018-19", "2021-22", KENT, yearly_grant=pence("1000000"), last_grant_year="2020-21")
    assert found.years["grant"].to_list() == [0, pence("1000000"), pence("1000000"), 0]
    assert found.years["net_forgone"].to_list() == (found.years["income_forgone"] - found.years["grant"]).to_list()
    assert found.years["cumulative_net"][-1] == found.years["cumulative"][-1] - 2 * pence("1000000")


def test_multiples_of_9p_stay_multiples_of_9p() -> None:
    found = cost(by_percent("2"), "2015-16", "2020-21", KENT, rounding=BandDRounding.MULTIPLE_OF_9P)
    assert all(each % 900 == 0 for each in found.years["alternative"][1:])
    assert e4("150.03") == found.years["alternative"][1]


def test_a_year_without_an_actual_band_d_has_an_alternative_and_no_gap() -> None:
    found = cost(by_percent("2"), "2025-26", "2028-29", KENT)
    assert [str(each) for each in found.years_without_band_d] == ["2027-28", "2028-29"]
    assert found.years["forgone"].is_null().to_list() == [False, False, True, True]
    assert found.lost_for_good.gap_year == year("2026-27")


def test_paths_that_have_no_figure_are_refused_by_name() -> None:
    with pytest.raises(YearsOutOfOrder):
        cost(by_percent("2"), "2013-14", "2010-11")
    with pytest.raises(FigureNotHeld, match="South Wales in 2015-16"):
        cost(by_percent("2"), "2015-16", "2016-17", SOUTH_WALES)
    with pytest.raises(NoLimit, match="2011-12"):
        cost(maximum(), "2010-11", "2013-14")
    with pytest.raises(NoLimit, match="Wales"):
        cost(maximum(), "2016-17", "2017-18", NORTH_WALES)
    with pytest.raises(BandDOutOfRange):
        cost(by_percent("100"), "1995-96", "2026-27", KENT)
    with pytest.raises(BandDOutOfRange):
        cost(by_cash("-100"), "2016-17", "2019-20", KENT)
    with pytest.raises(UnknownPoliceArea):
        cost(by_percent("2"), "2016-17", "2017-18", "E23000099")


# --- real terms --------------------------------------------------------------------------------


def rates(file: str) -> dict[str, Decimal]:
    with (fixtures_folder() / "prices" / file).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    when = "year" if "year" in rows[0] else "financial_year"
    return {row[when]: Decimal(row.get("growth_percent") or row["cpi_growth_percent"]) for row in rows}


def test_kents_2016_17_in_the_prices_of_2024_25_is_band_d_times_every_deflator_since() -> None:
    expected = Decimal("152.15")
    for each in ("2017-18", "2018-19", "2019-20", "2020-21", "2021-22", "2022-23", "2023-24", "2024-25"):
        expected *= 1 + rates("gdp_deflator.csv")[each] / 100
    found = {str(each.year): each for each in real_terms(KENT, None, Measure.GDP_DEFLATOR, register()).years}
    assert found["2016-17"].real == pence(str(expected.quantize(PENNY, ROUND_HALF_UP)))
    assert found["2016-17"].real == pence("199.65")
    assert found["2024-25"].real == pence("256.15")
    assert found["2024-25"].real_change == 0


def test_calendar_years_are_mixed_nine_months_to_three() -> None:
    growth = rates("consumer_prices.csv")
    level = {2014: Decimal(1)}
    for each in range(2015, 2031):
        level[each] = level[each - 1] * (1 + growth[str(each)] / 100)
    found = indices_of(Measure.CPI, register())
    assert [str(each) for each in found] == [_written(start) for start in range(2014, 2030)]
    of_2016 = (3 * level[2016] + level[2017]) / 4
    of_2020 = (3 * level[2020] + level[2021]) / 4
    ratio = found[year("2020-21")].level / found[year("2016-17")].level
    assert abs(Decimal(ratio.numerator) / ratio.denominator - of_2020 / of_2016) < Decimal("1e-20")


def test_a_year_that_rests_on_a_forecast_is_marked_and_so_is_every_later_one() -> None:
    found = indices_of(Measure.CPI, register())
    assert [str(each) for each, index in found.items() if index.forecast] == [
        _written(start) for start in range(2024, 2030)
    ]
    assert real_terms(KENT, None, Measure.CPI, register()).base_year == year("2023-24")


def test_the_september_rate_is_growth_from_the_year_before() -> None:
    found = indices_of(Measure.CPI_SEPTEMBER, register())
    assert str(min(found)) == "2011-12"
    ratio = found[year("2022-23")].level / found[year("2021-22")].level
    assert ratio * 1000 == 1101


@pytest.mark.parametrize("measure", list(Measure))
def test_real_terms_there_and_back_is_band_d_again(measure: Measure) -> None:
    there = {each.year: each for each in real_terms(KENT, year("2016-17"), measure, register()).years}
    back = {each.year: each for each in real_terms(KENT, year("2020-21"), measure, register()).years}
    first, last = year("2016-17"), year("2020-21")
    index_there, index_back = there[last].index, back[first].index
    assert index_there is not None
    assert index_back is not None
    assert abs(index_there * index_back - 10**12) <= 2 * 10**6
    assert there[first].real == pence("152.15")
    assert back[last].real == pence("203.15")
    real = there[last].real
    assert real is not None
    assert abs(real * index_there - pence("203.15") * 10**6) <= 10**6 * 2


def test_a_year_without_an_index_is_shown_as_set_and_not_restated() -> None:
    found = {str(each.year): each for each in real_terms(KENT, None, Measure.CPIH, register()).years}
    for each in ("2012-13", "2025-26"):
        assert found[each].band_d is not None
        assert (found[each].index, found[each].real, found[each].real_change) == (None, None, None)
    assert found["2013-14"].real_change_on_year is None


def test_prices_of_a_year_without_an_index_are_refused_by_name() -> None:
    with pytest.raises(FigureNotHeld, match="2013-14 to 2024-25"):
        real_terms(KENT, year("2026-27"), Measure.GDP_DEFLATOR, register())


# --- the tables --------------------------------------------------------------------------------


def test_the_years_held_run_from_1995_96_to_2026_27_without_a_gap() -> None:
    found = years_of(register())
    assert [each.start for each in found] == list(range(1995, 2027))


def test_a_precept_total_is_near_band_d_times_the_last_tax_base_held() -> None:
    """No total is in thousands, or of another area: each implies a base within 2% a year of the last one held."""
    series = band_d_series(register())
    checked = 0
    for row in register().precept_totals.rows:
        of_area = series.filter((pl.col("area") == row.police_area) & pl.col("tax_base").is_not_null())
        figure = register().band_d(row.police_area, row.financial_year)
        if row.precept_pounds is None or figure is None or not of_area.height:
            continue
        last_year, last_base = of_area.select("year", "tax_base").row(-1)
        implied = row.precept_pounds / figure.band_d_pounds
        years = row.financial_year.start - last_year
        assert abs(implied * 1000 / last_base - 1) * 100 <= 2 * years + 1, row
        checked += 1
    assert checked >= 11


@pytest.mark.parametrize(
    ("file", "number", "column", "value", "reason"),
    [
        ("council_tax/precept_totals.csv", 2, "precept_pounds", "55.7", "is outside 1000000"),
        ("council_tax/precept_totals.csv", 2, "source", "hearsay", "is not in sources.csv"),
        ("council_tax/precept_totals.csv", 2, "police_area", "E23000099", "is not in areas/police_areas.csv"),
        ("prices/gdp_deflator.csv", 3, "financial_year", "2030-31", "a gap"),
        ("prices/cpih.csv", 3, "growth_percent", "0.0044E2", "is not a plainly written number"),
        ("prices/september_prices.csv", 4, "cpi_growth_percent", "101.2", "is outside -5 to 20"),
        ("prices/september_prices.csv", 4, "year", "2013", "is held twice"),
    ],
)
def test_the_loader_refuses_a_spoilt_row(
    tmp_path: Path, file: str, number: int, column: str, value: str, reason: str
) -> None:
    for spec in TABLES:
        (tmp_path / spec.file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(fixtures_folder() / spec.file, tmp_path / spec.file)
    with (tmp_path / file).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    rows[number - 1][rows[0].index(column)] = value
    with (tmp_path / file).open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)
    with pytest.raises(RegisterRefused, match=re.escape(reason)):
        load_register(tmp_path)
