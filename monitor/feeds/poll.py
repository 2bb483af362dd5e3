"""Polls feeds in threads, politely to each host: fetch, then parse where that is needed. I/O."""

from __future__ import annotations

import itertools
import logging
import os
import queue
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from monitor.config import FetchConfig
from monitor.feeds.clock import answered, read_clock
from monitor.feeds.entries import hashes_in
from monitor.feeds.fetch import Exchange, Fetched, Fetcher, FetchError, NotModified
from monitor.feeds.pages import Pages
from monitor.feeds.parse import Document, Parsed
from monitor.feeds.parsers import Parsers
from monitor.feeds.schedule import wants_whole
from monitor.model import Feed, Item, Outcome
from monitor.model.feed_state import FeedClock, FeedState, host_of
from monitor.net.transport import CONNECTIONS_PER_HOST

log = logging.getLogger(__name__)

UNEXPECTED = "an unexpected error; see the log."


@dataclass(frozen=True, slots=True)
class Polled:
    """What a worker brings home from one feed.

    `document` is what the server sent, None where it sent none or the document is no feed; its
    `body` is not kept. `parsed` is None as well where the document is the one read before.
    """

    feed: Feed
    state: FeedState
    outcome: Outcome
    detail: str
    document: Fetched | NotModified | None = None
    parsed: Parsed | None = None
    clock: FeedClock | None = None  # with what this poll shows; None: as it was
    retry_after: str | None = None
    is_complete: bool = False  # the pages of its items were fetched
    host: str = ""  # that asked for the pause of `retry_after`


