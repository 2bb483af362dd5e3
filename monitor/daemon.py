"""The daemon: a few scheduled ticks, signals, the watchdog; reads the clock. I/O."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from monitor import __version__, assembly
from monitor.alerts.layout import read_layout
from monitor.config import Config
from monitor.dispatch import Dispatcher
from monitor.errors import MonitorError
from monitor.model import Outcome
from monitor.pipeline import Pipeline
from monitor.state_lock import StateLock
from monitor.store.rows import stamp
from monitor.store.store import Store
from monitor.store.views import ROUND, Views
from monitor.stories import Stories
from monitor.systemd import Notifier

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_FEEDS_PER_TICK = 256
_PATIENCE = 5.0  # seconds that a tick waits for the next feed; slower ones it leaves to the next
_DELIVERY_SECONDS = 60.0  # after which a tick begins no further message: the next one takes it
_CLOCK_LOOKED_AT_EVERY = 1.0  # seconds
_TOLERANCE = timedelta(seconds=1)  # by which a clock is set back unnoticed: it is soon made up
_STATUS_EVERY = timedelta(seconds=10)


def system_clock() -> datetime:
    """Return what time it is."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Round:
    """What came of polling and delivering once."""

    polled: int
    failed: int  # of the polled feeds
    sent: int  # mails
    next_poll: datetime | None  # of the feed that is due first; None where none will be


