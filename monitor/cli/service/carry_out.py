"""Does what a plan says, one action after the other. I/O."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from monitor.cli.service.actions import (
    Action,
    Build,
    Keep,
    Link,
    MakeFolder,
    Plan,
    Remove,
    RemoveIfEmpty,
    Systemctl,
    Write,
)
from monitor.cli.service.disk import Disk
from monitor.cli.service.release import File, Release, launcher
from monitor.errors import ServiceError

#: What must work before a release is put in its place; the parsers import the rest.
_PROOF = "import monitor.cli.run, monitor.feeds.parser_process"


def carry_out(plan: Plan, disk: Disk, say: Callable[[str], None]) -> None:
    """Do all of a plan and say each step; raise ServiceError with the one that failed."""
    before = os.umask(0o022)
    try:
        for action in plan.actions:
            say(str(action))
            try:
                _do(action, disk)
            except OSError as error:
                where = f" ({error.filename})" if error.filename else ""
                raise ServiceError(f"this failed: {error.strerror or error}{where}.") from error
    finally:
        os.umask(before)


def _do(action: Action, disk: Disk) -> None:
    match action:
        case Keep():
            pass
        case MakeFolder(path, mode):
            disk.of(path).mkdir(parents=True, exist_ok=True)
            disk.of(path).chmod(mode)
        case Build(path, release):
            _build(path, release, disk)
        case Write(path, content, _, mode):
            _write(disk.of(path), content, mode)
        case Link(path, target):
            _link(disk.of(path), target)
        case Remove(path):
            _remove(disk.of(path))
        case RemoveIfEmpty(path):
            with suppress(OSError):
                disk.of(path).rmdir()
        case Systemctl():
            _run(action.command)


def _build(path: Path, release: Release, disk: Disk) -> None:
    """Build a release beside its place; it gets there whole and tried, or not at all."""
    final = disk.of(path)
    folder = final.with_name(f".{final.name}")
    if folder.exists():
        shutil.rmtree(folder)
    try:
        _fill(folder, path, release)
        folder.rename(final)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _fill(folder: Path, path: Path, release: Release) -> None:
    """Make a virtual environment (PEP 405) and put the files into it."""
    python = folder / "bin/python"
    python.parent.mkdir(parents=True)
    python.symlink_to(release.interpreter)
    (folder / "pyvenv.cfg").write_text(
        f"home = {release.interpreter.parent}\ninclude-system-site-packages = false\n"
    )
    command = folder / "bin/news-monitor"
    command.write_text(launcher(path))
    command.chmod(0o755)
    libraries = folder / release.site_packages
    for file in release.files:
        target = libraries / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        _put(file, target)
    # The service cannot write bytecode. Some libraries hold files that no Python compiles.
    where = ["-s", str(folder), "-p", str(path)]
    compiling = [str(python), "-I", "-m", "compileall", "-q", *where, str(libraries)]
    subprocess.run(compiling, capture_output=True, check=False)  # noqa: S603 - our own
    _run([str(python), "-I", "-c", _PROOF])


def _put(file: File, target: Path) -> None:
    """Copy a file; raise ServiceError where it is no longer what the release is named after."""
    if file.origin is None:
        target.write_bytes(file.content)
        return
    content = file.origin.read_bytes()
    if sha256(content).hexdigest() != file.digest:
        raise ServiceError(f"{file.origin} was changed while it was being installed; try again.")
    target.write_bytes(content)


def _write(path: Path, content: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.part")
    new.write_bytes(content)
    new.chmod(mode)
    new.replace(path)


def _link(path: Path, target: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.part")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        reason = said[-1] if said else f"exit status {done.returncode}"
        raise ServiceError(f"`{' '.join(command[:3])}` failed: {reason}")
