"""Messages through Apprise to services on loopback, and what its addresses must not give away."""

from __future__ import annotations

import importlib.util
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer

from monitor.alerts.brief import brief
from monitor.alerts.channels.apprise import Address, AppriseChannel, addresses_of, faults_of
from monitor.alerts.render import render
from monitor.errors import SendError
from tests.alerts.channels.conftest import CERTIFICATE, PATIENTLY
from tests.examples import an_alert, an_envelope, some_news
from tests.liar import Behaviour, Liar, Talk

SECRETS = ("t0kenInThePath", "Passw0rd", "UserName", "k3yInTheQuery", "headerS3cret")


@pytest.fixture
def service() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1") as server:
        yield server


def channel(url: str, seconds: float = 600.0) -> AppriseChannel:
    address = Address(1, an_alert().to, url)
    return AppriseChannel((address.name,), lambda: [address], seconds)


def secret_url(port: int) -> str:
    token, password, user, key, header = SECRETS
    return f"json://{user}:{password}@127.0.0.1:{port}/{token}?:k={key}&+X-Key={header}&{PATIENTLY}"


def refusal(sender: AppriseChannel) -> SendError:
    with pytest.raises(SendError) as caught:
        sender.send(an_alert())
    return caught.value


# --- the file of addresses -----------------------------------------------------------------------


def test_a_file_holds_an_address_a_line_with_or_without_a_name() -> None:
    text = (
        "# mine\n\n  json://127.0.0.1/a  # b\nphone = ntfy://#topic\ndesk=https://h.example/?a=b\n"
    )
    first, *named = addresses_of(text)
    assert (first.line, first.url) == (3, "json://127.0.0.1/a")
    assert named == [
        Address(4, "phone", "ntfy://#topic"),
        Address(5, "desk", "https://h.example/?a=b"),
    ]


def test_a_name_that_is_made_up_says_the_service_stays_and_gives_nothing_away() -> None:
    url = secret_url(80)
    (alone,) = addresses_of(url)
    assert alone.name.startswith("json-")
    assert len(alone.name) == len("json-") + 4
    moved = addresses_of(f"# other lines\nntfy://topic\n{url}\n")[1]
    assert (moved.name, moved.line) == (alone.name, 3)
    assert addresses_of(url + "x")[0].name != alone.name


def test_an_address_is_in_no_representation() -> None:
    (address,) = addresses_of(secret_url(80))
    sender = AppriseChannel((address.name,), lambda: [address])
    shown = f"{address!r} {address} {sender!r}"
    assert not [secret for secret in SECRETS if secret in shown]


def test_every_line_that_is_no_address_is_told_by_its_number_only() -> None:
    text = f"{secret_url(80)}\nnothing t0kenInThePath\nnonsense://Passw0rd@host\nntfy://topic\n"
    found = list(faults_of(addresses_of(text)))
    assert found == [
        (2, "Apprise does not understand this address."),
        (3, "Apprise does not understand this address."),
    ]


def test_a_service_whose_package_is_missing_is_told_apart() -> None:
    if importlib.util.find_spec("paho"):
        pytest.skip("the package that this service needs is installed")
    ((line, sentence),) = faults_of(addresses_of("mqtt://127.0.0.1/topic"))
    assert line == 1
    assert "needs a Python package that is not installed" in sentence


def test_a_name_or_address_that_comes_twice_is_told() -> None:
    text = "a = ntfy://one\na = ntfy://two\nntfy://three\nntfy://three\n"
    found = list(faults_of(addresses_of(text)))
    assert [(line, sentence.partition(";")[0]) for line, sentence in found] == [
        (2, "this is the name or address of line 1 again"),
        (4, "this is the name or address of line 3 again"),
    ]


def test_a_file_of_comments_holds_no_address() -> None:
    ((line, sentence),) = faults_of(addresses_of("# ntfy://topic\n"))
    assert line is None
    assert "holds none" in sentence


def test_that_the_extra_is_not_installed_is_told_with_the_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    ((line, sentence),) = faults_of(addresses_of("ntfy://topic"))
    assert line is None
    command = f"{sys.executable} -m pip install 'news-monitor[channels]'"
    assert sentence == f"Apprise is not installed; run: {command}"


# --- sending -------------------------------------------------------------------------------------


def test_each_address_is_a_recipient_of_its_own(service: HTTPServer) -> None:
    service.expect_request("/one").respond_with_data("{}")
    service.expect_request("/two").respond_with_data("", status=503)
    host = f"json://127.0.0.1:{service.port}"
    addresses = [
        Address(1, "one", f"{host}/one?{PATIENTLY}"),
        Address(2, "two", f"{host}/two?{PATIENTLY}"),
    ]
    sender = AppriseChannel(("one", "two"), lambda: addresses, seconds=600.0)
    assert list(sender.recipients(("a@example.org", "b@example.org"))) == ["one", "two"]
    sender.send(replace(an_alert(), to="one"))
    with pytest.raises(SendError, match=r"^Apprise: .*503"):
        sender.send(replace(an_alert(), to="two"))
    assert [request.path for request, _ in service.log] == ["/one", "/two"]


