"""What a mail tells of a development, made harmless and ready for the templates. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from monitor.alerts.content import host_of, one_line, safe_link
from monitor.alerts.wording import Wording, apart, highlighted, says, wording
from monitor.model import Change, ChangeKind, Citation, FactKind, Report, outlets_of

LONGEST_SUBJECT = 78  # characters; two lines of a phone
_LONGEST_FIGURE = 24
_LONGEST_PREHEADER = 120
_MOST_CHANGES = 8
_MOST_REPORTS = 12
_POSSESSIVE = re.compile("['’]s$")
_HOST = re.compile(r"(?<=://)[^/:?#]+")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class News:
    """All that a mail says about one development."""

    story: str
    development: int
    first_item: str  # that told the development first: makes its Message-IDs its own
    sequence: int  # 1 for the first mail, more for follow-ups
    headline: str
    summary: str
    changes: tuple[Change, ...]
    reports: tuple[Report, ...]
    reason: str
    item: str = ""  # that tells it now
    correction: bool = False  # its outlet edited what was told
    unconfirmed: bool = False  # too few outlets tell it
    subject: str = ""  # of the first mail about it; empty in that
    known: tuple[tuple[str, Citation], ...] = ()  # by the id of a change's source


def harmless(news: News) -> News:
    """Return the news with every text from a feed on one line and without what is not seen."""
    return replace(
        news,
        headline=one_line(news.headline),
        summary=one_line(news.summary),
        reason=one_line(news.reason),
        subject=one_line(news.subject),
        changes=tuple(_harmless_change(change) for change in news.changes),
        known=tuple(
            (key, replace(each, title=one_line(each.title), outlet=one_line(each.outlet)))
            for key, each in news.known
        ),
        reports=tuple(
            replace(
                report,
                outlet=one_line(report.outlet),
                title=one_line(report.title),
                origin=one_line(report.origin),
                link=safe_link(report.link),
            )
            for report in news.reports
        ),
    )


def _harmless_change(change: Change) -> Change:
    source = change.source
    return replace(
        change,
        before=one_line(change.before) if change.before else None,
        after=one_line(change.after),
        about=one_line(change.about),
        sentence=one_line(change.sentence),
        source=replace(source, sentence=one_line(source.sentence)) if source else None,
    )


def subject(news: News) -> str:
    """Return the change itself, `Tariff on American cars: 40% → 15%`, else the headline.

    A name alone, `China`, does not say what has risen; the headline does it then. Where it is too
    long for a phone, what the figure is about is cut, never the figure. A headline that has to say
    what it is about is not cut for a figure.
    """
    headline, figures = one_line(news.headline), moved(news)
    if not figures:
        return cut(headline, LONGEST_SUBJECT)
    (change,) = _first_moved(news)
    about = _POSSESSIVE.sub("", one_line(change.about))
    if not about or (" " not in about and about[0].isupper()):
        after = one_line(change.after)
        ends = (f" to {after}", f" at {after}")
        about = headline.removesuffix(next(filter(headline.endswith, ends), ""))
        if len(about) + len(figures) + 2 > LONGEST_SUBJECT:
            return cut(headline, LONGEST_SUBJECT)
    about = cut(about[:1].upper() + about[1:], LONGEST_SUBJECT - len(figures) - 2)
    return one_line(f"{about}: {figures}")


def moved(news: News) -> str:
    """Return the first figure that moved, `40% → 15%`; empty where none did."""
    figures = (
        f"{cut(one_line(change.before or ''), _LONGEST_FIGURE)} →"
        f" {cut(one_line(change.after), _LONGEST_FIGURE)}"
        for change in _first_moved(news)
    )
    return next(figures, "")


def _first_moved(news: News) -> list[Change]:
    return [c for c in news.changes if c.kind is ChangeKind.CHANGED and c.before][:1]


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


def preheader(news: News) -> str:
    """Return what a list of mails shows behind the subject: what the subject does not say."""
    if news.sequence > 1:
        return cut(subject(replace(news, subject="")), _LONGEST_PREHEADER)
    if figures := moved(news):
        own = subject(news)
        return cut(news.headline if figures in own else figures, _LONGEST_PREHEADER)
    return cut(news.summary, _LONGEST_PREHEADER)


def section(news: News) -> dict[str, Any]:
    """Return the values of a development in the templates (docs/mail.md lists them)."""
    figures, names = _sorted_changes(news.changes)
    moved = [c for c in figures if c.kind is ChangeKind.CHANGED]
    disputed = [c for c in figures if c.kind is ChangeKind.DISPUTED]
    reports = news.reports[:_MOST_REPORTS]
    new = [c for c in figures if c.kind is ChangeKind.NEW and not _is_a_year(c)]
    headline, in_headline = highlighted(news.headline, [c.after for c in new])
    summary, in_summary = highlighted(news.summary, [c.after for c in new])
    return {
        "number": news.development,
        "kind": _kind(news),
        "unconfirmed": news.unconfirmed,
        "outlets": ", ".join(dict.fromkeys(outlets_of(news.reports))),
        "subject": subject(news),
        "headline": news.headline,
        "summary": news.summary,
        "changed": moved,
        "disputed": disputed,
        "new": new,
        "marked_headline": headline,
        "marked_summary": summary,
        "new_elsewhere": [c for c in new if c.after not in in_headline | in_summary],
        "names": _whole_names(change.after for change in names),
        "passages": _passages([*moved, *disputed], dict(news.known)),
        "tally": tally(news.reports),
        "reports": [_report(report) for report in reports],
        "more_reports": len(news.reports) - len(reports),
        "reason": news.reason,
        "explain": news.item or (reports[0].item if reports else "ITEM"),
    }


def for_programs(news: News) -> dict[str, Any]:
    """Return what a program is told of a development, as JSON has it."""
    return {
        "id": news.development,
        "item": news.item,
        "story": news.story,
        "subject": subject(news),
        "headline": news.headline,
        "summary": news.summary,
        "sequence": news.sequence,
        "correction": news.correction,
        "unconfirmed": news.unconfirmed,
        "reason": news.reason,
        "changes": [
            {key: value for key, value in asdict(change).items() if key not in ("fact", "weight")}
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


def cut(text: str, longest: int) -> str:
    """Return `text` cut at a word, with `…`, where it has more than `longest` characters."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _kind(news: News) -> str:
    if news.correction:
        outlet = next((r.outlet for r in news.reports if r.item == news.item), "An outlet")
        return f"Correction: {outlet} changed what it had reported."
    if news.sequence > 1:
        return f"Follow-up to: {news.subject}" if news.subject else "Follow-up"
    return ""


