"""What installing does, as values; each says itself in a line. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from monitor.cli.service.release import Release


@dataclass(frozen=True, slots=True)
class MakeFolder:
    """Make a folder with its parents."""

    path: Path
    mode: int = 0o755

    def __str__(self) -> str:
        return f"make    {self.path}"


@dataclass(frozen=True, slots=True)
class Build:
    """Put a release into a folder of its own."""

    path: Path
    release: Release

    def __str__(self) -> str:
        libraries = len(self.release.distributions) - 1
        return f"install {self.path} (with {libraries} libraries, for {self.release.interpreter})"


@dataclass(frozen=True, slots=True)
class Write:
    """Write a file whole."""

    path: Path
    content: bytes
    remark: str = ""
    mode: int = 0o644

    def __str__(self) -> str:
        return f"write   {self.path}{self.remark and f' ({self.remark})'}"


@dataclass(frozen=True, slots=True)
class Link:
    """Let a path lead to another."""

    path: Path
    target: Path

    def __str__(self) -> str:
        return f"link    {self.path} to {self.target}"


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a file, a link, or a folder with all that is in it."""

    path: Path

    def __str__(self) -> str:
        return f"remove  {self.path}"


@dataclass(frozen=True, slots=True)
class RemoveIfEmpty:
    """Remove a folder that holds nothing."""

    path: Path

    def __str__(self) -> str:
        return f"remove  {self.path}, if nothing is left in it"


@dataclass(frozen=True, slots=True)
class Systemctl:
    """Ask systemd for something."""

    arguments: tuple[str, ...]
    is_user: bool

    @property
    def command(self) -> list[str]:
        """The command line."""
        return ["systemctl", *(["--user"] if self.is_user else []), *self.arguments]

    def __str__(self) -> str:
        return f"run     {' '.join(self.command)}"


@dataclass(frozen=True, slots=True)
class Keep:
    """Leave something as it is, and say why."""

    path: Path
    why: str

    def __str__(self) -> str:
        return f"keep    {self.path}: {self.why}"


Action = MakeFolder | Build | Write | Link | Remove | RemoveIfEmpty | Systemctl | Keep


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done, in order, and what the person is told at the end."""

    actions: tuple[Action, ...]
    closing: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether anything is done."""
        return any(not isinstance(action, Keep) for action in self.actions)
