"""The process of the pages: started as configured, ended with the daemon, noticed when it ends by itself."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.config import Config, WebConfig, load
from monitor.daemon.pages import PagesProcess
from monitor.errors import MonitorError
from tests.cli.conftest import CONFIGURATION, SOURCE
from tests.e2e.conftest import wait_for
from tests.ports import held_port

pytestmark = pytest.mark.e2e


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    (tmp_path / "source.md").write_text(SOURCE)
    with held_port() as port:
        (tmp_path / "monitor.toml").write_text(
            f'{CONFIGURATION}\n[web]\nlisten = "127.0.0.1:{port}"\n'
        )
        yield load(tmp_path / "monitor.toml")


@pytest.fixture
def pages() -> Iterator[PagesProcess]:
    with PagesProcess() as made:
        yield made


def pid(pages: PagesProcess) -> int:
    assert pages._process
    return pages._process.pid


def is_there(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]


def test_it_runs_as_configured_and_outlives_what_does_not_concern_it(
    config: Config, pages: PagesProcess
) -> None:
    pages.see_to(config)
    first = pid(pages)
    pages.see_to(replace(config, backlog=config.backlog * 2))
    assert pid(pages) == first
    with held_port() as port:
        pages.see_to(replace(config, web=WebConfig(("127.0.0.1", port))))
        assert pid(pages) != first
        second = pid(pages)
        pages.see_to(replace(config, web=None))
    assert not is_there(first)
    assert not is_there(second)


def test_that_it_ended_by_itself_is_told_and_it_is_started_again(
    config: Config, pages: PagesProcess
) -> None:
    pages.see_to(config)
    first = pid(pages)
    os.kill(first, signal.SIGKILL)
    wait_for("its end", lambda: pages._process and pages._process.poll() is not None)
    with pytest.raises(MonitorError, match=r"the pages ended by themselves \(status -9\)"):
        pages.see_to(config)
    pages.see_to(config)
    assert pid(pages) != first


def test_it_ends_with_whoever_started_it_however_that_ends(config: Config) -> None:
    code = (
        "import sys, time; from pathlib import Path; from monitor.config import load;"
        " from monitor.daemon.pages import PagesProcess; p = PagesProcess();"
        f" p.see_to(load(Path({str(config.path)!r}))); print(p._process.pid, flush=True); time.sleep(99)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert is_there(child)
        parent.kill()
    wait_for("the end of the pages", lambda: not is_there(child))


def test_it_ends_in_order_when_it_is_asked_to(config: Config) -> None:
    assert config.web
    command = [sys.executable, "-m", "monitor", "--config", str(config.path), "web"]
    with subprocess.Popen(
        [*command, "--under-daemon"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as served:
        wait_for("the pages", lambda: is_served(config.web))
        served.terminate()
        assert served.wait(30) == 0
        assert served.stderr
        assert b"Fatal" not in served.stderr.read()


def is_served(web: WebConfig | None) -> bool:
    assert web
    try:
        socket.create_connection(web.listen, timeout=1).close()
    except OSError:
        return False
    return True
