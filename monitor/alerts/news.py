"""What a mail tells of a development, made harmless for the templates. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.alerts.content import one_line, safe_link
from monitor.alerts.label import story_label
from monitor.model import Change, Citation, Report


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
    tells_more: bool = True  # than a correction
    begins: bool = True  # with what told the development first
    unconfirmed: bool = False  # too few outlets tell it
    subject: str = ""  # of the first mail about it; empty in that
    known: tuple[tuple[str, Citation], ...] = ()  # by the id of a change's source
    importance: float = 0.0  # how likely it is that whoever follows the story must know it, 0..1
    thread: str = (
        ""  # Message-ID of its reader's first mail about it, where it is not that of the first
    )
    is_first_to_reader: bool = False  # who was sent no earlier mail about it
    told_before: datetime | None = None  # when it began, where its reader was sent nothing of that
    is_colour: bool = False  # it comments, explains or shows rather than report an event
    label: str = ""  # what its reader calls the story; empty: as its name says

    @property
    def called(self) -> str:
        """What its reader calls the story."""
        return self.label or story_label(self.story)

    @property
    def is_follow_up(self) -> bool:
        """Whether its reader was sent an earlier mail about it."""
        return self.sequence > 1 and not self.is_first_to_reader


def harmless(news: News) -> News:
    """Return the news with every text from a feed on one line and without what is not seen."""
    return replace(
        news,
        headline=one_line(news.headline),
        summary=_running(news.summary),
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
                link=safe_link(report.link) or safe_link(report.item),  # an id may be an address
            )
            for report in news.reports
        ),
    )


def _running(text: str) -> str:
    """Return the paragraphs of a text on one line, a dash behind each that has no end of its own.

    Some outlets begin with a line like a second headline.
    """
    lines = [one_line(line) for line in text.splitlines()]
    lines = [line for line in lines if line]
    ended = [f"{line} –" if line[-1].isalnum() else line for line in lines[:-1]]
    return " ".join([*ended, *lines[-1:]])


def _harmless_change(change: Change) -> Change:
    source = change.source
    return replace(
        change,
        before=one_line(change.before) if change.before else None,
        after=one_line(change.after),
        written=one_line(change.written),
        about=one_line(change.about),
        sentence=one_line(change.sentence),
        source=replace(source, sentence=one_line(source.sentence)) if source else None,
    )
