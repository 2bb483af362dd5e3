"""The monitor against a server that misbehaves in every way it knows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.hostile import SERVER
from tests.beside import wants

pytestmark = pytest.mark.e2e


@wants(SERVER)
def test_every_path_of_the_hostile_server_ends_as_it_should(request: pytest.FixtureRequest) -> None:
    scale = request.config.getoption("--scale")
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.hostile", "--json", "--scale", str(scale)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    assert report["faults"] == []
    assert report["canary"] == []
    assert len(report["results"]) >= 156
