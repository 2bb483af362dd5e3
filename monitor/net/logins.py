"""Texts that hold web addresses → the same without anybody's user name and password. Pure."""

from __future__ import annotations

import re

# What urllib takes for the user's part (RFC 3986 3.2.1, and characters that it does not allow):
# up to the last "@" before the path.
_LOGIN = re.compile(r"(?<=://)[^\s/?#]*@")


def without_login(text: str) -> str:
    """Return `text` with `user:password@` taken out of every address in it."""
    return _LOGIN.sub("", text) if "@" in text else text
