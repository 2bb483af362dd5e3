"""A development as the templates and programs get it: what comes first, and how much of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from monitor.alerts.content import host_of
from monitor.alerts.cutting import cut
from monitor.alerts.news import News
from monitor.alerts.passages import passages
from monitor.alerts.subject import line, spoken, subject
from monitor.alerts.wording import highlighted
from monitor.model import WITHOUT_VALUE, Change, ChangeKind, FactKind, Report, outlets_of

_MOST_CHANGES = 4
_MOST_ELSEWHERE = 3
_MOST_REPORTS = 5
_LONGEST_LINE = 110  # characters of a table of contents
_LONGEST_SUMMARY = 420  # characters
_LEAST_SUMMARY = 120  # that whole sentences must have for it to end with one
_HOST = re.compile(r"(?<=://)[^/:?#]+")
_YEAR = re.compile(r"\d{4}")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]?(?=\s)")
_CUT_SHORT = re.compile(
    r"\s?(?:\[?(?:…|\.\.\.)\]?|continue reading|read more)(?:\s?(?:…|\.\.\.))?$", re.IGNORECASE
)
_TRAILER = re.compile(r"\s(?:–\s)?the post .{1,200} appeared first on .{1,80}$", re.IGNORECASE)
#: A paragraph for the outlet itself; paragraphs without a full stop have a dash between them.
_PROMOTION = re.compile(
    r"(?:^|(?<=\s–\s))(?:get|follow|sign up|subscribe|download|join|read)\s[^.–]{0,120}"
    r"\b(?:e-?mails?|newsletters?|apps?|podcasts?|live blogs?|whatsapp)\b[^.–]{0,60}(?:\s–\s|$)",
    re.IGNORECASE,
)


def section(news: News) -> dict[str, Any]:
    """Return the values of a development in the templates (docs/mail.md lists them)."""
    figures = _figures(news.changes)
    moved = [c for c in figures if c.kind is ChangeKind.CHANGED][:_MOST_CHANGES]
    disputed = [c for c in figures if c.kind is ChangeKind.DISPUTED][:_MOST_CHANGES]
    new = [c for c in figures if c.kind is ChangeKind.NEW and not _is_a_year(c)]
    summary = _summary(news)
    marked_headline, in_headline = highlighted(news.headline, map(_spellings, new))
    marked_summary, in_summary = highlighted(summary, map(_spellings, new))
    unmarked = [c for c in new if _spellings(c) not in in_headline | in_summary]
    elsewhere = list(_further_down(unmarked, f"{news.headline}\n{summary}"))
    reports = list(in_order(news))
    shown = [_report(news, each) for each in reports[:_MOST_REPORTS]]
    return {
        "number": news.development,
        "kind": _kind(news),
        "unconfirmed": news.unconfirmed,
        "outlets": ", ".join(dict.fromkeys(outlets_of(news.reports))),
        "subject": subject(news),
        "line": line(news, _LONGEST_LINE),
        "headline": news.headline,
        "summary": summary,
        "changed": [{**_values(change), "said": spoken(change)} for change in moved],
        "disputed": disputed,
        "new": new,
        "marked_headline": marked_headline,
        "marked_summary": marked_summary,
        "new_elsewhere": elsewhere[:_MOST_ELSEWHERE],
        "passages": passages([*moved, *disputed], dict(news.known), f"{news.headline}\n{summary}"),
        "tally": tally(news.reports),
        "by": shown[0] if shown else None,
        "reports": shown,
        "more_reports": len(reports) - len(shown),
        "reason": news.reason,
        "explain": news.item or (reports[0].item if reports else "ITEM"),
    }


def entry(news: News) -> dict[str, Any]:
    """Return the values of a development in a table of contents: its number, line and link."""
    return {"number": news.development, "line": line(news, _LONGEST_LINE), "link": link_of(news)}


def in_order(news: News) -> Iterator[Report]:
    """Yield the report that brought the mail, then who told it first, then one of each other origin.

    The rest comes behind, as it came.
    """
    reports = news.reports
    brought = [report for report in reports if report.item == news.item][:1]
    chosen = [*brought, *(report for report in reports[:1] if report not in brought)]
    outlets = outlets_of(reports)  # an article that two feeds carry is of one
    origin = {
        report: outlet if report.origin in ("", report.outlet) else report.origin
        for outlet, report in zip(outlets, reports, strict=True)
    }
    known = {origin[report] for report in chosen}
    for report in reports:
        if report not in chosen and origin[report] not in known:
            known.add(origin[report])
            chosen.append(report)
    yield from chosen
    yield from (report for report in reports if report not in chosen)


def link_of(news: News) -> str | None:
    """Return the link of the report that brought the mail, or of the next that has one."""
    return next((shown_link(each.link) for each in in_order(news) if each.link), None)


def _values(change: Change) -> dict[str, Any]:
    names = ("before", "after", "about", "sentence", "source")
    return {name: getattr(change, name) for name in names}


def _summary(news: News) -> str:
    """Return what the item says below its headline, whole sentences of it where it is long."""
    written = _PROMOTION.sub("", _TRAILER.sub("", news.summary.rstrip())).rstrip(" –")
    text = _CUT_SHORT.sub("", written)
    if text.casefold().rstrip(".") in news.headline.casefold():
        return ""
    is_cut = len(text) < len(written) and text[-1].isalnum()  # its feed has the beginning only
    if len(text) <= _LONGEST_SUMMARY and not is_cut:
        return text
    ends = [m.end() for m in _SENTENCE_END.finditer(text, 0, _LONGEST_SUMMARY)]
    if ends and ends[-1] >= _LEAST_SUMMARY:
        return text[: ends[-1]]
    return f"{text} …" if len(text) <= _LONGEST_SUMMARY else cut(text, _LONGEST_SUMMARY)


def tally(reports: tuple[Report, ...]) -> str:
    """Return how many outlets tell it and how many found it out; empty for a single outlet."""
    outlets = set(outlets_of(reports))
    origins = {
        outlet if report.origin in ("", report.outlet) else report.origin
        for outlet, report in zip(outlets_of(reports), reports, strict=True)
    }
    if len(outlets) < 2:
        return ""
    independent = "one origin" if len(origins) == 1 else f"{len(origins)} independent origins"
    return f"{len(outlets)} outlets, {independent}"


def for_programs(news: News) -> dict[str, Any]:
    """Return what a program is told of a development, as JSON has it."""
    return {
        "id": news.development,
        "item": news.item,
        "story": news.story,
        "subject": subject(news),
        "headline": news.headline,
        "summary": news.summary,
        "sequence": news.sequence if news.is_follow_up else 1,
        "correction": news.correction,
        "unconfirmed": news.unconfirmed,
        "reason": news.reason,
        "changes": [
            {
                key: value
                for key, value in asdict(change).items()
                if key not in ("fact", "weight", "written", "is_telling")
            }
            | {"said": spoken(change)}
            for change in news.changes
        ],
        "reports": [
            {
                "item": report.item,
                "outlet": report.outlet,
                "origin": report.origin or report.outlet,
                "title": report.title,
                "link": report.link,
                "published": f"{report.published:%Y-%m-%dT%H:%M:%SZ}",
            }
            for report in news.reports
        ],
    }


def _kind(news: News) -> str:
    if news.correction:
        outlet = next((r.outlet for r in news.reports if r.item == news.item), "An outlet")
        return f"Correction: {outlet} changed what it had reported."
    if news.is_follow_up:
        return f"More on: {news.subject}" if news.subject else "A follow-up"
    if news.told_before:
        return f"Since {news.told_before:%-d %B}; you had no mail of what came before."
    return ""


def _report(news: News, report: Report) -> dict[str, Any]:
    host = host_of(report.link) if report.link else None
    return {
        "item": report.item,
        "outlet": report.outlet,
        "origin": "" if _is_itself(report) else report.origin,
        "title": report.title,
        "link": shown_link(report.link),
        "host": host.name if host else "",
        "is_lookalike": bool(host and host.is_lookalike),
        "published": report.published,
        "is_first": report is news.reports[0],
    }


def _is_itself(report: Report) -> bool:
    """Whether an outlet found it out itself, as far as names tell: `bloomberg.com`, `Bloomberg`."""
    return report.origin.casefold().replace(" ", "") in report.outlet.casefold().replace(" ", "")


def shown_link(link: str | None) -> str | None:
    """Return a safe link with its host as it is shown: nobody is to read another one there."""
    host = host_of(link) if link else None
    if not link or not host or not host.is_lookalike:
        return link
    shown = host.name
    return _HOST.sub(lambda _: shown, link, count=1)  # a backslash in it is one


def _spellings(change: Change) -> tuple[str, str]:
    """Return a figure as its outlet writes it, and as a reader would."""
    return change.written, change.after


def _further_down(changes: Iterable[Change], shown: str) -> Iterator[Change]:
    """Yield the figures of which the text that is `shown` says nothing, one of each sentence."""
    told: set[str] = set()
    for change in changes:
        sentence = change.sentence
        if not sentence or (sentence not in told and sentence not in shown):
            told.add(sentence)
            yield change


def _is_a_year(change: Change) -> bool:
    """Whether it is a year alone, which says nothing without its sentence."""
    return change.fact is FactKind.DATE and bool(_YEAR.fullmatch(change.after))


def _figures(changes: Iterable[Change]) -> list[Change]:
    """Return the figures, those that moved first."""
    figures = [c for c in changes if c.fact not in WITHOUT_VALUE]
    return sorted(figures, key=lambda change: change.before is None)
