"""Development → Alert: subject, text, html, Message-ID and thread. Pure.

What comes from a feed is text: it is escaped in the HTML part, and flattened to one line of
printable characters wherever it could reach a header.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from monitor.model import Alert, Change, ChangeKind, FactKind, Report, stable_id

LONGEST_SUBJECT = 120  # characters; a phone shows about 40, a desk about 90
_MOST_CHANGES = 8
_MOST_REPORTS = 12


@dataclass(frozen=True, slots=True)
class News:
    """All that a mail about a development says."""

    story: str
    development: int
    first_item: str  # that told the development first: makes its Message-IDs its own
    sequence: int  # 1 for the first mail, more for follow-ups
    headline: str
    summary: str
    changes: tuple[Change, ...]
    reports: tuple[Report, ...]
    reason: str


def render(news: News, *, to: str, channel: str, sender: str, created: datetime) -> Alert:
    """Render the mail of a development for one recipient and channel."""
    thread = tuple(
        message_id(news, to, channel, sender, number) for number in range(1, news.sequence + 1)
    )
    figures, names = _sorted_changes(news.changes)
    title = subject(news)
    values: dict[str, object] = {
        "news": news,
        "changed": [c for c in figures if c.kind is ChangeKind.CHANGED],
        "disputed": [c for c in figures if c.kind is ChangeKind.DISPUTED],
        "tally": tally(news.reports),
        "new": [c for c in figures if c.kind is ChangeKind.NEW],
        "names": _whole_names(change.after for change in names),
        "reports": news.reports[:_MOST_REPORTS],
        "more_reports": max(0, len(news.reports) - _MOST_REPORTS),
        "subject": title,
    }
    templates = _templates()
    return Alert(
        id=_alert_id(news, to, channel, news.sequence),
        development=news.development,
        story=news.story,
        to=to,
        channel=channel,
        subject=title,
        text=_printable(templates.get_template("mail.txt").render(values)),
        html=_printable(templates.get_template("mail.html").render(values)),
        message_id=thread[-1],
        references=thread[:-1],
        created=created,
        sender=sender,
    )


def subject(news: News) -> str:
    """Return the change itself, `tariff on American cars: 40% → 15%`, else the headline."""
    changed = [c for c in news.changes if c.kind is ChangeKind.CHANGED and c.before]
    if changed:
        first = changed[0]
        about = first.about or news.headline
        return _cut(f"{about[:1].upper()}{about[1:]}: {first.before} → {first.after}")
    return _cut(news.headline)


def tally(reports: tuple[Report, ...]) -> str:
    """Return how many outlets tell it and how many found it out; empty for a single outlet."""
    outlets = {report.outlet for report in reports}
    origins = {report.origin or report.outlet for report in reports}
    if len(outlets) < 2:
        return ""
    independent = "one origin" if len(origins) == 1 else f"{len(origins)} independent origins"
    return f"{len(outlets)} outlets, {independent}"


def message_id(news: News, to: str, channel: str, sender: str, sequence: int) -> str:
    """Return the Message-ID of the `sequence`-th mail: the same at every attempt, RFC 5322 3.6.4."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{_alert_id(news, to, channel, sequence)}.{sequence}@{domain}>"


def _alert_id(news: News, to: str, channel: str, sequence: int) -> str:
    """Return an id for one message ever.

    An item can tell a second development after its first was given up; a number can come again in
    a new database. Both together do not.
    """
    told = (news.story, news.first_item, str(news.development))
    return stable_id(*told, to, channel, str(sequence))


def _sorted_changes(changes: Iterable[Change]) -> tuple[list[Change], list[Change]]:
    """Return the figures, those that moved first, and apart from them the new names."""
    changes = list(changes)
    figures = [c for c in changes if c.fact not in {FactKind.NAME, FactKind.STATUS}]
    names = [c for c in changes if c.fact is FactKind.NAME]
    figures.sort(key=lambda change: change.before is None)
    return figures[:_MOST_CHANGES], names[:_MOST_CHANGES]


def _whole_names(names: Iterable[str]) -> list[str]:
    """Return each name once, and none that is only a part of a longer one: `Zhang`."""
    distinct = list(dict.fromkeys(names))
    return [n for n in distinct if not any(n != other and n in other.split() for other in distinct)]


def _cut(text: str) -> str:
    """Return `text` on one printable line, cut at a word."""
    line = " ".join(_printable(text.replace("\n", " ")).split())
    if len(line) <= LONGEST_SUBJECT:
        return line
    return line[: LONGEST_SUBJECT - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _printable(text: str) -> str:
    """Return `text` without what only deceives; every kind of space keeps words apart."""
    return "".join(
        char if char.isprintable() or char == "\n" else " " if char.isspace() else ""
        for char in text
    )


@cache
def _templates() -> Environment:
    folder = files("monitor.alerts").joinpath("templates")
    environment = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text("utf-8")),
        autoescape=lambda name: bool(name and name.endswith(".html")),  # noqa: S701 - text is text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters["when"] = lambda moment: f"{moment:%-d %B %Y, %H:%M} UTC"
    environment.filters["sentence_case"] = lambda text: text[:1].upper() + text[1:]
    return environment
