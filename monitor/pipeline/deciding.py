"""A budget for each decision: an item that ends the program again is decided no more. I/O.

Code in C, regular expressions above all, cannot be interrupted from Python: until it returns no
other thread runs and no signal is heeded. So the kernel ends the process when one decision has
taken too much processor time, and a file says on which item it was at work. Who started the process
starts it again; what ends it a second time is recorded as undecidable, and the rest goes on.

A process that ends by itself leaves its stacks. One that is killed, or loses its power, leaves none: on a
slow machine that may well be twice at one item that is innocent, so that much more is forgiven.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from monitor.model import Action, Decision, Feed, Item, Match
from monitor.model.log_fields import about
from monitor.stories import Ruling, Stories

log = logging.getLogger(__name__)

FILE = "deciding.json"
TRACE = "deciding.trace"  # the stacks of a process that ended by itself
SECONDS = 30.0  # of processor time for one decision; the longest text takes one or two
_OF_ITSELF, _KILLED = 3, 1  # what an end weighs: with stacks, and without
_ENOUGH = 6  # for an item to be undecidable
_MOST = 100  # items that are remembered; the oldest are forgotten
_LONGEST = 100_000  # bytes of a file that are read
_MOST_OF_TRACE = 4_000  # bytes of the stacks that are logged
_ENDED = (
    "Deciding it ended the program again and again (it took more than {:g} s of processor time, crashed, or was"
    " killed six times); it is not tried again until its outlet edits it."
)
_FAILED = "Deciding it failed ({}); it is not tried again until its outlet edits it. See the log."


class Deciding:
    """Has stories decide on items, within a budget; for one thread of the process at a time.

    `state` is the state directory, which the process has locked. What could not be decided is
    remembered there in a file.
    """

    def __init__(self, state: Path, seconds: float = SECONDS) -> None:
        self._path, self._trace = state / FILE, state / TRACE
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
        _leave_stacks_at(self._trace)
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
        """Return what the ends of the process weigh by item, and which items failed and how."""
        try:
            noted = json.loads(self._path.read_bytes()[:_LONGEST])
            ends = {str(key): int(times) for key, times in noted["ends"].items()}
            failures = {str(key): str(name) for key, name in noted["failures"].items()}
            at_work = noted["at_work"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}, {}  # there is none, or half of one: nothing is known
        if at_work:
            stacks = _left_at(self._trace)
            weight = ends.pop(at_work, 0) + (_OF_ITSELF if stacks else _KILLED)
            ends[at_work] = weight
            where = f" by itself, here:\n{stacks}" if stacks else ""
            log.warning("the last process ended while it decided on the item %s%s", at_work, where)
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


class _Stacks:
    """The file that gets the stacks of a process that ends: one, as a process has one handler a signal."""

    path: Path | None = None
    file: int | None = None
    has_crashes = False  # those of crashes as well


def _leave_stacks_at(path: Path) -> None:
    """Have a signal that ends the process leave its stacks in a file, or on stderr where there can be none.

    The signal then ends it as it does by default. Who has turned on faulthandler for crashes keeps it.
    """
    if _Stacks.path == path:
        return
    before, _Stacks.path, _Stacks.file = _Stacks.file, path, None
    with suppress(OSError):  # a full disk, or one that is read only
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        _Stacks.file = os.open(path, flags, 0o600)
    with suppress(OSError, ValueError, AttributeError, RuntimeError):  # there is no stderr either
        place = sys.stderr if _Stacks.file is None else _Stacks.file
        faulthandler.register(signal.SIGPROF, file=place, chain=True)
        if _Stacks.has_crashes or not faulthandler.is_enabled():
            faulthandler.enable(file=place)
            _Stacks.has_crashes = True
    if before is not None:
        os.close(before)


def _left_at(path: Path) -> str:
    """Return the stacks that the last process left, or nothing."""
    with suppress(OSError), path.open("rb") as file:
        return file.read(_MOST_OF_TRACE).decode("utf-8", "replace").strip()
    return ""
