"""The workers that one configuration needs: one polls, one tells, each channel has one. I/O."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from monitor.alerts import opening
from monitor.alerts.channels import Channel
from monitor.alerts.layout import Layout, read_layout
from monitor.config import Config
from monitor.daemon import assembly
from monitor.daemon.courier import Courier
from monitor.daemon.heartbeat import Heartbeat
from monitor.daemon.housekeeping import Housekeeping
from monitor.daemon.judge import counsel_of, server_of
from monitor.daemon.metrics.meter import Meter
from monitor.daemon.pages import PagesProcess
from monitor.daemon.troubles import Troubles
from monitor.daemon.workers import Worker
from monitor.pipeline.dispatch import Dispatcher
from monitor.pipeline.pipeline import Counts, Pipeline
from monitor.store.store import Store
from monitor.stories import Counsel

log = logging.getLogger(__name__)

_FEEDS_PER_TICK = 256
_PUBLISHED_EVERY = 15.0  # seconds
_KEPT_EVERY = 3600.0  # seconds between two looks whether a round is due
_LONGEST_ROUND = timedelta(hours=6)  # of housekeeping over many millions of items
_PATIENCE = 5.0  # seconds that a tick waits for the next feed; slower ones it leaves to the next
#: Seconds; a fetch, a parse and the pages of a poll have deadlines, and end long before. So much
#: more for what the longest chain of fetches may take: two of robots.txt, a page, its redirect.
_LONGEST_POLL = 600.0
_FETCHES = 4
_DELIVERY_SECONDS = 60.0  # after which a tick begins no further message: the next one takes it
_JUDGE = "judge"  # where its troubles are
LONGEST_STEP = timedelta(minutes=2)  # the database alone may be waited for half a minute


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the workers ask and tell the daemon."""

    clock: Callable[[], datetime]
    monotonic: Callable[[], float]  # seconds, whatever the clock does
    may_go_on: Callable[[], bool]  # asked between two messages
    rest: Callable[[float], bool]  # waits so many seconds; whether to go on then
    meter: Meter
    on_step: Callable[[], None]
    pages: PagesProcess = field(default_factory=PagesProcess)
    longest_step: timedelta = LONGEST_STEP  # what takes longer hangs
    troubles: Troubles = field(default_factory=lambda: Troubles(lambda _: None))


@dataclass(frozen=True)
class Crew:
    """The workers, and what some of them work with."""

    config: Config
    pipeline: Pipeline
    dispatcher: Dispatcher
    heartbeat: Heartbeat | None
    poller: Worker
    deliverers: tuple[Worker, ...]
    chores: tuple[Worker, ...]  # what goes on beside polls and mails
    pages: Worker  # sees to it that the pages are served

    @property
    def workers(self) -> tuple[Worker, ...]:
        """All of them."""
        return self.poller, *self.others

    @property
    def others(self) -> tuple[Worker, ...]:
        """All that run beside the one that polls."""
        return *self.deliverers, *self.chores, self.pages

    @classmethod
    def of(cls, config: Config, hooks: Hooks) -> Crew:
        """Open what a configuration needs; raise MonitorError where it cannot work.

        The stories are built and the feeds made known, so this is for the thread that polls.
        """
        tools = _Tools(config, hooks)
        with ExitStack() as opened:
            pipeline, poller = tools.poller()
            opened.callback(poller.retire)
            dispatcher, teller = tools.teller()
            opened.callback(teller.retire)
            dispatcher.operator.give_up_stranded(dispatcher.store, hooks.clock())
            couriers = []
            for channel in tools.channels.values():
                couriers.append(tools.courier(channel))
                opened.callback(couriers[-1].retire)
            pipeline.prepare()
            pipeline.store.sync_feeds(config.feeds, hooks.clock())
            opened.pop_all()
        return cls(
            config, pipeline, dispatcher, tools.heartbeat, poller, (teller, *couriers),
            tuple(tools.chores()), tools.pages(),
        )  # fmt: skip

    def poll_all(self, hooks: Hooks, *, force: bool) -> Counts:
        """Poll all that is due, with `force` every feed, as a round by hand, and count it."""
        began, feeds = hooks.monotonic(), len(self.config.feeds)
        counts = self.pipeline.poll(hooks.clock(), feeds, force=force)
        seconds = hooks.monotonic() - began
        hooks.meter.count_round(self.config.metrics, counts.feeds, counts.failed, seconds)
        return counts

    def retire(self) -> None:
        """Let the work under way be the last; another crew has taken over."""
        for worker in self.workers:
            worker.retire()

    def stop(self) -> None:
        """Cut off what is under way and let nothing begin."""
        for worker in self.workers:
            worker.stop()

    def close(self) -> None:
        """Stop, and close what the workers work with."""
        self.stop()
        for worker in self.workers:
            worker.close()


