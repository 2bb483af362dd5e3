"""How all tests run: the same at every run, in parallel, however slow the machine is."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from monitor.store.database import Database
from tests.beside import NOT_BESIDE
from tests.liar import Behaviour, Liar

_LONGEST_NAME = 60  # characters of a parameter in the name of a test
#: Seconds after which a test is taken for one that never ends; the longest takes a minute, and a kill
#: of the daemon (`--kills`) some seconds more.
LONGEST = 900.0
#: Descriptors that a test may leave open: what it was the first to use and others go on with.
MOST_LEFT = 12
#: Descriptors that may be open between two tests: of servers, processes and files of a whole module.
MOST_OPEN = 100
_LONGEST_KILL = 60.0

settings.register_profile(
    "news-monitor",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("news-monitor")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--scale",
        type=float,
        default=0.2,
        help="size of the hostile server's bombs and of the largest feed; 1 is full size (tests/e2e)",
    )
    parser.addoption(
        "--layer",
        help="a folder that is laid over this machine's root, with another systemd (tests/systemd)",
    )
    parser.addoption(
        "--kills",
        type=int,
        default=10,
        help="how often the fault harness kills the daemon (tests/faults)",
    )


def pytest_xdist_auto_num_workers() -> int:
    """Run more tests at once than there are processors: many wait, for a disk or a daemon."""
    return 2 * len(os.sched_getaffinity(0)) + 1


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name what is long, and bytes, by their length: each process must give a test the same name.

    A compressed document has the second in it at which it was made.
    """
    if isinstance(val, bytes):
        return f"{len(val)}-bytes"
    if isinstance(val, str) and len(val) > _LONGEST_NAME:
        return f"{val[:_LONGEST_NAME]}…{len(val)}"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest and mostly waits, so that no processor is idle at the end."""
    items.sort(
        key=lambda item: (not item.get_closest_marker("first"), not item.get_closest_marker("e2e"))
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was left out because the recorded material is not beside the project."""
    skipped = [
        report.nodeid.partition("::")[0]
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple) and NOT_BESIDE in report.longrepr[2]
    ]
    if skipped:
        files = ", ".join(sorted(set(skipped)))
        terminalreporter.write_line(f"{NOT_BESIDE}: {len(skipped)} tests were left out, of {files}")


@pytest.fixture(autouse=True)
def ends(pytestconfig: pytest.Config) -> Iterator[None]:
    """Fail a test that hangs, instead of hanging with it."""
    seconds = LONGEST + _LONGEST_KILL * pytestconfig.getoption("--kills")
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(_: int, __: FrameType | None) -> None:
        pytest.fail(f"it has not ended after {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def closes() -> Iterator[None]:
    """Fail a test that leaves descriptors open; a machine has 1,024 for a process, or fewer.

    What only the garbage collector would close is closed here: with as many objects as a whole suite
    has, it seldom looks at all of them.
    """
    before = _descriptors()
    yield
    if _descriptors() > min(before + MOST_LEFT, MOST_OPEN):
        gc.collect()
    now = _descriptors()
    assert now <= before + MOST_LEFT, f"{now - before} descriptors were left open"
    assert now <= max(before, MOST_OPEN), f"{now} descriptors are open"


def _descriptors() -> int:
    """Return how many descriptors this process has open (proc(5)); 0 where nobody can say."""
    try:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - nothing but their number
    except OSError:
        return 0


@pytest.fixture(scope="session", autouse=True)
def _new_databases_are_copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Begin a database that a test opens anew as a copy of one that the migrations have made.

    They take twenty times as long as all else that opens it; thousands of tests do. `tests/store` has
    the migrations run each time.
    """
    made = tmp_path_factory.mktemp("database") / "new.db"
    Database(made).close()
    plain = Database.__init__

    def opened(database: Database, path: Path, **given: Any) -> None:
        if not _MIGRATES.is_set() and path.parent.is_dir() and not os.path.lexists(path):
            shutil.copyfile(made, path)
        plain(database, path, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "__init__", opened)
        yield


#: Set while new databases are made by the migrations, as those of users are.
_MIGRATES = threading.Event()


@pytest.fixture(scope="module")
def by_migrations() -> Iterator[None]:
    """New databases are made by the migrations."""
    _MIGRATES.set()
    yield
    _MIGRATES.clear()


@pytest.fixture
def liar() -> Iterator[Callable[[Behaviour], Liar]]:
    """Starts servers that behave as they are told."""
    with contextlib.ExitStack() as servers:

        def start(behaviour: Behaviour) -> Liar:
            server = Liar(behaviour)
            servers.callback(server.close)
            return server

        yield start


@pytest.fixture(scope="module")
def open_folder() -> Iterator[Path]:
    """A folder that programs of other users reach; those of pytest lie below some that are closed."""
    with tempfile.TemporaryDirectory(prefix="news-monitor-open-") as name:
        folder = Path(name).resolve()
        folder.chmod(0o755)
        closed = [path for path in folder.parents if not path.stat().st_mode & 0o001]
        if closed:
            pytest.skip(f"other users cannot reach {closed[-1]}; set TMPDIR to a folder they reach")
        yield folder
