"""An address → Fetched | NotModified | FetchError, in bounded time and memory. I/O."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self
from urllib.parse import urljoin, urlsplit
from weakref import WeakValueDictionary

import requests
import urllib3

from monitor import __version__
from monitor.config import FetchConfig
from monitor.feeds.body import BrokenOffError, read_body
from monitor.feeds.decode import ACCEPTED, TooLongError
from monitor.feeds.html_text import one_line
from monitor.model import Outcome
from monitor.model.feed_state import FeedState, host_of
from monitor.net.deadline import Deadline
from monitor.net.dial import BlockedAddressError
from monitor.net.faults import in_words
from monitor.net.logins import without_login
from monitor.net.responses import in_unicode, redirect_target
from monitor.net.transport import CONNECTIONS_PER_HOST, GuardedAdapter

PRODUCT = "NewsMonitor"
USER_AGENT = f"{PRODUCT}/{__version__} (feed reader; polls politely)"
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"
MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})")
_TIMEOUTS = (requests.Timeout, urllib3.exceptions.TimeoutError)
_LONGEST_REASON = 200  # characters of what a server says beside its status
_LONGEST_VALIDATOR = 1_000  # characters of an ETag or a Last-Modified that are kept


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document, whole."""

    url: str  # where it was found, after redirects
    body: bytes
    content_type: str
    etag: str | None
    last_modified: str | None
    moved_to: str | None = None  # the address that permanent redirects lead to
    max_age: timedelta | None = None  # how long the server calls it fresh

    body_hash: str = ""  # of the bytes: equal for an unchanged document

    def without_body(self) -> Fetched:
        """Return all that is known of the document but its bytes."""
        return replace(self, body=b"")


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that the document is the one we know."""

    moved_to: str | None = None
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and the head of its answer, for people: without the login that was sent."""

    url: str
    sent: tuple[tuple[str, str], ...]
    status: str
    received: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, response: requests.Response) -> Exchange:
        """Return what was said on both sides."""
        return cls(
            without_login(response.request.url or ""),
            tuple(
                (name, "(not shown)" if name == "Authorization" else str(value))
                for name, value in response.request.headers.items()
            ),
            _status_line(response),
            tuple((name, in_unicode(value)) for name, value in response.headers.items()),
        )


@dataclass(frozen=True, slots=True)
class FetchError:
    """No document, and why: `outcome` for programs, `detail` one sentence for people.

    Whatever a server or an address puts into the sentence, it is one line of what can be seen, and
    without a login.
    """

    outcome: Outcome
    detail: str
    retry_after: str | None = None  # as the server wrote it
    status: int = 0  # of the answer, where there was one
    url: str = ""  # that answered, after redirects

    def __post_init__(self) -> None:
        """Make the sentence fit for people."""
        seen = (char for char in one_line(without_login(self.detail)) if char.isprintable())
        object.__setattr__(self, "detail", "".join(seen))


FetchResult = Fetched | NotModified | FetchError


