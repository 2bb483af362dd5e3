"""The command line: one file a group of commands, loaded when it is called. I/O."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from monitor import __version__
from monitor.cli import screen
from monitor.errors import ConfigError, MonitorError, NewerDatabase, QueryError, SourceError

#: Command → the module that holds it and its name there, in the order of `--help`.
COMMANDS = {
    "demo": ("demo.command", "demo"),
    "init": ("init", "init"),
    "run": ("run", "run"),
    "check": ("check", "check"),
    "status": ("status", "status"),
    "feeds": ("feeds", "feeds"),
    "items": ("lists", "items"),
    "developments": ("lists", "developments"),
    "alerts": ("lists", "alerts"),
    "explain": ("explain", "explain"),
    "timeline": ("timeline", "timeline"),
    "diff": ("compare", "diff"),
    "replay": ("replay", "replay"),
    "know": ("know", "know"),
    "mute": ("hush", "mute"),
    "unmute": ("hush", "unmute"),
    "irrelevant": ("hush", "irrelevant"),
    "alert": ("alert", "alert"),
    "web": ("web", "web"),
    "install-service": ("service.command", "install_service"),
    "backup": ("backup", "backup"),
    "restore": ("backup", "restore"),
    "completion": ("completion", "completion"),
}
#: What they write is for others, too: a configuration for a service, a program.
FOR_OTHERS = frozenset({"init", "install-service"})
_FOR_OWNER = 0o077  # the umask of all the others: what they keep tells what somebody reads


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of a first day, not of the alphabet."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import the command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"monitor.cli.{module}"), name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Offer the commands by their names; to say what they do, all would have to be imported."""
        names = [CompletionItem(name) for name in COMMANDS if name.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for one that does not exist name the one that was probably meant."""
        is_typed = not ctx.resilient_parsing  # and not half typed, before a Tab
        if is_typed and args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"There is no command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=False,
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The configuration. Without it: $NEWS_MONITOR_CONFIG, ./monitor.toml,"
    " ./config/monitor.toml, ~/.config/news-monitor/monitor.toml, /etc/news-monitor/monitor.toml.",
)
@click.version_option(__version__, prog_name="news-monitor")
@click.pass_context
def cli(ctx: click.Context, config: Path | None) -> None:
    """Follow a news story from an article you have read, and be told only what is new.

    Start with `news-monitor demo`, which needs no set-up and no network.
    """
    ctx.obj = config
    if ctx.invoked_subcommand not in FOR_OTHERS:
        before = os.umask(_FOR_OWNER)
        ctx.call_on_close(lambda: os.umask(before))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; every expected fault is a sentence on stderr and an exit status."""
    if "_NEWS_MONITOR_COMPLETE" in os.environ:
        importlib.import_module("monitor.cli.completion").teach_shells()
    try:
        cli(arguments, prog_name="news-monitor")
    except (ConfigError, QueryError, SourceError, NewerDatabase) as error:
        screen.complain(error)
        sys.exit(2)
    except MonitorError as error:
        screen.complain(error)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our answer has seen enough, as `head` does.
        sys.stdout = None
        sys.exit(1)
