"""The configuration of a call, examined together with the world that it is about. I/O."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from monitor import assembly
from monitor.cli.options import config_path
from monitor.config import Config
from monitor.config.reader import examine
from monitor.errors import ConfigError, StoreError


def look_over(
    ctx: click.Context, metrics_file: Path | None = None
) -> tuple[Config, assembly.Findings]:
    """Read the configuration of this call and meet the world with it.

    Returned with it is what does not keep the daemon from its work: doubts, and tests that failed.
    A `metrics_file` that was given by an option is used instead of the configured one. Raise
    ConfigError with every fault, those of the text and those of the world.
    """
    config, faults = examine(config_path(ctx))
    if metrics_file:
        config = replace(config, metrics=metrics_file)
    try:
        found = assembly.look_over(config, os.environ)
    except StoreError:
        if not faults:
            raise
        found = assembly.Findings([])
    if faults or found.faults:
        raise ConfigError(sorted([*faults, *found.faults], key=lambda fault: fault.line or 0))
    return config, found