class Daemon:
    """Polls and delivers until it is stopped. A context manager that holds the state directory.

    Polling and delivering are two ticks, each on a thread and a store of its own, so that a slow
    feed never holds up a mail. The clock can be another one than the system's.
    """

    def __init__(self, config: Config, clock: Clock = system_clock) -> None:
        self.config = config
        self.clock = clock
        self.notifier = Notifier.of(os.environ)
        self.stop_asked = threading.Event()
        self._ticked: set[str] = set()
        self._status_due = datetime.min.replace(tzinfo=UTC)
        self._resources = ExitStack()

    def __enter__(self) -> Daemon:
        with ExitStack() as resources:
            self._lock = resources.enter_context(StateLock(self.config.state, self.clock()))
            channels = assembly.channels(self.config, self.clock)
            layout = read_layout(self.config.templates)
            store = resources.enter_context(Store(self.config.database))
            self._poller = Pipeline(self.config, store, self._load_stories, channels, layout=layout)
            resources.callback(self._poller.poller.close)
            store = resources.enter_context(Store(self.config.database))
            self._deliverer = Dispatcher(self.config, store, channels, layout)
            self._poller.store.sync_feeds(self.config.feeds, self.clock())
            self._poller.prepare()
            if in_doubt := self._deliverer.store.outbox.release_claims(self.clock()):
                log.warning("%d alerts were in doubt after a crash; they are sent again", in_doubt)
            self._resources = resources.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._resources.close()

    def _load_stories(self, store: Store) -> Stories:
        return assembly.load_stories(self.config, store, self.clock())

    def run_once(self, *, force: bool = False) -> Round:
        """Poll what is due (with `force` every feed) and deliver."""
        now = self.clock()
        polled = self._poller.poll(now, len(self.config.feeds), force=force).feeds
        self._poller.store.chores.note(ROUND, now)
        self._lock.tick(self.clock())
        sent = self._deliverer.deliver(self.clock)
        views = Views(self.config.database)
        failed = sum(
            row["last_polled"] == stamp(now) and Outcome(row["outcome"]).is_failure
            for row in views.feeds()
        )
        due = views.next_poll()
        return Round(
            polled, min(failed, polled), sent, datetime.fromisoformat(due) if due else None
        )

    def run(self, tick: timedelta = timedelta(seconds=2)) -> None:
        """Run until `stop_asked` is set or a signal asks to end."""
        with self.running(tick) as scheduler, self._signals():
            while not self.stop_asked.wait(_CLOCK_LOOKED_AT_EVERY):
                _heed_clock_set_back(scheduler, tick)
            log.info("stopping")
            self.notifier.stopping()

    @contextmanager
    def running(self, tick: timedelta) -> Iterator[BackgroundScheduler]:
        """Run the ticks in the background; on leaving, have the ones under way end soon."""
        scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={name: ThreadPoolExecutor(1) for name in ("poll", "deliver")},
            # Ticks that a busy or sleeping machine missed are one tick afterwards.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        for name, job in (("poll", self._poll_tick), ("deliver", self._deliver_tick)):
            scheduler.add_job(
                job, "interval", seconds=tick.total_seconds(), executor=name, id=name,
                next_run_time=system_clock(),
            )  # fmt: skip
        scheduler.start()
        log.info("News Monitor %s follows %s", __version__, self._summary())
        self.notifier.ready(f"started: {self._summary()}")
        try:
            yield scheduler
        finally:
            self.stop_asked.set()
            self._poller.poller.stop()
            scheduler.shutdown(wait=True)

    def _summary(self) -> str:
        return f"{_counted(len(self.config.stories), 'story')} on {_counted(len(self.config.feeds), 'feed')}"

    def _poll_tick(self) -> None:
        with self._tick("poll"):
            counts = self._poller.poll(self.clock(), _FEEDS_PER_TICK, patience=_PATIENCE)
            if counts.new_items or counts.edits:
                log.info(
                    "polled %d feeds: %d new items, %d edits, %d alerts",
                    counts.feeds, counts.new_items, counts.edits, counts.alerts,
                )  # fmt: skip

    def _deliver_tick(self) -> None:
        with self._tick("deliver"):
            end = time.monotonic() + _DELIVERY_SECONDS
            self._deliverer.deliver(self.clock, lambda: self._may_deliver(end))

    def _may_deliver(self, end: float) -> bool:
        """Whether the tick may send one more message; that it asks shows that it is alive."""
        self._went_on("deliver")
        return time.monotonic() < end and not self.stop_asked.is_set()

    @contextmanager
    def _tick(self, name: str) -> Iterator[None]:
        """Run one tick; a fault ends the tick, not the daemon, and does not feed the watchdog."""
        try:
            yield
        except MonitorError as error:
            log.error("%s: %s", name, error)  # noqa: TRY400 - a sentence for people is enough
            return
        except Exception:  # a fault of ours; loud, and the next tick tries again
            log.exception("the %s tick failed unexpectedly", name)
            return
        self._went_on(name)

    def _went_on(self, name: str) -> None:
        """Feed the watchdog once both ticks have got on."""
        self._ticked.add(name)
        if self._ticked == {"poll", "deliver"}:
            self._ticked.clear()
            self._lock.tick(self.clock())
            self.notifier.alive()
            self._tell_status()

    def _tell_status(self) -> None:
        if not self.notifier.address or self.clock() < self._status_due:
            return
        self._status_due = self.clock() + _STATUS_EVERY
        with suppress(MonitorError):
            status = Views(self.config.database).status(self.clock())
            feeds, alerts = status["feeds"], status["alerts"]
            waiting = alerts["pending"] + alerts["retry"]
            self.notifier.status(
                f"{feeds['total']} feeds, {feeds['failing']} failing, {waiting} mails pending"
            )

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def ask(number: int, _: FrameType | None) -> None:
            del number
            self.stop_asked.set()

        before = {each: signal.signal(each, ask) for each in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


def _heed_clock_set_back(scheduler: BackgroundScheduler, tick: timedelta) -> None:
    """Make a tick due that is further away than ticks are: its time is that of another clock."""
    for job in scheduler.get_jobs():
        if job.next_run_time > system_clock() + tick + _TOLERANCE:
            log.warning("the clock was set back; the %s tick follows it", job.id)
            job.modify(next_run_time=system_clock())


def _counted(number: int, noun: str) -> str:
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"
