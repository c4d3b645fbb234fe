"""The loader refuses what cannot be trusted, and names the file, the row and the reason."""

from __future__ import annotations

import csv
import pickle
import shutil
from pathlib import Path

import pytest
from tests.builders import register

from precept.register import load_register
from precept.register.faults import Fault, RegisterRefused
from precept.register.loading import fixtures_folder
from precept.register.tables import TABLES

BAND_D = "council_tax/band_d.csv"
TAX_BASES = "council_tax/tax_bases.csv"
PRINCIPLES = "council_tax/referendum_principles.csv"
PROPORTIONS = "council_tax/proportions.csv"
RETURNS = "council_tax/requirement_returns.csv"
GRANTS = "council_tax/grants.csv"
AWARDS = "workforce/pay_awards.csv"
SCALES = "workforce/pay_scales.csv"
ON_COSTS = "workforce/employer_on_costs.csv"
ALLOWANCES = "workforce/allowances.csv"
PRICES = "prices/consumer_prices.csv"
PARAMETERS = "assumptions/parameters.csv"
CHOICES = "assumptions/choices.csv"
SETS = "assumptions/parameter_sets.csv"
COUNCILS = "areas/billing_authorities.csv"
SOURCES = "sources.csv"


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    """Return a copy of the figures that a test may spoil."""
    folder = tmp_path / "fixtures"
    for spec in TABLES:
        (folder / spec.file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(fixtures_folder() / spec.file, folder / spec.file)
    return folder


def change(figures: Path, file: str, where: dict[str, str], **cells: str) -> int:
    """Write other cells into the first row that has these values, and return its number in the file."""
    with (figures / file).open(encoding="utf-8", newline="") as handle:
        heading, *rows = list(csv.reader(handle))
    for number, row in enumerate(rows, start=2):
        if all(row[heading.index(name)] == value for name, value in where.items()):
            for name, value in cells.items():
                row[heading.index(name.rstrip("_"))] = value
            with (figures / file).open("w", encoding="utf-8", newline="") as handle:
                csv.writer(handle, lineterminator="\n").writerows([heading, *rows])
            return number
    raise AssertionError(f"{file} has no row with {where}")


def faults_of(figures: Path) -> list[Fault]:
    with pytest.raises(RegisterRefused) as refused:
        load_register(figures)
    assert str(refused.value) == "\n".join(str(fault) for fault in refused.value.faults)
    return refused.value.faults


KENT_2016_17 = {"financial_year": "2016-17", "police_area": "E23000032"}
AWARD_2018 = {"effective_from": "2018-09-01"}
ASHFORD = {"financial_year": "2016-17", "billing_authority": "E07000105"}

ONE_CELL: list[tuple[str, str, dict[str, str], dict[str, str], str]] = [
    ("a missing source", BAND_D, KENT_2016_17, {"source": ""}, "the source is missing"),
    ("a missing source", PARAMETERS, {"name": "pass_rate"}, {"source": ""}, "the source is missing"),
    ("an unknown source", BAND_D, KENT_2016_17, {"source": "hearsay"}, "the source 'hearsay' is not in sources.csv"),
    ("an unknown source", SCALES, {"pay_point": "7"}, {"source": "hearsay"}, "the source 'hearsay' is not in sources"),
    ("a source without a link", SOURCES, {"source": "obr-efo-march-2026"}, {"url": ""}, "is not a link"),
    ("a source without a link", SOURCES, {"source": "obr-efo-march-2026"}, {"url": "ftp://obr"}, "is not a link"),
    (
        "an unknown unit",
        PARAMETERS,
        {"name": "pass_rate"},
        {"unit": "fortnights"},
        "the unit 'fortnights' is not known",
    ),
    ("an unknown unit", ON_COSTS, {"item": "ni_rate"}, {"unit": "guineas"}, "the unit 'guineas' is not known"),
    ("an overlap", BAND_D, KENT_2016_17, {"financial_year": "2015-16"}, "overlaps row"),
    ("an overlap", TAX_BASES, ASHFORD, {"billing_authority": "E07000106"}, "overlaps row"),
    ("an overlap", AWARDS, AWARD_2018, {"effective_from": "2017-09-01"}, "overlaps row"),
    (
        "an overlap",
        ON_COSTS,
        {"item": "ni_rate", "financial_year": "2016-17"},
        {"item": "ni_threshold"},
        "overlaps row",
    ),
    ("an overlap", PRINCIPLES, {"first_year": "2014-15"}, {"last_year": "2015-16"}, "overlaps the earlier row"),
    ("an overlap", SOURCES, {"source": "obr-efo-march-2026"}, {"source": "precept-team"}, "overlaps row"),
    ("a gap", AWARDS, AWARD_2018, {"effective_from": "2012-09-01"}, "a gap: nothing is held between 2017 and 2019"),
    ("a gap", PRICES, {"year": "2018"}, {"year": "2014"}, "a gap: nothing is held between 2017 and 2019"),
    ("a gap", PRINCIPLES, {"first_year": "2019-20"}, {"class": "wales"}, "a gap after 2018-19 in class default"),
    ("out of range", BAND_D, KENT_2016_17, {"band_d_pounds": "15215"}, "band_d_pounds 15215 is outside 1 to 1000"),
    ("out of range", BAND_D, KENT_2016_17, {"band_d_pounds": "-152.15"}, "band_d_pounds -152.15 is outside"),
    ("out of range", TAX_BASES, ASHFORD, {"tax_base": "0"}, "tax_base 0 is outside"),
    ("out of range", TAX_BASES, ASHFORD, {"collection_rate_percent": "9.8"}, "collection_rate_percent 9.8 is outside"),
    ("out of range", RETURNS, {"police_area": "E23000002"}, {"tax_base": "162"}, "tax_base 162 is outside"),
    ("out of range", PRINCIPLES, {"first_year": "2018-19"}, {"cash_pounds": "1200"}, "cash_pounds 1200 is outside"),
    ("out of range", PROPORTIONS, {"band": "H"}, {"ninths": "81"}, "ninths 81 is outside"),
    ("out of range", GRANTS, {"line": "total_funding"}, {"pounds": "-1"}, "pounds -1 is outside"),
    ("out of range", SCALES, {"pay_point": "7"}, {"annual_pounds": "3762"}, "annual_pounds 3762 is outside"),
    ("out of range", AWARDS, AWARD_2018, {"headline_percent": "200"}, "headline_percent 200 is outside"),
    ("out of range", ON_COSTS, {"item": "ni_rate"}, {"value": "138"}, "ni_rate 138 is outside 5 to 25"),
    ("out of range", ON_COSTS, {"item": "ni_rate"}, {"value": "0.138"}, "ni_rate 0.138 is outside 5 to 25"),
    ("a wrong unit", ON_COSTS, {"item": "ni_rate"}, {"unit": "months"}, "ni_rate is in percent, not in months"),
    ("an unknown item", ON_COSTS, {"item": "ni_rate"}, {"item": "ni_rates"}, "there is no item 'ni_rates'"),
    ("a lacking item", ON_COSTS, {"item": "levy_rate"}, {"item": "levies"}, "there is no item 'levies'"),
    ("another area", TAX_BASES, ASHFORD, {"police_area": "E23000002"}, "lies in E23000032, not in E23000002"),
    ("thousands", TAX_BASES, ASHFORD, {"tax_base": "43.75"}, "the tax base 43.75 was"),
    ("a part", TAX_BASES, ASHFORD, {"coverage": "partial"}, "is both complete and partial in"),
    (
        "not September",
        SCALES,
        {"effective_from": "2018-09-01"},
        {"effective_from": "2018-10-01"},
        "is not a 1 September",
    ),
    ("nobody's", PRINCIPLES, {"class": "permission"}, {"police_area": ""}, "a permission names its police area"),
    ("out of range", ALLOWANCES, {"police_area": "E23000032"}, {"annual_pounds": "20000"}, "20000 is outside"),
    ("out of range", PRICES, {"year": "2018"}, {"cpi_growth_percent": "240"}, "cpi_growth_percent 240 is outside"),
    (
        "out of range",
        PARAMETERS,
        {"name": "pass_rate"},
        {"default": "0.99"},
        "the default 0.99 is outside 0.45 to 0.75",
    ),
    ("out of range", CHOICES, {"name": "prices"}, {"default": "frozen"}, "the default 'frozen' is not one of"),
    ("out of range", SETS, {"name": "prices"}, {"value": "frozen"}, "'frozen' is not one of"),
    (
        "an unknown name",
        SETS,
        {"name": "volunteers"},
        {"name": "conscripts"},
        "no parameter or choice named 'conscripts'",
    ),
    ("an unknown area", BAND_D, KENT_2016_17, {"police_area": "E23000099"}, "the police area 'E23000099' is not in"),
    (
        "an unknown area",
        ALLOWANCES,
        {"police_area": "E23000032"},
        {"police_area": "E99"},
        "the police area 'E99' is not",
    ),
    ("an unknown area", COUNCILS, {"code": "E07000105"}, {"police_area": "Kent"}, "the police area 'Kent' is not in"),
    (
        "an unknown council",
        TAX_BASES,
        ASHFORD,
        {"billing_authority": "E07999999"},
        "billing authority 'E07999999' is not",
    ),
    ("not a year", BAND_D, KENT_2016_17, {"financial_year": "2016-18"}, "'2016-18' is not a financial year"),
    ("not a year", BAND_D, KENT_2016_17, {"financial_year": "1066-67"}, "'1066-67' is outside"),
    ("not a date", AWARDS, AWARD_2018, {"effective_from": "2018-09-31"}, "effective_from"),
    ("no evidence", BAND_D, KENT_2016_17, {"evidence": "gossip"}, "gossip"),
    ("no evidence", BAND_D, KENT_2016_17, {"evidence": ""}, "evidence"),
    ("no such stage", BAND_D, KENT_2016_17, {"stage": "rumoured"}, "rumoured"),
    ("no figure", BAND_D, KENT_2016_17, {"band_d_pounds": ""}, "band_d_pounds"),
    (
        "a rule without its figure",
        PRINCIPLES,
        {"first_year": "2018-19"},
        {"cash_pounds": ""},
        "do not fit the rule cash",
    ),
    ("a figure without its rule", PRINCIPLES, {"first_year": "2018-19"}, {"percent": "2"}, "do not fit the rule cash"),
    (
        "an assumption without a range",
        ALLOWANCES,
        {"police_area": "E23000026"},
        {"high_pounds": ""},
        "an assumption states its range",
    ),
]


@pytest.mark.parametrize(
    ("file", "where", "cells", "reason"),
    [pytest.param(*each[1:], id=f"{each[0]} in {each[1]}-{number}") for number, each in enumerate(ONE_CELL)],
)
def test_one_wrong_cell_is_refused_with_its_file_row_and_reason(
    figures: Path, file: str, where: dict[str, str], cells: dict[str, str], reason: str
) -> None:
    row = change(figures, file, where, **cells)
    faults = faults_of(figures)
    assert any(fault.file == file and reason in fault.reason for fault in faults), faults
    # A gap or an overlap between two rows is found at the later of them, which need not be the one that was changed.
    if not reason.startswith(("a gap", "overlaps")):
        assert row in {fault.row for fault in faults if fault.file == file}


@pytest.mark.parametrize(
    "written",
    [
        *("NaN", "nan", "Infinity", "-Infinity", "sNaN", "1e2", "1.5215E2", "1_52.15", "1,52.15", "+152.15", " 152.15"),
        *("152.15 ", ".15", "152.", "0152.15", "0x98", "£152.15", "١٥٢", "--152.15", "152.15%", "-"),
    ],
)
def test_a_number_that_is_not_plainly_written_is_refused(figures: Path, written: str) -> None:
    row = change(figures, BAND_D, KENT_2016_17, band_d_pounds=written)
    assert [(fault.file, fault.row) for fault in faults_of(figures)] == [(BAND_D, row)]


@pytest.mark.parametrize("written", ["NaN", "1e1", "1_0", "many", "-"])
def test_a_number_of_a_parameter_set_that_is_not_plainly_written_is_refused(figures: Path, written: str) -> None:
    row = change(figures, SETS, {"name": "volunteers"}, value=written)
    assert [(fault.file, fault.row) for fault in faults_of(figures)] == [(SETS, row)]


@pytest.mark.parametrize(
    ("file", "where", "cells"),
    [
        (BAND_D, KENT_2016_17, {"band_d_pounds": "152.15001"}),
        (TAX_BASES, ASHFORD, {"tax_base": "43750.0001"}),
        (RETURNS, {"police_area": "E23000002"}, {"tax_base": "162144.7501"}),
        (PRINCIPLES, {"first_year": "2018-19"}, {"cash_pounds": "12.00001"}),
        (SCALES, {"pay_point": "7"}, {"annual_pounds": "37626.001"}),
        (ON_COSTS, {"item": "ni_rate"}, {"value": "13.80001"}),
        (ALLOWANCES, {"police_area": "E23000032"}, {"annual_pounds": "2000.001"}),
        (PARAMETERS, {"name": "course_cost"}, {"default": "12705.001"}),
    ],
)
def test_a_figure_with_more_decimals_than_its_unit_holds_is_refused(
    figures: Path, file: str, where: dict[str, str], cells: dict[str, str]
) -> None:
    row = change(figures, file, where, **cells)
    assert (file, row) in [(fault.file, fault.row) for fault in faults_of(figures)]


def test_a_wrong_heading_is_refused_and_the_columns_that_belong_there_are_named(figures: Path) -> None:
    path = figures / BAND_D
    path.write_text(path.read_text(encoding="utf-8").replace("band_d_pounds", "band_d", 1), encoding="utf-8")
    (fault,) = faults_of(figures)
    assert (fault.file, fault.row) == (BAND_D, 1)
    assert "band_d_pounds" in fault.reason


def test_a_column_too_many_and_a_column_too_few_are_refused(figures: Path) -> None:
    for heading in ("extra," + "effective_from,", "", "effective_from,effective_from,"):
        path = figures / AWARDS
        text = (fixtures_folder() / AWARDS).read_text(encoding="utf-8")
        path.write_text(text.replace("effective_from,", heading, 1), encoding="utf-8")
        assert (AWARDS, 1) in [(fault.file, fault.row) for fault in faults_of(figures)], heading


def test_a_row_with_a_cell_too_many_or_too_few_is_refused(figures: Path) -> None:
    path = figures / PRICES
    lines = (fixtures_folder() / PRICES).read_text(encoding="utf-8").splitlines()
    for spoiled in (lines[3] + ",more", lines[3].rpartition(",")[0]):
        path.write_text("\n".join([*lines[:3], spoiled, *lines[4:]]) + "\n", encoding="utf-8")
        (fault,) = faults_of(figures)
        assert (fault.file, fault.row) == (PRICES, 4)
        assert "more or fewer cells" in fault.reason


def test_a_row_with_a_broken_quotation_is_refused(figures: Path) -> None:
    path = figures / PRICES
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].rpartition(",")[0] + ',"a note"that goes on'
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert (PRICES, 4) in [(fault.file, fault.row) for fault in faults_of(figures)]


