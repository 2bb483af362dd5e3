"""Properties are tried on the same examples at every run, however slow the machine is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

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
        "--kills",
        type=int,
        default=10,
        help="how often the fault harness kills the daemon (tests/faults)",
    )
