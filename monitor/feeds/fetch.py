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
from monitor.feed_state import FeedState, host_of
from monitor.feeds.decode import ACCEPTED, Decoder, is_gzip
from monitor.model import Outcome
from monitor.net.deadline import Deadline
from monitor.net.dial import BlockedAddressError
from monitor.net.faults import in_words
from monitor.net.transport import CONNECTIONS_PER_HOST, GuardedAdapter

PRODUCT = "NewsMonitor"
USER_AGENT = f"{PRODUCT}/{__version__} (feed reader; polls politely)"
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"
MOST_REDIRECTS = 5
_CHUNK = 32_768
_TIMEOUTS = (requests.Timeout, urllib3.exceptions.TimeoutError)  # of a socket
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
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
    """One request and the head of its answer, for people."""

    url: str
    sent: tuple[tuple[str, str], ...]
    status: str
    received: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, response: requests.Response) -> Exchange:
        """Return what was said on both sides."""
        return cls(
            response.request.url or "",
            tuple((name, str(value)) for name, value in response.request.headers.items()),
            f"{response.status_code} {response.reason or ''}".rstrip(),
            tuple(response.headers.items()),
        )


@dataclass(frozen=True, slots=True)
class FetchError:
    """No document, and why: `outcome` for programs, `detail` one sentence for people."""

    outcome: Outcome
    detail: str
    retry_after: str | None = None  # as the server wrote it
    status: int = 0  # of the answer, where there was one
    url: str = ""  # that answered, after redirects


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
            except (
                requests.RequestException,
                urllib3.exceptions.HTTPError,
                OSError,
                ValueError,
            ) as error:
                # The deadline's timer may come late on a busy machine, after that of the socket.
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
                url = urljoin(url, target)
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
    body = _body(response, config.max_bytes)
    if isinstance(body, FetchError):
        return body
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


def _body(response: requests.Response, most: int) -> bytes | FetchError:
    """Read and decode the body, in memory for `most` bytes and a little more."""
    too_big = FetchError(Outcome.TOO_BIG, f"longer than {most:,} bytes.")
    coding = response.headers.get("Content-Encoding", "")
    decoder = Decoder(coding)
    announced = response.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > most:
        return too_big
    body = bytearray()
    # read1 hands over what one read of the socket brought, so that a drip is seen drop by drop.
    while chunk := response.raw.read1(_CHUNK, decode_content=False):
        for piece in decoder.decode(chunk):
            body += piece
            if len(body) > most:
                return too_big
    if not decoder.is_whole:
        return FetchError(Outcome.ERROR_PARSE, "the compressed document breaks off in the middle.")
    if is_gzip(body) and not coding:
        body = _unpacked(body, most)
    return too_big if len(body) > most else bytes(body)


def _unpacked(packed: bytearray, most: int) -> bytearray:
    """Unpack a gzip file that its server does not call one, up to a byte more than `most`."""
    body = bytearray()
    for piece in Decoder("gzip").decode(bytes(packed)):
        body += piece
        if len(body) > most:
            break
    return body


def _max_age(response: requests.Response) -> timedelta | None:
    """Return how long the answer stays fresh, by Cache-Control (RFC 9111 5.2.2)."""
    said = re.search(r"\bmax-age\s*=\s*\"?(\d{1,9})", response.headers.get("Cache-Control", ""))
    return timedelta(seconds=int(said[1])) if said else None


def _refused(response: requests.Response, url: str) -> FetchError:
    status = response.status_code
    detail = f"the server answers {status} {response.reason or ''}".rstrip() + "."
    retry_after = response.headers.get("Retry-After")
    if status == 410:
        sentence = "the server says that this feed is gone for good (410)."
        return FetchError(Outcome.GONE, sentence, status=status, url=url)
    outcome = Outcome.BACKOFF if status in (429, 503) else Outcome.ERROR_HTTP
    return FetchError(outcome, detail, retry_after, status, url)


def _validator(response: requests.Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value if value and len(value) <= _LONGEST_VALIDATOR and value.isprintable() else None
