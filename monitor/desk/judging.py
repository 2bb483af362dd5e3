"""What a reader says of a development: right, a repeat, not the story; kept, and taken back. I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.errors import MonitorError
from monitor.store.told_pages import verdicts
from monitor.store.views import Views

if TYPE_CHECKING:  # the status command need not load what writes
    from monitor.store.store import Store


class Verdict(StrEnum):
    """What a development was to its reader."""

    RIGHT = "right"  # news, and of the story
    REPEAT = "repeat"  # of the story, and told before
    UNRELATED = "unrelated"  # not of the story


#: What a verdict says, in words.
SAID = {
    Verdict.RIGHT: "it was right",
    Verdict.REPEAT: "it was told before",
    Verdict.UNRELATED: "it is not of the story",
}


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of the developments that were judged were what."""

    right: int = 0
    repeats: int = 0
    unrelated: int = 0

    @property
    def judged(self) -> int:
        """How many were judged at all."""
        return self.right + self.repeats + self.unrelated

    @property
    def share(self) -> float | None:
        """The share that was right, 0..1; None where nothing was judged."""
        return self.right / self.judged if self.judged else None


def judge(store: Store, development: int, verdict: Verdict, reader: str, now: datetime) -> str:
    """Keep what a reader says of a development; return its story. Raise MonitorError for none such.

    What is not of the story is muted, and teaches the topic; whoever says otherwise later takes
    that back, unless another reader says it still.
    """
    item, story = _named(store, development)
    with store.transaction():
        store.labels.put(item, story, development, reader, verdict, now)
        _heed(store, story, development, now)
    return story


def take_back(store: Store, development: int, reader: str, now: datetime) -> str:
    """Forget what a reader said of a development, and what followed; return its story."""
    _, story = _named(store, development)
    with store.transaction():
        store.labels.take_back(story, development, reader)
        _heed(store, story, development, now)
    return story


def _named(store: Store, development: int) -> tuple[str, str]:
    found = store.labels.first_item(development)
    if found is None:
        raise MonitorError(f"there is no development {development}.")
    return found


def _heed(store: Store, story: str, development: int, now: datetime) -> None:
    if Verdict.UNRELATED in store.labels.of(story, development).values():
        store.notices.reject(story, development, now)
    else:
        store.notices.accept(story, development)


def precision(views: Views, story: str | None = None) -> Precision:
    """Return how right it was, by what readers said, in a story or in all."""
    found = verdicts(views, story)
    return Precision(
        found.get(Verdict.RIGHT, 0), found.get(Verdict.REPEAT, 0), found.get(Verdict.UNRELATED, 0)
    )
