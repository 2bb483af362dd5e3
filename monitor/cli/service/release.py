"""One version of the program with all it needs, as a list of files. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release: where it goes below `site-packages`, and what is in it."""

    path: PurePosixPath
    origin: Path | None  # None: `content` holds it
    digest: str
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Release:
    """What is installed: its files do not change, so its name follows from them."""

    version: str
    interpreter: Path
    python: str  # major.minor
    distributions: tuple[str, ...]  # the program first
    files: tuple[File, ...]

    @property
    def name(self) -> str:
        """The version and what its files are, such as `0.1.0-3f2a9c1d`."""
        digest = sha256(f"{self.interpreter}\n".encode())
        for file in sorted(self.files, key=lambda file: file.path):
            digest.update(f"{file.path}\0{file.digest}\n".encode())
        return f"{self.version}-{digest.hexdigest()[:8]}"

    @property
    def site_packages(self) -> PurePosixPath:
        """Where the files go, below the folder of the release."""
        return PurePosixPath("lib", f"python{self.python}", "site-packages")


def choose_interpreter(candidates: Mapping[Path, Path], hidden: Sequence[Path]) -> Path | None:
    """Return the first interpreter that is in no folder which is hidden from the service.

    `candidates` are paths and where they lead. The path is returned as it is: where it leads may
    change with the next update of Python.
    """
    for path, target in candidates.items():
        if not any(each.is_relative_to(folder) for each in (path, target) for folder in hidden):
            return path
    return None


def launcher(folder: Path) -> str:
    """Return the command of a release, as a script.

    The shell starts the interpreter because a `#!` line may be neither long nor hold a space.
    """
    python = str(folder / "bin/python").replace("\\", "\\\\").replace('"', '\\"')
    python = python.replace("$", "\\$").replace("`", "\\`")
    return (
        f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\n"
        "from monitor.cli import main\n\nmain()\n"
    )
