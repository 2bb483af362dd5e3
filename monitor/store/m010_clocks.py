"""The statements of a migration: how feeds date their items. Pure."""

from __future__ import annotations

CLOCKS = (
    # JSON: how long after their stamps the last items came.
    "ALTER TABLE feeds ADD COLUMN clock TEXT NOT NULL DEFAULT ''",
    # As its feed wrote it; empty for items of before.
    "ALTER TABLE items ADD COLUMN date_text TEXT NOT NULL DEFAULT ''",
)
