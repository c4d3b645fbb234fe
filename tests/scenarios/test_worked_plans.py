"""The worked plans are what the command and the service say."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.worked_plans import KENT, pages

README = Path(__file__).parents[2] / "README.md"


def test_every_page_and_picture_of_the_worked_plans_is_what_is_written_today() -> None:
    for path, content in pages():
        assert path.read_bytes() == content, f"{path.name}: run tests/scenarios/worked_plans.py"


def test_the_sentence_in_the_readme_is_that_of_the_picture_it_shows() -> None:
    picture = KENT.with_suffix(".svg").read_text(encoding="utf-8")
    sentence = picture.partition('-desc">')[2].partition("</desc>")[0].replace("&#x27;", "'")
    address = KENT.with_suffix(".svg").relative_to(README.parent)

    assert f"![{sentence}]({address})" in README.read_text(encoding="utf-8")


def test_the_table_in_the_readme_is_the_ends_of_the_years_on_the_page() -> None:
    page = KENT.with_suffix(".md").read_text(encoding="utf-8").splitlines()
    heading = next(place for place, line in enumerate(page) if line.startswith("| deployable officers by month"))
    march = [line for line in page if line.startswith("| March ")]

    assert len(march) == 2
    assert "\n".join([*page[heading : heading + 2], *march, ""]) in README.read_text(encoding="utf-8")
