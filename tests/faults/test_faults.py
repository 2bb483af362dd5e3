"""Never lost, never twice: the daemon is killed, and its world fails, over and over.

pytest tests/faults                 10 kills
pytest tests/faults --kills 200     the long run; its report is printed with -s
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.demo.server import serving
from tests.faults import machine
from tests.faults.harness import GOODS, PATIENCE, Harness
from tests.faults.machine import Clock, Machine
from tests.faults.servers import EVERY_FAULT, MailServer

pytestmark = [pytest.mark.e2e, pytest.mark.first]

_SMALL = 12  # megabytes of the file system that the state is on


@pytest.fixture
def state(tmp_path: Path) -> Iterator[tuple[Path, bool]]:
    """A state directory, and whether it is on a small file system (root can mount one)."""
    folder = tmp_path / "state"
    folder.mkdir()
    is_small = os.geteuid() == 0 and not subprocess.call(
        ["mount", "-t", "tmpfs", "-o", f"size={_SMALL}m", "news-monitor-faults", str(folder)],
        stderr=subprocess.DEVNULL,
    )
    yield folder, is_small
    if is_small:
        subprocess.check_call(["umount", "-l", str(folder)])


@pytest.fixture
def posts() -> list[tuple[str, dict[str, Any]]]:
    return []


@pytest.fixture
def hook(posts: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    def take(request: Request) -> Response:
        posts.append((request.headers["webhook-id"], json.loads(request.get_data())))
        return Response(status=200)

    with HTTPServer(host="127.0.0.1") as server:
        server.expect_request("/hook", method="POST").respond_with_handler(take)
        yield server.url_for("/hook")


@pytest.fixture
def clock(tmp_path: Path) -> Clock | None:
    """A clock that can be stepped, where libfaketime is installed."""
    library = machine.faketime()
    return Clock(tmp_path, library) if library else None


@pytest.fixture
def harness(
    tmp_path: Path,
    state: tuple[Path, bool],
    clock: Clock | None,
    hook: str,
    posts: list[tuple[str, dict[str, Any]]],
    pytestconfig: pytest.Config,
) -> Iterator[Harness]:
    """The daemon's whole world, running."""
    chance = random.Random(pytestconfig.getoption("--kills"))  # noqa: S311 - the same at every run
    mail = MailServer(chance)
    document = [b""]

    def publish(body: bytes) -> None:
        document[0] = body

    stop = mail.start()
    try:
        with serving(lambda _: document[0]) as port:
            beneath = Machine(state[0], chance, clock, is_small=state[1])
            made = Harness(tmp_path, beneath, mail, port, hook, posts, publish)
            made.configure()
            yield made
    finally:
        stop()


def test_nothing_is_lost_and_nothing_is_told_twice(
    harness: Harness, pytestconfig: pytest.Config
) -> None:
    kills = pytestconfig.getoption("--kills")
    harness.live(kills, min(len(GOODS), max(8, kills)))
    harness.come_to_rest()
    report = harness.audit()
    print(f"\n{report}")
    assert not report.lost
    assert not report.second_ids
    assert not report.unexplained
    assert not report.silent
    assert not report.in_the_clear
    assert report.integrity == "ok"
    assert report.kills == kills
    assert report.deliveries > report.published  # two readers; some developments share a mail
    assert set(report.mail) == EVERY_FAULT
    if kills >= len(harness.machine.faults()):
        assert set(report.machine) == set(harness.machine.faults())


def test_news_is_told_although_the_clock_is_stepped(harness: Harness) -> None:
    """An hour forward and an hour back beneath one running daemon, its parsers with it."""
    clock = harness.machine.clock
    if clock is None:
        pytest.skip("libfaketime is not installed: the clock of a process cannot be stepped")
    harness.mail.faulty = False
    with harness.daemon(**clock.environment) as process:
        harness.machine.wait_for_start(process.pid)
        for number, offset in enumerate(("+0", "+1h", "+0", "-1h", "+0"), start=1):
            clock.step(offset)
            harness.publish_up_to(number)
            harness.wait_for_mails(process, number)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert "Traceback" not in harness.log()
