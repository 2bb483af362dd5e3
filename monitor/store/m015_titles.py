"""The statements of a migration: what a feed calls itself, and whether its user named it. Pure."""

from __future__ import annotations

TITLES = (
    "ALTER TABLE feeds ADD COLUMN title TEXT NOT NULL DEFAULT ''",  # of its last document with one
    # By its user; else `name` is its title, or its host until one is seen.
    "ALTER TABLE feeds ADD COLUMN named INTEGER NOT NULL DEFAULT 1",
)
