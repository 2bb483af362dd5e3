"""Properties are tried on the same examples at every run, however slow the machine is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.liar import Behaviour, Liar

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
        help="size of the hostile server's bombs; 1 is full size (tests/e2e/test_hostile.py)",
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


@pytest.fixture
def liar() -> Iterator[Callable[[Behaviour], Liar]]:
    """Starts servers that behave as they are told."""
    with contextlib.ExitStack() as servers:

        def start(behaviour: Behaviour) -> Liar:
            server = Liar(behaviour)
            servers.callback(server.close)
            return server

        yield start
