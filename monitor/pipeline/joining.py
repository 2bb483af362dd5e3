"""Readers who join a story, leave it and come back; and what of a mail is for whom. I/O.

What a story has told one reader is known to the story, not to another reader: who joins later, or was
away, first gets where it stands and what was told meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.alerts.channels import MAIL_CHANNELS, Channel
from monitor.alerts.joining import Joining, render_joining
from monitor.alerts.layout import Layout
from monitor.alerts.links import Links
from monitor.alerts.news import News
from monitor.config import Config, StoryConfig
from monitor.model import Alert
from monitor.pipeline.composer import delivered_of, envelope_of, label_of
from monitor.store.readers import Reader, Sent
from monitor.store.store import Store


def welcome(
    config: Config,
    store: Store,
    channels: Mapping[str, Channel],
    layout: Layout,
    links: Links | None,
    now: datetime,
) -> int:
    """Write the first mail of each reader who joins a story or comes back; return how many.

    Where nothing was told that she was not sent, none is. In a transaction of its own, if at all.
    """
    known, absent = store.readers.known(), store.readers.absent(now)
    present: dict[Reader, tuple[StoryConfig, str]] = {
        (story.name, reader.casefold()): (story, reader)
        for story in config.stories
        for reader in story.readers
    }
    gone = [each for each in known if each not in present or each in absent]
    joining = {
        key: _mails(config, store, channels, layout, links, *present[key], now)
        for key in present.keys() - known - absent
        if not _waits(config, store, *present[key], now)
    }
    if not gone and not joining:
        return 0
    with store.transaction():
        store.readers.part(gone)
        for key in sorted(joining):
            store.readers.meet(key, now)
            for alert in joining[key]:
                store.outbox.enqueue(alert)
    return sum(map(len, joining.values()))


def _waits(config: Config, store: Store, story: StoryConfig, reader: str, now: datetime) -> bool:
    """Whether no mail of a story leaves now to a reader but an urgent one: she joins it later."""
    quiet = config.when(story, reader).quiet
    return bool(quiet and quiet.hold(now)) or store.notices.is_muted(story.name, now)


def _mails(
    config: Config,
    store: Store,
    channels: Mapping[str, Channel],
    layout: Layout,
    links: Links | None,
    story: StoryConfig,
    reader: str,
    now: datetime,
) -> list[Alert]:
    comes = store.handing_out.comes_to([(story.name, reader.casefold())])
    told = tuple(delivered_of(store, story.name, now, comes))
    numbers = {each.news.development for each in told}
    ways = [
        (name, to)
        for name, channel in channels.items()
        if name in MAIL_CHANNELS
        for to in channel.recipients((reader,))
    ]
    found = []
    for name, to in ways:
        sent = store.readers.sent(to, numbers)
        missed = tuple(each for each in told if each.news.development not in sent)
        if missed:
            envelope = envelope_of(config, to, name, now, links)
            envelope = replace(envelope, since=store.followed_since(story.name))
            label = label_of(config, store, story.name)
            joining = Joining(story.name, told, missed, meanwhile=bool(sent), label=label)
            found.append(render_joining(joining, envelope, layout))
    return found


def for_reader(
    store: Store, to: str, developments: Sequence[News], *, is_own: bool = False
) -> Iterator[News]:
    """Yield what of some news is for one recipient, as it is for her.

    Of what she was never sent she gets no correction, and what adds to what she had no mail about is
    her first mail of it, which says so. Where mails go to her alone (`is_own`), they have subjects of
    their own.
    """
    later = {news.development for news in developments if news.sequence > 1}
    sent = store.readers.sent(to, later) if later else dict[int, Sent]()
    for news in developments:
        before = sent.get(news.development)
        if news.sequence == 1:
            yield news
        elif before and before.by_mail:
            subject = (before.subject if is_own else "") or news.subject
            yield replace(news, thread=before.thread, subject=subject)
        elif before:
            yield replace(news, is_first_to_reader=True)
        elif news.tells_more:
            yield replace(
                news,
                is_first_to_reader=True,
                correction=False,
                told_before=None if news.begins else _began(news),
            )


def _began(news: News) -> datetime | None:
    """Return when the first outlet told a development."""
    return min((report.published for report in news.reports), default=None)
