"""Where the places are on disk: here, or below the root of a system that is being put together. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Disk:
    """The file system that is installed to."""

    root: Path = Path("/")

    @property
    def is_live(self) -> bool:
        """Whether it is the one that runs."""
        return self.root == Path("/")

    def of(self, path: Path) -> Path:
        """Return where a path of the system is."""
        return self.root / path.relative_to("/")
