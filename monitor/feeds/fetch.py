"""An address → Fetched | NotModified | FetchError, in bounded time and memory. I/O."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from monitor import __version__
from monitor.config import FetchConfig
from monitor.feeds.dial import BlockedAddressError, Deadline, Dialler, GuardedAdapter
from monitor.model import FeedState, Outcome

USER_AGENT = f"NewsMonitor/{__version__} (feed reader; polls politely)"
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"
MOST_REDIRECTS = 5
_CHUNK = 65_536
_LONGEST_VALIDATOR = 1_000  # characters of an ETag or a Last-Modified that are kept


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document, whole."""

    url: str  # where it was found, after redirects
    body: bytes
    content_type: str
    etag: str | None
    last_modified: str | None
    moved_to: str | None = None  # the address that a permanent redirect names

    @property
    def body_hash(self) -> str:
        """A hash of the bytes, equal for an unchanged document."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that the document is the one we know."""


@dataclass(frozen=True, slots=True)
class FetchError:
    """No document, and why: `outcome` for programs, `detail` one sentence for people."""

    outcome: Outcome
    detail: str
    retry_after: str | None = None  # as the server wrote it


FetchResult = Fetched | NotModified | FetchError


def fetch(url: str, config: FetchConfig, state: FeedState | None = None) -> FetchResult:
    """Fetch a document, conditionally where `state` knows validators.

    One deadline of `config.timeout` covers name resolution's aftermath, connect, TLS, headers, body
    and every redirect. Expected failures come back as FetchError; nothing is raised for them.
    """
    seconds = config.timeout.total_seconds()
    with Deadline(seconds) as deadline, requests.Session() as session:
        session.trust_env = False
        adapter = GuardedAdapter(Dialler(deadline, config.allow_private, seconds))
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        try:
            return _follow(session, url, state, config, deadline)
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            OSError,
            ValueError,
        ) as error:
            if deadline.expired:
                return _timed_out(config)
            return FetchError(Outcome.ERROR_NET, _in_words(error))
        except BlockedAddressError as error:
            return FetchError(
                Outcome.BLOCKED, f"{error}; allow it in `allow_private` if it is meant."
            )


def _timed_out(config: FetchConfig) -> FetchError:
    seconds = config.timeout.total_seconds()
    return FetchError(Outcome.TIMEOUT, f"not done after {seconds:g} s.")


def _follow(
    session: requests.Session,
    url: str,
    state: FeedState | None,
    config: FetchConfig,
    deadline: Deadline,
) -> FetchResult:
    """Follow redirects by hand, so that each hop is checked and counted."""
    moved_to: str | None = None
    only_permanent = True
    for _ in range(MOST_REDIRECTS + 1):
        if urlsplit(url).scheme not in ("http", "https"):
            return FetchError(
                Outcome.BLOCKED, f"only http and https are fetched, not {url[:100]!r}."
            )
        with session.get(
            url,
            headers=_headers(state),
            stream=True,
            allow_redirects=False,
            timeout=config.timeout.total_seconds(),
        ) as response:
            target = response.headers.get("Location") if response.is_redirect else None
            if target is None:
                return _read(response, url, moved_to, config, deadline)
            url = urljoin(url, target)
            only_permanent &= response.status_code in (301, 308)
            moved_to = url if only_permanent else moved_to
    return FetchError(Outcome.ERROR_HTTP, f"more than {MOST_REDIRECTS} redirects.")


def _headers(state: FeedState | None) -> dict[str, str]:
    headers = {"User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"}
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
) -> FetchResult:
    status = response.status_code
    if status == 304:
        return NotModified()
    if status != 200:
        return _refused(response)
    body = bytearray()
    # read1 hands over what one read of the socket decodes to, so that a bomb stops at the cap.
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > config.max_bytes:
            return FetchError(Outcome.TOO_BIG, f"longer than {config.max_bytes:,} bytes.")
    if deadline.expired:
        return _timed_out(config)
    return Fetched(
        url=url,
        body=bytes(body),
        content_type=response.headers.get("Content-Type", ""),
        etag=_validator(response, "ETag"),
        last_modified=_validator(response, "Last-Modified"),
        moved_to=moved_to,
    )


def _refused(response: requests.Response) -> FetchError:
    status = response.status_code
    detail = f"the server answers {status} {response.reason or ''}".rstrip() + "."
    retry_after = response.headers.get("Retry-After")
    if status == 410:
        return FetchError(Outcome.GONE, "the server says that this feed is gone for good (410).")
    if status in (429, 503):
        return FetchError(Outcome.BACKOFF, detail, retry_after)
    return FetchError(Outcome.ERROR_HTTP, detail, retry_after)


def _validator(response: requests.Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value if value and len(value) <= _LONGEST_VALIDATOR and value.isprintable() else None


def _in_words(error: Exception) -> str:
    """Say what went wrong on the network in a sentence, without addresses of objects."""
    text = " ".join(str(cause) for cause in _causes(error))
    for sign, sentence in _SENTENCES:
        if sign in text:
            return sentence
    return f"the connection failed: {type(error).__name__}."


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


_SENTENCES = (
    ("Name or service not known", "the host name is not known."),
    ("Temporary failure in name resolution", "the host name cannot be resolved just now."),
    ("Failed to resolve", "the host name is not known."),
    ("CERTIFICATE_VERIFY_FAILED", "the server's certificate cannot be verified."),
    ("certificate", "the server's certificate cannot be verified."),
    ("SSL", "the secure connection (TLS) failed."),
    ("Connection refused", "the connection was refused."),
    ("Network is unreachable", "the network is unreachable."),
    ("No route to host", "there is no route to the host."),
    ("timed out", "the connection timed out."),
    ("Connection reset", "the connection was reset."),
    ("IncompleteRead", "the document broke off in the middle."),
    ("without response", "the server hung up without an answer."),
    ("decode", "the document's compression is broken."),
)
