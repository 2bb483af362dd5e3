"""`completion`: what has a shell complete commands, options and names. I/O."""

from __future__ import annotations

import re

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
)

from monitor.cli import screen

VARIABLE = "_NEWS_MONITOR_COMPLETE"  # set by the scripts when they ask
_SPECIAL = re.compile(r"([^\w@%+=:,./-])")
SHELLS = ("bash", "zsh", "fish")


class QuotingBash(BashComplete):
    """Bash takes what it is given as it stands: a name with a space in it needs a backslash."""

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Write one offer as the script reads it."""
        quoted = _SPECIAL.sub(r"\\\\\1", item.value)  # the script's `read` takes one
        return f"{item.type},{quoted}"

    @staticmethod
    def _check_version() -> None:
        """Ask no bash: the script may be for another one."""


def teach_shells() -> None:
    """Have click know our ways with shells."""
    add_completion_class(QuotingBash, "bash")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes words at Tab.

    \b
    bash  eval "$(news-monitor completion bash)"        in ~/.bashrc
    zsh   eval "$(news-monitor completion zsh)"         in ~/.zshrc, after compinit
    fish  news-monitor completion fish | source         in ~/.config/fish/config.fish

    Names of stories and feeds come from the configuration; developments, items and alerts, the
    latest fifty, from the database.
    """
    teach_shells()
    kind = get_completion_class(shell) or ShellComplete
    script = kind(ctx.find_root().command, {}, "news-monitor", VARIABLE)
    screen.say(script.source().rstrip("\n"))
