"""What a mail tells beside its notices: who reports it, how important it is, where its story stands. I/O."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.alerts.channels import MAIL_CHANNELS
from monitor.alerts.label import story_label
from monitor.alerts.links import Links
from monitor.alerts.news import News, harmless
from monitor.alerts.render import Envelope
from monitor.alerts.standing import REACHES_BACK, Delivered, State, replaced, standing
from monitor.alerts.subject import subject_in_thread
from monitor.config import Config
from monitor.model import Alert, Change, Report, read_headline, without_desk_word
from monitor.store.notices import Notice
from monitor.store.store import Store
from monitor.stories import Counsel
from monitor.story.known import with_origins
from monitor.story.news import is_colour

_MOST_DELIVERED = 200  # of a story, the latest


@dataclass(frozen=True, slots=True)
class Mail:
    """Notices that leave together, and what tells them; without news nobody wants them told."""

    notices: list[Notice]
    news: list[News] = field(default_factory=list)
    alerts: tuple[Alert, ...] = ()
    is_own: bool = False  # of one reader alone

    def thread_subject(self, news: News) -> str:
        """Return what the thread of a development is called from now on."""
        own = [alert for alert in self.alerts if alert.development == news.development]
        in_thread = sorted(own, key=lambda alert: not alert.references)  # else a reader's first
        alone = (alert.subject for alert in in_thread)
        return next(alone, subject_in_thread(harmless(news))).removeprefix("Re: ")


@dataclass(frozen=True, slots=True)
class Context:
    """What each mail on some developments says of the time before, whoever reads it."""

    standing: tuple[tuple[str, tuple[State, ...]], ...]  # by story
    replaced: tuple[Change, ...]  # what replaced since what the thread of the mail told
    since: Mapping[str, datetime | None]  # when each story was followed first


def label_of(config: Config, store: Store, name: str) -> str:
    """Return what the reader of a story calls it, by its watch and articles."""
    story = config.story(name)
    sources = store.sources(name)
    texts = [text for source in sources for text in (source.title, source.text)]
    return story_label(name, story.watch if story else (), texts)


def news_of(store: Store, own: Sequence[Notice], *, unconfirmed: bool, label: str = "") -> News:
    """Join the notices of one development: the latest words, all that changed."""
    latest = own[-1]
    number = latest.development
    changes = {(c.kind, c.before, c.after, c.about): c for n in own for c in n.changes}
    sources = {change.source.id for change in changes.values() if change.source}
    reports = tuple(map(_as_said, with_origins(store.reports(number))))
    brought = next((report for report in reports if report.item == latest.item), None)
    headline = _headline(latest, brought)
    return News(
        story=latest.story,
        development=number,
        first_item=latest.first_item,
        sequence=store.alerts_written(number) + 1,
        headline=headline,
        summary=latest.summary,
        changes=tuple(_below(each, latest.headline, headline) for each in changes.values()),
        reports=reports,
        reason=latest.reason,
        item=latest.item,
        correction=latest.correction,
        tells_more=not all(each.correction for each in own),
        begins=any(each.item == each.first_item and not each.correction for each in own),
        unconfirmed=unconfirmed,
        subject=store.notices.subject(number),
        known=tuple(store.notices.citations(latest.story, sources).items()),
        importance=store.notices.importance(number),
        is_colour=is_colour(latest.headline, latest.summary, _link(brought)),
        label=label,
    )


def _headline(notice: Notice, report: Report | None) -> str:
    """Return the headline of a notice without what is no part of what it says."""
    if report is None:
        return notice.headline
    return read_headline(notice.headline, report.outlet, report.link).text


def _as_said(report: Report) -> Report:
    """Return a report with its headline as it says something, of the outlet that it names itself."""
    headline, outlet = read_headline(report.title, report.outlet, report.link)
    origin = outlet if outlet and report.origin in {"", report.outlet} else report.origin
    return replace(report, title=headline, origin=origin)


def _below(change: Change, title: str, headline: str) -> Change:
    """Return a change that stands in a headline as one of the headline that is shown."""
    is_there = change.sentence in {title, without_desk_word(title)}
    return replace(change, sentence=headline) if is_there else change


def _link(report: Report | None) -> str:
    return (report.link if report else None) or ""


def context_of(
    store: Store,
    developments: Sequence[News],
    audiences: Iterable[tuple[str, str]],
    now: datetime,
    counsel: Counsel | None = None,
) -> Context:
    """Return what was delivered of the stories that a mail tells of, as it says it.

    What others were told, and is still to come to these readers, is left out: it is news to them.
    `counsel` may sum it up in words of its own, in front of the outlets'.
    """
    stories = list(dict.fromkeys(news.story for news in developments))
    comes = store.handing_out.comes_to(audiences)
    delivered = {name: delivered_of(store, name, now, comes) for name in stories}
    stands = tuple(
        (
            name,
            summed_up(name, standing(delivered[name], developments, now), delivered, now, counsel),
        )
        for name in stories
    )
    moved: Iterable[Change] = ()
    if len(developments) == 1:
        moved = replaced(delivered[stories[0]], developments[0])
    return Context(stands, tuple(moved), {name: store.followed_since(name) for name in stories})


def envelope_of(
    config: Config, to: str, channel: str, now: datetime, links: Links | None = None
) -> Envelope:
    """Return the envelope of a message; commands are for who runs the program, links for mails."""
    mail = config.mail
    commands = to in mail.operator if mail.operator else not mail.server
    return Envelope(
        to, channel, mail.sender, now, unsubscribe=mail.unsubscribe,
        operator=mail.operator[0] if mail.operator else "", commands=commands,
        links=links if channel in MAIL_CHANNELS else None,
    )  # fmt: skip


def addressed(
    envelope: Envelope, developments: Sequence[News], found: Context, why: str, parcel: str
) -> Envelope:
    """Return the envelope of the mail that tells some developments to one reader."""
    stories = {news.story for news in developments}
    return replace(
        envelope,
        why=why,
        parcel=parcel,
        since=found.since[next(iter(stories))] if len(stories) == 1 else None,
        standing=tuple(each for each in found.standing if each[0] in stories),
        replaced=found.replaced,
    )


def summed_up(
    story: str,
    states: tuple[State, ...],
    delivered: Mapping[str, Sequence[Delivered]],
    now: datetime,
    counsel: Counsel | None,
) -> tuple[State, ...]:
    """Return how a story stands, with a summary first where there is something to sum up, and who does."""
    if counsel is None or not states:
        return states
    told = sorted(delivered[story], key=lambda each: each.at)
    text = counsel.sum_up(story, [f"{each.news.headline}. {each.news.summary}" for each in told])
    if not text:
        return states
    return (State(text, now, f"in the words of the model {counsel.model}", "", None), *states)


def delivered_of(
    store: Store, story: str, now: datetime, without: Collection[int] = ()
) -> list[Delivered]:
    """Return what mails told of a story lately, as `standing` weighs it.

    `without` are ids of common notices.
    """
    return [
        Delivered(
            News(
                story=story,
                development=notice.development,
                first_item=notice.first_item,
                sequence=1,
                headline=_headline(notice, report),
                summary=notice.summary,
                changes=notice.changes,
                reports=(_as_said(report),) if report else (),
                reason=notice.reason,
                item=notice.item,
                importance=importance,
                is_colour=is_colour(notice.headline, notice.summary, _link(report)),
            ),
            told,
            outlets,
        )
        for notice, told, importance, outlets, report in store.notices.delivered(
            story, now - REACHES_BACK, _MOST_DELIVERED
        )
        if (notice.common or notice.id) not in without
    ]
