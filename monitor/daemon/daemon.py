"""The daemon: a few scheduled ticks, signals, the watchdog; reads the clock. I/O."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from monitor import __version__
from monitor.config import Config
from monitor.daemon.courier import deliver_by_channel, mails_of
from monitor.daemon.crew import LONGEST_STEP, Crew, Hooks
from monitor.daemon.metrics.meter import Meter
from monitor.daemon.pages import PagesProcess
from monitor.daemon.state_lock import StateLock
from monitor.daemon.state_owner import claim
from monitor.daemon.systemd import Notifier
from monitor.daemon.troubles import Troubles
from monitor.daemon.vital_signs import VitalSigns
from monitor.daemon.workers import Worker
from monitor.errors import ConfigError, MonitorError
from monitor.store.store import Store
from monitor.store.views import ROUND, Views

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_LOOKED_AROUND_EVERY = 1.0  # seconds, for the clock and the state directory
_TOLERANCE = timedelta(seconds=1)  # by which a clock is set back unnoticed: it is soon made up
_START_SECONDS = 300.0  # for migrations, and sources that must be fetched
_STOP_SECONDS = 4.0  # for what was cut off to end
_OTHERS = 16  # more than there are, twice: a new crew joins one that is at work still


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

    Polling, telling and each channel are workers on threads and stores of their own, so that a slow
    feed never holds up a mail, nor one channel another. The clock can be another one than the
    system's. `reread` returns the configuration as it is now, or raises MonitorError; with it the
    daemon heeds SIGHUP.
    """

    def __init__(
        self,
        config: Config,
        clock: Clock = system_clock,
        reread: Callable[[], Config] | None = None,
    ) -> None:
        self.config = config
        self.clock = clock
        self.notifier = Notifier.of(os.environ)
        self.stop_asked = threading.Event()
        self.reload_asked = threading.Event()
        self._reread = reread
        self._meter = Meter(clock())
        self._scheduler = _scheduler()
        self._tick = timedelta(seconds=2)
        self._resources = ExitStack()

    def __enter__(self) -> Daemon:
        self.notifier.extend(_START_SECONDS)
        with ExitStack() as resources:
            self._lock = resources.enter_context(StateLock(self.config.state, self.clock()))
            claim(self.config)
            self._troubles = Troubles(self._lock.note)
            self._signs = VitalSigns(
                self.notifier, self._lock, self._troubles, self.clock, time.monotonic
            )
            with Store(self.config.database) as store:
                self._lock.hold(self.config.database)
                if in_doubt := store.outbox.release_claims(self.clock()):
                    log.warning(
                        "%d alerts were in doubt after a stop; they are sent again", in_doubt
                    )
            self._pages = resources.enter_context(PagesProcess())
            self._crew = self._crew_of(self.config)
            resources.callback(self._close_crew)
            self._resources = resources.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._resources.close()

    def _close_crew(self) -> None:
        self._crew.close()

    def _crew_of(self, config: Config) -> Crew:
        longest = min(LONGEST_STEP, self.notifier.watchdog or LONGEST_STEP)
        self._hooks = Hooks(
            self.clock, time.monotonic, self._may_go_on, self._rest, self._meter, self._show,
            self._pages, longest, self._troubles,
        )  # fmt: skip
        return Crew.of(config, self._hooks)

    def _show(self) -> None:
        self._signs.show(self._crew.workers, self.config.database)

    def _may_go_on(self) -> bool:
        return not self.stop_asked.is_set()

    def _rest(self, seconds: float) -> bool:
        return not self.stop_asked.wait(seconds)

    # --- one round -------------------------------------------------------------------------------

    def run_once(self, *, force: bool = False) -> Round:
        """Poll what is due (with `force` every feed), deliver, and do the chores that are due.

        Raises MonitorError where a chore cannot be done; what was polled and sent stays so.
        """
        crew, now = self._crew, self.clock()
        polled = crew.poll_all(self._hooks, force=force)
        crew.pipeline.store.chores.note(ROUND, now)
        self._lock.tick(self.clock())
        mails = mails_of(deliver_by_channel(crew.dispatcher, self.clock, rest=self._rest))
        for chore in crew.chores:
            chore.run()
        if crew.heartbeat:
            crew.heartbeat.tell(polled.feeds, polled.failed, self.clock())
            crew.heartbeat.wait()
        self._lock.check()
        due = Views(self.config.database).next_poll()
        return Round(
            polled.feeds, polled.failed, mails, datetime.fromisoformat(due) if due else None
        )

    # --- rounds without end ----------------------------------------------------------------------

    def run(
        self,
        tick: timedelta = timedelta(seconds=2),
        overdue: Callable[[Sequence[str]], None] = lambda _: None,
    ) -> None:
        """Run until `stop_asked` is set, a signal asks to end or the state is lost: then StoreError.

        Where what is under way has not ended after some seconds although it was cut off, `overdue`
        is called with the names of those at work, from another thread.
        """
        with self._signals(), self.running(tick):
            while self.has_its_state and not self.stop_asked.wait(_LOOKED_AROUND_EVERY):
                _heed_clock_set_back(self._scheduler, tick)
            log.info("stopping")
            self.notifier.stopping()
            self.notifier.extend(_STOP_SECONDS)
            late = threading.Timer(_STOP_SECONDS, lambda: overdue(self._at_work()))
            late.daemon = True  # and never cancelled: it ends with the program
            late.start()
        self._lock.check()

    @property
    def has_its_state(self) -> bool:
        """Whether the database and the lock are still the files that the daemon began with."""
        return self._lock.lost is None

    def _at_work(self) -> list[str]:
        return [worker.name for worker in self._crew.workers if worker.is_at_work]

    @contextmanager
    def running(self, tick: timedelta) -> Iterator[None]:
        """Run the ticks in the background; on leaving, cut off what is under way."""
        self._tick = tick
        self._add_job("poll", self._poll, "poll")
        self._add_others()
        self._scheduler.start()
        log.info("News Monitor %s follows %s", __version__, self._summary())
        self.notifier.ready(f"started: {self._summary()}")
        try:
            yield
        finally:
            self.stop_asked.set()
            self._crew.stop()
            self._scheduler.shutdown(wait=True)

    def _add_job(self, name: str, job: Callable[[], None], executor: str) -> None:
        self._scheduler.add_job(
            job, "interval", seconds=self._tick.total_seconds(), name=name, executor=executor,
            next_run_time=system_clock(),
        )  # fmt: skip

    def _add_others(self) -> None:
        for worker in self._crew.others:
            self._add_job(worker.name, partial(self._run, worker), "others")

    def _summary(self) -> str:
        stories = _counted(len(self.config.stories), "story")
        return f"{stories} on {_counted(len(self.config.feeds), 'feed')}"

    def _poll(self) -> None:
        if self.reload_asked.is_set():
            self._reload()
        self._run(self._crew.poller)

    def _run(self, worker: Worker) -> None:
        """Run one tick; a fault ends the tick, not the daemon.

        What the machine or the network is to blame for is a trouble that passes; a fault of ours
        does not feed the watchdog.
        """
        try:
            worker.run()
        except MonitorError as error:
            self._troubles.begin(worker.name, str(error))
        except Exception as error:
            log.exception("the tick %r failed unexpectedly", worker.name)
            kind = type(error).__name__
            self._troubles.begin(worker.name, f"{worker.name} fails ({kind}); see the log.")
            return
        else:
            if not worker.failures:
                self._troubles.end(worker.name)
        worker.went_on()

    # --- a new configuration ---------------------------------------------------------------------

    def _reload(self) -> None:
        """Take the configuration as it is now, or go on with the old one where it has faults.

        On the thread that polls: what is told meanwhile would be missing from the new stories.
        """
        self.reload_asked.clear()
        assert self._reread is not None  # noqa: S101 - nobody asks without it
        self.notifier.reloading(time.monotonic())
        try:
            config = self._reread()
            if config.state != self.config.state:
                sentence = f"the state directory is {self.config.state} until the next start."
                raise ConfigError([config.fault(("state",), sentence)])
            crew = self._crew_of(config)
        except MonitorError as error:
            self._troubles.begin("reload", f"the new configuration is not used: {error}")
        else:
            self._take_over(config, crew)
            self._troubles.end("reload")
            log.info("reloaded: %s", self._summary())
        self.notifier.ready(self._summary())

    def _take_over(self, config: Config, crew: Crew) -> None:
        """Let another crew work from now on."""
        before, self.config, self._crew = self._crew, config, crew
        for job in self._scheduler.get_jobs():
            if job.executor == "others":
                job.remove()
        for worker in before.others:
            self._troubles.end(worker.name)
        before.retire()
        self._add_others()
        if self.stop_asked.is_set():  # it stopped the crew before
            crew.stop()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        asked = {signal.SIGTERM: self.stop_asked, signal.SIGINT: self.stop_asked}
        if self._reread:
            asked[signal.SIGHUP] = self.reload_asked

        def ask(number: int, _: FrameType | None) -> None:
            asked[signal.Signals(number)].set()

        before = {each: signal.signal(each, ask) for each in asked}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


def _scheduler() -> BackgroundScheduler:
    return BackgroundScheduler(
        jobstores={"default": MemoryJobStore()},
        executors={"poll": ThreadPoolExecutor(1), "others": ThreadPoolExecutor(_OTHERS)},
        # Ticks that a busy or sleeping machine missed are one tick afterwards.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone=UTC,
    )


def _heed_clock_set_back(scheduler: BackgroundScheduler, tick: timedelta) -> None:
    """Make a tick due that is further away than ticks are: its time is that of another clock."""
    for job in scheduler.get_jobs():
        if job.next_run_time > system_clock() + tick + _TOLERANCE:
            log.warning("the clock was set back; the %s tick follows it", job.name)
            job.modify(next_run_time=system_clock())


def _counted(number: int, noun: str) -> str:
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"
