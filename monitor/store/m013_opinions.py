"""The statements of a migration: what a judge said of an item. Pure."""

from __future__ import annotations

OPINIONS = (
    # JSON of `monitor.model.SecondOpinion`; null where nobody was asked.
    "ALTER TABLE decisions ADD COLUMN opinion TEXT",
)
