"""`backup` and `restore`: the database in one file, and back. I/O."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from monitor.cli import options, screen
from monitor.cli.options import json_option, read_own_config
from monitor.daemon.state_lock import StateLock
from monitor.store.backup import back_up

_TOLD = ("items", "decisions", "developments", "alerts")  # of the tables, to a person


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@json_option
@click.pass_context
def backup(ctx: click.Context, file: Path, force: bool, as_json: bool) -> None:
    """Copy the database to FILE, while the daemon runs or not.

    The copy is of one moment, is checked (its pages, its references, its rows) before FILE is
    there, and can be read by you alone. `news-monitor restore FILE` brings it back. Mails in a
    Maildir and the configuration are not in it.
    """
    if file == Path("-"):
        raise click.UsageError("A backup is verified before it is there, so it needs a file.")
    made = back_up(read_own_config(ctx).database, file, replace=force)
    if as_json:
        screen.say_json({**asdict(made), "path": str(made.path)})
        return
    screen.say(f"{screen.safe(made.path)} is a good backup: {summary(made.rows, made.bytes)}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def restore(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Put the backup FILE in the place of the database.

    FILE is checked first and, if an older version made it, upgraded; what was there stays beside
    it, under a name that is told. The daemon must not run. What was mailed since the backup was
    made is not known any more and may be mailed again.
    """
    from monitor.store import restore as room  # noqa: PLC0415 - slow, and `backup` does without it

    config = read_own_config(ctx)
    with StateLock(config.state, options.now()) as lock:
        room.own_as(config.state, lock.path)
        done = room.restore(file, config.database, options.now())
    if as_json:
        replaced = str(done.replaced) if done.replaced else None
        screen.say_json({**asdict(done), "path": str(done.path), "replaced": replaced})
        return
    screen.say(f"{screen.safe(done.path)} is restored: {summary(done.rows, done.bytes)}.")
    if done.replaced:
        screen.say(f"What was there is {screen.safe(done.replaced)}.")


def summary(rows: dict[str, int], size: int) -> str:
    """Say what a database holds."""
    counts = [f"{rows.get(table, 0):,} {table}" for table in _TOLD]
    return ", ".join([*counts, f"{size / 1e6:.1f} MB"])