def test_a_file_that_is_not_utf_8_is_refused(figures: Path) -> None:
    path = figures / PRICES
    path.write_bytes(path.read_bytes() + b"2031,2.0,assumption,estimate,precept-team,\xff\n")
    assert PRICES in [fault.file for fault in faults_of(figures)]


@pytest.mark.parametrize("file", sorted(spec.file for spec in TABLES))
def test_a_missing_file_is_refused_by_name(figures: Path, file: str) -> None:
    (figures / file).unlink()
    assert Fault(file, 0, "the file is missing") in faults_of(figures)


def test_everything_wrong_is_reported_together_in_the_order_of_files_and_rows(figures: Path) -> None:
    last = change(figures, BAND_D, KENT_2016_17, band_d_pounds="15215")
    first = change(figures, BAND_D, {"financial_year": "2009-10"}, police_area="E23000099")
    unit = change(figures, PARAMETERS, {"name": "pass_rate"}, unit="fortnights")
    faults = faults_of(figures)
    assert [(fault.file, fault.row) for fault in faults] == [(PARAMETERS, unit), (BAND_D, first), (BAND_D, last)]


def test_an_untouched_copy_loads_with_the_same_version_and_the_same_figures(figures: Path) -> None:
    loaded = load_register(figures)
    assert loaded.version == register().version
    assert all(loaded.tables[spec.name].rows == register().tables[spec.name].rows for spec in TABLES)


