"""Identities that are the same in every process and release. Pure."""

from __future__ import annotations

import hashlib

CONTENT_HASH_VERSION = "1"  # a new recipe must never look like an edit of every item


def stable_id(*parts: str, length: int = 16) -> str:
    """Hash `parts` to `length` hexadecimal digits."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]