class _Tools:
    """Opens the workers of one configuration."""

    def __init__(self, config: Config, hooks: Hooks) -> None:
        self.config = config
        self.hooks = hooks
        self.channels: Mapping[str, Channel] = opening.channels(config, hooks.clock)
        self.layout: Layout = read_layout(config.templates)
        self.heartbeat = assembly.heartbeat(config, os.environ)
        self.counsel: Counsel | None = None  # once what polls is opened
        self._published_at = self._kept_at = float("-inf")
        self._polling_since: dict[tuple[str, int], float] = {}

    def _worker(
        self,
        name: str,
        work: Callable[[Worker], None],
        resources: ExitStack,
        cut_off: Callable[[], None] = lambda: None,
        patience: timedelta = timedelta(0),
    ) -> Worker:
        return Worker(
            name, work, resources, allowed=self.hooks.longest_step + patience,
            monotonic=self.hooks.monotonic, on_step=self.hooks.on_step, cut_off=cut_off,
        )  # fmt: skip

    def _dispatcher(self, store: Store) -> Dispatcher:
        return Dispatcher(self.config, store, self.channels, self.layout, self.counsel)

    def poller(self) -> tuple[Pipeline, Worker]:
        """Return what polls."""
        resources = ExitStack()
        store = resources.enter_context(Store(self.config.database))
        cut_off = ExitStack()
        self.counsel = self._counsel(resources, cut_off)
        pipeline = Pipeline(
            self.config,
            store,
            lambda store: assembly.load_stories(self.config, store, self.hooks.clock()),
            self.channels,
            layout=self.layout,
            counsel=self.counsel,
        )
        resources.callback(pipeline.poller.close)
        cut_off.callback(pipeline.poller.stop)
        if self.heartbeat:
            resources.callback(self.heartbeat.close)
        poll = partial(self._poll, pipeline)
        return pipeline, self._worker("poll", poll, resources, cut_off.close, self._patience())

    def _patience(self) -> timedelta:
        """Return how long a step may wait for a judge."""
        return self.config.judge.timeout if self.config.judge else timedelta(0)

    def _counsel(self, resources: ExitStack, cut_off: ExitStack) -> Counsel | None:
        """Return who is asked for a second opinion, where one is configured."""
        judge = self.config.judge
        if judge is None:
            return None
        troubles = self.hooks.troubles

        def on_trouble(sentence: str | None) -> None:
            troubles.begin(_JUDGE, sentence) if sentence else troubles.end(_JUDGE)

        server = server_of(self.config, judge, os.environ)
        counsel = counsel_of(
            self.config, judge, server, self.hooks.clock, self.hooks.monotonic, on_trouble
        )
        for end in (partial(troubles.end, _JUDGE), server.close, counsel.close):
            resources.callback(end)  # the last one first
            cut_off.callback(end)
        return counsel

    def _poll(self, pipeline: Pipeline, worker: Worker) -> None:
        # After a failure one feed is the trial: what cannot be recorded is fetched again.
        limit = 1 if worker.failures else _FEEDS_PER_TICK
        began = self.hooks.monotonic()
        counts = pipeline.poll(
            self.hooks.clock(), limit, patience=_PATIENCE, went_on=worker.went_on
        )
        self.hooks.meter.count_polls(counts.feeds, counts.failed, self.hooks.monotonic() - began)
        self.hooks.meter.note_tick("poll", self.hooks.clock())
        if counts.new_items or counts.edits:
            log.info(
                "polled %d feeds: %d new items, %d edits, %d alerts",
                counts.feeds, counts.new_items, counts.edits, counts.alerts,
            )  # fmt: skip
        self._see_that_polls_end(pipeline)
        if self.heartbeat:
            self.heartbeat.tell(counts.feeds, counts.failed, self.hooks.clock())

    def _see_that_polls_end(self, pipeline: Pipeline) -> None:
        """Raise RuntimeError where a thread does not come back from a poll, against all deadlines."""
        now = self.hooks.monotonic()
        known = self._polling_since
        self._polling_since = {each: known.get(each, now) for each in pipeline.poller.at_work}
        longest = _LONGEST_POLL + _FETCHES * self.config.fetch.timeout.total_seconds()
        for (url, _), since in self._polling_since.items():
            if now - since > longest:
                raise RuntimeError(f"the poll of {url} does not end")

    def teller(self) -> tuple[Dispatcher, Worker]:
        """Return what writes the mails that are due."""
        resources = ExitStack()
        dispatcher = self._dispatcher(resources.enter_context(Store(self.config.database)))

        def tell(_: Worker) -> None:
            dispatcher.tell_due(self.hooks.clock())
            self.hooks.meter.note_tick("tell", self.hooks.clock())

        return dispatcher, self._worker("tell", tell, resources, patience=self._patience())

    def chores(self) -> Iterator[Worker]:
        """Yield what keeps house, and what publishes metrics where that is wanted."""
        yield self._keeper()
        if self.config.metrics:
            yield self._publisher(self.config.metrics)

    def _publisher(self, file: Path) -> Worker:
        """Return what writes the file of metrics several times a minute."""

        def publish(_: Worker) -> None:
            now = self.hooks.monotonic()
            if now - self._published_at >= _PUBLISHED_EVERY:
                self._published_at = now
                self.hooks.meter.publish(file, self.config.database, self.hooks.clock())

        return self._worker("publish metrics", publish, ExitStack())

    def pages(self) -> Worker:
        """Return what sees to it that the pages are served, where they are configured."""
        return self._worker(
            "serve the pages", lambda _: self.hooks.pages.see_to(self.config), ExitStack()
        )

    def _keeper(self) -> Worker:
        """Return what removes, once a day, what is not to be kept any longer."""
        keeping = Housekeeping(
            self.config.database, self.config.keep, self.hooks.monotonic, self.hooks.rest
        )

        def keep(_: Worker) -> None:
            now = self.hooks.monotonic()
            if now - self._kept_at < _KEPT_EVERY:
                return
            self._kept_at = now
            if tidied := keeping.run_if_due(self.hooks.clock()):
                log.info("housekeeping: %s", tidied)

        return self._worker("keep house", keep, ExitStack(), patience=_LONGEST_ROUND)

    def courier(self, channel: Channel) -> Worker:
        """Return what hands over by a channel."""
        resources = ExitStack()
        dispatcher = self._dispatcher(resources.enter_context(Store(self.config.database)))
        deliver = partial(self._deliver, Courier(dispatcher, channel))
        return self._worker(
            f"deliver by {channel.name}", deliver, resources, channel.end,
            channel.patience,
        )  # fmt: skip

    def _deliver(self, courier: Courier, worker: Worker) -> None:
        end = self.hooks.monotonic() + _DELIVERY_SECONDS

        def may_go_on() -> bool:
            worker.went_on()
            return self.hooks.monotonic() < end and self.hooks.may_go_on()

        def rest(seconds: float) -> bool:
            worker.went_on()  # what holds it up is the machine
            return self.hooks.rest(seconds)

        courier.deliver(self.hooks.clock, may_go_on, rest)
