"""The judge of a replay: the configured model, asked on the configured terms. I/O."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from monitor.cli import options, screen
from monitor.daemon.judge import counsel_of, server_of
from monitor.stories import Counsel


@contextmanager
def counsel_for_replay(ctx: click.Context, *, wanted: bool) -> Iterator[Counsel | None]:
    """Yield who is asked, or None where nobody is wanted; a configuration without [judge] is wrong usage.

    What keeps it from answering is said once.
    """
    if not wanted:
        yield None
        return
    config = options.read_config(ctx)
    if config.judge is None:
        raise click.UsageError(
            "--judge needs a [judge] with `url` and `model` in the configuration."
        )
    server = server_of(config, config.judge, os.environ)
    try:
        yield counsel_of(
            config, config.judge, server, options.now, time.monotonic, _complain, is_live=False
        )
    finally:
        server.close()


def _complain(sentence: str | None) -> None:
    if sentence:
        screen.complain(f"warning: {sentence}")
