"""Gathers the running program with all that it needs into a release. I/O."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib import metadata
from pathlib import Path, PurePosixPath

import monitor
from monitor.cli.service import shipped
from monitor.cli.service.release import File, Release, choose_interpreter
from monitor.cli.service.requirements import closure
from monitor.errors import ServiceError

PROGRAM = "news-monitor"
_PACKAGE = Path(monitor.__file__).parent
#: What `ProtectHome` and `PrivateTmp` hide from the service.
_HIDDEN = tuple(map(Path, ("/home", "/root", "/run/user", "/tmp", "/var/tmp")))  # noqa: S108


def gather(*, is_user: bool) -> Release:
    """Return the release that runs now, for a service; raise ServiceError where that cannot be."""
    distributions = closure(PROGRAM, _requires)
    if not distributions:
        raise ServiceError("this program was not installed as a package; see README.md.")
    files = [*_program()]
    for name in distributions[1:]:
        files += _library(name)
    return Release(
        version=monitor.__version__,
        interpreter=_interpreter(() if is_user else _HIDDEN),
        python=f"{sys.version_info.major}.{sys.version_info.minor}",
        distributions=tuple(distributions),
        files=tuple(files),
    )


def _requires(name: str) -> Sequence[str] | None:
    try:
        return metadata.distribution(name).requires or []
    except metadata.PackageNotFoundError:
        return None


def _program() -> Iterator[File]:
    """List the package itself: from a wheel or from a checkout, what a wheel would hold."""
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield _file(PurePosixPath(_PACKAGE.name) / path.relative_to(_PACKAGE), path)
    for name, place in shipped.FOLDERS.items():
        root = shipped.folder(name)
        if root.is_relative_to(_PACKAGE):
            continue
        for path in sorted(root.rglob("*")):
            if path.is_file():
                yield _file(PurePosixPath(_PACKAGE.name, place) / path.relative_to(root), path)
    # Its own word of what it needs, for the day when it is installed from there.
    about = metadata.distribution(PROGRAM).read_text("METADATA") or ""
    folder = f"news_monitor-{monitor.__version__}.dist-info"
    content = about.encode()
    yield File(PurePosixPath(folder, "METADATA"), None, sha256(content).hexdigest(), content)


def _library(name: str) -> Iterator[File]:
    """List the files of an installed distribution that are imported."""
    listed = metadata.distribution(name).files
    if listed is None:
        raise ServiceError(
            f"{name} was not installed by pip or uv, so its files are not known; install News"
            " Monitor into a virtual environment and call it from there."
        )
    for entry in listed:
        path = PurePosixPath(entry)
        if path.is_absolute() or ".." in path.parts or "__pycache__" in path.parts:
            continue  # commands, manuals, bytecode
        origin = Path(str(entry.locate()))
        if origin.is_file():
            yield _file(path, origin)


def _file(path: PurePosixPath, origin: Path) -> File:
    return File(path, origin, sha256(origin.read_bytes()).hexdigest())


def _interpreter(hidden: Sequence[Path]) -> Path:
    """Return a Python like this one which the service can see."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    folders = (Path(sys.base_prefix, "bin"), Path("/usr/bin"), Path("/usr/local/bin"))
    candidates = {path: path.resolve() for folder in folders if _is_alike(path := folder / name)}
    chosen = choose_interpreter(candidates, hidden)
    if chosen is None:
        raise ServiceError(
            f"the service could not see {next(iter(candidates), folders[0] / name)}, which"
            f" is in somebody's home; install {name} for all users (on Debian: apt-get install"
            f" {name}) and try again, or use --user."
        )
    return chosen


def _is_alike(path: Path) -> bool:
    """Whether the libraries that were installed for this Python work with that one, too."""
    program = "import sys; print(sys.implementation.cache_tag)"
    try:
        done = subprocess.run(  # noqa: S603 - a Python
            [path, "-I", "-c", program], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return done.stdout.strip() == sys.implementation.cache_tag
