"""Opens the channels of a configuration: where each leads, and what keeps it from being used. I/O."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from monitor.alerts.channels import Channel, apprise
from monitor.alerts.channels.apprise import AppriseChannel
from monitor.alerts.channels.atom import AtomChannel
from monitor.alerts.channels.maildir import MaildirChannel
from monitor.alerts.channels.smtp import SmtpChannel
from monitor.alerts.channels.webhook import WebhookChannel, key_of
from monitor.alerts.credentials import (
    ADDRESSES,
    password_path,
    read_addresses,
    read_password,
    read_secret,
    secret_fault,
    secret_path,
)
from monitor.config import Config
from monitor.errors import ConfigError, Fault, SendError

_URLS_FILE = ("apprise", "urls_file")


def channels(config: Config, clock: Callable[[], datetime]) -> dict[str, Channel]:
    """Return the channels that alerts leave by, by name; `clock` says what time it is.

    Raise ConfigError where the file of the services of Apprise cannot be read.
    """
    return {channel.name: channel for channel, _ in opened(config, clock)}


def opened(config: Config, clock: Callable[[], datetime]) -> Iterator[tuple[Channel, str]]:
    """Yield each channel, and where its alerts go in words that give no secret away.

    The first is the mail server, or the Maildir without one; what is configured beside joins it.
    Services are told by their name and line, never by their address. Raises what `channels` does.
    """
    mail = config.mail
    if mail.server:
        channel = SmtpChannel(mail, lambda: read_password(config, os.environ))
        yield channel, f"by {mail.server}:{mail.port} ({mail.security})"
    else:
        yield MaildirChannel(config.maildir), f"to the Maildir {config.maildir}"
    if hook := config.webhook:
        yield (
            WebhookChannel(
                hook.url, lambda: read_secret(config, hook.secret_file, os.environ), clock
            ),
            f"to the webhook at {urlsplit(hook.url).hostname}",
        )
    if config.atom:
        yield AtomChannel(config.atom), f"into the Atom file {config.atom}"
    if config.apprise_urls:
        try:
            addresses = read_addresses(config, os.environ)
        except SendError as error:
            raise ConfigError([config.fault(_URLS_FILE, str(error))]) from error
        names = tuple(each.name for each in addresses)
        services = ", ".join(f"{each.name} (line {each.line})" for each in addresses)
        channel_of_all = AppriseChannel(names, lambda: read_addresses(config, os.environ))
        yield channel_of_all, f"by Apprise to {services}"


def channel_faults(config: Config, environ: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what is wrong with the secrets of the channels; nothing is sent."""
    path = password_path(config, environ)
    if config.mail.server and path and (sentence := secret_fault(path, environ)):
        yield config.fault(("mail", "password_file"), sentence)
    if sentence := _webhook_fault(config, environ):
        yield config.fault(("webhook", "secret_file"), sentence)
    yield from _apprise_faults(config, environ)


def _webhook_fault(config: Config, environ: Mapping[str, str]) -> str | None:
    name = config.webhook.secret_file if config.webhook else None
    try:
        if name:
            key_of(read_secret(config, name, environ) or "")
    except SendError as error:
        return str(error)
    except ValueError as error:
        return f"the file {name} must hold {error}."
    return None


def _apprise_faults(config: Config, environ: Mapping[str, str]) -> list[Fault]:
    path = secret_path(config, config.apprise_urls, environ)
    if path is None:
        return []
    if sentence := secret_fault(path, environ, ADDRESSES):
        return [config.fault(_URLS_FILE, sentence)]
    return [
        Fault(path, line, sentence) if line else config.fault(_URLS_FILE, sentence)
        for line, sentence in apprise.faults_of(read_addresses(config, environ))
    ]
