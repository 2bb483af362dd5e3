"""Joins the rooms; decides nothing itself and does not read the clock. I/O.

    due feeds ─▶ fetch ─▶ parse ─▶ match ─▶ diff ─▶ decide ─▶ record
      store      feeds    feeds    story    story    story    store

What is decided to be told is handed to `dispatch`.

Only fetch and parse run in parallel. One writer writes, a slice at a time (`recording`); a poll's
validators are in the last one. Before it, the feed is polled again; after it, nothing is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.alerts.channels import Channel
from monitor.alerts.layout import Layout
from monitor.config import Config
from monitor.errors import ConfigError, StoreError, StoreUnavailable
from monitor.feeds.article import is_teaser
from monitor.feeds.clock import describe
from monitor.feeds.identity import doubtful, resolve
from monitor.feeds.memory import Arrival, is_gap, remember
from monitor.feeds.poll import UNEXPECTED, Polled, Poller
from monitor.feeds.schedule import host_pause, next_poll
from monitor.model import Feed, Item, Outcome
from monitor.model.feed_state import FeedState
from monitor.model.log_fields import about
from monitor.pipeline.deciding import Deciding
from monitor.pipeline.dispatch import Dispatcher
from monitor.pipeline.recording import Recording
from monitor.store.polls import ChangedMeanwhileError, Polls
from monitor.store.records import Carriage, Found, PollEnd, PollRecord
from monitor.store.store import Store
from monitor.stories import Counsel, Ruling, Stories

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a tick did, for a line in the log."""

    feeds: int = 0
    new_items: int = 0
    edits: int = 0
    alerts: int = 0
    failed: int = 0  # of the feeds


