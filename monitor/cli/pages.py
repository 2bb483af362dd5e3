"""How commands that need no configuration fetch pages: as [fetch] says, where there is one. I/O."""

from __future__ import annotations

from collections.abc import Callable

import click

from monitor.cli.options import read_config
from monitor.config import FetchConfig
from monitor.errors import ConfigError
from monitor.feeds.fetch import FetchResult, fetch


def page_fetcher(ctx: click.Context) -> Callable[[str], FetchResult]:
    """Return what fetches a page; the configuration is only read when a page is asked for."""
    return lambda address: fetch(address, fetch_config(ctx))


def fetch_config(ctx: click.Context) -> FetchConfig:
    """Return how to fetch; a command that needs no configuration goes on without one."""
    try:
        return read_config(ctx).fetch
    except ConfigError:
        if ctx.find_root().obj:
            raise
        return FetchConfig()
