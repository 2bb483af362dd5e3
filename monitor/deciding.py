"""A budget for each decision: an item that ends the program twice is decided no more. I/O.

Code in C, regular expressions above all, cannot be interrupted from Python: until it returns no
other thread runs and no signal is heeded. So the kernel ends the process when one decision has
taken too much processor time, and a file says on which item it was at work. Who started the process
starts it again; what ends it a second time is recorded as undecidable, and the rest goes on.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from pathlib import Path

from monitor.model import Action, Decision, Feed, Item, Match
from monitor.model.log_fields import about
from monitor.stories import Ruling, Stories

log = logging.getLogger(__name__)

FILE = "deciding.json"
SECONDS = 30.0  # of processor time for one decision; the longest text takes one or two
_ENOUGH = 2  # ends: the first may have been a power failure
_MOST = 100  # items that are remembered; the oldest are forgotten
_LONGEST = 100_000  # bytes of the file that are read
_ENDED = (
    "Deciding it ended the program twice (it took more than {:g} s of processor time, or crashed);"
    " it is not tried again until its outlet edits it."
)
_FAILED = "Deciding it failed ({}); it is not tried again until its outlet edits it. See the log."


class Deciding:
    """Has stories decide on items, within a budget; for one thread of the process at a time.

    `state` is the state directory, which the process has locked. What could not be decided is
    remembered there in a file.
    """

    def __init__(self, state: Path, seconds: float = SECONDS) -> None:
        self._path = state / FILE
        self._seconds = seconds
        self._ends, self._failures = self._remembered()

    def is_on_topic(self, stories: Stories, feed: Feed, item: Item) -> bool:
        """Whether an item is on the topic of a story that follows its feed; not where it is undecidable."""
        key = _key(item)
        if self._reason(key):
            return False
        with self._at_work(key), self._within_budget(key):
            return stories.is_on_topic(feed, item)

    def rule(
        self,
        stories: Stories,
        feed: Feed,
        item: Item,
        before: Item | None,
        first_contact: datetime,
        now: datetime | None = None,
    ) -> Iterator[Ruling]:
        """Decide an item as `Stories.rule` does, or say why it is undecidable.

        An exception of the decision gets out; the item is undecidable from then on.
        """
        key = _key(item)
        if reason := self._reason(key):
            log.warning(
                "undecidable: %s, by %s. %s", item.title, feed.name, reason,
                extra=about(feed=feed.url, item=item.id),
            )  # fmt: skip
            yield from _undecidable(stories, feed, reason)
            return
        rulings = stories.rule(feed, item, before, first_contact, now)
        with self._at_work(key):  # noted once for all stories: a file is dear beside a decision
            while True:
                with self._within_budget(key):
                    ruling = next(rulings, None)
                if ruling is None:
                    break
                yield ruling
        if self._ends.pop(key, None):  # it ended by chance while this was decided
            self._note(None)

    def _reason(self, key: str) -> str | None:
        """Return why an item is not decided, in sentences, or None."""
        if failure := self._failures.get(key):
            return _FAILED.format(failure)
        if self._ends.get(key, 0) >= _ENOUGH:
            return _ENDED.format(self._seconds)
        return None

    @contextmanager
    def _at_work(self, key: str) -> Iterator[None]:
        """Have the next process know on which item this one was at work when it ended."""
        self._note(key)
        try:
            yield
        finally:
            self._note(None)

    @contextmanager
    def _within_budget(self, key: str) -> Iterator[None]:
        """Have the kernel end the process (SIGPROF) where what is done now takes too long."""
        _show_where_it_ends()
        signal.setitimer(signal.ITIMER_PROF, self._seconds)
        try:
            yield
        except Exception as error:
            self._failures[key] = type(error).__name__
            raise
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    # --- the file --------------------------------------------------------------------------------

    def _remembered(self) -> tuple[dict[str, int], dict[str, str]]:
        """Return how often the process ended at which items, and which failed and how."""
        try:
            noted = json.loads(self._path.read_bytes()[:_LONGEST])
            ends = {str(key): int(times) for key, times in noted["ends"].items()}
            failures = {str(key): str(name) for key, name in noted["failures"].items()}
            at_work = noted["at_work"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}, {}  # there is none, or half of one: nothing is known
        if at_work:
            times = ends.pop(at_work, 0) + 1
            ends[at_work] = times
            log.warning("the last process ended while it decided on the item %s", at_work)
        return ends, failures

    def _note(self, at_work: str | None) -> None:
        """Write down what is decided now. It need not reach the disk: it is for the death of this
        process, not of the machine."""
        for remembered in (self._ends, self._failures):
            while len(remembered) > _MOST:
                del remembered[next(iter(remembered))]
        text = json.dumps({"at_work": at_work, "ends": self._ends, "failures": self._failures})
        with suppress(OSError):  # a full disk: then the next process knows of nothing
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                # One write that is never shorter than what it replaces: no half of it is left.
                os.pwrite(file, text.encode().ljust(os.fstat(file).st_size), 0)
            finally:
                os.close(file)


def _undecidable(stories: Stories, feed: Feed, reason: str) -> Iterator[Ruling]:
    for story, _ in stories.engines.values():
        if story.follows(feed):
            match = Match(on_topic=False, reason="it could not be decided")
            yield Ruling(story, Decision(Action.UNDECIDABLE, reason, match))


def _key(item: Item) -> str:
    """Return what stands for an item as it is now: an edited one is tried again."""
    return f"{item.id} {item.content_hash}"


@cache
def _show_where_it_ends() -> None:
    """Have the stacks written to stderr before the signal ends the process, as it does by default."""
    with suppress(OSError, ValueError, AttributeError, RuntimeError):  # there is no stderr
        faulthandler.register(signal.SIGPROF, chain=True)
