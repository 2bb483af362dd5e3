"""For whom is what waits: for the readers of a story together, or for one who says herself when. I/O."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from monitor.alerts.channels import MAIL_CHANNELS, Channel
from monitor.alerts.plan import Waiting
from monitor.config import Config, When
from monitor.model import Change, ChangeKind
from monitor.store.notices import Notice
from monitor.store.readers import Reader
from monitor.store.store import Store

#: A story, and one reader of it in lower case; an empty one is all who have nothing of their own.
Audience = tuple[str, str]


def audience_of(notice: Notice) -> Audience:
    """Return for whom a notice is."""
    return notice.story, notice.reader


def hand_out(store: Store, own: Collection[Reader], now: datetime) -> bool:
    """Give those who have notices of their own, and are not away, one of each that waits.

    Say if any was missing. In a transaction of its own, if at all.
    """
    wanted = store.handing_out.wanted(set(own) - store.readers.absent(now)) if own else []
    if wanted:
        with store.transaction():
            store.handing_out.hand_out(wanted)
    return bool(wanted)


def readers_of(
    config: Config, audiences: Iterable[Audience], own: Collection[Reader]
) -> dict[Audience, tuple[str, ...]]:
    """Return who belongs to each of some audiences, absent ones too; of a story that is no more, nobody."""
    found: dict[Audience, tuple[str, ...]] = {}
    for name, reader in audiences:
        story = config.story(name)
        found[name, reader] = tuple(
            each
            for each in (story.readers if story else ())
            if (each.casefold() == reader if reader else (name, each.casefold()) not in own)
        )
    return found


def reached(
    channels: Mapping[str, Channel], readers: Mapping[Audience, tuple[str, ...]]
) -> dict[tuple[str, str], set[str]]:
    """Return to whom by which channel the stories of some audiences go.

    What is for one reader goes by mail; the other channels tell what is for all.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for (story, own), given in readers.items():
        for channel in channels.values():
            if own and channel.name not in MAIL_CHANNELS:
                continue
            for to in channel.recipients(given):
                found.setdefault((channel.name, to), set()).add(story)
    return found


def waits(store: Store, notices: Iterable[Notice], when: When) -> list[Waiting]:
    """Return notices as they are planned."""
    notices = list(notices)
    numbers = {notice.development for notice in notices} if when.confirm > 1 else ()
    told = {number: store.notices.told_by(number) for number in numbers}
    return [
        Waiting(
            id=notice.id,
            development=notice.development,
            created=notice.created,
            moved=moves(notice.changes),
            urgent=notice.urgent and (not notice.reader or when.urgent is not None),
            told=told.get(notice.development, ()),
        )
        for notice in notices
    ]


def moves(changes: Iterable[Change]) -> bool:
    """Whether a figure moved."""
    return any(change.kind is ChangeKind.CHANGED for change in changes)
