"""When what waits leaves: the plan of each story, asked as the daemon would. I/O."""

from __future__ import annotations

from datetime import datetime

from monitor.alerts.plan import HOUR, Waiting, plan
from monitor.config import Config
from monitor.store.views import Views
from monitor.store.waiting import WaitingNews, read_mails_since, read_waiting


def next_mail(config: Config, views: Views, now: datetime) -> datetime | None:
    """Return when the next mail goes of what waits now, `now` where it may go at once; None without any.

    News that waits for other outlets may go earlier, when they tell it.
    """
    moments: list[datetime] = []
    for name, news in read_waiting(views, now).items():
        story = config.story(name)
        if story is None:
            continue  # nobody asks for it any more
        sent = read_mails_since(views, name, now - HOUR)
        found = plan(list(map(_as_planned, news)), sent, story.when, now)
        if found.parcels:
            moments.append(now)
        elif found.wake:
            moments.append(found.wake)
    return min(moments, default=None)


def _as_planned(news: WaitingNews) -> Waiting:
    return Waiting(
        id=news.id,
        development=news.development,
        created=news.created,
        moved=news.moved,
        told=news.told,
        urgent=news.urgent,
    )
