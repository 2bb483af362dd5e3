"""`web`: the pages, served without the daemon. I/O."""

from __future__ import annotations

import os

import click

from monitor.cli import options, screen
from monitor.cli.options import read_own_config
from monitor.config import WebConfig
from monitor.daemon.journal import start_logging
from monitor.errors import MonitorError


@click.command()
@click.option(
    "--hash-password",
    is_flag=True,
    help="Ask for a password and print its hash, for the file that `password_file` names.",
)
@click.option(
    "--under-daemon",
    is_flag=True,
    help="As the daemon starts it: behind polls and mails, and until stdin ends.",
)
@click.pass_context
def web(ctx: click.Context, hash_password: bool, under_daemon: bool) -> None:
    """Serve the pages: see and steer everything in a browser.

    Without `[web]` in the configuration that is at http://127.0.0.1:8700, for this machine only. With
    it the daemon serves them by itself. They need the extra `web`: pipx install 'news-monitor[web]'.
    """
    try:
        from monitor.web import server  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise MonitorError(
            f"the pages need the extra `web` ({error.name} is missing);"
            " run: pipx install 'news-monitor[web]'"
        ) from error
    if hash_password:
        from werkzeug.security import generate_password_hash  # noqa: PLC0415 - of the extra

        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        screen.say(generate_password_hash(password))
        return
    start_logging(os.environ, verbose=False)
    config = read_own_config(ctx)
    host, port = (config.web or WebConfig()).listen
    place = f"http://{'localhost' if ':' in host else host}:{port}"
    if under_daemon:
        server.step_back()
        server.serve(config, options.now, lambda: None)
        return
    said = f"The pages are at {place} (Ctrl-C ends it)."
    server.serve(config, options.now, lambda: screen.say(said))
