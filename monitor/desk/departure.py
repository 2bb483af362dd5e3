"""When what waits leaves: the plan of each story, asked as the daemon would. I/O."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from monitor.alerts.plan import HOUR, Waiting, plan
from monitor.config import Config, StoryConfig, When
from monitor.store.told_pages import absences
from monitor.store.views import Views
from monitor.store.waiting import WaitingNews, read_mails_since, read_waiting


def next_mail(config: Config, views: Views, now: datetime) -> datetime | None:
    """Return when the next mail goes of what waits now, `now` where it may go at once; None without any.

    News that waits for other outlets may go earlier, when they tell it. Who says herself when her mails
    go is asked for by herself, also of what is to be handed out to her yet.
    """
    waiting = read_waiting(views, now)
    apart = {(name, each) for name, news in waiting.items() for one in news for each in one.copies}
    own = config.own_readers(apart)
    moments: list[datetime] = []
    for story in config.stories:
        news = waiting.get(story.name, [])
        for reader, hers in _by_reader(config, views, story, news, own, now) if news else ():
            when = config.when(story, reader)
            sent = read_mails_since(views, story.name, now - HOUR, reader)
            leaves = _leaves([_as_planned(each, reader, when) for each in hers], sent, when, now)
            moments += [leaves] if leaves else []
    return min(moments, default=None)


def _by_reader(
    config: Config,
    views: Views,
    story: StoryConfig,
    news: Sequence[WaitingNews],
    own: Collection[tuple[str, str]],
    now: datetime,
) -> Iterator[tuple[str, list[WaitingNews]]]:
    """Yield what waits for the readers of a story together, then for each who has hers alone."""
    common = [each for each in news if not each.reader]
    readers = {reader.casefold() for reader in story.readers}
    apart = {reader for reader in readers if (story.name, reader) in own}
    if readers - apart or config.webhook or config.atom or config.apprise_urls:
        yield "", common
    alone = apart | (readers & {each.reader for each in news})
    away = {row["reader"] for row in absences(views, [story.name], now)} if alone else set()
    for reader in alone - away:
        coming = [each for each in common if reader in apart and reader not in each.copies]
        yield reader, [*(each for each in news if each.reader == reader), *coming]


def _leaves(
    waiting: Sequence[Waiting], sent: Sequence[datetime], when: When, now: datetime
) -> datetime | None:
    """Return when the first of what waits leaves: what has settled may yet wait for the hour."""
    at: datetime | None = now
    while at and not (found := plan(waiting, sent, when, at)).parcels:
        at = found.wake  # which is later
    return at


def _as_planned(news: WaitingNews, reader: str, when: When) -> Waiting:
    return Waiting(
        id=news.id,
        development=news.development,
        created=news.created,
        moved=news.moved,
        told=news.told,
        urgent=news.urgent and (not reader or when.urgent is not None),
    )
