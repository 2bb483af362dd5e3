"""The changelog has the form of Keep a Changelog, so that people and programs can read it."""

from __future__ import annotations

import re
from datetime import date

from monitor import __version__
from tests.pages import ROOT

KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
TEXT = (ROOT / "CHANGELOG.md").read_text("utf-8")
RELEASES = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]


def test_releases_are_dated_and_newest_first() -> None:
    heads = [release.splitlines()[0] for release in RELEASES]
    assert heads[0] == "Unreleased"
    dates = []
    for head in heads[1:]:
        found = re.fullmatch(r"\[?(\d+\.\d+\.\d+)\]? - (\d{4}-\d\d-\d\d)", head)
        assert found, head
        dates.append(date.fromisoformat(found[2]))
    assert dates == sorted(dates, reverse=True)


def test_what_is_released_is_the_version_of_the_program_or_older() -> None:
    released = re.findall(r"^## \[?(\d+)\.(\d+)\.(\d+)", TEXT, re.MULTILINE)
    own = tuple(map(int, __version__.split(".")[:3]))
    assert all(tuple(map(int, parts)) <= own for parts in released)


def test_changes_are_sorted_by_the_kinds_that_there_are() -> None:
    for release in RELEASES:
        kinds = re.findall(r"^### (.+)$", release, re.MULTILINE)
        assert kinds
        assert set(kinds) <= KINDS
        assert len(kinds) == len(set(kinds)), kinds


def test_each_change_is_an_entry_of_whole_sentences() -> None:
    for release in RELEASES:
        for section in re.split(r"^### .+$", release, flags=re.MULTILINE)[1:]:
            entries = re.split(r"^- ", section.strip(), flags=re.MULTILINE)
            assert entries[0] == "", section  # nothing before the first
            for entry in entries[1:]:
                assert entry.strip().endswith((".", "`")), entry
                assert all(line.startswith("  ") for line in entry.strip().splitlines()[1:]), entry
