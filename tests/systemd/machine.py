"""A machine with a real systemd, booted over an overlay of this one's root, and taken down again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECKOUT = Path("/srv/checkout")  # where this project is inside
PATIENCE = 600.0  # seconds a step may take on a slow machine


def wait_for(what: str, done: Callable[[], Any]) -> Any:
    """Wait until `done()` is true and return it; fail with `what` when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not (found := done()):
        if time.monotonic() > deadline:
            pytest.fail(f"waited in vain for: {what}")
        time.sleep(0.1)
    return found


@dataclass
class Machine:
    """The booted machine; its file system is `root` here."""

    root: Path
    leader: int  # its first process, seen from here

    def run(self, *command: str, check: bool = True, **more: Any) -> str:
        """Run a command inside and return what it says on both streams."""
        done = subprocess.run(
            [*self._entrance, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False, env=_ENVIRONMENT, **more,
        )  # fmt: skip
        if check:
            assert done.returncode == 0, f"{command}\n{done.stdout}"
        return str(done.stdout)

    def status_of(self, *command: str) -> int:
        """Run a command inside and return its exit status."""
        return subprocess.call(
            [*self._entrance, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
        )  # fmt: skip

    @property
    def _entrance(self) -> list[str]:
        return ["nsenter", "--target", str(self.leader), "--all", "--"]

    @property
    def version(self) -> int:
        """The version of its systemd."""
        return int(self.run("systemctl", "--version").split()[1])

    def path(self, inside: str) -> Path:
        """Return where a path of the machine is here."""
        return self.root / inside.lstrip("/")

    def write(self, inside: str, text: str, mode: int = 0o644) -> None:
        path = self.path(inside)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)

    def show(self, unit: str, name: str) -> str:
        """Return a property of a unit."""
        return self.run("systemctl", "show", f"--property={name}", "--value", unit).strip()

    def journal(self, unit: str, *more: str) -> list[dict[str, Any]]:
        """Return the entries of a unit's journal, those of systemd about it as well."""
        self.run("journalctl", "--sync")
        lines = self.run("journalctl", "--unit", unit, "--output=json", "--quiet", *more)
        return [json.loads(line) for line in lines.splitlines()]

    def said(self, unit: str, text: str) -> list[str]:
        """Return the messages of a unit's journal that hold a text."""
        found = [str(entry.get("MESSAGE")) for entry in self.journal(unit)]
        return [message for message in found if text in message]


_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/root",
}


def why_not() -> str | None:
    """Return why no machine can be booted here, or None."""
    if os.geteuid() != 0:
        return "booting a machine needs root"
    for command in ("systemd-nspawn", "nsenter", "openssl", "dbus-daemon"):
        if not shutil.which(command):
            return f"{command} is not here (on Debian: systemd-container, dbus)"
    if not Path("/lib/systemd/systemd").exists():
        return "systemd is not installed here"
    return None


@contextmanager
def booted(layer: str | None = None) -> Iterator[Machine]:
    """Boot a machine on a private network with loopback only; skip where that cannot be.

    `layer` is a folder that is laid over this machine's root.
    """
    with _overlay(f"{layer}:/" if layer else "/") as root, _own_groups() as groups:
        _prepare(root)
        command = [
            "sh", "-c", _JOIN, "sh", *map(str, groups), "--",
            "systemd-nspawn", "--quiet", f"--directory={root}", "--boot", "--register=no",
            "--keep-unit", "--private-network", "--console=pipe", "--resolv-conf=off",
            f"--bind-ro={ROOT}:{CHECKOUT}",
        ]  # fmt: skip
        with (
            tempfile.TemporaryFile() as console,
            subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=console, stderr=console
            ) as container,
        ):
            try:
                yield _up(container, console, root)
            finally:
                _take_down(container)