def _report(report: Report) -> dict[str, Any]:
    host = host_of(report.link) if report.link else None
    return {
        "item": report.item,
        "outlet": report.outlet,
        "origin": report.origin if report.origin not in ("", report.outlet) else "",
        "title": report.title,
        "link": shown_link(report.link),
        "host": host.name if host else "",
        "is_lookalike": bool(host and host.is_lookalike),
        "published": report.published,
    }


def shown_link(link: str | None) -> str | None:
    """Return a safe link with its host as it is shown: nobody is to read another one there."""
    host = host_of(link) if link else None
    if not link or not host or not host.is_lookalike:
        return link
    shown = host.name
    return _HOST.sub(lambda _: shown, link, count=1)  # a backslash in it is one


def _is_a_year(change: Change) -> bool:
    """Whether it is a year alone, which says nothing without its sentence."""
    return change.fact is FactKind.DATE and bool(_YEAR.fullmatch(change.after))


def _passages(changes: Iterable[Change], known: Mapping[str, Citation]) -> list[dict[str, Any]]:
    """Return each pair of a known sentence and the one that changes or disputes it, once.

    Where the item says itself what a figure was, the place in the baseline may be about another
    one; it is left out unless it says that figure.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for change in changes:
        if change.source is None:
            continue
        before, after = change.source.sentence, change.sentence
        if change.kind is ChangeKind.DISPUTED:  # nothing went: both still stand
            both = apart(before, after)
            told = {"wording": both, "lines": _lines(both, "there", "here")}
        elif says(before, change.before or ""):
            edit = wording(before, after, change.before or "", change.after)
            told = {"wording": edit, "lines": _lines(edit, "was", "now")}
        else:
            continue
        found[before, after] = {**told, "known_from": _cited(known.get(change.source.id))}
    return list(found.values())


def _cited(citation: Citation | None) -> str:
    """Say where a passage is known from; empty where nobody knows."""
    if citation is None:
        return ""
    if citation.published is None:
        return f"Your article “{citation.title}”"
    return f"{citation.outlet}, {citation.published:%-d %B %Y}"


def _lines(found: Wording, old: str, new: str) -> list[str]:
    """Return a wording for the text part: `a tariff of [10 -> 25] percent`, or two lines."""
    if not found.edited:
        before, after = ("".join(run.text for run in runs) for runs in (found.before, found.after))
        return [f"{old}: {before}"] + ([f"{new}: {after}"] if after else [])
    line = ""
    for index, run in enumerate(found.edited):
        follows = found.edited[index + 1].kind if index + 1 < len(found.edited) else ""
        if run.kind == "del":
            line += f"[{run.text} -> " if follows == "ins" else f"[-{run.text}-]"
        elif run.kind == "ins":
            joined = index > 0 and found.edited[index - 1].kind == "del"
            line += f"{run.text}]" if joined else f"[+{run.text}+]"
        else:
            line += run.text
    return [line]


def _sorted_changes(changes: Iterable[Change]) -> tuple[list[Change], list[Change]]:
    """Return the figures, those that moved first, and apart from them the new names."""
    changes = list(changes)
    figures = [c for c in changes if c.fact not in {FactKind.NAME, FactKind.STATUS}]
    names = [c for c in changes if c.fact is FactKind.NAME]
    figures.sort(key=lambda change: change.before is None)
    return figures[:_MOST_CHANGES], names[:_MOST_CHANGES]


def _whole_names(names: Iterable[str]) -> list[str]:
    """Return each name once, and none that is a letter or part of a longer one: `G`, `Zhang`."""
    distinct = list(dict.fromkeys(name for name in names if len(name) > 1))
    return [n for n in distinct if not any(n != other and n in other.split() for other in distinct)]
