"""Who reports: one outlet, in however many of its feeds an article stands. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from monitor.model.headlines import without_desk_word
from monitor.model.identity import article_names, site_of, words_of
from monitor.model.story import Report

#: What parts a headline from the name of its section: `World: …`, `… | Business`.
_PARTS = re.compile(r"\s[-–—|·•]\s|:\s|\|")
_FIRST_WORDS = 10  # of a text, by which it is known again; what has fewer may be said of anything
_MOST_READ = 1_000  # characters of a text

_Feed = tuple[str, str]  # the name of an outlet, and the site that its reports lead to


def outlets_of(reports: Iterable[Report]) -> list[str]:
    """Return for each report the outlet that it counts for.

    That is its own. Feeds that carry one article of a site are of one outlet, the one that is named
    first, whichever of them the reports come from.
    """
    reports = list(reports)
    same = _Groups()
    for report in reports:
        feed = report.outlet, site_of(report.link)
        for name in _names(report):
            same.join(feed, name)
    first: dict[_Feed | str, str] = {}
    return [
        first.setdefault(same.head((report.outlet, site_of(report.link))), report.outlet)
        for report in reports
    ]


def _names(report: Report) -> Iterator[str]:
    """Yield what an article is called by all feeds of a site that carry it.

    Beside what names it anywhere that is its headline without its section, and how its text begins.
    """
    yield from article_names(report.link, report.identity, report.title)
    site = site_of(report.link)
    if not site:
        return
    yield f"{site}\n{words_of(max(_PARTS.split(without_desk_word(report.title)), key=len))}"
    said = words_of(report.text.partition("\n")[2][:_MOST_READ]).split()[:_FIRST_WORDS]
    if len(said) == _FIRST_WORDS:
        yield f"{site}\n\n{' '.join(said)}"


class _Groups:
    """What belongs together, found one pair at a time."""

    def __init__(self) -> None:
        self._above: dict[_Feed | str, _Feed | str] = {}

    def head(self, one: _Feed | str) -> _Feed | str:
        """Return what stands for the group of `one`."""
        while one in self._above:
            one = self._above[one]
        return one

    def join(self, one: _Feed | str, other: _Feed | str) -> None:
        """Put two into one group."""
        first, second = self.head(one), self.head(other)
        if first != second:
            self._above[second] = first