def _up(container: subprocess.Popen[bytes], console: Any, root: Path) -> Machine:
    def leader() -> int:
        children = Path(f"/proc/{container.pid}/task/{container.pid}/children")
        return int((children.read_text().split() or ["0"])[0]) if children.exists() else 0

    deadline = time.monotonic() + PATIENCE
    while container.poll() is None and time.monotonic() < deadline:
        if first := leader():
            machine = Machine(root, first)
            state = machine.run("systemctl", "is-system-running", check=False).strip()
            if state in ("running", "degraded"):
                return machine
        time.sleep(0.2)
    console.seek(0)
    said = console.read().decode(errors="replace").strip().splitlines()[-3:]
    pytest.skip(f"systemd-nspawn boots no machine here: {' / '.join(said)}")


def _take_down(container: subprocess.Popen[bytes]) -> None:
    container.terminate()  # to nspawn: have the machine powered off
    try:
        container.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        container.kill()


_CONTROL_GROUPS = Path("/sys/fs/cgroup")
#: Joins the groups in front of `--`, and becomes the command behind it. Not each lets a process in.
_JOIN = """while [ "$1" != -- ]; do { echo $$ > "$1/cgroup.procs"; } 2>&-; shift; done; shift; exec "$@\""""


@contextmanager
def _own_groups() -> Iterator[list[Path]]:
    """Make control groups of one machine's own, one in each hierarchy that lets us.

    systemd-nspawn boots a machine in the groups in which it runs itself: two machines in the same ones,
    as two suites side by side have them, remove and kill each other's services.
    """
    groups = []
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        hierarchy = _CONTROL_GROUPS / (controllers.removeprefix("name=") or "unified")
        parent = (hierarchy if hierarchy.is_dir() else _CONTROL_GROUPS) / path.lstrip("/")
        with suppress(OSError):
            (group := parent / f"news-monitor-machine-{os.getpid()}").mkdir()
            groups.append(group)
    try:
        yield groups
    finally:
        for group in groups:
            for folder in sorted(
                [group, *(p for p in group.rglob("*") if p.is_dir())], reverse=True
            ):
                with suppress(OSError):
                    folder.rmdir()


@contextmanager
def _overlay(lower: str) -> Iterator[Path]:
    """Mount a writable view of this machine's root, which is forgotten afterwards."""
    base = Path(tempfile.mkdtemp(prefix="news-monitor-machine-"))
    try:
        if subprocess.call(["mount", "-t", "tmpfs", "tmpfs", str(base)]) != 0:
            pytest.skip("nothing can be mounted here")
        try:
            for name in ("upper", "work", "root"):
                (base / name).mkdir()
            layers = f"lowerdir={lower},upperdir={base}/upper,workdir={base}/work"
            mounted = subprocess.call(
                ["mount", "-t", "overlay", "overlay", "-o", layers, str(base / "root")]
            )
            if mounted != 0:
                pytest.skip("no overlay of the root can be mounted here")
            try:
                yield base / "root"
            finally:
                subprocess.call(["umount", "-l", str(base / "root")])
        finally:
            subprocess.call(["umount", "-l", str(base)])
    finally:
        base.rmdir()


def _prepare(root: Path) -> None:
    """Make it a machine of its own, on which nothing of ours was ever installed."""
    for place in ("opt", "etc", "var/lib", "var/lib/private"):
        shutil.rmtree(root / place / "news-monitor", ignore_errors=True)
    for place in ("etc/systemd/system", "usr/local/lib/systemd/system"):
        for path in (root / place).rglob("news-monitor.service"):
            path.unlink()
    (root / "usr/local/bin/news-monitor").unlink(missing_ok=True)
    (root / "etc/machine-id").unlink(missing_ok=True)
    (root / "etc/machine-id").touch()
    for unit in ("systemd-networkd", "systemd-networkd-wait-online", "systemd-resolved"):
        mask = root / f"etc/systemd/system/{unit}.service"
        mask.unlink(missing_ok=True)
        mask.symlink_to("/dev/null")
    resolv = root / "etc/resolv.conf"
    resolv.unlink(missing_ok=True)
    resolv.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:2\n")


def system_python() -> str | None:
    """Return a Python like this one that a service sees, or None."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for folder in (Path("/usr/bin"), Path("/usr/local/bin")):
        if (folder / name).exists():
            return str(folder / name)
    return None
