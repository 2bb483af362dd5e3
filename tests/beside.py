"""What lies beside the project where it is developed, and not in a plain clone."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
NOT_BESIDE = "../shared is not beside the project"


def wants(path: Path) -> pytest.MarkDecorator:
    """Return what leaves a test out where a file or folder of the shared material is not there."""
    missing = f"{NOT_BESIDE}: it wants {path.relative_to(SHARED.parent)}"
    return pytest.mark.skipif(not path.exists(), reason=missing)
