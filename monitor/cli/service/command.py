"""`install-service`: the program, its configuration and its unit where they belong. I/O."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from monitor.cli import screen
from monitor.cli.service import shipped
from monitor.cli.service.actions import Plan
from monitor.cli.service.carry_out import carry_out
from monitor.cli.service.disk import Disk
from monitor.cli.service.gather import gather
from monitor.cli.service.places import SETTINGS, Places
from monitor.cli.service.plan import Goods, plan_install, plan_uninstall
from monitor.cli.service.survey import survey, version_of_systemd
from monitor.cli.service.units import drop_in_names, unit_files
from monitor.config import load
from monitor.errors import ServiceError


@click.command("install-service")
@click.option("--now", is_flag=True, help="Start it, too; one that runs is replaced.")
@click.option("--uninstall", is_flag=True, help="Take away all but state and what you changed.")
@click.option("--user", is_flag=True, help="A service of your own instead of the machine's.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help="Install into the system that is below this folder; nothing is started.",
)
@click.pass_context
def install_service(
    ctx: click.Context, now: bool, uninstall: bool, user: bool, dry_run: bool, root: Path | None
) -> None:
    """Install this program as a service of systemd.

    Copies the program and its libraries from where they run now, so it needs no network. One that
    was installed before is brought up to date, and goes on running until it is restarted. It takes
    the configuration of --config, or ./monitor.toml, with the articles beside it; without one there
    is an example, which nothing polls until you made it yours with `init`. A configuration that is
    there is never overwritten: a new default is put beside one that you changed.

    \b
    program        /opt/news-monitor
    configuration  /etc/news-monitor
    state          /var/lib/news-monitor
    unit           /usr/local/lib/systemd/system
    command        /usr/local/bin/news-monitor

    With --user they are where the XDG base directories have them, below ~/.local and ~/.config.
    """
    _check_usage(now=now, uninstall=uninstall, user=user, root=root)
    places = Places.of_user(Path.home(), os.environ) if user else Places.of_system()
    disk = Disk(root.resolve() if root else Path("/"))
    if not dry_run:
        _check_rights(disk, is_user=user)
    if not uninstall and disk.is_live:
        _check_systemd(disk)
    own = {} if uninstall else _own(ctx, places)
    plan = _uninstallation(places, disk) if uninstall else _installation(places, disk, own, now=now)
    if not plan.changes:
        screen.say("Nothing to do." if uninstall else "Nothing to do: all is as it should be.")
    if dry_run:
        for action in plan.actions:
            screen.say(str(action))
    else:
        carry_out(plan, disk, screen.say)
        for line in plan.closing:
            screen.say(line)


def _check_usage(*, now: bool, uninstall: bool, user: bool, root: Path | None) -> None:
    if now and uninstall:
        raise click.UsageError("--now does not go with --uninstall.")
    if user and root:
        raise click.UsageError("--root is for a service of the machine, not with --user.")


def _own(ctx: click.Context, places: Places) -> dict[str, bytes]:
    """Return the configuration of who installs and the articles beside it; raise ConfigError."""
    given: Path | None = ctx.find_root().obj
    path = given or Path("monitor.toml")
    if not (given or path.exists()) or path.resolve() == places.config / SETTINGS:
        return {}
    return shipped.own(load(path), places)


def _installation(places: Places, disk: Disk, own: Mapping[str, bytes], *, now: bool) -> Plan:
    files = shipped.contents("systemd")
    goods = Goods(
        release=gather(is_user=places.is_user),
        units=unit_files(files, places, version_of_systemd(disk)),
        drop_ins=tuple(drop_in_names(files)),
        samples=shipped.samples(places),
        own=own,
    )
    touched = [*goods.units, *(places.config / name for name in {**goods.samples, **own})]
    touched += [places.drop_ins / name for name in goods.drop_ins]
    machine = survey(places, disk, touched, os.environ)
    return plan_install(places, goods, machine, now=now)


def _uninstallation(places: Places, disk: Disk) -> Plan:
    names = tuple(drop_in_names(shipped.contents("systemd")))
    touched = [places.unit, *(places.drop_ins / name for name in names)]
    return plan_uninstall(places, names, survey(places, disk, touched, os.environ))


def _check_rights(disk: Disk, *, is_user: bool) -> None:
    is_root = os.geteuid() == 0
    if is_user and is_root and "SUDO_USER" in os.environ:
        raise ServiceError("--user is for the user who calls it: leave out sudo.")
    if not is_user and not is_root and disk.is_live:
        raise ServiceError(
            "a service of the machine is installed by root: call it with sudo, or with --user."
        )


def _check_systemd(disk: Disk) -> None:
    version = version_of_systemd(disk)
    if version is None:
        raise ServiceError(
            "there is no systemd on this machine; `news-monitor run` runs in the foreground"
            " under anything else."
        )
    if version < _OLDEST:
        raise ServiceError(f"the unit needs systemd {_OLDEST} or newer; here is {version}.")


_OLDEST = 250  # hands over the credentials of a folder
