"""What comes of a question to a server of chat completions, whatever it does."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from monitor.errors import SendError
from monitor.net.chat import ChatServer, Completed, Unanswered
from tests.every import of_every
from tests.liar import Behaviour, Liar, Talk

ASKED = [{"role": "system", "content": "Say."}, {"role": "user", "content": "Is it new?"}]
KEY = "sk-very-secret"


def completion(content: object, **values: object) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}} | values
    return json.dumps({"object": "chat.completion", "choices": [choice]}).encode()


def question(talk: Talk) -> tuple[bytes, bytes]:
    """Read a question, head and body: a socket that is closed with unread bytes resets."""
    head, _, body = talk.request().partition(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if b"Length" in line)
    while len(body) < length and (more := talk.sock.recv(4096)):
        body += more
    return head + b"\r\n", body


def answered(body: bytes, status: bytes = b"200 OK", *fields: bytes) -> Behaviour:
    def talk(talk: Talk) -> None:
        question(talk)
        length = b"Content-Length: %d" % len(body)
        head = (b"HTTP/1.1 " + status, b"Content-Type: application/json", length, *fields)
        talk.say(b"\r\n".join(head), b"\r\n\r\n", body)

    return talk


def ask(
    behaviour: Behaviour, seconds: float = 5.0, key: Callable[[], str | None] = lambda: None
) -> Completed | Unanswered:
    liar = Liar(behaviour)
    server = ChatServer(f"http://{liar.host}/v1", "small", key)
    try:
        return server.complete(ASKED, seconds)
    finally:
        server.close()
        liar.close()


def test_a_question_is_asked_as_the_interface_has_it() -> None:
    heard: list[bytes] = []

    def talk(talk: Talk) -> None:
        heard.extend(question(talk))
        said = completion("yes")
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(said), said)

    assert ask(talk, key=lambda: KEY) == Completed("yes")
    head, body = heard[0].decode(), json.loads(heard[1])
    assert head.startswith("POST /v1/chat/completions HTTP/1.1\r\n")
    assert f"Authorization: Bearer {KEY}\r\n" in head
    assert body["model"] == "small"
    assert body["messages"] == ASKED
    assert (body["temperature"], body["stream"]) == (0, False)
    assert body["response_format"] == {"type": "json_object"}


def test_nothing_is_said_of_a_key_where_there_is_none() -> None:
    heard: list[bytes] = []

    def talk(talk: Talk) -> None:
        heard.append(talk.request())

    ask(talk)
    assert b"Authorization" not in heard[0]


REDIRECT = b"Location: http://169.254.169.254/latest"
FAILURES = {
    "too many questions": (
        answered(b"{}", b"429 Too Many Requests", b"Retry-After: 120"),
        "answers 429", 120.0,
    ),
    "so many that it is a day": (
        answered(b"{}", b"429 Too Many Requests", b"Retry-After: 99999999999999"),
        "answers 429", 86_400.0,
    ),
    "a pause that is no number": (
        answered(b"{}", b"503 Busy", b"Retry-After: \xc2\xb2"), "answers 503", None
    ),
    "a fault of the server": (answered(b"oops", b"500 Internal"), "answers 500", None),
    "no such model": (answered(b"{}", b"404 Not Found"), "answers 404", None),
    "a key that is not accepted": (answered(b"{}", b"401 No"), "does not accept the key", None),
    "half an answer": (answered(completion("yes")[:40]), "something else than a chat", None),
    "prose": (answered(b"Sure! Here is what you asked for."), "something else than a chat", None),
    "a page": (answered(b"<html>login</html>"), "something else than a chat", None),
    "another shape": (answered(b'{"choices": {"0": 1}}'), "something else than a chat", None),
    "no choice": (answered(b'{"choices": []}'), "something else than a chat", None),
    "a choice without a message": (answered(b'{"choices": [7]}'), "something else", None),
    "nothing but brackets": (answered(b"[" * 200_000), "something else than a chat", None),
    "a refusal": (
        answered(completion(None).replace(b'"content": null', b'"content": null, "refusal": "no"')),
        "refuses to answer", None,
    ),
    "a filter": (answered(completion("", finish_reason="content_filter")), "refuses", None),
    "an answer that is cut": (
        answered(completion('{"on_story": tr', finish_reason="length")), "breaks off", None
    ),
    "no word": (answered(completion(" ")), "without a word", None),
    "a list of parts": (answered(completion([{"type": "text"}])), "without a word", None),
    "more than anybody reads": (answered(completion("x" * 300_000)), "more than 256,000", None),
    "a redirect": (answered(b"", b"307 Go", REDIRECT), "leads elsewhere (307)", None),
    "a compressed answer": (
        answered(b"\x1f\x8b", b"200 OK", b"Content-Encoding: gzip"), "compresses", None
    ),
    "a closed connection": (lambda _: None, "", None),
    "a hang-up after the question": (
        lambda talk: question(talk) and None, "hung up without an answer", None
    ),
    "a length that is not reached": (
        answered(completion("yes"), b"200 OK", b"X: 1\r\nContent-Length: 9999"), "", None
    ),
}  # fmt: skip


@of_every(FAILURES.values(), lambda row: row[1])
def test_a_failure_is_a_sentence(behaviour: Behaviour, said: str, pause: float | None) -> None:
    found = ask(behaviour)
    assert isinstance(found, Unanswered), found
    assert said in found.sentence
    assert found.sentence.startswith("the judge at 127.0.0.1")
    assert found.sentence.endswith(".")
    assert found.retry_after == pause


def silent(talk: Talk) -> None:
    talk.request()
    talk.wait()


def dripping_head(talk: Talk) -> None:
    talk.request()
    talk.say(b"HTTP/1.1 200 OK\r\n")
    talk.drip(b"X-Drop: 1\r\n")


def dripping_body(talk: Talk) -> None:
    talk.request()
    talk.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    talk.drip(b" ")


def dripping_interim(talk: Talk) -> None:
    talk.request()
    talk.drip(b"HTTP/1.1 103 Early Hints\r\n\r\n")


@of_every([silent, dripping_head, dripping_body, lambda talk: talk.wait()])
def test_who_is_silent_or_drips_is_waited_for_as_long_as_said(behaviour: Behaviour) -> None:
    began = time.monotonic()
    found = ask(behaviour, seconds=0.3)
    assert time.monotonic() - began < 3.0
    assert found == Unanswered("the judge at 127.0.0.1 did not answer within 0.3 s.")


def test_a_stream_of_interim_answers_ends() -> None:
    assert isinstance(ask(dripping_interim, seconds=0.3), Unanswered)


def test_an_answer_after_interim_ones_is_read() -> None:
    def talk(talk: Talk) -> None:
        question(talk)
        body = completion("yes")
        talk.say(b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n")
        talk.say(b"Content-Length: %d\r\n\r\n" % len(body), body)

    assert ask(talk) == Completed("yes")


@of_every(
    [
        b'{"choices": [{"message": {"content": "a\\ud800b"}}]}',
        b'{"choices": [{"message": {"content": 7}}]}',
        b'{"choices": [{"message": "content"}]}',
        b"null",
        b"\xff\xfe{",
        b"1" * 5000,
    ]
)
def test_no_answer_raises(body: bytes) -> None:
    assert isinstance(ask(answered(body)), (Completed, Unanswered))


def test_a_redirect_is_not_followed() -> None:
    other = Liar(answered(completion("stolen")))
    try:
        found = ask(answered(b"", b"302 Found", b"Location: http://" + other.host.encode()))
    finally:
        other.close()
    assert isinstance(found, Unanswered)
    assert other.requests == 0


def test_only_the_configured_address_may_be_private() -> None:
    server = ChatServer("http://127.0.0.1:9/v1", "small", lambda: None)
    adapter = server._adapter
    assert adapter._allow_private == ["127.0.0.1:9"]


@pytest.fixture
def nobody() -> Iterator[ChatServer]:
    liar = Liar(lambda _: None)
    liar.close()
    server = ChatServer(f"http://{liar.host}/v1", "small", lambda: None)
    yield server
    server.close()


def test_a_server_that_is_not_there_is_a_sentence(nobody: ChatServer) -> None:
    found = nobody.complete(ASKED, 2.0)
    assert found == Unanswered("the judge at 127.0.0.1: the connection was refused.")


def test_a_key_that_cannot_be_read_is_a_sentence_and_nothing_is_sent() -> None:
    def key() -> str | None:
        raise SendError("the file of the key of the judge key is empty.", permanent=False)

    liar = Liar(answered(completion("yes")))
    server = ChatServer(f"http://{liar.host}/v1", "small", key)
    found = server.complete(ASKED, 2.0)
    liar.close()
    assert found == Unanswered("the file of the key of the judge key is empty.")
    assert liar.requests == 0


def test_no_sentence_and_no_log_shows_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    for behaviour, *_ in FAILURES.values():
        found = ask(behaviour, key=lambda: KEY)
        assert KEY not in str(found)
    assert KEY not in caplog.text


def test_closing_cuts_off_the_question_under_way() -> None:
    liar = Liar(silent)
    server = ChatServer(f"http://{liar.host}/v1", "small", lambda: None)
    timer = threading.Timer(0.2, server.close)
    timer.start()
    began = time.monotonic()
    found = server.complete(ASKED, 30.0)
    liar.close()
    assert time.monotonic() - began < 5.0
    assert isinstance(found, Unanswered)
    assert isinstance(server.complete(ASKED, 30.0), Unanswered)
