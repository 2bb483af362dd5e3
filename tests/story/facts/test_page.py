"""The page of figures says what is so: each row of its tables is read as it shows."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from monitor.story.facts.passed import Why
from monitor.story.reading.figures import figures_of
from tests.pages import ROOT
from tests.story.facts.writers import FRAMES

_ROW = re.compile(r"^\| (en|de|fr|es|zh) \| `(.+?)` \| (.+?) \|$", re.MULTILINE)
ROWS = _ROW.findall((ROOT / "docs/figures.md").read_text("utf-8"))


@pytest.mark.parametrize(("language", "written", "shown"), ROWS)
def test_a_row_of_the_page_is_so(language: str, written: str, shown: str) -> None:
    published = datetime.fromisoformat("2026-11-02T00:00:00+00:00")
    found = figures_of("", FRAMES[language].format(written), published=published)
    told = [f"`{figure.read}`" if figure.read else figure.why for figure in found]
    told = [each for each in told if each != "`Friday`"]
    assert told == [shown]


def test_the_page_has_rows_of_every_language_and_of_numbers_that_are_none() -> None:
    assert {language for language, *_ in ROWS} == set(FRAMES)
    assert sum(not shown.startswith("`") for *_, shown in ROWS) >= 8
    assert {shown for *_, shown in ROWS if not shown.startswith("`")} <= {why.value for why in Why}
