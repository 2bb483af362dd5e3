"""The dead man's switch: pings that are seen, failures that disturb nobody, an address that is secret."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import requests
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.daemon.heartbeat import Heartbeat as Beating
from monitor.errors import SendError
from tests.examples import NOW
from tests.liar import Behaviour, Liar

#: One that waits for an answer as long as a slow machine takes, where a test says nothing else.
Heartbeat = partial(Beating, seconds=600.0)

MINUTE = timedelta(minutes=1)
CERTIFICATE = Path(__file__).parents[1] / "alerts" / "channels" / "loopback.pem"
TOKEN = "0d2f5c7e-secret"


class Watcher:
    """Who is pinged, and what it answers."""

    def __init__(self, server: HTTPServer) -> None:
        self.paths: list[str] = []
        self.status = 200
        self.address = server.url_for(f"/{TOKEN}")
        server.expect_request(f"/{TOKEN}").respond_with_handler(self._answer)
        server.expect_request(f"/{TOKEN}/fail").respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        self.paths.append(request.path)
        return Response("OK", self.status, headers={"Location": f"/{TOKEN}/fail"})


@pytest.fixture
def watcher(httpserver: HTTPServer) -> Watcher:
    return Watcher(httpserver)


@pytest.fixture
def unvouched() -> Iterator[str]:
    """The address of a server whose certificate nobody vouches for."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    with HTTPServer(host="localhost", port=0, ssl_context=context) as server:
        server.expect_request(f"/{TOKEN}").respond_with_data("OK")
        yield server.url_for("")


@pytest.fixture
def heartbeat(watcher: Watcher) -> Iterator[Heartbeat]:
    with Heartbeat(lambda: watcher.address, MINUTE, failures=True) as made:
        yield made


def beat(heartbeat: Heartbeat, seconds: float = 0) -> None:
    heartbeat.beat(NOW + timedelta(seconds=seconds))
    heartbeat.wait()


def test_a_good_round_is_pinged_and_no_more_often_than_wanted(
    heartbeat: Heartbeat, watcher: Watcher
) -> None:
    for seconds in (0, 2, 30, 59):
        beat(heartbeat, seconds)
    assert watcher.paths == [f"/{TOKEN}"]
    beat(heartbeat, 60)
    assert len(watcher.paths) == 2


def test_a_clock_that_is_set_back_does_not_end_the_pings(
    heartbeat: Heartbeat, watcher: Watcher
) -> None:
    beat(heartbeat)
    beat(heartbeat, -3600)
    assert len(watcher.paths) == 2


def test_a_bad_round_is_told_at_once_where_that_is_wanted(
    heartbeat: Heartbeat, watcher: Watcher
) -> None:
    beat(heartbeat)
    heartbeat.miss(NOW)
    heartbeat.wait()
    heartbeat.miss(NOW)
    heartbeat.wait()
    beat(heartbeat, 1)
    assert watcher.paths == [f"/{TOKEN}", f"/{TOKEN}/fail", f"/{TOKEN}"]


@pytest.mark.parametrize("end", ["/", "?tag=news", "/?tag=news"])
def test_a_bad_round_is_told_at_the_path_of_the_address(watcher: Watcher, end: str) -> None:
    with Heartbeat(lambda: watcher.address + end, MINUTE, failures=True) as made:
        made.miss(NOW)
        made.wait()
    assert watcher.paths == [f"/{TOKEN}/fail"]


def test_a_bad_round_is_not_told_where_it_is_not_wanted(watcher: Watcher) -> None:
    with Heartbeat(lambda: watcher.address, MINUTE) as made:
        made.miss(NOW)
        made.wait()
    assert watcher.paths == []


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_failure_is_logged_once_and_its_end_once_without_the_address(
    heartbeat: Heartbeat, watcher: Watcher, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    watcher.status = status
    for minutes in range(3):
        beat(heartbeat, minutes * 60)
    watcher.status = 200
    for minutes in range(3, 6):
        beat(heartbeat, minutes * 60)
    said = [
        record.getMessage()
        for record in caplog.records
        if record.name == "monitor.daemon.heartbeat"
    ]
    assert said == [
        f"the heartbeat fails: localhost answers {status}.",
        "the heartbeat is well again",
    ]
    assert len(watcher.paths) == 6  # redirects are not followed
    own = [text for text in said if TOKEN in text]
    assert own == []


def test_a_server_that_is_not_there_is_told_without_the_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with Heartbeat(lambda: f"http://127.0.0.1:1/{TOKEN}", MINUTE) as made:
        beat(made)
    assert "the heartbeat fails: 127.0.0.1: ConnectionError." in caplog.text
    assert TOKEN not in caplog.text


def test_an_address_that_cannot_be_read_is_told(caplog: pytest.LogCaptureFixture) -> None:
    def unreadable() -> str:
        raise SendError("the password file x is empty.", permanent=False)

    with Heartbeat(unreadable, MINUTE) as made:
        beat(made)
    assert "the heartbeat fails: the password file x is empty." in caplog.text


@pytest.mark.parametrize(
    "behave",
    [lambda talk: talk.wait(), lambda talk: talk.drip(b"HTTP/1.1 200 OK\r\nX: ")],
    ids=["silent", "dripping"],
)
def test_a_server_that_does_not_end_is_left_in_time(
    liar: Callable[[Behaviour], Liar], caplog: pytest.LogCaptureFixture, behave: Behaviour
) -> None:
    server = liar(behave)
    with Heartbeat(lambda: f"http://{server.host}/{TOKEN}", MINUTE, seconds=0.3) as made:
        beat(made)
    assert "127.0.0.1: no answer in time." in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("timeout", [requests.ReadTimeout, requests.ConnectTimeout])
def test_it_is_too_late_whichever_clock_says_so_first(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    timeout: type[requests.Timeout],
) -> None:
    def wait(*_: object, **__: object) -> None:
        raise timeout

    monkeypatch.setattr(requests.Session, "get", wait)
    with Heartbeat(lambda: f"http://127.0.0.1:9/{TOKEN}", MINUTE) as made:
        beat(made)
    assert "127.0.0.1: no answer in time." in caplog.text


def test_a_round_does_not_wait_for_the_ping_and_the_end_does_not_either(
    liar: Callable[[Behaviour], Liar],
) -> None:
    server = liar(lambda talk: talk.wait(60))
    with Heartbeat(lambda: f"http://{server.host}/", MINUTE) as made:
        made.beat(NOW)
        made.beat(NOW + MINUTE)  # the one before is under way still
        while not server.requests:
            time.sleep(0.01)
    assert not server.over.is_set()
    assert server.requests == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    caplog: pytest.LogCaptureFixture, unvouched: str
) -> None:
    with Heartbeat(lambda: f"{unvouched}/{TOKEN}", MINUTE) as made:
        beat(made)
    assert "the heartbeat fails: localhost: SSLError." in caplog.text
