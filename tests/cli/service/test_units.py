"""The units: for each systemd what it knows, and the same in both."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from monitor.cli.service import shipped
from monitor.cli.service.places import Places
from monitor.cli.service.units import drop_in_names, systemd_version, unit_files

SYSTEM = Places.of_system()
USER = Places.of_user(Path("/home/r eader"), {"XDG_CONFIG_HOME": "/conf"})
SHIPPED = shipped.contents("systemd")


@pytest.mark.parametrize(
    ("systemd", "numbers"), [(None, []), (252, []), (253, [253]), (254, [253, 254])]
)
def test_each_systemd_gets_what_it_knows(systemd: int | None, numbers: list[int]) -> None:
    files = unit_files(SHIPPED, SYSTEM, systemd)
    assert SYSTEM.unit in files
    drop_ins = sorted(path for path in files if path.parent == SYSTEM.drop_ins)
    assert [int(path.name.split("-")[0]) for path in drop_ins] == numbers
    assert len(files) == 1 + len(numbers)


def test_the_unit_is_right_for_every_systemd_and_the_drop_in_for_the_new_ones() -> None:
    files = unit_files(SHIPPED, SYSTEM, 253)
    unit = files[SYSTEM.unit].decode()
    assert "\nType=notify\n" in unit
    assert "\nExecReload=/bin/kill -HUP $MAINPID\n" in unit
    added = files[SYSTEM.drop_ins / "253-notify-reload.conf"].decode()
    assert "\nType=notify-reload\nExecReload=\n" in added  # two SIGHUPs would be two reloads


def test_all_drop_ins_are_known_by_name() -> None:
    assert len(drop_in_names(SHIPPED)) == len(unit_files(SHIPPED, SYSTEM, 999)) - 1


def test_the_paths_of_the_unit_are_those_of_the_installation() -> None:
    unit = unit_files(SHIPPED, SYSTEM, None)[SYSTEM.unit].decode()
    start = (
        f"ExecStart={SYSTEM.current}/bin/news-monitor --config {SYSTEM.config}/monitor.toml run\n"
    )
    assert start in unit
    assert f"secrets:{SYSTEM.secrets}\n" in unit


def test_a_users_unit_has_the_users_folders_as_systemd_quotes_them() -> None:
    unit = unit_files(SHIPPED, USER, None)[USER.unit].decode()
    assert r"ExecStart=/home/r\x20eader/.local/share/news-monitor/current/bin/news-monitor" in unit
    assert "--config /conf/news-monitor/monitor.toml run" in unit
    assert "%h" not in unit


def directives(unit: bytes) -> list[str]:
    return [line for line in unit.decode().splitlines() if re.match("[A-Z]", line)]


def test_both_units_say_the_same_where_both_say_something() -> None:
    system = directives(SHIPPED["news-monitor.service"])
    user = directives(SHIPPED["news-monitor-user.service"])
    names = {line.split("=")[0] for line in user} - {"ExecStart", "WantedBy"}
    assert [line for line in user if line.split("=")[0] in names] == [
        line for line in system if line.split("=")[0] in names
    ]


@pytest.mark.parametrize("name", [name for name in SHIPPED if not name.startswith("drop-ins/")])
def test_every_directive_has_a_comment_over_its_paragraph(name: str) -> None:
    service = SHIPPED[name].decode().split("[Service]\n")[1].split("\n[Install]")[0]
    for paragraph in service.split("\n\n"):
        assert paragraph.startswith("#"), paragraph


def test_the_units_are_well_formed() -> None:
    for name, content in SHIPPED.items():
        parser = configparser.RawConfigParser(strict=False, interpolation=None)
        parser.read_string(content.decode())
        assert set(parser.sections()) <= {"Unit", "Service", "Install"}, name


@pytest.mark.parametrize(
    ("answer", "version"),
    [("systemd 252 (252.39-1~deb12u2)\n+PAM", 252), ("systemd 257.7", 257), ("", None)],
)
def test_the_version_of_systemd_is_read(answer: str, version: int | None) -> None:
    assert systemd_version(answer) == version
