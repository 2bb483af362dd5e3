"""Where the configuration is looked for and where state lives. I/O."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from monitor.errors import ConfigError, Fault


def search_paths(environ: Mapping[str, str], cwd: Path) -> list[Path]:
    """List where a configuration is looked for, first match wins."""
    config_home = Path(environ.get("XDG_CONFIG_HOME") or _home() / ".config")
    paths = [
        cwd / "monitor.toml",
        cwd / "config" / "monitor.toml",
        config_home / "news-monitor" / "monitor.toml",
        Path("/etc/news-monitor/monitor.toml"),
    ]
    if chosen := environ.get("NEWS_MONITOR_CONFIG"):
        paths = [Path(chosen)]
    return paths


def find_config(given: Path | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """Return the configuration file to use; raise ConfigError where there is none."""
    candidates = [given] if given else search_paths(environ, cwd)
    for path in candidates:
        if path.is_file():
            return path
    if given or environ.get("NEWS_MONITOR_CONFIG"):
        raise ConfigError([Fault(candidates[0], None, "there is no such configuration file.")])
    looked = ", ".join(str(path) for path in candidates)
    sentence = f"no configuration found (looked for {looked}); name one with --config."
    raise ConfigError([Fault(cwd, None, sentence)])


def default_state(environ: Mapping[str, str]) -> Path:
    """Return where state lives when the configuration does not say."""
    if given := environ.get("STATE_DIRECTORY"):
        return Path(given.split(":")[0])
    state_home = environ.get("XDG_STATE_HOME") or _home() / ".local/state"
    return Path(state_home) / "news-monitor"


def _home() -> Path:
    """Return the home of whoever runs this; the root for a user whom the machine has no name for."""
    try:
        return Path.home()
    except RuntimeError:  # as in a container that was given a number alone, without $HOME
        return Path("/")
