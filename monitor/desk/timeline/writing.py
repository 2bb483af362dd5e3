"""A chronicle as text for people and as a record for programs. Pure."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from monitor.alerts.content import one_line, safe_link
from monitor.desk.timeline.changes import in_words
from monitor.desk.timeline.chronicle import Chronicle
from monitor.desk.timeline.dates import dates_of
from monitor.desk.timeline.series import Point, Series, series_of
from monitor.store.records import Told
from monitor.store.rows import stamp

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")  # with a meaning in Markdown (CommonMark 2.4)


def steps(series: Series) -> str:
    """Return a series in a line: `10% (before) → 25% (13 May 2019) → 30% (23 Aug)`."""
    dates = dates_of([point.when for point in series.points])
    return " → ".join(map(_step, series.points, dates))


def _step(point: Point, date: str) -> str:
    return f"{one_line(point.value)} ({date}{', disputed' if point.disputed else ''})"


def sentence_case(text: str) -> str:
    """Return a text that begins with a capital."""
    return text[:1].upper() + text[1:]


def as_markdown(chronicle: Chronicle) -> str:
    """Return the chronicle in Markdown (CommonMark), whatever the outlets wrote being text."""
    lines = [f"# {_marked(chronicle.story)}", ""]
    if found := series_of(chronicle):
        lines += ["## Figures that moved", ""]
        lines += [
            f"- **{_marked(sentence_case(each.about))}**: {_marked(steps(each))}" for each in found
        ] + [""]
    lines += ["## Developments", ""]
    for told in chronicle.told:
        lines += [f"### {told.when:%-d %b %Y}: {_marked(told.development.headline)}", ""]
        lines += [f"- {_marked(change)}" for change in in_words(told.development.changes)]
        for report in told.development.reports:
            title, link = _marked(report.title), safe_link(report.link)
            said = f"[{title}](<{link}>)" if link else title
            correction = " (correction)" if report.item in told.corrections else ""
            lines.append(
                f"- {_marked(report.outlet)}{correction}: {said}, {report.published:%-d %b %Y, %H:%M} UTC"
            )
        lines.append("")
    if not chronicle.told:
        lines += ["Nothing new was told yet.", ""]
    return "\n".join(lines)


def _marked(text: str) -> str:
    return _MARKS.sub(r"\\\1", one_line(text))


def as_record(chronicle: Chronicle) -> dict[str, Any]:
    """Return the chronicle as `timeline --json` promises it; texts are as the outlets wrote them."""
    return {
        "story": chronicle.story,
        "sources": [
            {"id": each.id, "title": each.title, "address": each.address}
            for each in chronicle.sources
        ],
        "outlets": chronicle.outlets,
        "series": [_series_record(each) for each in series_of(chronicle)],
        "developments": [_told_record(each) for each in chronicle.told],
    }


def _series_record(series: Series) -> dict[str, Any]:
    points = [{**asdict(point), "when": _stamp(point.when)} for point in series.points]
    return {
        "about": series.about,
        "kind": series.kind.value,
        "unit": series.unit,
        "points": points,
    }


def _told_record(told: Told) -> dict[str, Any]:
    return {
        "id": told.development.id,
        "when": stamp(told.when),
        "headline": told.development.headline,
        "irrelevant": told.irrelevant,
        "changes": [asdict(change) for change in told.development.changes],
        "reports": [
            {
                "item": report.item,
                "outlet": report.outlet,
                "title": report.title,
                "link": report.link,
                "published": stamp(report.published),
                "correction": report.item in told.corrections,
            }
            for report in told.development.reports
        ],
    }


def _stamp(when: datetime | None) -> str | None:
    return stamp(when) if when else None
