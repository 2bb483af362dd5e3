"""Fetching from servers on loopback: good ones, and ones that lie, drip and swell."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import brotli
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.config import FetchConfig
from monitor.feeds.fetch import Exchange, Fetched, Fetcher, FetchError, NotModified, fetch
from monitor.model import Outcome
from monitor.model.feed_state import FeedState
from monitor.net.deadline import Deadline
from monitor.net.responses import redirect_target
from tests.liar import Behaviour, Liar, Talk

Start = Callable[[Behaviour], Liar]

FEED = b"<rss version='2.0'><channel><title>Feed</title></channel></rss>"
PATIENT = timedelta(minutes=10)  # however busy the machine is
HASTY = timedelta(seconds=0.2)


def config_for(*hosts: str, timeout: timedelta = PATIENT, **values: Any) -> FetchConfig:
    return FetchConfig(timeout=timeout, allow_private=hosts, **values)


def host_of(server: HTTPServer) -> str:
    return f"{server.host}:{server.port}"


def get(
    server: HTTPServer, path: str = "/feed", **values: Any
) -> Fetched | NotModified | FetchError:
    return fetch(server.url_for(path), config_for(host_of(server), **values))


def failure(result: object) -> FetchError:
    assert isinstance(result, FetchError), result
    return result


def document(result: object) -> Fetched:
    assert isinstance(result, Fetched), result
    return result


# --- documents -----------------------------------------------------------------------------------


def test_a_document_comes_whole_with_what_its_server_says_of_it(httpserver: HTTPServer) -> None:
    headers = {"ETag": 'W/"v 1"', "Last-Modified": "Thu, 20 Sep 2018 08:00:00 GMT"}
    httpserver.expect_request("/feed").respond_with_data(
        FEED, headers=headers, content_type="application/rss+xml"
    )
    found = document(get(httpserver))
    assert found == Fetched(
        url=httpserver.url_for("/feed"),
        body=FEED,
        content_type="application/rss+xml",
        etag='W/"v 1"',
        last_modified="Thu, 20 Sep 2018 08:00:00 GMT",
        body_hash=hashlib.sha256(FEED).hexdigest(),
    )


def test_the_program_says_who_it_is(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED)
    get(httpserver)
    request, _ = httpserver.log[0]
    assert request.headers["User-Agent"].startswith("NewsMonitor/")


def test_the_same_bytes_have_the_same_hash_and_others_another(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED)
    httpserver.expect_request("/other").respond_with_data(FEED + b" ")
    first, again = document(get(httpserver)), document(get(httpserver))
    assert first.body_hash == again.body_hash
    assert first.body_hash != document(get(httpserver, "/other")).body_hash


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)],
)
def test_a_compressed_document_is_decoded(
    httpserver: HTTPServer, encoding: str, encode: Callable[[bytes], bytes]
) -> None:
    httpserver.expect_request("/feed").respond_with_data(
        encode(FEED), headers={"Content-Encoding": encoding}
    )
    assert document(get(httpserver)).body == FEED


def test_a_compressed_document_may_come_byte_by_byte(liar: Start) -> None:
    def behave(talk: Talk) -> None:
        packed = gzip.compress(FEED)
        talk.request()
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n")
        talk.say(b"Content-Length: %d\r\n\r\n" % len(packed))
        talk.say(*(packed[i : i + 1] for i in range(len(packed))))

    server = liar(behave)
    assert document(fetch(f"http://{server.host}/", config_for(server.host))).body == FEED


def test_proxies_of_the_environment_are_not_used(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    httpserver.expect_request("/feed").respond_with_data(FEED)
    assert document(get(httpserver)).body == FEED


# --- conditional fetches -------------------------------------------------------------------------


def test_validators_are_echoed_verbatim(httpserver: HTTPServer) -> None:
    state = FeedState("u", etag='W/"odd, \\"one\\""', last_modified="yesterday,  about noon")

    def answer(request: Request) -> Response:
        same = (
            request.headers.get("If-None-Match") == state.etag
            and request.headers.get("If-Modified-Since") == state.last_modified
        )
        return Response(status=304 if same else 200)

    httpserver.expect_request("/feed").respond_with_handler(answer)
    result = fetch(httpserver.url_for("/feed"), config_for(host_of(httpserver)), state)
    assert result == NotModified()


def test_the_first_fetch_is_unconditional(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED)
    fetch(httpserver.url_for("/feed"), config_for(host_of(httpserver)), FeedState("u"))
    request, _ = httpserver.log[0]
    assert "If-None-Match" not in request.headers
    assert "If-Modified-Since" not in request.headers


def test_one_validator_is_enough(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed", headers={"If-Modified-Since": "then"}).respond_with_data(
        status=304
    )
    state = FeedState("u", last_modified="then")
    result = fetch(httpserver.url_for("/feed"), config_for(host_of(httpserver)), state)
    assert result == NotModified()


def test_validators_stay_with_the_host_they_are_for(httpserver: HTTPServer) -> None:
    elsewhere = httpserver.url_for("/feed").replace("localhost", "127.0.0.1")
    state = FeedState("u", etag='"v1"', last_modified="then")
    config = config_for(host_of(httpserver), f"127.0.0.1:{httpserver.port}")

    def answer(request: Request) -> Response:
        return Response(status=304 if "If-None-Match" in request.headers else 200)

    redirect(httpserver, "/old", "/feed", 302)
    redirect(httpserver, "/far", elsewhere, 302)
    httpserver.expect_request("/feed").respond_with_handler(answer)
    assert fetch(httpserver.url_for("/old"), config, state) == NotModified()
    assert document(fetch(httpserver.url_for("/far"), config, state)).url == elsewhere
    far, _ = httpserver.log[-1]
    assert "If-Modified-Since" not in far.headers


def test_an_unchanged_document_of_another_host_is_not_the_one_known(
    httpserver: HTTPServer,
) -> None:
    elsewhere = httpserver.url_for("/feed").replace("localhost", "127.0.0.1")
    config = config_for(host_of(httpserver), f"127.0.0.1:{httpserver.port}")
    redirect(httpserver, "/far", elsewhere, 302)
    httpserver.expect_request("/feed").respond_with_data(b"", status=304)
    failed = failure(fetch(httpserver.url_for("/far"), config, FeedState("u", etag='"v1"')))
    assert failed.outcome is Outcome.ERROR_HTTP
    assert "nothing is known" in failed.detail


@pytest.mark.parametrize("etag", [b'"' + b"x" * 1001 + b'"', b'"a\x01b"', b""])
def test_a_validator_that_is_overlong_unprintable_or_empty_is_not_kept(
    liar: Start, etag: bytes
) -> None:
    def behave(talk: Talk) -> None:
        talk.request()
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: " + etag + b"\r\n\r\nok")

    server = liar(behave)
    assert document(fetch(f"http://{server.host}/", config_for(server.host))).etag is None


# --- redirects -----------------------------------------------------------------------------------


def redirect(server: HTTPServer, path: str, target: str, status: int) -> None:
    server.expect_request(path).respond_with_data(status=status, headers={"Location": target})


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_is_followed_and_named(httpserver: HTTPServer, status: int) -> None:
    redirect(httpserver, "/old", "/feed", status)
    httpserver.expect_request("/feed").respond_with_data(FEED)
    found = document(get(httpserver, "/old"))
    assert found.body == FEED
    assert found.url == found.moved_to == httpserver.url_for("/feed")


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_is_followed_and_forgotten(
    httpserver: HTTPServer, status: int
) -> None:
    redirect(httpserver, "/old", "/feed", status)
    httpserver.expect_request("/feed").respond_with_data(FEED)
    found = document(get(httpserver, "/old"))
    assert found.url == httpserver.url_for("/feed")
    assert found.moved_to is None


def test_a_feed_has_moved_only_as_far_as_every_redirect_is_permanent(
    httpserver: HTTPServer,
) -> None:
    redirect(httpserver, "/a", "/b", 301)
    redirect(httpserver, "/b", "/c", 302)
    redirect(httpserver, "/c", "/feed", 301)
    httpserver.expect_request("/feed").respond_with_data(FEED)
    assert document(get(httpserver, "/a")).moved_to == httpserver.url_for("/b")
    assert document(get(httpserver, "/b")).moved_to is None


def test_redirects_in_a_circle_end(httpserver: HTTPServer) -> None:
    redirect(httpserver, "/a", "/b", 302)
    redirect(httpserver, "/b", "/a", 302)
    failed = failure(get(httpserver, "/a"))
    assert failed.outcome is Outcome.ERROR_NET
    assert "more than 5 redirects" in failed.detail
    assert len(httpserver.log) == 6


def test_a_redirect_into_a_private_address_is_refused_before_it_is_dialled(
    httpserver: HTTPServer, liar: Start
) -> None:
    private = liar(lambda talk: talk.say(b"HTTP/1.1 200 OK\r\n\r\nsecret"))
    redirect(httpserver, "/feed", f"http://{private.host}/secret", 302)
    failed = failure(get(httpserver))
    assert failed.outcome is Outcome.BLOCKED
    assert "127.0.0.1" in failed.detail
    assert private.requests == 0


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/"])
def test_a_redirect_out_of_the_web_is_refused(httpserver: HTTPServer, target: str) -> None:
    redirect(httpserver, "/feed", target, 302)
    assert failure(get(httpserver)).outcome is Outcome.BLOCKED


def test_a_redirect_to_nowhere_is_an_error(liar: Start) -> None:
    def behave(talk: Talk) -> None:
        talk.request()
        talk.say(b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n")

    server = liar(behave)
    failed = failure(fetch(f"http://{server.host}/", config_for(server.host)))
    assert failed.outcome is Outcome.ERROR_NET


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/añadida/…?q=señor#ß".encode(), b"/a%C3%B1adida/%E2%80%A6?q=se%C3%B1or"),
        ("/añadida".encode("latin-1"), b"/a%F1adida"),
        ("/新闻/feed%20one".encode(), b"/%E6%96%B0%E9%97%BB/feed%20one"),
        (b"/a b?c=d&e=%C3%B1", b"/a%20b?c=d&e=%C3%B1"),
        ("añadida/?".encode(), b"/a%C3%B1adida/"),
        (b"?page=2", b"/?page=2"),
    ],
)
def test_a_redirect_in_raw_bytes_leads_where_it_says(
    liar: Start, location: bytes, path: bytes
) -> None:
    asked: list[bytes] = []

    def behave(talk: Talk) -> None:
        asked.append(talk.request().split(b" ")[1])
        if len(asked) == 1:
            talk.say(b"HTTP/1.1 301 Moved\r\nLocation: " + location + b"\r\n")
            talk.say(b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        else:
            talk.say(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + FEED)

    server = liar(behave)
    found = document(fetch(f"http://{server.host}/", config_for(server.host)))
    assert asked[1].removesuffix(b"?") == path
    assert (found.moved_to or "").isascii()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs"]), max_size=30))
def test_a_target_is_ascii_and_means_the_bytes_that_were_written(text: str) -> None:
    for coding in ("utf-8", "latin-1"):
        raw = f"/{text}".encode(coding, "replace")
        target = redirect_target(raw.decode("latin-1"))
        if not raw.startswith(b"//"):
            assert target.isascii()
        assert unquote_to_bytes(target) == unquote_to_bytes(raw)


def test_a_host_beyond_ascii_stays_one_that_can_be_looked_up() -> None:
    raw = "https://bücher.example/ü".encode().decode("latin-1")
    assert redirect_target(raw) == "https://bücher.example/%C3%BC"


INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
PROCESSING = b"HTTP/1.1 102 Processing\r\n\r\n"


@pytest.mark.parametrize(
    "before",
    [INTERIM, INTERIM * 3, PROCESSING, CONTINUE + INTERIM, INTERIM + CONTINUE + PROCESSING],
)
def test_the_answer_that_counts_is_the_one_after_the_interim_ones(
    liar: Start, before: bytes
) -> None:
    def behave(talk: Talk) -> None:
        for _ in range(2):
            talk.request()
            talk.say(before, b"HTTP/1.1 200 OK\r\nETag: one\r\n")
            talk.say(b"Content-Length: %d\r\n\r\n" % len(FEED), FEED)

    server = liar(behave)
    with Fetcher(config_for(server.host)) as fetcher:
        for _ in range(2):
            found = document(fetcher.fetch(f"http://{server.host}/"))
            assert (found.body, found.etag) == (FEED, "one")
    assert server.requests == 1  # the connection was kept


@pytest.mark.parametrize("answer", [INTERIM, CONTINUE])
def test_interim_answers_without_end_are_left(liar: Start, answer: bytes) -> None:
    def behave(talk: Talk) -> None:
        talk.request()
        talk.drip(answer * 10)

    server = liar(behave)
    failed = failure(fetch(f"http://{server.host}/", config_for(server.host, timeout=HASTY)))
    assert failed.outcome in {Outcome.TIMEOUT, Outcome.ERROR_HTTP}


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433"])
def test_a_private_address_is_refused_in_every_spelling(liar: Start, host: str) -> None:
    server = liar(lambda talk: talk.say(b"HTTP/1.1 200 OK\r\n\r\nsecret"))
    failed = failure(fetch(f"http://{host}:{server.port}/", config_for()))
    assert failed.outcome is Outcome.BLOCKED
    assert "allow_private" in failed.detail
    assert server.requests == 0


@pytest.mark.parametrize(
    "address", ["http://", "http://[::1", "http://127.0.0.1:99999/", f"http://{'a' * 70}.example/"]
)
def test_an_impossible_address_is_an_error_and_no_exception(address: str) -> None:
    assert failure(fetch(address, config_for())).outcome is Outcome.ERROR_NET


@pytest.mark.parametrize("address", ["", "feed.xml", "file:///etc/passwd", "//127.0.0.1/feed"])
def test_what_is_no_web_address_is_refused(address: str) -> None:
    assert failure(fetch(address, config_for())).outcome is Outcome.BLOCKED


# --- what servers say ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, Outcome.ERROR_HTTP),
        (403, Outcome.ERROR_HTTP),
        (404, Outcome.ERROR_HTTP),
        (410, Outcome.GONE),
        (429, Outcome.BACKOFF),
        (500, Outcome.ERROR_HTTP),
        (503, Outcome.BACKOFF),
        (204, Outcome.ERROR_HTTP),
    ],
)
def test_a_status_that_brings_no_document_says_why(
    httpserver: HTTPServer, status: int, outcome: Outcome
) -> None:
    httpserver.expect_request("/feed").respond_with_data(status=status)
    failed = failure(get(httpserver))
    assert failed.outcome is outcome
    assert str(status) in failed.detail


@pytest.mark.parametrize("status", [429, 503, 500])
def test_the_pause_that_a_server_asks_for_is_handed_on(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/feed").respond_with_data(
        status=status, headers={"Retry-After": "120"}
    )
    assert failure(get(httpserver)).retry_after == "120"
    redirect(httpserver, "/old", "/feed", 302)
    assert failure(get(httpserver, "/old")).url == httpserver.url_for("/feed")


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        (b"\x1b[31mNot\x1b]0;title\x07 Found", "404"),
        ("Não Encontrado".encode(), "404 Não Encontrado."),
        ("Non trouvé".encode("latin-1"), "404 Non trouvé."),
        (b"see\x85http://u:pw@h/\x00", "404 seehttp://h/."),
        (b"x" * 60_000, "x" * 200 + "."),
    ],
)
def test_what_a_server_says_beside_its_status_is_fit_for_people(
    liar: Start, reason: bytes, shown: str
) -> None:
    def behave(talk: Talk) -> None:
        talk.request()
        talk.say(b"HTTP/1.1 404 " + reason + b"\r\nContent-Length: 0\r\n\r\n")

    server = liar(behave)
    detail = failure(fetch(f"http://{server.host}/", config_for(server.host))).detail
    assert shown in detail
    assert detail.isprintable()
    assert len(detail) < 300


@given(st.text())
@example("\x1b[1m\u0600\u2028\U000e0041")
def test_a_failure_is_told_in_one_line_of_what_can_be_seen(text: str) -> None:
    assert FetchError(Outcome.ERROR_NET, text).detail.isprintable()


# --- bounds --------------------------------------------------------------------------------------


def test_a_document_may_be_as_long_as_allowed_and_no_longer(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(b"x" * 1000)
    assert len(document(get(httpserver, max_bytes=1000)).body) == 1000
    failed = failure(get(httpserver, max_bytes=999))
    assert failed.outcome is Outcome.TOO_BIG
    assert "999 bytes" in failed.detail


def test_a_small_document_that_swells_is_stopped_at_the_limit(httpserver: HTTPServer) -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 50_000_000, 1), 9)
    assert len(bomb) < 10_000
    httpserver.expect_request("/feed").respond_with_data(
        bomb, headers={"Content-Encoding": "gzip, gzip"}
    )
    assert failure(get(httpserver, max_bytes=1_000_000)).outcome is Outcome.TOO_BIG


@pytest.mark.parametrize(
    ("codings", "body", "outcome"),
    [
        # An inner stream that ends at once, and forty megabytes behind it.
        (
            "gzip, gzip",
            gzip.compress(gzip.compress(FEED, mtime=0) + b"\0" * 40_000_000, mtime=0),
            Outcome.TOO_BIG,
        ),
        ("gzip", gzip.compress(FEED, mtime=0) + b"\0" * 40_000_000, Outcome.TOO_BIG),
        ("", gzip.compress(b"\0" * 40_000_000, mtime=0), Outcome.TOO_BIG),
        ("", gzip.compress(b"", mtime=0) * 490_000, Outcome.ERROR_NET),
        ("gzip", gzip.compress(b"", mtime=0) * 490_000, Outcome.ERROR_NET),
        ("gzip, gzip, gzip", gzip.compress(b"", mtime=0) * 10, Outcome.ERROR_NET),
    ],
)
def test_a_hostile_compression_costs_little(
    httpserver: HTTPServer, codings: str, body: bytes, outcome: Outcome
) -> None:
    httpserver.expect_request("/feed").respond_with_data(
        body, headers={"Content-Encoding": codings} if codings else {}
    )
    began = time.thread_time()
    result = failure(get(httpserver, max_bytes=10_000_000))
    assert time.thread_time() - began < 5  # where the work was not bounded, minutes
    assert result.outcome is outcome


def test_decompression_ends_with_the_deadline(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request("/feed").respond_with_data(
        gzip.compress(b"\0" * 40_000_000), headers={"Content-Encoding": "gzip"}
    )
    seen = 0

    def expiring(deadline: Deadline) -> None:
        nonlocal seen
        seen += 1
        if seen == 100:
            deadline.expire()
        check(deadline)

    check = Deadline.check
    monkeypatch.setattr(Deadline, "check", expiring)
    assert failure(get(httpserver, max_bytes=10**9)).outcome is Outcome.TIMEOUT
    assert seen == 100


@pytest.mark.parametrize("coding", ["none", "binary", "UTF-8", "identity"])
def test_a_content_encoding_that_is_none_leaves_the_document_as_it_is(
    httpserver: HTTPServer, coding: str
) -> None:
    for path, body in (("/feed", FEED), ("/file", gzip.compress(FEED))):
        httpserver.expect_request(path).respond_with_data(
            body, headers={"Content-Encoding": coding}
        )
        assert document(get(httpserver, path)).body == FEED


def test_a_document_without_end_is_stopped_at_the_limit(liar: Start) -> None:
    def behave(talk: Talk) -> None:
        talk.request()
        talk.say(b"HTTP/1.1 200 OK\r\n\r\n")
        while not talk.over.is_set():
            talk.say(b"x" * 65_536)

    server = liar(behave)
    config = config_for(server.host, max_bytes=1_000_000)
    assert failure(fetch(f"http://{server.host}/", config)).outcome is Outcome.TOO_BIG


def dripping_head(talk: Talk) -> None:
    talk.request()
    talk.say(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    talk.drip(b"x")


def dripping_body(talk: Talk) -> None:
    talk.request()
    talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    talk.drip(b"x")


def dripping_body_to_the_end_of_the_connection(talk: Talk) -> None:
    talk.request()
    talk.say(b"HTTP/1.1 200 OK\r\n\r\n")
    talk.drip(b"x")


def dripping_chunks(talk: Talk) -> None:
    talk.request()
    talk.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    talk.drip(b"1\r\nx\r\n")


def dripping_nothing_more(talk: Talk) -> None:
    talk.request()
    talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nx")
    talk.wait()


def silence(talk: Talk) -> None:
    talk.wait()


def silence_after_the_head(talk: Talk) -> None:
    talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
    talk.wait()


@pytest.mark.parametrize(
    "behave",
    [
        dripping_head,
        dripping_body,
        dripping_body_to_the_end_of_the_connection,
        dripping_chunks,
        silence,
    ],
)
def test_a_server_that_takes_too_long_is_left(liar: Start, behave: Behaviour) -> None:
    server = liar(behave)
    config = config_for(server.host, timeout=HASTY)
    failed = failure(fetch(f"http://{server.host}/", config))
    assert failed.outcome is Outcome.TIMEOUT
    assert "0.2 s" in failed.detail


@pytest.mark.parametrize("behave", [silence, dripping_nothing_more])
def test_a_socket_that_waits_in_vain_is_a_timeout_though_the_timer_is_late(
    liar: Start, behave: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Deadline, "expire", lambda _: None)
    server = liar(behave)
    failed = failure(fetch(f"http://{server.host}/", config_for(server.host, timeout=HASTY)))
    assert failed.outcome is Outcome.TIMEOUT


def test_a_handshake_that_takes_too_long_is_left(liar: Start) -> None:
    server = liar(silence)
    config = config_for(server.host, timeout=HASTY)
    assert failure(fetch(f"https://{server.host}/", config)).outcome is Outcome.TIMEOUT


def test_a_name_server_that_does_not_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(30) and [])
    failed = failure(fetch("http://news.example/", config_for(timeout=HASTY)))
    over.set()
    assert failed.outcome is Outcome.TIMEOUT


def test_one_deadline_covers_all_redirects(liar: Start) -> None:
    def behave(talk: Talk) -> None:
        talk.request()
        talk.wait(0.1)
        talk.say(b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n")
        talk.say(b"Connection: close\r\n\r\n")

    server = liar(behave)
    config = config_for(server.host, timeout=HASTY)
    assert failure(fetch(f"http://{server.host}/", config)).outcome is Outcome.TIMEOUT


def test_a_document_that_is_announced_as_too_long_is_not_read(liar: Start) -> None:
    def behave(talk: Talk) -> None:
        talk.request()
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n")
        talk.wait()

    server = liar(behave)
    config = config_for(server.host, max_bytes=1_000)
    assert failure(fetch(f"http://{server.host}/", config)).outcome is Outcome.TOO_BIG


def test_a_gzip_file_that_is_not_called_one_is_unpacked(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(gzip.compress(FEED))
    assert document(get(httpserver)).body == FEED
    assert failure(get(httpserver, max_bytes=len(FEED) - 1)).outcome is Outcome.TOO_BIG


def test_a_compressed_document_that_breaks_off_is_no_shorter_document(
    httpserver: HTTPServer,
) -> None:
    packed = gzip.compress(FEED * 50)[:-9]
    httpserver.expect_request("/feed").respond_with_data(
        packed, headers={"Content-Encoding": "gzip"}
    )
    httpserver.expect_request("/file").respond_with_data(packed)  # which its server calls no gzip
    for path in ("/feed", "/file"):
        failed = failure(get(httpserver, path))
        assert failed.outcome is Outcome.ERROR_PARSE
        assert "breaks off" in failed.detail


def test_a_compression_that_nobody_knows_is_named(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED, headers={"Content-Encoding": "zap"})
    failed = failure(get(httpserver))
    assert failed == FetchError(Outcome.ERROR_NET, "the document's compression 'zap' is not known.")


# --- connections that are kept -------------------------------------------------------------------


def keeps_alive(talk: Talk, answers: int) -> None:
    for _ in range(answers):
        if not talk.request():
            return
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(FEED), FEED)


def test_a_connection_serves_several_fetches(liar: Start) -> None:
    server = liar(lambda talk: keeps_alive(talk, 3))
    with Fetcher(config_for(server.host)) as fetcher:
        for _ in range(3):
            assert document(fetcher.fetch(f"http://{server.host}/")).body == FEED
    assert server.requests == 1


def test_a_kept_connection_that_died_is_replaced(liar: Start) -> None:
    def behave(talk: Talk) -> None:
        keeps_alive(talk, 1)
        talk.request()  # and hang up without an answer

    server = liar(behave)
    with Fetcher(config_for(server.host)) as fetcher:
        for _ in range(2):
            assert document(fetcher.fetch(f"http://{server.host}/")).body == FEED
    assert server.requests == 2


def test_the_deadline_also_ends_a_kept_connection(liar: Start) -> None:
    def behave(talk: Talk) -> None:
        keeps_alive(talk, 1)
        talk.request()
        talk.say(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        talk.drip(b"a")

    server = liar(behave)
    with Fetcher(config_for(server.host, timeout=timedelta(seconds=3))) as fetcher:
        document(fetcher.fetch(f"http://{server.host}/"))
        failed = failure(fetcher.fetch(f"http://{server.host}/"))
    assert failed.outcome is Outcome.TIMEOUT
    assert server.requests == 1


# --- what is told of a fetch ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "seconds"), [("public, max-age=600", 600), ("no-store", None), ("max-age=x", None)]
)
def test_how_long_a_document_stays_fresh_is_handed_on(
    httpserver: HTTPServer, header: str, seconds: int | None
) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED, headers={"Cache-Control": header})
    age = timedelta(seconds=seconds) if seconds is not None else None
    assert document(get(httpserver)).max_age == age


def test_every_request_and_answer_can_be_looked_at(httpserver: HTTPServer) -> None:
    redirect(httpserver, "/old", "/feed", 301)
    httpserver.expect_request("/feed").respond_with_data(FEED, headers={"ETag": '"x"'})
    trace: list[Exchange] = []
    with Fetcher(config_for(host_of(httpserver))) as fetcher:
        fetcher.fetch(httpserver.url_for("/old"), trace=trace)
    assert [exchange.status for exchange in trace] == ["301 MOVED PERMANENTLY", "200 OK"]
    assert ("ETag", '"x"') in trace[1].received
    assert dict(trace[1].sent)["Accept-Encoding"] == "gzip, deflate, br"


def test_a_server_that_says_unchanged_to_who_knows_nothing_is_wrong(
    httpserver: HTTPServer,
) -> None:
    httpserver.expect_request("/feed").respond_with_data(b"", status=304)
    assert failure(get(httpserver)).outcome is Outcome.ERROR_HTTP


# --- broken connections --------------------------------------------------------------------------


def test_a_port_where_nobody_listens_is_named_so(liar: Start) -> None:
    server = liar(silence)
    server.close()
    failed = failure(fetch(f"http://{server.host}/", config_for(server.host)))
    assert failed == FetchError(Outcome.ERROR_NET, "the connection was refused.")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (b"", "hung up without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "broke off in the middle"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            "broke off in the middle",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
            "compression is broken",
        ),
        (b"220 mail.example ESMTP\r\n\r\n", "the connection failed"),
    ],
)
def test_a_broken_answer_is_an_error_in_words(liar: Start, said: bytes, sentence: str) -> None:
    def behave(talk: Talk) -> None:
        talk.request()
        talk.say(said)

    server = liar(behave)
    failed = failure(fetch(f"http://{server.host}/", config_for(server.host)))
    assert failed.outcome is Outcome.ERROR_NET
    assert sentence in failed.detail
    assert "0x" not in failed.detail


def test_a_server_without_tls_is_named_so(liar: Start) -> None:
    server = liar(lambda talk: talk.say(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    failed = failure(fetch(f"https://{server.host}/", config_for(server.host)))
    assert failed == FetchError(Outcome.ERROR_NET, "the secure connection (TLS) failed.")


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a certificate")
def test_a_certificate_that_nobody_vouches_for_is_refused(liar: Start, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def behave(talk: Talk) -> None:
        with context.wrap_socket(talk.sock, server_side=True) as secured:
            secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    server = liar(behave)
    failed = failure(fetch(f"https://{server.host}/", config_for(server.host)))
    assert failed.outcome is Outcome.ERROR_NET
    assert "certificate" in failed.detail
