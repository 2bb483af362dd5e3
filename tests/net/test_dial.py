"""Which addresses may be dialled, and what becomes of a connection whose time is up."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.net import dial
from monitor.net.deadline import Deadline
from monitor.net.dial import BlockedAddressError, Dialler
from tests.liar import Behaviour, Liar

Start = Callable[[Behaviour], Liar]
LONG = 600.0


@pytest.fixture
def deadline() -> Iterator[Deadline]:
    with Deadline(LONG) as running:
        yield running


@pytest.fixture
def expired() -> Iterator[Deadline]:
    with Deadline(0) as over:
        over._timer.join()
        yield over


# --- the dialler ---------------------------------------------------------------------------------


def test_a_private_host_is_not_dialled(liar: Start, deadline: Deadline) -> None:
    server = liar(lambda talk: talk.wait())
    with pytest.raises(BlockedAddressError, match=r"localhost leads to .* not a public address"):
        Dialler(deadline, (), LONG).dial("localhost", server.port)
    assert server.requests == 0


@pytest.mark.parametrize("allowed", ["127.0.0.1", "127.0.0.1:{port}"])
def test_a_private_host_may_be_allowed_whole_or_at_one_port(
    liar: Start, deadline: Deadline, allowed: str
) -> None:
    server = liar(lambda talk: talk.say(b"hello"))
    dialler = Dialler(deadline, [allowed.format(port=server.port)], LONG)
    with dialler.dial("127.0.0.1", server.port) as sock:
        assert sock.recv(5) == b"hello"


def test_a_host_is_allowed_in_any_case(liar: Start, deadline: Deadline) -> None:
    server = liar(lambda talk: talk.wait())
    dialler = Dialler(deadline, [f"LocalHost:{server.port}"], LONG)
    dialler.dial("LOCALHOST", server.port).close()


def test_another_port_of_an_allowed_host_is_not_dialled(liar: Start, deadline: Deadline) -> None:
    server = liar(lambda talk: talk.wait())
    with pytest.raises(BlockedAddressError):
        Dialler(deadline, ["127.0.0.1:1"], LONG).dial("127.0.0.1", server.port)
    assert server.requests == 0


def test_another_name_of_an_allowed_host_is_not_dialled(liar: Start, deadline: Deadline) -> None:
    server = liar(lambda talk: talk.wait())
    with pytest.raises(BlockedAddressError):
        Dialler(deadline, ["127.0.0.1"], LONG).dial("localhost", server.port)


def test_a_dial_that_nobody_answers_raises_what_the_system_says(
    liar: Start, deadline: Deadline
) -> None:
    server = liar(lambda talk: talk.wait())
    server.close()
    with pytest.raises(ConnectionRefusedError):
        Dialler(deadline, ["127.0.0.1"], LONG).dial("127.0.0.1", server.port)


def test_nothing_is_dialled_once_the_time_is_up(liar: Start, expired: Deadline) -> None:
    server = liar(lambda talk: talk.wait())
    with pytest.raises(TimeoutError):
        Dialler(expired, ["127.0.0.1"], LONG).dial("127.0.0.1", server.port)
    server.behaviour = lambda talk: talk.say(b"x")
    with socket.create_connection(("127.0.0.1", server.port), LONG) as ours:
        assert ours.recv(1) == b"x"
    assert server.requests == 1  # ours; connections come in their order


PUBLIC = ("93.184.216.34", "2606:2800:220:1::1", "1.1.1.1", "::ffff:8.8.8.8")
PRIVATE = (
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "0.0.0.0",
)


class Unreachable:
    """Sockets that connect to nothing, and note where they were sent."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    def __call__(self, *_: object) -> Unreachable:
        return self

    def settimeout(self, _: float) -> None:
        """No connection will take time."""

    def close(self) -> None:
        """There is nothing to close."""

    def connect(self, address: tuple[str, int]) -> None:
        self.tried.append(address[0])
        raise ConnectionRefusedError


