"""The loopback server of the demonstration behaves as a good server does."""

from __future__ import annotations

import socket
import threading

import pytest

from monitor.cli.demo.server import serving
from monitor.config import FetchConfig
from monitor.feeds.fetch import Fetched, FetchError, FetchResult, NotModified, fetch
from monitor.model import Outcome
from monitor.model.feed_state import FeedState

CONFIG = FetchConfig(allow_private=("127.0.0.1",))


class Documents:
    """Documents by their path."""

    def __init__(self, **documents: bytes) -> None:
        self.documents = {f"/{name}": document for name, document in documents.items()}

    def __call__(self, path: str) -> bytes | None:
        return self.documents.get(path)


def get(port: int, path: str = "/feed", etag: str | None = None) -> FetchResult:
    return fetch(f"http://127.0.0.1:{port}{path}", CONFIG, FeedState("u", etag=etag))


def etag_of(result: FetchResult) -> str | None:
    assert isinstance(result, Fetched)
    return result.etag


def test_a_document_is_served_as_xml() -> None:
    with serving(Documents(feed="<rss>é</rss>".encode())) as port:
        found = get(port)
    assert isinstance(found, Fetched)
    assert found.body == "<rss>é</rss>".encode()
    assert found.content_type == "application/xml; charset=utf-8"


def test_a_path_without_a_document_is_not_found() -> None:
    with serving(Documents(feed=b"x")) as port:
        found = get(port, "/other")
    assert isinstance(found, FetchError)
    assert found.outcome is Outcome.ERROR_HTTP
    assert "404" in found.detail


def test_an_unchanged_document_is_not_served_again() -> None:
    with serving(Documents(feed=b"x")) as port:
        etag = etag_of(get(port))
        assert get(port, etag=etag) == NotModified()


def test_a_changed_document_is_served_under_another_etag() -> None:
    documents = Documents(feed=b"x")
    with serving(documents) as port:
        before = etag_of(get(port))
        documents.documents["/feed"] = b"y"
        after = get(port, etag=before)
    assert etag_of(after) != before


def test_a_connection_carries_several_requests() -> None:
    with (
        serving(Documents(feed=b"<x/>")) as port,
        socket.create_connection(("127.0.0.1", port), 30) as sock,
        sock.makefile("rb") as answers,
    ):
        for _ in range(2):
            sock.sendall(b"GET /feed HTTP/1.1\r\nHost: x\r\n\r\n")
            assert answers.readline().startswith(b"HTTP/1.1 200")
            while answers.readline() != b"\r\n":
                pass
            assert answers.read(4) == b"<x/>"


def test_the_server_says_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with serving(Documents(feed=b"x")) as port:
        get(port)
        get(port, "/other")
    assert capfd.readouterr() == ("", "")


def test_after_the_block_nobody_listens_and_no_thread_is_left() -> None:
    threads = set(threading.enumerate())
    with serving(Documents(feed=b"x")) as port:
        assert isinstance(get(port), Fetched)
    found = get(port)
    assert isinstance(found, FetchError)
    assert "refused" in found.detail
    accepting = {each for each in threading.enumerate() if "serve_forever" in each.name}
    assert accepting <= threads


def test_the_server_ends_when_its_block_fails() -> None:
    ports: list[int] = []

    def fail() -> None:
        with serving(Documents(feed=b"x")) as port:
            ports.append(port)
            raise RuntimeError("the block fails")

    with pytest.raises(RuntimeError, match="the block fails"):
        fail()
    assert isinstance(get(ports[0]), FetchError)


def test_two_servers_do_not_meet() -> None:
    with serving(Documents(feed=b"x")) as first, serving(Documents(feed=b"y")) as second:
        bodies = [found.body for p in (first, second) if isinstance(found := get(p), Fetched)]
    assert bodies == [b"x", b"y"]
