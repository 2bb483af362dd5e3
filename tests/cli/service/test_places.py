"""Where a user's service belongs."""

from __future__ import annotations

from pathlib import Path

from monitor.cli.service.places import Places

HOME = Path("/home/reader")


def test_a_user_has_the_folders_of_xdg() -> None:
    places = Places.of_user(HOME, {})
    assert places.prefix == HOME / ".local/share/news-monitor"
    assert places.config == HOME / ".config/news-monitor"
    assert places.state == HOME / ".local/state/news-monitor"
    assert places.unit == HOME / ".local/share/systemd/user/news-monitor.service"
    assert places.command == HOME / ".local/bin/news-monitor"


def test_the_environment_moves_them_unless_it_is_relative() -> None:
    environ = {"XDG_DATA_HOME": "/data", "XDG_CONFIG_HOME": "/conf", "XDG_STATE_HOME": "state"}
    places = Places.of_user(HOME, environ)
    assert places.current == Path("/data/news-monitor/current")
    assert places.unit == Path("/data/systemd/user/news-monitor.service")
    assert places.overrides == Path("/conf/systemd/user")
    assert places.state == HOME / ".local/state/news-monitor"
