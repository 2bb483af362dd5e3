"""Never lost, never twice: the daemon is killed, and its world fails, over and over.

pytest tests/faults                 10 kills
pytest tests/faults --kills 200     the long run; its report is printed with -s
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.demo.server import serving
from tests.faults.harness import GOODS, Harness
from tests.faults.servers import MailServer

pytestmark = pytest.mark.e2e

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


def test_nothing_is_lost_and_nothing_is_told_twice(
    tmp_path: Path,
    state: tuple[Path, bool],
    hook: str,
    posts: list[tuple[str, dict[str, Any]]],
    pytestconfig: pytest.Config,
) -> None:
    kills = pytestconfig.getoption("--kills")
    chance = random.Random(kills)  # noqa: S311 - the same faults at every run
    mail = MailServer(chance)
    stop = mail.start()
    document = [b""]

    def publish(body: bytes) -> None:
        document[0] = body

    try:
        with serving(lambda _: document[0]) as port:
            folder, is_small = state
            harness = Harness(
                tmp_path, folder, mail, port, hook, posts, publish, chance, is_small=is_small
            )
            harness.configure()
            harness.live(kills, min(len(GOODS), max(8, kills)))
            harness.come_to_rest()
            report = harness.audit()
    finally:
        stop()
    print(f"\n{report}")
    assert not report.lost
    assert not report.second_ids
    assert not report.unexplained
    assert not report.silent
    assert report.integrity == "ok"
    assert report.kills == kills
    assert report.deliveries > report.published  # two readers; some developments share a mail
