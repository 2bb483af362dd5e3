"""What is found on a disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.cli.service.disk import Disk
from monitor.cli.service.places import Places
from monitor.cli.service.plan import digest
from monitor.cli.service.survey import survey, version_of_systemd

PLACES = Places.of_system()


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


def put(disk: Disk, path: Path, text: str) -> None:
    disk.of(path).parent.mkdir(parents=True, exist_ok=True)
    disk.of(path).write_text(text)


def test_an_empty_disk_has_nothing(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.cli.service.survey._has_systemd", lambda *_: True)
    machine = survey(PLACES, disk, [PLACES.unit], {})
    assert not machine.digests
    assert not machine.releases
    assert not machine.recorded
    assert not machine.has_systemd  # another root is not the system that runs
    assert not machine.is_active


def test_what_was_put_there_is_found(disk: Disk) -> None:
    settings = PLACES.config / "monitor.toml"
    put(disk, settings, "own")
    put(disk, settings.with_name("monitor.toml.new"), "new")
    put(disk, PLACES.record, json.dumps({str(settings): digest(b"default")}))
    put(disk, PLACES.unit, "[Unit]")
    disk.of(PLACES.releases / "1").mkdir(parents=True)
    disk.of(PLACES.current).symlink_to(PLACES.releases / "1")
    machine = survey(PLACES, disk, [PLACES.unit], {})
    assert machine.digests[settings] == digest(b"own")
    assert machine.digests[settings.with_name("monitor.toml.new")] == digest(b"new")
    assert machine.digests[PLACES.unit] == digest(b"[Unit]")
    assert machine.recorded == {settings: digest(b"default")}
    assert machine.releases == {"1"}
    assert machine.links == {PLACES.current: PLACES.releases / "1"}
    assert {PLACES.prefix, PLACES.config, PLACES.releases} == machine.folders


@pytest.mark.parametrize("record", ["", "[]", "{", '{"/etc/passwd": "x", "../y": "z"}'])
def test_a_record_that_makes_no_sense_is_none(disk: Disk, record: str) -> None:
    put(disk, PLACES.record, record)
    assert survey(PLACES, disk, [], {}).recorded == {}


def test_the_systemd_of_another_root_is_not_known(disk: Disk) -> None:
    assert version_of_systemd(disk) is None