class Pipeline:
    """Polls over one store; belongs to one thread at a time."""

    def __init__(
        self,
        config: Config,
        store: Store,
        load_stories: Callable[[Store], Stories],
        channels: Mapping[str, Channel],
        poller: Poller | None = None,
        layout: Layout | None = None,
        counsel: Counsel | None = None,
    ) -> None:
        self.config = config
        self.poller = poller or Poller(config.fetch)
        self.store = store
        self.dispatcher = Dispatcher(config, store, channels, layout, counsel)
        self._counsel = counsel  # who is asked where an engine is in doubt
        self._polls = Polls(store)
        self._deciding = Deciding(config.state)
        self._feeds = {feed.url: feed for feed in config.feeds}
        self._load_stories = load_stories
        self._stories: Stories | None = None
        self._went_on: Callable[[], None] = lambda: None
        self._polled_at: datetime | None = None
        self._known: Mapping[str, int] = {}  # the versions that the stories were built from

    def prepare(self) -> None:
        """Load the stories now, so that a fault in them is known before the first poll."""
        self._load()

    def poll(
        self,
        now: datetime,
        limit: int,
        *,
        force: bool = False,
        patience: float | None = None,
        went_on: Callable[[], None] = lambda: None,
    ) -> Counts:
        """Poll at most `limit` feeds that are due (or every feed) and record what they bring.

        With `patience`, in seconds, those that take longer than that after the one before are left
        under way; what they bring is recorded by the next call. `went_on` is called at each step.
        """
        self._went_on = went_on
        if self._polled_at and now < self._polled_at:
            self.store.heed_clock_set_back(now)
        self._polled_at = now
        self._heed_articles_read()
        due = self.store.due_feeds(now, limit, force=force, busy_hosts=self.poller.busy_hosts)
        feeds = ((self._feeds[s.url].titled(s.title), s) for s in due if s.url in self._feeds)
        self.poller.send(feeds, now)
        total = Counts()
        if self._counsel:
            self._counsel.begin_poll()
        while brought := self.poller.bring(patience):
            went_on()
            if isinstance(brought, FeedState):
                continue  # its host asked to be left alone meanwhile; it is due still
            counts = self._take_or_postpone(brought, now)
            if counts is None:
                continue  # it comes back with the pages of its teasers
            total = Counts(
                total.feeds + 1,
                total.new_items + counts.new_items,
                total.edits + counts.edits,
                total.alerts + counts.alerts,
                total.failed + brought.outcome.is_failure,
            )
        return total

    def _load(self) -> Stories:
        """Build the stories from what is stored."""
        known = self.store.story_versions.known()  # asked first: what changes meanwhile is seen
        self._stories = self._load_stories(self.store)
        self._stories.counsel = self._counsel
        self._known = known
        return self._stories

    def _heed_articles_read(self) -> None:
        """Build the stories anew where the reader has read one more article, or one no longer.

        Where they cannot be built now, the ones before go on until that changes again.
        """
        known = self.store.story_versions.known()
        if self._stories is None or known == self._known:
            return
        try:
            self._load()
        except ConfigError as error:
            self._known = known
            log.warning("an article that was read is left out until the next start: %s", error)
        else:
            log.info("the stories were built anew: what their readers know has changed")

    def _found(self, polled: Polled) -> Found:
        """Return what of the items of a poll is stored."""
        return self._polls.find(polled.feed.url, polled.parsed.items if polled.parsed else ())

    def _resolved(self, polled: Polled) -> tuple[Polled, Found]:
        """Return a poll whose items have the ids under which they are stored, if they are."""
        found = self._found(polled)
        if polled.is_complete or polled.parsed is None or polled.state.first_polled_at is None:
            return polled, found
        items = polled.parsed.items
        known = {key: each.item for key, each in found.known.items()}
        in_doubt = doubtful(items, known)
        if not in_doubt:
            return polled, found
        named = resolve(items, known, self.store.lookup.namesakes(in_doubt))
        polled = replace(polled, parsed=replace(polled.parsed, items=tuple(named)))
        return polled, self._found(polled)

    def _teasers(self, polled: Polled, found: Found, stories: Stories, now: datetime) -> list[Item]:
        """Return the items on topic, new or edited, of which the feed carries only a teaser."""
        if polled.is_complete or not polled.feed.full_text or polled.parsed is None:
            return []
        items = [item for item in polled.parsed.items if is_teaser(item)]
        if polled.state.first_polled_at is None:  # what is older is not told anyway
            oldest = now - self.config.backlog
            items = [item for item in items if item.published and item.published >= oldest]
        return [
            item
            for item in items
            if not found.has_as_it_is(item)
            and self._deciding.is_on_topic(stories, polled.feed, item)
        ]

    def _take_or_postpone(self, polled: Polled, now: datetime) -> Counts | None:
        """Record a poll, or return None and have the pages of its teasers fetched first.

        A fault is loud and ends the poll of this one feed, to be tried later.
        """
        stories = self._stories or self._load()
        try:
            polled, found = self._resolved(polled)
            if teasers := self._teasers(polled, found, stories, now):
                self.poller.complete(polled, teasers, now)
                return None
            counts = self._record(polled, found, now)
        except (StoreUnavailable, ConfigError):
            raise  # no fault of this feed; it is due still
        except Exception:  # where the store itself is at fault, noting this ends the tick
            log.exception(
                "recording %s failed unexpectedly",
                polled.feed.url,
                extra=about(feed=polled.feed.url),
            )
            failed = Polled(polled.feed, polled.state, Outcome.ERROR_PARSE, UNEXPECTED)
            self._polls.record_end(self._end(failed, Arrival((), shares=False), now), now)
            _log_health(failed)
            return Counts()
        return replace(counts, alerts=self._tell(now)) if counts.alerts else counts

    def _tell(self, now: datetime) -> int:
        """Write the mails that are due, once for all items of a poll; return how many."""
        try:
            return self.dispatcher.tell(now)
        except StoreError:
            raise
        except Exception:  # a fault of ours ends no poll; what is to be told waits in the store
            log.exception("what is to be told could not be told")
            return 0

    def _record(self, polled: Polled, found: Found, now: datetime) -> Counts:
        """Decide and store what one poll brought, in slices; `alerts` are the items to be told."""
        recording = Recording(
            self.dispatcher, self._deciding, polled, found, self.config.backlog, now
        )
        alerts = 0
        is_done = False
        while not is_done:
            stories = self._stories or self._load()
            try:
                part = recording.decide(stories, self._went_on)
                end = self._end(polled, recording.arrival(part), now) if part.is_last else None
                known = self._polls.record(recording.to_write(part, self._known, end), now)
            except ChangedMeanwhileError:
                log.info("%s is decided anew: another writer was faster", polled.feed.url)
                self._stories = None
                recording.heed(self._found(polled))
                continue
            except BaseException:
                self._stories = None  # it knows of alerts that were not recorded
                raise
            self._known, is_done = known, part.is_last
            told = recording.keep(part)
            alerts += len(told)
            for ruling, item in told:
                _log_development(polled.feed, ruling, item)
        self._keep_days()
        _log_health(polled)
        return Counts(1, len(recording.new), len(recording.edited), alerts)

    def _keep_days(self) -> None:
        """Store the words of the days of the stream that are over."""
        if self._stories is None:
            return
        background = self._stories.stream.background
        for day, items, words in background.finished():
            self._polls.keep_day(day, items, words)
            background.keep(day)

    def _end(self, polled: Polled, arrival: Arrival, now: datetime) -> PollEnd:
        """Return what is remembered of the feed, and what the operator is told of it."""
        state = remember(polled, arrival, now)
        feed = polled.feed.titled(state.title)
        document = polled.document
        due = next_poll(
            state,
            polled.feed.every,
            now,
            at_least_every=self.config.fetch.at_least_every,
            retry_after=polled.retry_after,
            max_age=document.max_age if document else None,
        )
        detail = polled.detail
        if is_gap(polled, arrival):
            detail += " None of them was there before: items may have been missed."
        detail = f"{detail} {describe(state.clock)}".rstrip()
        troubles = self.dispatcher.operator.troubles(feed, polled.state, state, now)
        return PollEnd(
            PollRecord(state, detail, due),
            polled.host,
            host_pause(polled.retry_after, now),
            _carriage(polled),
            tuple(troubles),
        )


def _carriage(polled: Polled) -> Carriage | None:
    """Return which items the document of a poll holds: these will not be forgotten."""
    parsed = polled.parsed
    if not parsed or not parsed.entries:
        return None
    if not parsed.items and parsed.hashes == polled.state.entry_hashes:
        return None
    read = tuple((item.id, entry) for item, entry in parsed.traces())
    return Carriage(read, parsed.entry_hashes)


def _log_development(feed: Feed, ruling: Ruling, item: Item) -> None:
    story, number = ruling.story.name, ruling.decision.development
    log.info(
        "development %s of %s, by %s: %s", number, story, feed.name, item.title,
        extra=about(feed=feed.url, item=item.id, story=story, development=number),
    )  # fmt: skip


def _log_health(polled: Polled) -> None:
    """Say when a feed begins to fail and when it is well again, not at every poll between."""
    feed, failures = polled.feed, polled.state.failures
    fields = about(feed=feed.url)
    if polled.outcome.is_failure and not failures:
        log.warning(
            "feed %s fails (%s): %s", feed.name, polled.outcome, polled.detail, extra=fields
        )
    elif failures and not polled.outcome.is_failure:
        log.info("feed %s is well again after %d polls", feed.name, failures, extra=fields)
