"""Where the parts of an installed service belong. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SETTINGS = "monitor.toml"  # in the folder of the configuration
UNIT = "news-monitor.service"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of an installation, and the link by which the command is called."""

    prefix: Path  # of the program
    config: Path
    units: Path  # where systemd looks for units of software that no package manager brought
    overrides: Path  # where an administrator's units are, which stand before those
    command: Path
    state: Path
    is_user: bool

    @classmethod
    def of_system(cls) -> Places:
        """Return where a service of the machine belongs."""
        return cls(
            prefix=Path("/opt/news-monitor"),
            config=Path("/etc/news-monitor"),
            units=Path("/usr/local/lib/systemd/system"),
            overrides=Path("/etc/systemd/system"),
            command=Path("/usr/local/bin/news-monitor"),
            state=Path("/var/lib/news-monitor"),
            is_user=False,
        )

    @classmethod
    def of_user(cls, home: Path, environ: Mapping[str, str]) -> Places:
        """Return where a service of one user belongs, as the XDG base directories say."""

        def base(variable: str, default: str) -> Path:
            # A relative path there is to be ignored (XDG Base Directory Specification).
            given = Path(environ.get(variable, ""))
            return given if given.is_absolute() else home / default

        data, config = base("XDG_DATA_HOME", ".local/share"), base("XDG_CONFIG_HOME", ".config")
        return cls(
            prefix=data / "news-monitor",
            config=config / "news-monitor",
            units=data / "systemd/user",
            overrides=config / "systemd/user",
            command=home / ".local/bin/news-monitor",
            state=base("XDG_STATE_HOME", ".local/state") / "news-monitor",
            is_user=True,
        )

    @property
    def releases(self) -> Path:
        """Where each installed version has a folder of its own."""
        return self.prefix / "releases"

    @property
    def current(self) -> Path:
        """The link to the version that a start takes."""
        return self.prefix / "current"

    @property
    def record(self) -> Path:
        """The file that remembers what was put where, and its content."""
        return self.prefix / "installed.json"

    @property
    def secrets(self) -> Path:
        """The folder of passwords, each in a file."""
        return self.config / "secrets"

    @property
    def unit(self) -> Path:
        """The unit's file."""
        return self.units / UNIT

    @property
    def drop_ins(self) -> Path:
        """The folder of what is added to the unit."""
        return self.units / f"{UNIT}.d"

    @property
    def systemctl(self) -> str:
        """What a person types to speak to systemd about this service."""
        return "systemctl --user" if self.is_user else "sudo systemctl"