def test_an_address_that_is_no_longer_there_is_given_up() -> None:
    sender = AppriseChannel(("phone",), list)
    with pytest.raises(SendError, match="no Apprise address 'phone' any more") as caught:
        sender.send(replace(an_alert(), to="phone"))
    assert caught.value.permanent


def test_a_file_that_cannot_be_read_any_more_is_told_as_it_is() -> None:
    def unreadable() -> list[Address]:
        raise SendError("the file of Apprise addresses is empty.", permanent=False)

    assert str(refusal(AppriseChannel((), unreadable))) == "the file of Apprise addresses is empty."


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (401, True), (403, True), (404, True), (408, False), (410, True), (413, True),
     (425, False), (429, False), (500, False), (502, False), (503, False)],
)  # fmt: skip
def test_a_refusal_is_permanent_where_the_service_means_it(
    service: HTTPServer, status: int, permanent: bool
) -> None:
    service.expect_request("/t0kenInThePath").respond_with_data("", status=status)
    error = refusal(channel(secret_url(service.port)))
    assert error.permanent is permanent
    assert f"error={status}" in str(error)
    assert not [secret for secret in SECRETS if secret.lower() in str(error).lower()]


def test_a_service_that_is_down_is_tried_again_and_its_address_not_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        error = refusal(channel(secret_url(free.getsockname()[1])))
    assert not error.permanent
    assert "onnection error" in str(error)
    assert not [secret for secret in SECRETS if secret.lower() in str(error).lower()]


def test_a_failure_that_an_address_calls_optional_is_one_all_the_same(service: HTTPServer) -> None:
    service.expect_request("/").respond_with_data("", status=500)
    refusal(channel(f"json://127.0.0.1:{service.port}/?optional=yes&retry=3&wait=0&{PATIENTLY}"))
    assert len(service.log) == 1


def test_an_address_that_apprise_does_not_understand_may_be_mended() -> None:
    error = refusal(channel("nonsense://t0kenInThePath"))
    assert not error.permanent
    assert "t0kenInThePath" not in str(error)


def test_a_text_that_is_too_long_for_its_service_is_cut_not_refused(service: HTTPServer) -> None:
    service.expect_request("/api/notes/create").respond_with_data("{}")
    news = [some_news(development=n, changes=(), headline=f"{n} {'word ' * 15}") for n in range(6)]
    alert = render(news, an_envelope())
    assert len(brief(alert).body) > 512
    channel(f"misskey://token@127.0.0.1:{service.port}/?{PATIENTLY}").send(alert)
    ((request, _),) = service.log
    assert 256 < len(request.get_json()["text"]) <= 512


@contextmanager
def dripping_server() -> Iterator[int]:
    """Answer a byte a moment, for ever: no pause is long enough for a timeout of reading."""
    over = threading.Event()

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while not over.wait(0.1):
                try:
                    connection.sendall(b" ")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            socket.create_connection(listener.getsockname()).close()  # where nobody came
            thread.join()


def test_an_answer_that_drips_for_ever_ends_at_the_limit() -> None:
    with dripping_server() as port:
        error = refusal(channel(secret_url(port), seconds=3))
    assert str(error) == "Apprise: no answer within 3 s."
    assert not error.permanent


def test_a_message_under_way_is_ended_by_a_stop(liar: Callable[[Behaviour], Liar]) -> None:
    asked = threading.Event()

    def say_nothing(talk: Talk) -> None:
        asked.set()
        talk.wait(600)

    slow = channel(f"json://{liar(say_nothing).host}/?{PATIENTLY}", seconds=600)

    def end() -> None:
        asked.wait(600)
        slow.end()

    ender = threading.Thread(target=end)
    ender.start()
    error = refusal(slow)
    ender.join()
    assert str(error) == "Apprise: it was stopped with the daemon."
    assert not error.permanent
    assert str(refusal(slow)) == str(error)  # and nothing is begun after it


def test_a_service_must_be_trusted(service: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    with HTTPServer(host="127.0.0.1", ssl_context=context) as server:
        server.expect_request("/").respond_with_data("{}")
        url = f"jsons://127.0.0.1:{server.port}/?{PATIENTLY}"
        refusal(channel(url))
        assert server.log == []
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        channel(url).send(an_alert())
        assert len(server.log) == 1
