"""Reads the table [judge]: which model is asked for a second opinion, and on what terms. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from monitor.config import values
from monitor.config.settings import JudgeConfig
from monitor.config.table import Table
from monitor.net.addresses import is_private_literal

WHEN = ("doubtful", "every alert")
_SHORTEST, LONGEST = timedelta(seconds=1), timedelta(seconds=60)
_MOST_QUESTIONS = 100_000


def read_judge(table: Table) -> JudgeConfig:
    """Return what [judge] says; its faults are noted."""
    default = JudgeConfig("http://127.0.0.1", "")
    judge = JudgeConfig(
        url=table.need("url", _address, default.url),
        model=table.need("model", values.text, default.model),
        key_file=table.get("key_file", values.text, default.key_file),
        when=table.get("when", values.one_of(WHEN), default.when),
        budget=table.get("budget", values.whole(1, _MOST_QUESTIONS), default.budget),
        timeout=table.get("timeout", values.duration, default.timeout),
    )
    table.finish()
    if not _SHORTEST <= judge.timeout <= LONGEST:
        table.fault("timeout", "`timeout` of [judge] must be from 1s to 60s: mails wait for it.")
    if judge.key_file and not _is_guarded(judge.url):
        table.fault("url", "a key is sent over https only, or to this machine.")
    return judge


def _address(value: Any) -> str:
    """Read a web address without a login or query; http is for this machine and its neighbours."""
    given = values.web_address(value)
    parts = urlsplit(given)
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ValueError(
            'an address without a login or a query, such as "http://127.0.0.1:11434/v1"'
        )
    if parts.scheme == "http" and not is_private_literal(parts.hostname or ""):
        raise ValueError("an https address; http is for this machine or a private IP address")
    return given


def _is_guarded(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or parts.hostname in values.LOOPBACK_HOSTS
