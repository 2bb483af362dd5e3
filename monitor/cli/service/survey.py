"""Looks at what is installed already. I/O."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from monitor.cli.service.disk import Disk
from monitor.cli.service.places import UNIT, Places
from monitor.cli.service.plan import Machine, digest
from monitor.cli.service.units import systemd_version
from monitor.errors import ServiceError


def survey(
    places: Places, disk: Disk, touched: Iterable[Path], environ: Mapping[str, str]
) -> Machine:
    """Return how things are. `touched` are the files that a plan may put there or take away."""
    recorded = _recorded(disk, places)
    news = [path.with_name(f"{path.name}.new") for path in recorded]
    files = {*touched, *recorded, *news, places.record, places.command, places.overrides / UNIT}
    folders = (
        places.prefix, places.releases, places.config, places.secrets, places.drop_ins, places.state,
    )  # fmt: skip
    links = {path: disk.of(path) for path in (places.current, places.command, places.state)}
    has_systemd = disk.is_live and _has_systemd(places, environ)
    process = _main_process(places) if has_systemd else 0
    return Machine(
        digests={
            path: digest(disk.of(path).read_bytes()) for path in files if disk.of(path).is_file()
        },
        folders=frozenset(path for path in folders if disk.of(path).is_dir()),
        links={path: each.readlink() for path, each in links.items() if each.is_symlink()},
        releases=frozenset(_releases(disk.of(places.releases))),
        recorded=recorded,
        has_systemd=has_systemd,
        is_enabled=has_systemd and _answer(places, "is-enabled", UNIT) == "enabled",
        is_active=bool(process),
        running=_release_of(process, places),
    )


def version_of_systemd(disk: Disk) -> int | None:
    """Return the version of systemd that will run the service, where that is known."""
    if not disk.is_live or not shutil.which("systemctl"):
        return None
    done = subprocess.run(
        ["systemctl", "--version"],  # noqa: S607 - where the administrator's PATH has it
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return systemd_version(done.stdout)


def _recorded(disk: Disk, places: Places) -> dict[Path, str]:
    """Read what was put there before; a record that cannot be read is none: all counts as changed."""
    try:
        record = json.loads(disk.of(places.record).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(record, dict):
        return {}
    found = {Path(str(path)): str(each) for path, each in record.items()}
    return {path: each for path, each in found.items() if path.parent == places.config}


def _releases(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir() if path.is_dir()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ServiceError(f"{folder} cannot be read: {error.strerror}.") from error


def _has_systemd(places: Places, environ: Mapping[str, str]) -> bool:
    """Whether a systemd runs that answers (sd_booted(3); for a user, theirs)."""
    if not Path("/run/systemd/system").is_dir() or not shutil.which("systemctl"):
        return False
    return not places.is_user or Path(environ.get("XDG_RUNTIME_DIR", "/"), "systemd").is_dir()


def _main_process(places: Places) -> int:
    """Return the process of the service that runs, 0 where none does."""
    shown = _answer(places, "show", "--property=MainPID", "--value", UNIT)
    return int(shown) if shown.isdecimal() else 0


def _release_of(process: int, places: Places) -> str | None:
    """Return from which release a process was started: its interpreter lies in it."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return None
    interpreter = Path(os.fsdecode(command[0]))
    if not interpreter.is_relative_to(places.releases):
        return None
    return interpreter.relative_to(places.releases).parts[0]


def _answer(places: Places, *arguments: str) -> str:
    user = ["--user"] if places.is_user else []
    done = subprocess.run(  # noqa: S603 - a command of our own making
        ["systemctl", *user, *arguments], capture_output=True, text=True, check=False  # noqa: S607
    )  # fmt: skip
    return done.stdout.strip()
