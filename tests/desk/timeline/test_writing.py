"""A chronicle as text and as a record."""

from __future__ import annotations

import json
from dataclasses import replace

from monitor.desk.timeline.changes import in_words
from monitor.desk.timeline.series import series_of
from monitor.desk.timeline.writing import as_markdown, as_record, steps
from monitor.model import ChangeKind, FactKind
from tests.desk.timeline.conftest import a_chronicle, a_rise, told

CHRONICLE = a_chronicle(told(1, a_rise("10%", "25%")), told(2, a_rise("25%", "30%")))


def test_a_series_is_a_line() -> None:
    (series,) = series_of(CHRONICLE)
    assert steps(series) == "10% (before) → 25% (25 Nov 2026) → 30% (26 Nov)"


def test_a_disputed_step_says_so() -> None:
    (series,) = series_of(a_chronicle(told(1, a_rise("10%", "25%", kind=ChangeKind.DISPUTED))))
    assert steps(series).endswith("25% (Nov 2026, disputed)")


def test_what_moved_is_told_first_and_little_things_not_at_all() -> None:
    name = a_rise(None, "Liu He", fact=FactKind.NAME)
    small = a_rise(None, "2", fact=FactKind.COUNT, weight=0.4)
    new = a_rise(None, "$7 billion", about="", fact=FactKind.MONEY)
    disputed = a_rise("30%", "31%", kind=ChangeKind.DISPUTED, about="")
    again = a_rise(None, "25%", about="rate")
    assert list(in_words([name, small, new, again, a_rise("10%", "25%"), disputed])) == [
        "10% → 25% tariff on Chinese furniture",
        "disputed: 31% here, 30% elsewhere",
        "new: $7 billion",
    ]


def test_markdown_tells_all_and_no_outlet_can_write_markup() -> None:
    each = told(1, a_rise("10%", "25%"))
    report = replace(each.development.reports[0], title="[click](javascript:x) *now*")
    development = replace(each.development, headline="# <b>Bold</b>", reports=(report,))
    correction = replace(each, development=development, corrections=frozenset({"item10"}))
    text = as_markdown(a_chronicle(correction))
    assert "- **Tariff on furniture from China**: 10% (before) → 25% (Nov 2026)" in text
    assert r"### 25 Nov 2026: \# \<b\>Bold\</b\>" in text
    assert (
        r"- Wire (correction): [\[click\](javascript:x) \*now\*](<https://wire.example/1>)" in text
    )


def test_markdown_of_a_story_of_which_nothing_was_told_says_so() -> None:
    assert as_markdown(a_chronicle()).endswith("Nothing new was told yet.\n")


def test_a_report_without_a_link_is_named_in_markdown() -> None:
    each = told(1)
    report = replace(each.development.reports[0], link=None)
    development = replace(each.development, reports=(report,))
    assert "- Wire: Report 1 of Wire, 25" in as_markdown(
        a_chronicle(replace(each, development=development))
    )


def test_the_record_is_json_with_every_point_and_report() -> None:
    record = json.loads(json.dumps(as_record(CHRONICLE)))
    assert list(record) == ["story", "sources", "outlets", "series", "developments"]
    (series,) = record["series"]
    assert [point["value"] for point in series["points"]] == ["10%", "25%", "30%"]
    assert series["points"][0]["when"] is None
    assert series["points"][1] == {
        "value": "25%", "low": 25.0, "high": 25.0, "when": "2026-11-25T08:00:00Z",
        "development": 1, "item": "item10", "source": None, "passage": None, "disputed": False,
    }  # fmt: skip
    first = record["developments"][0]
    assert (first["id"], first["when"]) == (1, "2026-11-25T08:00:00Z")
    assert first["changes"][0]["before"] == "10%"
    assert first["reports"][0]["published"] == "2026-11-25T08:00:00Z"
