"""What installing and uninstalling do on a machine as it is. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
from monitor.cli.service.places import SETTINGS, UNIT, Places
from monitor.cli.service.release import Release


@dataclass(frozen=True, slots=True)
class Goods:
    """What there is to install."""

    release: Release
    units: Mapping[Path, bytes]
    drop_ins: tuple[str, ...]  # the names of all that may be there, of this version
    samples: Mapping[str, bytes]  # the example of a configuration, by file name
    own: Mapping[str, bytes] = field(default_factory=dict)  # that of who installs, likewise


@dataclass(frozen=True, slots=True)
class Machine:
    """What is there already."""

    digests: Mapping[Path, str]  # of files that may be touched and exist
    folders: frozenset[Path]  # of those that may be touched, the existing ones
    links: Mapping[Path, Path]
    releases: frozenset[str]
    recorded: Mapping[Path, str]  # what was put there before, and its digest then
    has_systemd: bool  # is there one to speak to?
    is_enabled: bool  # is the service started at each boot?
    is_active: bool  # does it run?
    running: str | None = None  # the release that runs, where that is known


def plan_install(places: Places, goods: Goods, machine: Machine, *, now: bool) -> Plan:
    """Return what is to be done so that the machine has this version; with `now`, started."""
    release = places.releases / goods.release.name
    actions: list[Action] = []
    if goods.release.name not in machine.releases:
        actions.append(Build(release, goods.release))
    actions += _configuration(places, goods, machine)
    units = list(_units(places, goods, machine))
    actions += units
    actions += _links(places, release, machine)
    actions += _record(places, goods, machine)
    is_old = machine.is_active and (machine.running != goods.release.name or bool(units))
    is_example = _is_example(places, goods, machine)
    now = now and not (is_example and not machine.is_enabled and not machine.is_active)
    if machine.has_systemd:
        if units:
            actions.append(Systemctl(("daemon-reload",), places.is_user))
        if now and not machine.is_enabled:
            actions.append(Systemctl(("enable", UNIT), places.is_user))
        if now and (is_old or not machine.is_active):
            actions.append(Systemctl(("restart", UNIT), places.is_user))
    closing = list(_closing(places, machine, now=now, is_old=is_old, is_example=is_example))
    actions += [Remove(places.releases / each) for each in _outdated(goods, machine, now=now)]
    shadow = places.overrides / UNIT
    if shadow in machine.digests:
        why = "it stands before the unit that comes with this version; remove it to have that one"
        actions.append(Keep(shadow, why))
    return Plan(tuple(actions), tuple(closing))


def _is_example(places: Places, goods: Goods, machine: Machine) -> bool:
    """Whether the configuration will be the example, which follows what somebody else follows."""
    path = places.config / SETTINGS
    there = machine.digests.get(path)
    if there is None:
        return SETTINGS not in goods.own
    return there in {digest(goods.samples[SETTINGS]), machine.recorded.get(path)}


def _configuration(places: Places, goods: Goods, machine: Machine) -> Iterator[Action]:
    """Put a configuration there where there is none: that of who installs, else the example.

    What was changed of the example is kept, and a new one lies beside it.
    """
    if places.config not in machine.folders:
        yield MakeFolder(places.config, 0o700 if places.is_user else 0o755)
    if places.secrets not in machine.folders:
        yield MakeFolder(places.secrets, 0o700 if places.is_user else 0o755)
    has_settings = places.config / SETTINGS in machine.digests
    if goods.own and not has_settings:
        paths = {places.config / name: content for name, content in goods.own.items()}
        missing = {path: text for path, text in paths.items() if path not in machine.digests}
        yield from (Write(path, text, "it is yours") for path, text in missing.items())
    else:
        yield from _example(places, goods, machine, has_settings=has_settings)


def _example(
    places: Places, goods: Goods, machine: Machine, *, has_settings: bool
) -> Iterator[Action]:
    """Put the example there, or bring it up to date."""
    for name, content in goods.samples.items():
        path = places.config / name
        there, recorded = machine.digests.get(path), machine.recorded.get(path)
        ours = digest(content)
        if there == ours:
            continue
        if there is None and not has_settings:
            yield Write(path, content)
        elif there is None:  # a configuration of one's own needs no examples beside it
            if recorded:
                yield Keep(path, "it was removed, and stays so")
        elif there == recorded:
            yield Write(path, content, "it was not changed; this is the new default")
        elif recorded == ours:
            yield Keep(path, "it was changed")
        else:
            new = path.with_name(f"{path.name}.new")
            yield Keep(path, f"it was changed; the new default is {new.name}, beside it")
            yield Write(new, content)


def _units(places: Places, goods: Goods, machine: Machine) -> Iterator[Action]:
    for path, content in goods.units.items():
        if machine.digests.get(path) != digest(content):
            yield Write(path, content)
    for name in goods.drop_ins:
        path = places.drop_ins / name
        if path in machine.digests and path not in goods.units:
            yield Remove(path)


def _links(places: Places, release: Path, machine: Machine) -> Iterator[Action]:
    if machine.links.get(places.current) != release:
        yield Link(places.current, release)
    command = places.current / "bin/news-monitor"
    if machine.links.get(places.command) == command:
        return
    if places.command in machine.links or places.command in machine.digests:
        yield Keep(places.command, "it is not from here")
    else:
        yield Link(places.command, command)


def _outdated(goods: Goods, machine: Machine, *, now: bool) -> list[str]:
    """Return the releases that nothing will use any more: a daemon that goes on needs its own."""
    in_use = {goods.release.name}
    if machine.is_active and not now:
        in_use |= {machine.running} if machine.running else machine.releases
    return sorted(machine.releases - in_use)


def _record(places: Places, goods: Goods, machine: Machine) -> Iterator[Action]:
    """Remember the defaults that were offered, by their digests."""
    offered = {places.config / name: digest(content) for name, content in goods.samples.items()}
    if offered != dict(machine.recorded):
        content = json.dumps({str(path): each for path, each in offered.items()}, indent=1)
        yield Write(places.record, f"{content}\n".encode(), "what was put where")


def _closing(
    places: Places, machine: Machine, *, now: bool, is_old: bool, is_example: bool
) -> Iterator[str]:
    if now and machine.has_systemd:
        yield f"It runs; how it is: systemctl {'--user ' if places.is_user else ''}status {UNIT}"
        return
    if machine.is_active:
        if is_old:
            yield "The daemon that runs is still the one before. To have it replaced:"
            yield f"  {places.systemctl} restart {UNIT}"
        return
    settings = places.config / SETTINGS
    if is_example:
        command = f"{'' if places.is_user else 'sudo '}{places.command}"
        yield f"Nothing is polled yet: {settings} is an example, about a story of somebody else."
        yield "Your own takes its place with an article that you have read and sites to follow:"
        yield f"  {command} --config {settings} init ARTICLE --feed SITE"
    yield f"The configuration is {settings}; what is wrong with it is said by:"
    yield f"  {'' if places.is_user else 'sudo '}{places.command} --config {settings} check"
    yield "To start it, now and at each boot:"
    yield f"  {places.systemctl} enable --now {UNIT}"
    if places.is_user:
        yield "It ends when you log out, unless you say: loginctl enable-linger"


def plan_uninstall(places: Places, drop_ins: tuple[str, ...], machine: Machine) -> Plan:
    """Return what is to be done so that nothing is left but state and what was changed.

    `drop_ins` are the names of the drop-ins that may be there.
    """
    actions: list[Action] = []
    units = [places.unit, *(places.drop_ins / name for name in drop_ins)]
    units = [path for path in units if path in machine.digests]
    if machine.has_systemd and places.unit in units:
        actions.append(Systemctl(("disable", "--now", UNIT), places.is_user))
    actions += [Remove(path) for path in units]
    if places.drop_ins in machine.folders:
        actions.append(RemoveIfEmpty(places.drop_ins))
    if units and machine.has_systemd:
        actions.append(Systemctl(("daemon-reload",), places.is_user))
    if machine.links.get(places.command) == places.current / "bin/news-monitor":
        actions.append(Remove(places.command))
    actions += _unconfigured(places, machine)
    if places.current in machine.links:
        actions.append(Remove(places.current))
    for folder in (places.releases, places.record):
        if folder in machine.folders or folder in machine.digests:
            actions.append(Remove(folder))
    if places.prefix in machine.folders:
        actions.append(RemoveIfEmpty(places.prefix))
    return Plan(tuple(actions), tuple(_farewell(places, machine)))


def _unconfigured(places: Places, machine: Machine) -> Iterator[Action]:
    """Remove the parts of the configuration that are as they were put there."""
    for path, recorded in machine.recorded.items():
        new = path.with_name(f"{path.name}.new")
        if machine.digests.get(new) == recorded:
            yield Remove(new)
        there = machine.digests.get(path)
        if there == recorded:
            yield Remove(path)
        elif there is not None:
            yield Keep(path, "it was changed")
    for folder in (places.secrets, places.config):
        if folder in machine.folders:
            yield RemoveIfEmpty(folder)


def _farewell(places: Places, machine: Machine) -> Iterator[str]:
    if places.state in machine.folders or places.state in machine.links:
        yield f"What it remembers is kept in {places.state}. To remove that, too:"
        where = [places.state]
        if not places.is_user:  # systemd keeps the state of a dynamic user apart, behind a link
            where.append(places.state.parent / "private" / places.state.name)
        yield f"  {'' if places.is_user else 'sudo '}rm -r {' '.join(map(str, where))}"


def digest(content: bytes) -> str:
    """Return by what a content is known."""
    return sha256(content).hexdigest()