class Fetcher:
    """Fetches documents for any number of threads; keeps connections between fetches.

    One deadline of `config.timeout` covers name resolution, connect, TLS, headers, body and every
    redirect. A context manager; closing drops the idle connections.
    """

    def __init__(self, config: FetchConfig) -> None:
        self.config = config
        self._adapter = GuardedAdapter(config.allow_private)
        self._slots: WeakValueDictionary[str, threading.Semaphore] = WeakValueDictionary()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Drop the idle connections."""
        self._adapter.close()

    def fetch(
        self, url: str, state: FeedState | None = None, trace: list[Exchange] | None = None
    ) -> FetchResult:
        """Fetch a document, conditionally where `state` knows validators.

        Expected failures come back as FetchError; nothing is raised for them. Each request and its
        answer are appended to `trace`.
        """
        with Deadline(self.config.timeout.total_seconds()) as deadline:
            try:
                return self._follow(url, state, deadline, trace)
            except TooLongError:
                return FetchError(Outcome.TOO_BIG, f"longer than {self.config.max_bytes:,} bytes.")
            except BrokenOffError as error:
                return FetchError(Outcome.ERROR_PARSE, f"{error}.")
            except (
                requests.RequestException,
                urllib3.exceptions.HTTPError,
                OSError,
                ValueError,
            ) as error:
                # A socket waits as long as the whole fetch may take: the timer may only be late.
                if deadline.expired or isinstance(error, _TIMEOUTS):
                    return _timed_out(self.config)
                return FetchError(Outcome.ERROR_NET, in_words(error))
            except BlockedAddressError as error:
                return FetchError(
                    Outcome.BLOCKED, f"{error}; allow it in `allow_private` if it is meant."
                )

    def _follow(
        self,
        url: str,
        state: FeedState | None,
        deadline: Deadline,
        trace: list[Exchange] | None,
    ) -> FetchResult:
        """Follow redirects by hand, so that each hop is checked and counted.

        Validators are for the host of the address alone: another one knows nothing of them.
        """
        first_host = host_of(url)
        moved_to: str | None = None
        only_permanent = True
        for _ in range(MOST_REDIRECTS + 1):
            if urlsplit(url).scheme not in ("http", "https"):
                return FetchError(
                    Outcome.BLOCKED, f"only http and https are fetched, not {url[:100]!r}."
                )
            asked = state if host_of(url) == first_host else None
            with self._slot(url, deadline), self._send(url, _headers(asked), deadline) as response:
                if trace is not None:
                    trace.append(Exchange.of(response))
                if response.status_code not in _REDIRECTS:
                    return _read(response, url, moved_to, self.config, deadline, asked)
                target = response.headers.get("Location")
                if not target:
                    return FetchError(Outcome.ERROR_NET, "a redirect that leads nowhere.")
                url = urljoin(url, redirect_target(target))
                only_permanent &= response.status_code in (301, 308)
                moved_to = url if only_permanent else moved_to
        return FetchError(Outcome.ERROR_NET, f"more than {MOST_REDIRECTS} redirects.")

    @contextmanager
    def _slot(self, url: str, deadline: Deadline) -> Iterator[None]:
        """Wait until fewer than two other fetches are talking to the host of `url`."""
        with self._lock:
            slot = self._slots.setdefault(host_of(url), threading.Semaphore(CONNECTIONS_PER_HOST))
        if not slot.acquire(timeout=deadline.seconds):
            raise TimeoutError("the host is busy with other fetches")
        try:
            deadline.check()
            yield
        finally:
            slot.release()

    def _send(self, url: str, headers: dict[str, str], deadline: Deadline) -> requests.Response:
        """Send one request; once more where a kept connection turns out to be dead."""
        request = requests.PreparedRequest()
        # The rest of a session (cookies, authentication, proxies, hooks) is not for feeds.
        request.prepare(method="GET", url=url, headers=headers)
        deadline.has_dialled = False
        try:
            return self._adapter.send(request, stream=True, timeout=deadline.seconds)
        except requests.ConnectionError:
            if deadline.has_dialled or deadline.expired:
                raise
        return self._adapter.send(request, stream=True, timeout=deadline.seconds)


def fetch(url: str, config: FetchConfig, state: FeedState | None = None) -> FetchResult:
    """Fetch one document over a connection of its own; see `Fetcher.fetch`."""
    with Fetcher(config) as fetcher:
        return fetcher.fetch(url, state)


def _timed_out(config: FetchConfig) -> FetchError:
    seconds = config.timeout.total_seconds()
    return FetchError(Outcome.TIMEOUT, f"not done after {seconds:g} s.")


def _headers(state: FeedState | None) -> dict[str, str]:
    headers = {"User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": ACCEPTED}
    if state and state.etag:
        headers["If-None-Match"] = state.etag
    if state and state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    return headers


def _read(
    response: requests.Response,
    url: str,
    moved_to: str | None,
    config: FetchConfig,
    deadline: Deadline,
    state: FeedState | None,
) -> FetchResult:
    status = response.status_code
    if status == 304:
        if state is None or not (state.etag or state.last_modified):
            return FetchError(Outcome.ERROR_HTTP, "the server answers 304 though nothing is known.")
        return NotModified(moved_to, _max_age(response))
    if status != 200:
        return _refused(response, url)
    body = read_body(response, config.max_bytes, deadline)
    if deadline.expired:
        return _timed_out(config)
    return Fetched(
        url=url,
        body=body,
        content_type=response.headers.get("Content-Type", ""),
        etag=_validator(response, "ETag"),
        last_modified=_validator(response, "Last-Modified"),
        moved_to=moved_to,
        max_age=_max_age(response),
        body_hash=hashlib.sha256(body).hexdigest(),
    )


def _max_age(response: requests.Response) -> timedelta | None:
    """Return how long the answer stays fresh, by Cache-Control (RFC 9111 5.2.2)."""
    said = _MAX_AGE.search(response.headers.get("Cache-Control", ""))
    return timedelta(seconds=int(said[1])) if said else None


def _refused(response: requests.Response, url: str) -> FetchError:
    status = response.status_code
    detail = f"the server answers {_status_line(response)}."
    retry_after = response.headers.get("Retry-After")
    if status == 410:
        sentence = "the server says that this feed is gone for good (410)."
        return FetchError(Outcome.GONE, sentence, status=status, url=url)
    outcome = Outcome.BACKOFF if status in (429, 503) else Outcome.ERROR_HTTP
    return FetchError(outcome, detail, retry_after, status, url)


def _status_line(response: requests.Response) -> str:
    return f"{response.status_code} {in_unicode(response.reason or '')[:_LONGEST_REASON]}".rstrip()


def _validator(response: requests.Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value if value and len(value) <= _LONGEST_VALIDATOR and value.isprintable() else None