class Poller:
    """Polls feeds with one fetcher and a few parsing processes; a context manager.

    Feeds of one host go in at most two lanes, one after the other; when the host asks to be left
    alone, the rest of its lane comes back unpolled (and is due still).
    """

    def __init__(self, config: FetchConfig, parsers: Parsers | None = None) -> None:
        self.workers = config.workers
        self._fetcher = Fetcher(config)
        self._parsers = parsers or Parsers(min(2, os.cpu_count() or 1))
        self._stopped = threading.Event()
        self._pages = Pages(self._fetcher, self._stopped)
        self._pool: ThreadPoolExecutor | None = None
        self._results: queue.SimpleQueue[Polled | FeedState | None] = queue.SimpleQueue()
        self._under_way: dict[str, str] = {}  # address of the feed → its host, in their order
        self._arrived: dict[str, Polled | FeedState] = {}
        self._at_work: set[tuple[str, int]] = set()
        self._numbers = itertools.count()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def stop(self) -> None:
        """End the fetches and parses under way and begin no more; for any thread.

        What was under way is not brought: it is due still.
        """
        self._stopped.set()
        self._fetcher.close()
        self._parsers.stop()
        self._pages.stop()
        self._results.put(None)

    def close(self) -> None:
        """Stop; what the polls under way bring is lost, to be polled again."""
        self.stop()
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
        self._under_way.clear()
        self._arrived.clear()
        self._parsers.close()
        self._pages.close()

    # --- one feed --------------------------------------------------------------------------------

    def poll(
        self, feed: Feed, state: FeedState, now: datetime, trace: list[Exchange] | None = None
    ) -> Polled:
        """Fetch and parse one feed; raises nothing."""
        try:
            asked = replace(state, etag=None, last_modified=None)
            asked = asked if wants_whole(state, now) else state
            result = self._fetcher.fetch(state.address or feed.url, asked, trace)
            match result:
                case Fetched():
                    return self._read(feed, state, result, now)
                case NotModified():
                    return self._unchanged(feed, state, result, now, "unchanged, the server says.")
                case FetchError(outcome, detail, retry_after):
                    host = host_of(result.url)
                    return Polled(feed, state, outcome, detail, retry_after=retry_after, host=host)
        except Exception:  # the one place that keeps a fault of ours to one feed; it is loud
            log.exception("polling %s failed unexpectedly", feed.url)
            return Polled(feed, state, Outcome.ERROR_PARSE, UNEXPECTED)

    def _unchanged(
        self,
        feed: Feed,
        state: FeedState,
        document: Fetched | NotModified,
        now: datetime,
        detail: str,
    ) -> Polled:
        clock = answered(state.clock, now)
        return Polled(feed, state, Outcome.NOT_MODIFIED, detail, document, clock=clock)

    def _read(self, feed: Feed, state: FeedState, found: Fetched, now: datetime) -> Polled:
        bodiless = found.without_body()
        if bodiless.body_hash == state.body_hash:
            return self._unchanged(feed, state, bodiless, now, "unchanged, byte for byte.")
        known = frozenset(hashes_in(state.entry_hashes))
        parsed = self._parsers.parse(
            Document(found.body, found.content_type, feed, now, found.url, known)
        )
        if parsed.outcome.is_failure:
            return Polled(feed, state, parsed.outcome, parsed.detail)
        outcome, detail = parsed.outcome, parsed.detail
        if found.moved_to and outcome is Outcome.OK:
            outcome, detail = Outcome.MOVED, f"{detail} The feed has moved to {found.moved_to}."
        items, clock = read_clock(state.clock, parsed.items, now)
        parsed = replace(parsed, items=items)
        return Polled(feed, state, outcome, detail, bodiless, parsed, clock)

    # --- many feeds ------------------------------------------------------------------------------

    @property
    def busy_hosts(self) -> frozenset[str]:
        """The hosts that no more feeds may be sent to now."""
        return frozenset(self._under_way.values())

    def send(self, feeds: Iterable[tuple[Feed, FeedState]], now: datetime) -> None:
        """Poll feeds of hosts that are not busy in the background; see `bring`."""
        self._pool = self._pool or ThreadPoolExecutor(self.workers, thread_name_prefix="fetch")
        hosts: dict[str, list[tuple[Feed, FeedState]]] = {}
        for feed, state in feeds:
            hosts.setdefault(host_of(state.address or feed.url), []).append((feed, state))
        for host, waiting in hosts.items():
            sent: set[str] = set()
            lane: list[tuple[Feed, FeedState]] = []
            try:
                for number in range(min(CONNECTIONS_PER_HOST, len(waiting))):
                    lane = waiting[number::CONNECTIONS_PER_HOST]
                    self._pool.submit(self._run, lane, now)
                    sent |= {feed.url for feed, _ in lane}
            except Exception:
                lane.clear()  # the pool may run it nevertheless, once it has a thread again
                raise
            finally:
                self._under_way |= {feed.url: host for feed, _ in waiting if feed.url in sent}

    def complete(self, polled: Polled, teasers: Iterable[Item], now: datetime) -> None:
        """Fetch the pages of some items of a poll in the background; it comes back once more."""
        assert self._pool is not None  # noqa: S101 - it brought the poll
        feed = polled.feed
        host = host_of(polled.state.address or feed.url)
        self._pool.submit(self._complete, polled, tuple(teasers), now)
        self._under_way = {feed.url: host, **self._under_way}  # it keeps its place

    def bring(self, seconds: float | None) -> Polled | FeedState | None:
        """Return what the next feed brought, or its state where its host wanted no more polls.

        They come in the order in which they were sent, so that the same feeds tell the same story;
        one that takes more than `seconds` after the one before is overtaken. None where nothing
        came in time, nothing is under way, or the poller was stopped.
        """
        for _ in range(len(self._under_way)):
            if self._stopped.is_set():
                break
            address = next(iter(self._under_way))
            if self._is_here(address, seconds):
                del self._under_way[address]
                return self._arrived.pop(address)
            self._under_way[address] = self._under_way.pop(address)  # to the end
            seconds = 0.0
        return None

    def _is_here(self, address: str, seconds: float | None) -> bool:
        """Whether a feed has come back; waits for it while others come."""
        while address not in self._arrived:
            try:
                result = self._results.get(timeout=seconds)
            except queue.Empty:
                return False
            if result is None:  # the poller was stopped
                return False
            url = result.url if isinstance(result, FeedState) else result.feed.url
            if url in self._under_way:
                self._arrived[url] = result
        return True

    def _complete(self, polled: Polled, teasers: tuple[Item, ...], now: datetime) -> None:
        parsed = polled.parsed
        try:
            with self._noted(polled.feed):
                full = self._pages.read(teasers, now)
        except Exception:  # a fault of ours costs the full text, not the items
            log.exception("reading pages for %s failed unexpectedly", polled.feed.url)
            full = {}
        if self._stopped.is_set():
            return
        if parsed:
            items = tuple(full.get(item.id, item) for item in parsed.items)
            parsed = replace(parsed, items=items)
        self._results.put(replace(polled, parsed=parsed, is_complete=True))

    def _run(self, lane: list[tuple[Feed, FeedState]], now: datetime) -> None:
        is_welcome = True
        for feed, state in lane:
            if not is_welcome:
                self._results.put(state)
                continue
            with self._noted(feed):
                polled = self.poll(feed, state, now)
            if self._stopped.is_set():  # perhaps it failed because of that
                return
            asked = host_of(state.address or feed.url)
            is_welcome = not (polled.retry_after and polled.host == asked)
            self._results.put(polled)

    @property
    def at_work(self) -> frozenset[tuple[str, int]]:
        """What threads are at: the address of each feed, with a number that is new each time."""
        return frozenset(self._at_work)

    @contextmanager
    def _noted(self, feed: Feed) -> Iterator[None]:
        note = feed.url, next(self._numbers)
        self._at_work.add(note)
        try:
            yield
        finally:
            self._at_work.discard(note)