def test_the_version_changes_when_any_file_does(figures: Path) -> None:
    versions = {register().version}
    for spec in TABLES:
        path = figures / spec.file
        text = path.read_text(encoding="utf-8")
        heading, first, *rest = text.splitlines()
        column = "title" if spec.file == SOURCES else "note"
        assert column in heading
        with (fixtures_folder() / spec.file).open(encoding="utf-8", newline="") as handle:
            key = next(csv.DictReader(handle))
        change(figures, spec.file, key, **{column: "another word"})
        versions.add(load_register(figures).version)
        path.write_text(text, encoding="utf-8")
        assert rest or first
    assert len(versions) == len(TABLES) + 1


def test_the_version_changes_when_one_cell_does_and_comes_back_with_it(figures: Path) -> None:
    change(figures, BAND_D, KENT_2016_17, band_d_pounds="152.16")
    assert load_register(figures).version != register().version
    change(figures, BAND_D, KENT_2016_17, band_d_pounds="152.15")
    assert load_register(figures).version == register().version


def test_a_register_that_is_sent_again_is_the_one_that_arrived_before() -> None:
    sent = pickle.dumps(register())
    first, second = pickle.loads(sent), pickle.loads(sent)  # noqa: S301 - our own

    assert first is second
    assert first.version == register().version
    assert first.pay_scales.rows == register().pay_scales.rows
