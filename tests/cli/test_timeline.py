"""`timeline`: what it answers, in each of its forms."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Installation
from tests.cli.test_commands import fill
from tests.cli.test_hush import read


@pytest.fixture
def told(installation: Installation) -> Installation:
    fill(installation)
    read(installation)
    return installation


def test_the_story_is_told_in_lines(told: Installation) -> None:
    result = told.run("timeline", "furniture")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("furniture: 1 development on ")
    assert "10% (before) → 25% (" in result.stdout


def test_one_of_several_stories_must_be_named(told: Installation) -> None:
    result = told.run("timeline")
    assert result.exit_code == 2
    assert "Which story? Name one of: furniture, cats." in result.stderr
    assert "There is no story 'dogs'" in told.run("timeline", "dogs").stderr


def test_a_story_of_which_nothing_was_told_says_so(told: Installation) -> None:
    assert told.run("timeline", "cats").stdout == "cats: nothing new was told yet.\n"


def test_it_answers_in_json_and_in_markdown(told: Installation) -> None:
    record = json.loads(told.run("timeline", "furniture", "--json").stdout)
    assert [each["id"] for each in record["developments"]] == [1]
    assert told.run("timeline", "furniture", "--markdown").stdout.startswith("# furniture\n")
    result = told.run("timeline", "furniture", "--json", "--markdown")
    assert (result.exit_code, "Choose one of" in result.stderr) == (2, True)


def test_a_time_can_be_chosen(told: Installation) -> None:
    result = told.run("timeline", "furniture", "--until", "2000-01-01")
    assert result.stdout == "furniture: nothing new was told yet.\n"


def test_the_page_is_a_file(told: Installation) -> None:
    page = told.folder / "page.html"
    result = told.run("timeline", "furniture", "--html", str(page))
    assert result.stdout == f"{page}: 1 development.\n"
    assert page.read_text().startswith("<!DOCTYPE html>")


def test_a_page_that_cannot_be_written_is_told(told: Installation) -> None:
    result = told.run("timeline", "furniture", "--html", str(told.folder / "no" / "page.html"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "cannot be written: No such file or directory." in result.stderr
