"""Reads the table [web]: where the pages are served, and what keeps others out. Pure."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from monitor.config import values
from monitor.config.settings import WebConfig
from monitor.config.table import Table


def read_web(table: Table) -> WebConfig:
    """Return what [web] says; its faults are noted."""
    default = WebConfig()
    web = WebConfig(
        listen=table.get("listen", values.host_and_port, default.listen),
        address=table.get("address", _address, default.address),
        password_file=table.get("password_file", values.text, default.password_file),
        user_header=table.get("user_header", values.field_name, default.user_header),
        proxy=table.get("proxy", values.ip_address, default.proxy),
    )
    table.finish()
    if "proxy" in table.given and not web.user_header:
        table.fault("proxy", "`proxy` needs `user_header`, the field in which it names the user.")
    key = "address" if web.address else "listen"
    names = (web.listen[0], urlsplit(web.address or "http://localhost").hostname)
    if web.is_open and any(name not in values.LOOPBACK_HOSTS for name in names):
        sentence = (
            "what others can reach needs `password_file`, or `user_header` where a proxy in front"
            " of it names the user."
        )
        table.require("password_file", sentence, at=key)
    return web


def _address(value: Any) -> str:
    """Read where readers reach the pages: https, or http on this machine, without a path."""
    given = values.guarded_address(value).rstrip("/")
    parts = urlsplit(given)
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        raise ValueError('an https address without a path, such as "https://news.example.org"')
    return given