@given(st.lists(st.sampled_from(PUBLIC + PRIVATE), min_size=1, max_size=6), st.booleans())
def test_of_the_addresses_of_a_name_only_public_ones_are_dialled_unless_it_is_allowed(
    addresses: list[str], is_allowed: bool
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in addresses]
    sockets = Unreachable()
    with pytest.MonkeyPatch.context() as patch, Deadline(LONG) as deadline:
        patch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        patch.setattr(dial.socket, "socket", sockets)
        patch.setattr(deadline, "watch", lambda _: None)
        allowed = ("news.example",) if is_allowed else ()
        with pytest.raises((BlockedAddressError, ConnectionRefusedError)) as caught:
            Dialler(deadline, allowed, LONG).dial("news.example", 80)
    wanted = [each for each in addresses if is_allowed or each in PUBLIC]
    assert sockets.tried == wanted
    assert caught.type is (ConnectionRefusedError if wanted else BlockedAddressError)


# --- names ---------------------------------------------------------------------------------------


def test_a_name_that_is_not_resolved_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(LONG))
    try:
        # The dialler may take a minute; the deadline of the fetch is over at once.
        with Deadline(0.05) as deadline, pytest.raises(TimeoutError):
            Dialler(deadline, (), LONG).dial("slow.example", 80)
        assert not over.is_set()
    finally:
        over.set()


def test_many_names_are_resolved_by_few_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    resolvers = dial._Resolvers(2)
    asked: list[str] = []
    threads: set[int] = set()

    def resolve(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        threads.add(threading.get_ident())
        return [host]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    names = [f"{number}.example" for number in range(50)]
    answers = [resolvers.resolve(name, 80) for name in names]
    assert [answer.result(LONG) for answer in answers] == [[name] for name in names]
    assert sorted(asked) == sorted(names)
    assert len(threads) <= 2


def test_a_name_that_nobody_waits_for_any_more_is_not_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    over = threading.Event()
    asked: list[str] = []

    def resolve(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        over.wait(LONG)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    resolvers = dial._Resolvers(1)
    first, given_up, last = [resolvers.resolve(name, 80) for name in ("a", "b", "c")]
    given_up.set_exception(TimeoutError())
    over.set()
    assert (first.result(LONG), last.result(LONG)) == ([], [])
    assert asked == ["a", "c"]


def test_the_end_of_the_program_does_not_wait_for_a_name() -> None:
    program = """
import socket, threading
from monitor.net.deadline import Deadline
from monitor.net.dial import Dialler
socket.getaddrinfo = lambda *_, **__: threading.Event().wait()
try:
    with Deadline(0.05) as deadline:
        Dialler(deadline, (), 0.05).dial("slow.example", 80)
except TimeoutError:
    print("too late")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=LONG, check=True
    )
    assert done.stdout == "too late\n"


# --- the deadline --------------------------------------------------------------------------------


def test_the_deadline_ends_a_read_that_waits() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, Deadline(0.05) as deadline:
        ours.settimeout(LONG)
        deadline.watch(ours)
        assert ours.recv(1) == b""
        assert deadline.expired


def test_a_socket_that_connects_after_the_time_is_up_is_given_back(liar: Start) -> None:
    server = liar(lambda talk: talk.wait())

    class LateDeadline(Deadline):
        """Its time is up between the socket and its connection."""

        def watch(self, sock: socket.socket) -> None:
            super().watch(sock)
            self.expire()

    with LateDeadline(LONG) as late, pytest.raises(TimeoutError):
        Dialler(late, ["127.0.0.1"], LONG).dial("127.0.0.1", server.port)


def test_the_deadline_of_a_fetch_that_is_done_leaves_nothing_behind() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with Deadline(LONG) as deadline:
            deadline.watch(ours)
        deadline._timer.join(5)
        assert deadline._timer not in threading.enumerate()
        assert not deadline.expired
        ours.sendall(b"x")
        assert theirs.recv(1) == b"x"
        ours.close()
        assert theirs.recv(1) == b""  # no second handle keeps it open


def test_a_socket_that_is_not_connected_does_not_keep_the_deadline_from_the_others() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, socket.socket() as unconnected, Deadline(LONG) as deadline:
        deadline.watch(unconnected)
        deadline.watch(ours)
        deadline.expire()
        assert ours.recv(1) == b""
