"""Who reports: one outlet, in however many of its feeds an article stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.model.identity import article_names
from monitor.model.story import Report


def outlets_of(reports: Iterable[Report]) -> list[str]:
    """Return for each report the outlet that it counts for.

    That is its own, or for an article that an earlier report carries too the outlet of that one.
    """
    by_article: dict[str, str] = {}
    by_name: dict[str, str] = {}
    found = []
    for report in reports:
        names = sorted(article_names(report.link, report.identity, report.title))
        outlet = by_name.get(report.outlet) or next(
            (by_article[name] for name in names if name in by_article), report.outlet
        )
        by_name.setdefault(report.outlet, outlet)
        for name in names:
            by_article.setdefault(name, outlet)
        found.append(outlet)
    return found
